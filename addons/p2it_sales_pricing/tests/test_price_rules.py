from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import PricingCommon


@tagged("post_install", "-at_install")
class TestPriceRules(PricingCommon):
    def test_a_rule_for_a_group_is_for_the_groups_below(self):
        self._create_rule(90, product=self.fish_sauce, customer_group_id=self.trade.id)
        order = self._create_quotation((self.fish_sauce, 1))
        self.assertEqual(order.order_line.price_unit, 90)

    def test_a_rule_for_a_group_is_not_for_others(self):
        self._create_rule(90, product=self.fish_sauce, customer_group_id=self.trade.id)
        order = self._create_quotation((self.fish_sauce, 1), partner=self.stranger)
        self.assertEqual(order.order_line.price_unit, 100)

    def test_the_nearest_group_wins_whatever_was_entered_last(self):
        self._create_rule(80, product=self.fish_sauce, customer_group_id=self.dealers_1.id)
        self._create_rule(85, product=self.fish_sauce, customer_group_id=self.dealers.id)
        self._create_rule(95, product=self.fish_sauce)
        order = self._create_quotation((self.fish_sauce, 1))
        self.assertEqual(order.order_line.price_unit, 80)

    def test_a_contact_buys_at_the_prices_of_its_company(self):
        self._create_rule(80, product=self.fish_sauce, customer_group_id=self.dealers_1.id)
        contact = self.env["res.partner"].create({"name": "Anh Ba", "parent_id": self.dealer.id})
        order = self._create_quotation((self.fish_sauce, 1), partner=contact)
        self.assertEqual(order.order_line.price_unit, 80)

    def test_a_customer_in_two_groups_has_both_prices(self):
        """medusa#11875: a group's price was dropped for a customer in two groups."""
        self._create_rule(80, product=self.fish_sauce, customer_group_id=self.dealers.id)
        self._create_rule(40, product=self.soy_sauce, customer_group_id=self.loyal.id)
        self.dealer.price_group_ids = self.loyal
        order = self._create_quotation((self.fish_sauce, 1), (self.soy_sauce, 1))
        self.assertEqual(order.order_line.mapped("price_unit"), [80, 40])

    def test_of_two_groups_the_customer_s_own_goes_first(self):
        self._create_rule(80, product=self.fish_sauce, customer_group_id=self.dealers_1.id)
        self._create_rule(70, product=self.fish_sauce, customer_group_id=self.loyal.id)
        self.dealer.price_group_ids = self.loyal
        order = self._create_quotation((self.fish_sauce, 1))
        self.assertEqual(order.order_line.price_unit, 80)

    def test_a_rule_for_an_area_is_for_the_areas_below(self):
        self._create_rule(97, product=self.fish_sauce, area_id=self.south.id)
        self._create_rule(96, product=self.fish_sauce, area_id=self.delta.id)
        order = self._create_quotation((self.fish_sauce, 1))
        self.assertEqual(order.order_line.price_unit, 96)
        self.dealer.area_id = self.south
        self.assertEqual(self._create_quotation((self.fish_sauce, 1)).order_line.price_unit, 97)

    def test_a_category_s_rule_is_for_the_categories_below(self):
        """erpnext#32696: child item groups were skipped."""
        self._create_rule(category=self.food, compute_price="percentage", percent_price=10)
        order = self._create_quotation((self.fish_sauce, 1))
        self.assertEqual(order.order_line._get_net_price_unit(), 90)

    def test_of_two_categories_the_nearest_wins_whatever_was_entered_last(self):
        self._create_rule(70, category=self.sauces)
        self._create_rule(60, category=self.food)
        order = self._create_quotation((self.fish_sauce, 1), (self.rice, 1))
        self.assertEqual(order.order_line.mapped("price_unit"), [70, 60])
        self.assertEqual(self.pricelist._get_product_price(self.fish_sauce, 1), 70, "Everywhere alike")

    def test_a_product_s_rule_goes_before_a_group_s_category(self):
        self._create_rule(88, product=self.fish_sauce)
        self._create_rule(70, category=self.sauces, customer_group_id=self.dealers_1.id)
        order = self._create_quotation((self.fish_sauce, 1))
        self.assertEqual(order.order_line.price_unit, 88)

    def test_a_scale_counts_in_the_product_s_own_unit(self):
        """A carton counts as its pieces: 3 cartons of 24 are 72."""
        self._create_rule(90, product=self.fish_sauce, min_quantity=72)
        order = self._create_quotation((self.fish_sauce, 3, self.carton), (self.fish_sauce, 2, self.carton))
        self.assertEqual(order.order_line.mapped("price_unit"), [90 * 24, 100 * 24])

    def test_every_step_of_a_scale_begins_at_its_quantity(self):
        for quantity, price in ((10, 95), (50, 90), (100, 85), (500, 80)):
            self._create_rule(price, product=self.fish_sauce, min_quantity=quantity)
        for quantity, price in ((9, 100), (10, 95), (49, 95), (50, 90), (100, 85), (499, 85), (500, 80)):
            with self.subTest(quantity=quantity):
                order = self._create_quotation((self.fish_sauce, quantity))
                self.assertEqual(order.order_line.price_unit, price)

    def test_a_quantity_counts_over_the_order_of_one_product(self):
        self._create_rule(90, product=self.fish_sauce, min_quantity=30, quantity_basis="product")
        order = self._create_quotation(
            (self.fish_sauce, 10), (self.fish_sauce, 1, self.carton), (self.soy_sauce, 100)
        )
        self.assertEqual(order.order_line.mapped("price_unit"), [90, 90 * 24, 50])

    def test_a_quantity_counts_over_the_order_of_a_category(self):
        self._create_rule(
            category=self.food,
            min_quantity=100,
            quantity_basis="category",
            compute_price="percentage",
            percent_price=10,
        )
        order = self._create_quotation((self.fish_sauce, 60), (self.rice, 40))
        self.assertEqual([line._get_net_price_unit() for line in order.order_line], [90, 27])

    def test_lowering_one_line_prices_the_others_again(self):
        self._create_rule(90, product=self.fish_sauce, min_quantity=30, quantity_basis="product")
        order = self._create_quotation((self.fish_sauce, 10), (self.fish_sauce, 20))
        first, second = order.order_line
        second.product_uom_qty = 5
        self.assertEqual(order.order_line.mapped("price_unit"), [100, 100])
        second.product_uom_qty = 25
        self.assertEqual(order.order_line.mapped("price_unit"), [90, 90])
        second.unlink()
        self.assertEqual(first.price_unit, 100)
        self.assertEqual(order.amount_untaxed, 1000)

    def test_the_form_shows_what_saving_gives(self):
        self._create_rule(90, product=self.fish_sauce, min_quantity=30, quantity_basis="product")
        self.dealer.property_product_pricelist = self.pricelist
        with Form(self.env["sale.order"].with_user(self.salesperson)) as form:
            form.partner_id = self.dealer
            for quantity in (10, 20):
                with form.order_line.new() as line:
                    line.product_id = self.fish_sauce
                    line.product_uom_qty = quantity
            shown = [form.order_line.edit(index).price_unit for index in (0, 1)]
            self.assertEqual(shown, [90, 90])
            with form.order_line.edit(1) as line:
                line.product_uom_qty = 1
            self.assertEqual(form.order_line.edit(0).price_unit, 100)
        self.assertEqual(form.record.order_line.mapped("price_unit"), [100, 100])

    def test_another_customer_on_the_quotation_has_its_own_prices(self):
        self._create_rule(80, product=self.fish_sauce, customer_group_id=self.dealers.id)
        order = self._create_quotation((self.fish_sauce, 1), (self.rice, 1))
        order.order_line[1].price_unit = 25
        order.write({"partner_id": self.stranger.id, "pricelist_id": self.pricelist.id})
        self.assertEqual(order.order_line.mapped("price_unit"), [100, 25], "What was entered by hand stays")

    def test_a_discount_given_by_hand_stays_when_another_line_changes(self):
        self.env.user.group_ids |= self.env.ref("sale.group_discount_per_so_line")
        self._create_rule(90, product=self.fish_sauce, min_quantity=30, quantity_basis="product")
        order = self._create_quotation((self.fish_sauce, 10), (self.fish_sauce, 5))
        order.order_line[0].discount = 7
        order.order_line[1].product_uom_qty = 20
        self.assertEqual(order.order_line[0].discount, 7)

    def test_a_rule_holds_from_its_first_to_its_last_moment(self):
        now = fields.Datetime.now()
        self._create_rule(
            80,
            product=self.fish_sauce,
            date_start=now - timedelta(days=1),
            date_end=now + timedelta(days=1),
        )
        for days, price in ((-2, 100), (0, 80), (2, 100)):
            with self.subTest(days=days):
                order = self._create_quotation((self.fish_sauce, 1), date_order=now + timedelta(days=days))
                self.assertEqual(order.order_line.price_unit, price)

    def test_a_list_based_on_another_has_the_other_s_prices_for_the_group(self):
        base = self.env["product.pricelist"].create({"name": "Giá gốc"})
        self._create_rule(80, pricelist=base, product=self.fish_sauce, customer_group_id=self.dealers.id)
        self._create_rule(
            compute_price="formula", base="pricelist", base_pricelist_id=base.id, price_surcharge=5
        )
        order = self._create_quotation((self.fish_sauce, 1), (self.rice, 1))
        self.assertEqual(order.order_line.mapped("price_unit"), [85, 35])
        self.assertIn(self.pricelist.id, self.env["product.pricelist"]._get_sensitive_ids())

    def test_a_price_by_cost_is_rounded_as_the_formula_says(self):
        self.fish_sauce.standard_price = 61
        self._create_rule(
            product=self.fish_sauce,
            compute_price="formula",
            base="standard_price",
            price_markup=30,
            price_round=5,
        )
        order = self._create_quotation((self.fish_sauce, 1))
        self.assertEqual(order.order_line.price_unit, 80)

    def test_who_asks_without_a_customer_is_told_the_prices_for_everybody(self):
        self._create_rule(80, product=self.fish_sauce, customer_group_id=self.dealers.id)
        self._create_rule(95, product=self.fish_sauce)
        self.assertEqual(self.pricelist._get_product_price(self.fish_sauce, 1), 95)
        self.assertEqual(
            self.pricelist._get_product_price(self.fish_sauce, 1, p2it_terms={"buyer": "forged"}), 95
        )

    def test_the_catalogue_shows_the_customer_s_prices(self):
        self._create_rule(80, product=self.fish_sauce, customer_group_id=self.dealers.id)
        order = self._create_quotation()
        data = order._get_product_catalog_order_data(self.fish_sauce | self.rice, p2it_terms="forged")
        self.assertEqual([data[product.id]["price"] for product in self.fish_sauce | self.rice], [80, 30])

    def test_only_who_sets_prices_gives_a_customer_further_groups(self):
        customer = self.dealer.with_user(self.salesperson)
        with self.assertRaisesRegex(Exception, "sales administrator"):
            customer.price_group_ids = self.loyal
        self.dealer.with_user(self.administrator).price_group_ids = self.loyal

    def test_two_hundred_lines_are_priced_with_the_queries_of_ten(self):
        for number in range(20):
            self._create_rule(
                100 - number, product=self.fish_sauce, min_quantity=number, customer_group_id=self.dealers.id
            )
        products = self.env["product.product"].create(
            [{"name": f"Hàng {number}", "list_price": 10, "taxes_id": False} for number in range(200)]
        )
        for product in products:
            self._create_rule(9, product=product)

        def count(number):
            order = self._create_quotation(*((product, 5) for product in products[:number]))
            self.env.flush_all()
            self.env.invalidate_all()
            with self._count_queries() as counted:
                order.order_line._compute_pricelist_item_id()
                order.action_update_prices()
            return counted[0]

        count(2)
        small, large = count(10), count(200)
        self.assertLessEqual(large, small + 5)


