import json
from datetime import timedelta

from odoo import Command, fields
from odoo.tests import tagged

from ..hooks import pre_init_hook, uninstall_hook
from .common import PricingCommon


@tagged("post_install", "-at_install")
class TestPricesHold(PricingCommon):
    """What people tried to gain by prices and floors, or lost by them, is held."""

    def _create_floor(self, amount, product=None, **values):
        product = product or self.fish_sauce
        return self.env["p2it.price.floor"].create(
            {"method": "amount", "amount": amount, "product_tmpl_id": product.product_tmpl_id.id, **values}
        )

    def _get_facts(self, order):
        return order.plan_discount_percent, order.under_floor_count, order.manual_price_count

    def _create_old_prices(self):
        """Create a price of a month long ago, and a floor of this year."""
        self._create_rule(100, product=self.fish_sauce)
        self._create_rule(
            40,
            product=self.fish_sauce,
            customer_group_id=self.trade.id,
            date_start="2020-01-01",
            date_end="2020-02-01",
        )
        self._create_floor(90, date_from=fields.Date.today() - timedelta(days=30))

    def test_a_quotation_dated_back_shows_what_it_is_below_plan_and_floor(self):
        self._create_old_prices()
        order = self._create_quotation((self.fish_sauce, 10)).with_user(self.salesperson)
        self.assertEqual(self._get_facts(order), (0, 0, 0))
        order.date_order = "2020-01-15 00:00:00"
        self.assertEqual(order.order_line.price_unit, 40)
        self.assertEqual(self._get_facts(order), (60, 1, 1))
        order.order_line.product_uom_qty = 11
        self.assertEqual(self._get_facts(order), (60, 1, 1))
        order.action_confirm()
        self.assertEqual(self._get_facts(order), (60, 1, 1))

    def test_a_quotation_created_with_an_old_date_shows_it_too(self):
        self._create_old_prices()
        order = self._create_quotation((self.fish_sauce, 10), date_order="2020-01-15 00:00:00")
        self.assertEqual(order.order_line.price_unit, 40)
        self.assertEqual(self._get_facts(order), (60, 1, 1))

    def test_a_quotation_dated_ahead_is_judged_today(self):
        now = fields.Datetime.now()
        self._create_rule(100, product=self.fish_sauce, date_end=now + timedelta(days=1))
        self._create_rule(
            40,
            product=self.fish_sauce,
            customer_group_id=self.trade.id,
            date_start=now + timedelta(days=2),
        )
        order = self._create_quotation((self.fish_sauce, 10), date_order=now + timedelta(days=3))
        self.assertEqual(order.order_line.price_unit, 40)
        self.assertEqual(order.plan_discount_percent, 60)

    def test_thresholds_over_the_order_do_not_miss_by_dust(self):
        kilogram = self.env.ref("uom.product_uom_kgm")
        pepper = self._create_product(
            "Tiêu đen", 100, uom_id=kilogram.id, uom_ids=False, categ_id=self.food.id
        )
        self._create_rule(80, product=pepper, min_quantity=0.8, quantity_basis="product")
        self._create_rule(70, product=pepper, min_quantity=1.1, quantity_basis="category")
        for parts, price in ((0.7, 0.1), 80), ((0.4, 0.3, 0.1), 80), ((0.1,) * 11, 70):
            order = self._create_quotation(*((pepper, part) for part in parts))
            self.assertEqual(set(order.order_line.mapped("price_unit")), {price}, parts)

    def _create_nails(self):
        """:return: a product that costs 12.4 đ, 12.0 from 1000 and 11.6 for who is loyal; a list in đồng"""
        dong = self.env.ref("base.VND")
        dong.active = True
        pricelist = self.env["product.pricelist"].create({"name": "Đồng", "currency_id": dong.id})
        nail = self._create_product("Đinh 3 phân", 10)
        self._create_rule(12.0, pricelist, product=nail, min_quantity=1000)
        self._create_rule(12.4, pricelist, product=nail, customer_group_id=self.dealers.id)
        return nail, pricelist

    def test_small_unit_prices_are_told_apart_below_the_currency_s_rounding(self):
        nail, pricelist = self._create_nails()
        order = self._create_quotation((nail, 100000), partner=self.stranger, pricelist_id=pricelist.id)
        self.assertEqual(order.order_line.price_unit, 12.0)
        order.write({"partner_id": self.dealer.id, "pricelist_id": pricelist.id})
        self.assertEqual(order.order_line.price_unit, 12.4)
        order.order_line.price_unit = 12.0
        self.assertEqual(order.manual_price_count, 1)

    def test_a_small_unit_price_under_its_floor_is_under_it(self):
        nail, pricelist = self._create_nails()
        order = self._create_quotation((nail, 1000), partner=self.stranger, pricelist_id=pricelist.id)
        floor = self._create_floor(0.0001, nail)
        rate = floor.currency_id._convert(
            1.0, pricelist.currency_id, self.env.company, fields.Date.today(), round=False
        )
        floor.write({"method": "list", "percent": 0})
        nail.list_price = 12.3 / rate
        order.order_line.price_unit = 11.9
        self.assertEqual(order.under_floor_count, 1)

    def test_a_discount_cut_to_its_digits_is_not_by_hand(self):
        self.env.user.group_ids |= self.env.ref("sale.group_discount_per_so_line")
        self._create_rule(compute_price="percentage", percent_price=33.333)
        big = self._create_product("Máy ép dầu", 123456789)
        order = self._create_quotation((big, 3), (self.rice, 7))
        self.assertEqual(order.order_line.mapped("discount"), [33.33, 33.33])
        self.assertEqual(self._get_facts(order), (0, 0, 0))

    def _create_combo_order(self):
        combos = self.env["product.combo"].create(
            [
                {"name": product.name, "combo_item_ids": [Command.create({"product_id": product.id})]}
                for product in (self.fish_sauce, self.rice)
            ]
        )
        meal = self._create_product("Suất cơm", 90, type="combo", combo_ids=combos.ids)
        order = self._create_quotation((meal, 1))
        for item in combos.combo_item_ids:
            values = {
                "product_id": item.product_id.id,
                "combo_item_id": item.id,
                "linked_line_id": order.order_line[0].id,
            }
            order.order_line = [Command.create(values)]
        return order

    def test_what_is_in_a_combo_costs_its_part_by_plan(self):
        order = self._create_combo_order()
        self.assertEqual(order.plan_amount, 90)
        self.assertEqual(self._get_facts(order), (0, 0, 0))

    def test_a_combo_at_a_list_s_discount_is_by_plan(self):
        self.env.user.group_ids |= self.env.ref("sale.group_discount_per_so_line")
        self._create_rule(compute_price="percentage", percent_price=10)
        order = self._create_combo_order()
        self.assertEqual(order.plan_amount, order.amount_untaxed)
        self.assertEqual(self._get_facts(order), (0, 0, 0))

    def test_a_price_by_hand_on_what_is_in_a_combo_shows(self):
        self._create_floor(5)
        order = self._create_combo_order().with_user(self.salesperson)
        self.assertEqual(order.under_floor_count, 0)
        line = order.order_line.filtered(lambda line: line.product_id == self.fish_sauce)
        line.write({"price_unit": 1, "product_uom_qty": 1000})
        self.assertEqual((order.under_floor_count, order.manual_price_count), (1, 1))
        self.assertGreater(order.plan_discount_percent, 95)

    def test_what_is_in_a_combo_is_replaced_in_the_form(self):
        order = self._create_combo_order()
        combo = order.order_line.filtered(lambda line: line.product_id.type == "combo")
        chosen = [
            {
                "combo_item_id": line.combo_item_id.id,
                "product_id": line.product_id.id,
                "no_variant_attribute_value_ids": [],
                "product_custom_attribute_values": [],
            }
            for line in order.order_line - combo
        ]
        values = {"order_line": [Command.update(combo.id, {"selected_combo_items": json.dumps(chosen)})]}
        spec = {"plan_amount": {}, "order_line": {"fields": {"product_id": {}, "plan_price_unit": {}}}}
        changed = order.onchange(values, ["order_line"], spec)["value"]
        commands = [command[0] for command in changed["order_line"]]
        self.assertEqual(commands.count(Command.CREATE), len(chosen))
        self.assertEqual(commands.count(Command.DELETE) + commands.count(Command.UNLINK), len(chosen))

    def test_a_price_by_hand_on_the_combo_itself_shows(self):
        order = self._create_combo_order().with_user(self.salesperson)
        order.order_line[0].price_unit = -80
        self.assertEqual((order.plan_discount_amount, order.manual_price_count), (80, 1))

    def test_floors_of_a_company_hold_in_its_branches(self):
        self._create_rule(50, product=self.fish_sauce)
        branch = self.env["res.company"].create({"name": "Chi nhánh", "parent_id": self.env.company.id})
        post = self.env["res.company"].create({"name": "Trạm", "parent_id": branch.id})
        stranger = self.env["res.company"].create({"name": "Công ty khác"})
        self.env.user.company_ids |= branch | post | stranger
        self.pricelist.company_id = False
        self._create_floor(90)
        day = fields.Date.today()
        for company, least in (branch, 90), (post, 90), (stranger, 0):
            found = self.env["p2it.price.floor"]._find_for_products(self.fish_sauce, company, day)
            self.assertEqual(found[self.fish_sauce].amount if found else 0, least, company.name)
        order = self.env["sale.order"].create(
            {
                "company_id": branch.id,
                "partner_id": self.dealer.id,
                "pricelist_id": self.pricelist.id,
                "order_line": [Command.create({"product_id": self.fish_sauce.id})],
            }
        )
        self.assertEqual(order.under_floor_count, 1)
        own = self._create_floor(40, company_id=branch.id)
        self._create_floor(95)
        found = self.env["p2it.price.floor"]._find_for_products(self.fish_sauce, post, day)
        self.assertEqual(found[self.fish_sauce], own, "The nearest company's goes first")

    def test_lines_added_to_a_confirmed_order_count_for_their_own_price(self):
        self._create_rule(50, product=self.fish_sauce, min_quantity=20, quantity_basis="product")
        order = self._create_quotation((self.fish_sauce, 10))
        order.action_confirm()
        first = order.order_line
        values = {"product_id": self.fish_sauce.id, "product_uom_qty": 5}
        order.write({"order_line": [Command.create(values), Command.create(values)]})
        added = order.order_line - first
        self.assertEqual(added.mapped("price_unit"), [50, 50])
        self.assertEqual(added.mapped("is_price_manual"), [False, False])
        self.assertEqual(first.price_unit, 100, "What was agreed to stands")
        order.write({"order_line": [Command.create({**values, "price_unit": 70})]})
        by_hand = order.order_line - first - added
        self.assertEqual((by_hand.price_unit, by_hand.is_price_manual), (70, True))

    def test_nothing_holds_for_everybody_once_the_addon_is_removed(self):
        doomed = (
            self._create_rule(70, product=self.fish_sauce, customer_group_id=self.loyal.id)
            | self._create_rule(70, product=self.fish_sauce, area_id=self.south.id)
            | self._create_rule(70, product=self.fish_sauce, min_quantity=2, quantity_basis="category")
        )
        kept = self._create_rule(80, product=self.fish_sauce, min_quantity=3)
        programs = self.env["loyalty.program"].create(
            [
                {"name": "Cuối năm", "program_type": "promotion", "is_automatic": is_automatic}
                for is_automatic in (True, False)
            ]
        )
        uninstall_hook(self.env)
        self.assertFalse(doomed.exists())
        self.assertTrue(kept.exists())
        self.assertEqual(programs.mapped("active"), [False, True])

    def test_open_quotations_from_before_the_installation_are_not_by_hand(self):
        self.env.user.group_ids |= self.env.ref("sale.group_discount_per_so_line")
        self._create_rule(compute_price="percentage", percent_price=10, customer_group_id=self.dealers.id)
        order = self._create_quotation((self.fish_sauce, 10))
        sold = self._create_quotation((self.fish_sauce, 10))
        sold.action_confirm()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET technical_discount = NULL WHERE order_id IN %s",
            [(order.id, sold.id)],
        )
        pre_init_hook(self.env)
        self.env.invalidate_all()
        self.assertEqual((order.order_line.technical_discount, sold.order_line.technical_discount), (10, 0))
        order.partner_id = self.stranger
        self.assertEqual((order.order_line.price_unit, order.order_line.discount), (100, 0))

    def test_a_kept_trace_prices_the_nearest_losers_only(self):
        for number in range(20):
            self._create_rule(200 - number, product=self.fish_sauce, min_quantity=number)
        order = self._create_quotation((self.fish_sauce, 10))
        line = order.order_line
        shown = line.get_price_trace()["candidates"]
        self.assertNotIn(None, [candidate["price"] for candidate in shown])
        order.action_confirm()
        kept = line.get_price_trace()["candidates"]
        self.assertEqual(
            [candidate["price"] for candidate in kept],
            [candidate["price"] for candidate in shown[:6]] + [None] * 14,
        )
        for before, after in zip(shown, kept, strict=True):
            self.assertEqual({**before, "price": 0}, {**after, "price": 0})
        stored = self.env["p2it.price.trace"].search([("line_id", "=", line.id)]).candidates
        self.assertNotIn("pricelist", stored[1], "What is as in the one before is not kept twice")
        self.assertTrue(line.action_explain_price())
