from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .common import PricingCommon


@tagged("post_install", "-at_install")
class TestPriceReplay(PricingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pricer = cls._create_user(
            "prisca", "p2it_crm.group_administrator,product.group_product_pricelist"
        )
        cls.planned = cls.env["product.pricelist"].create({"name": "Bảng giá 2027", "active": False})
        cls.last_month = fields.Datetime.now().replace(day=1, hour=5) - timedelta(days=5)

    def _create_sold(self, *lines, **values):
        order = self._create_quotation(*lines, **values)
        order.action_confirm()
        order.date_order = values.get("date_order", self.last_month)
        return order

    def _open(self, pricelist=None):
        action = (pricelist or self.planned).with_user(self.pricer).action_open_replay()
        wizard = self.env[action["res_model"]].with_user(self.pricer).with_context(**action["context"])
        return Form(wizard)

    def _replay(self, pricelist=None, **values):
        with self._open(pricelist) as form:
            for name, value in values.items():
                form[name] = value
        action = form.record.action_replay()
        return self.env[action["res_model"]].with_user(self.pricer).search(action["domain"])

    def _get_figures(self, rows):
        return {row.partner_id: (row.amount_then, row.amount_new, row.difference) for row in rows}

    def test_a_list_is_tried_on_last_month_s_orders_before_it_goes_live(self):
        self._create_rule(
            90, pricelist=self.planned, product=self.fish_sauce, customer_group_id=self.dealers.id
        )
        self._create_rule(33, pricelist=self.planned, product=self.rice)
        dealt = self._create_sold((self.fish_sauce, 2), (self.rice, 1), (self.fish_sauce, 1, self.carton))
        self._create_sold((self.fish_sauce, 1), (self.rice, 10), partner=self.stranger)
        self.env.flush_all()
        before = (dealt.read(), dealt.order_line.read())
        rows = self._replay()
        self.assertEqual(
            self._get_figures(rows),
            {self.dealer: (2630, 2373, -257), self.stranger: (400, 430, 30)},
        )
        self.assertEqual(rows[0].partner_id, self.dealer, "For whom most changes first")
        self.assertEqual((rows[0].order_count, rows[0].line_count, rows[0].changed_count), (1, 3, 3))
        self.assertAlmostEqual(rows[1].difference_percent, 0.075)
        self.assertEqual(rows[0].customer_group_id, self.dealers_1)
        self.assertEqual((dealt.read(), dealt.order_line.read()), before, "Nothing is written to the orders")

    def test_only_confirmed_orders_of_the_period_count(self):
        self._create_sold((self.fish_sauce, 1), date_order=self.last_month - timedelta(days=60))
        self._create_sold((self.fish_sauce, 1), date_order=fields.Datetime.now())
        self._create_quotation((self.fish_sauce, 1), date_order=self.last_month)
        with self.assertRaisesRegex(UserError, "longer period"):
            self._replay()
        self.assertEqual(len(self._replay(date_to=fields.Date.today())), 1)

    def test_orders_are_chosen_by_pricelist_and_customer_group(self):
        other = self.env["product.pricelist"].create({"name": "Bảng giá khác"})
        self._create_sold((self.fish_sauce, 1), pricelist_id=other.id)
        self._create_sold((self.rice, 1), partner=self.stranger)
        with self._open() as form:
            form.customer_group_ids.add(self.trade)
        form.record.action_replay()
        self.assertEqual(form.record.sudo().customer_ids.partner_id, self.dealer)
        with self._open() as form:
            form.pricelist_ids.add(self.pricelist)
        form.record.action_replay()
        self.assertEqual(form.record.sudo().customer_ids.partner_id, self.stranger)

    def test_a_price_entered_by_hand_stays_unless_it_is_to_be_replaced(self):
        self._create_rule(90, pricelist=self.planned, product=self.fish_sauce)
        order = self._create_quotation((self.fish_sauce, 1), (self.fish_sauce, 1))
        order.order_line[0].price_unit = 70
        order.action_confirm()
        order.date_order = self.last_month
        rows = self._replay()
        self.assertEqual(self._get_figures(rows), {self.dealer: (170, 160, -10)})
        self.assertEqual(rows.kept_count, 1)
        rows = self._replay(manual_mode="reprice")
        self.assertEqual(self._get_figures(rows), {self.dealer: (170, 180, 10)})

    def test_the_rules_are_those_of_a_given_moment_or_of_each_order_s(self):
        begins = fields.Datetime.now() + timedelta(days=20)
        self._create_rule(90, pricelist=self.planned, product=self.fish_sauce, date_start=begins)
        self._create_sold((self.fish_sauce, 1))
        self.assertEqual(self._replay().amount_new, 100, "The rules of now")
        self.assertEqual(self._replay(moment=begins + timedelta(days=1)).amount_new, 90)
        self.assertEqual(self._replay(moment_mode="order").amount_new, 100)

    def test_quantities_over_the_order_and_base_lists_count_as_they_would(self):
        self._create_rule(
            90, pricelist=self.planned, product=self.fish_sauce, min_quantity=30, quantity_basis="product"
        )
        above = self.env["product.pricelist"].create({"name": "Theo bảng giá 2027"})
        self._create_rule(
            pricelist=above,
            compute_price="formula",
            base="pricelist",
            base_pricelist_id=self.planned.id,
            price_surcharge=5,
        )
        self._create_sold((self.fish_sauce, 10), (self.fish_sauce, 20))
        self.assertEqual(self._replay().amount_new, 2700)
        self.assertEqual(self._replay(above).amount_new, 2850)

    def test_orders_and_lists_in_other_currencies_are_compared_at_the_order_s_rate(self):
        day = self.last_month.date()
        currency = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "X",
                "rounding": 0.01,
                "rate_ids": [
                    Command.create({"name": day - timedelta(days=90), "rate": 0.5}),
                    Command.create({"name": day + timedelta(days=1), "rate": 0.25}),
                ],
            }
        )
        abroad = self.env["product.pricelist"].create({"name": "Xuất khẩu", "currency_id": currency.id})
        self._create_rule(40, pricelist=abroad, product=self.fish_sauce)
        self._create_rule(90, pricelist=self.planned, product=self.fish_sauce)
        self._create_sold((self.fish_sauce, 1), pricelist_id=abroad.id, date_order=self.last_month)
        self._create_sold((self.fish_sauce, 1), partner=self.stranger)
        expected = {self.dealer: (80, 90, 10), self.stranger: (100, 90, -10)}
        self.assertEqual(self._get_figures(self._replay()), expected)
        expected = {self.dealer: (80, 80, 0), self.stranger: (100, 80, -20)}
        self.assertEqual(self._get_figures(self._replay(abroad)), expected)

    def test_a_customer_s_row_leads_to_its_lines(self):
        rule = self._create_rule(90, pricelist=self.planned, product=self.fish_sauce)
        order = self._create_sold((self.rice, 5), (self.fish_sauce, 2))
        self._create_sold((self.fish_sauce, 2), partner=self.stranger)
        row = self._replay().filtered(lambda row: row.partner_id == self.dealer)
        action = row.action_open_lines()
        lines = self.env[action["res_model"]].with_user(self.pricer).search(action["domain"])
        self.assertEqual(lines.order_id, order)
        self.assertEqual(lines.mapped("difference"), [-20, 0], "What changes first")
        self.assertEqual((lines[0].price_then, lines[0].price_new, lines[0].item_id), (100, 90, rule))
        self.assertEqual(sum(lines.mapped("difference")), row.difference)

    def test_the_results_are_for_who_asked_and_entered_by_nobody(self):
        self._create_sold((self.fish_sauce, 1))
        rows = self._replay()
        with self.assertRaises(AccessError):
            rows.write({"amount_new": 1})
        with self.assertRaises(AccessError):
            rows.with_user(self.salesperson).read(["amount_new"])
        with self.assertRaises(AccessError):
            rows.replay_id.with_user(self.salesperson).action_replay()

    def test_a_sales_administrator_with_a_scope_replays_the_orders_they_see(self):
        peer = self._create_user(
            "paul", "p2it_crm.group_salesperson,sales_team.group_sale_manager,product.group_product_pricelist"
        )
        self._create_sold((self.fish_sauce, 1))
        mine = self._create_customer("Tạp hóa Cô Tư", phone="0909 333 444", user_id=peer.id)
        self._create_sold((self.fish_sauce, 1), partner=mine, user_id=peer.id)
        self.pricer = peer
        self.assertEqual(self._replay().partner_id, mine)

    def test_two_hundred_lines_are_replayed_with_the_queries_of_ten(self):
        products = self.env["product.product"].create(
            [{"name": f"Hàng {number}", "list_price": 10, "taxes_id": False} for number in range(100)]
        )
        for product in products:
            self._create_rule(9, pricelist=self.planned, product=product)
        pricelist = self.planned

        def count(number, days):
            orders = self.env["sale.order"]
            moment = self.last_month - timedelta(days=days)
            for start in range(0, number, 5):
                bought = [(product, 5) for product in products[start % 100 : start % 100 + 5]]
                orders |= self._create_sold(*bought, date_order=moment)
            replay = self.env["p2it.price.replay"].create(
                {"pricelist_id": pricelist.id, "date_from": moment, "date_to": moment}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self._count_queries() as counted:
                replay.action_replay()
            self.assertEqual(sum(replay.customer_ids.mapped("line_count")), number)
            return counted[0]

        count(5, 40)
        small, large = count(10, 50), count(200, 60)
        self.assertLessEqual(large, small + 5)