@tagged("post_install", "-at_install")
class TestPriceFacts(PricingCommon):
    def test_the_discount_against_the_plan_is_a_fact_that_can_be_searched(self):
        self._create_rule(90, product=self.fish_sauce)
        order = self._create_quotation((self.fish_sauce, 10), (self.rice, 10))
        self.assertEqual((order.plan_amount, order.plan_discount_amount), (1200, 0))
        order.order_line[0].price_unit = 78
        self.assertEqual((order.plan_discount_amount, order.plan_discount_percent), (120, 10))
        self.assertEqual(order.manual_price_count, 1)
        found = self.env["sale.order"].search([("plan_discount_percent", ">=", 10), ("id", "=", order.id)])
        self.assertEqual(found, order)

    def test_a_discount_entered_by_hand_counts_like_a_price(self):
        order = self._create_quotation((self.fish_sauce, 10))
        order.order_line.discount = 5
        self.assertEqual(order.plan_discount_percent, 5)
        self.assertTrue(order.order_line.is_price_manual)

    def test_nobody_enters_a_fact(self):
        order = self._create_quotation((self.fish_sauce, 10)).with_user(self.salesperson)
        for record, values in (
            (order, {"plan_discount_percent": 0}),
            (order, {"under_floor_count": 0}),
            (order.order_line, {"is_under_floor": False}),
            (order, {"order_line": [Command.update(order.order_line.id, {"plan_price_unit": 1})]}),
        ):
            with self.subTest(values=values), self.assertRaisesRegex(Exception, "can't be entered"):
                record.write(values)

    def test_the_nearest_floor_holds(self):
        floors = self.env["p2it.price.floor"]
        floors.create({"method": "list", "percent": 50})
        floors.create({"categ_id": self.food.id, "method": "list", "percent": 20})
        floors.create({"product_tmpl_id": self.fish_sauce.product_tmpl_id.id, "amount": 92})
        order = self._create_quotation(
            (self.fish_sauce, 1), (self.rice, 1), (self.product, 1), (self.fish_sauce, 1, self.carton)
        )
        self.assertEqual(order.order_line.mapped("floor_price_unit"), [92, 24, 42500, 92 * 24])
        self.assertEqual(order.under_floor_count, 0)
        order.order_line[0].price_unit = 91
        self.assertEqual(order.under_floor_count, 1)
        self.assertEqual(order, self.env["sale.order"].search([("under_floor_count", ">", 0)]) & order)

    def test_a_floor_by_cost_is_the_cost_and_the_markup(self):
        self.fish_sauce.standard_price = 80
        self.env["p2it.price.floor"].create(
            {"product_tmpl_id": self.fish_sauce.product_tmpl_id.id, "method": "cost", "percent": 10}
        )
        order = self._create_quotation((self.fish_sauce, 1))
        self.assertEqual(order.order_line.floor_price_unit, 88)

    def test_a_floor_is_only_in_force_within_its_dates(self):
        today = fields.Date.today()
        self.env["p2it.price.floor"].create(
            {"categ_id": self.food.id, "amount": 200, "date_to": today - timedelta(days=30)}
        )
        self.assertFalse(self._create_quotation((self.rice, 1)).order_line.floor_price_unit)

    def test_a_salesperson_does_not_lower_a_floor(self):
        floor = self.env["p2it.price.floor"].create({"amount": 200})
        with self.assertRaises(AccessError):
            floor.with_user(self.salesperson).amount = 1

    def test_a_quotation_in_another_currency_has_its_floor_in_that_currency(self):
        currency = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "X",
                "rounding": 0.01,
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 2})],
            }
        )
        self.env["p2it.price.floor"].create({"categ_id": self.food.id, "amount": 25})
        pricelist = self.env["product.pricelist"].create({"name": "X", "currency_id": currency.id})
        order = self._create_quotation((self.rice, 1), pricelist_id=pricelist.id)
        self.assertEqual(order.order_line.floor_price_unit, 50)
