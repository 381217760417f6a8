from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import PricingCommon


@tagged("post_install", "-at_install")
class TestPriceCheck(PricingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pricer = cls._create_user(
            "prisca",
            "p2it_crm.group_salesperson,sales_team.group_sale_manager,product.group_product_pricelist",
        )
        cls.now = fields.Datetime.now()

    def _check(self, pricelist=None):
        action = (pricelist or self.pricelist).with_user(self.pricer).action_check_rules()
        if action["type"] == "ir.actions.client":
            return self.env["p2it.price.finding"]
        return self.env[action["res_model"]].with_user(self.pricer).search(action["domain"])

    def _get_kinds(self, pricelist=None):
        return {(found.item_id, found.other_id): found.kind for found in self._check(pricelist)}

    def test_a_rule_that_can_never_win_is_listed_with_the_one_that_beats_it(self):
        old = self._create_rule(90, product=self.fish_sauce, customer_group_id=self.dealers.id)
        new = self._create_rule(88, product=self.fish_sauce, customer_group_id=self.dealers.id)
        self._create_rule(89, product=self.fish_sauce, customer_group_id=self.loyal.id)
        [found] = self._check()
        self.assertEqual((found.item_id, found.other_id, found.kind), (old, new, "never_wins"))
        self.assertIn("Đại lý", found.explanation)
        order = self._create_quotation((self.fish_sauce, 1))
        self.assertEqual(order.order_line.pricelist_item_id, new)
        action = found.action_open_other()
        self.assertEqual(action["res_id"], new.id)

    def test_two_periods_together_leave_no_moment_to_a_third_rule(self):
        middle = (self.now + timedelta(days=30)).replace(hour=23, minute=59, second=59)
        whole = self._create_rule(90, product=self.fish_sauce)
        self._create_rule(88, product=self.fish_sauce, date_end=middle)
        self._create_rule(86, product=self.fish_sauce, date_start=middle + timedelta(seconds=1))
        [found] = self._check()
        self.assertEqual((found.item_id, found.kind), (whole, "never_wins"))
        self.assertIn("2 rules together", found.explanation)

    def test_every_kind_of_mistake_is_found(self):
        self.soy_sauce.standard_price = 20
        gone = self._create_product("Mắm tôm", 10)
        ended = self._create_rule(9, product=self.rice, date_end=self.now - timedelta(days=1))
        early = self._create_rule(90, product=self.fish_sauce, date_end=self.now + timedelta(days=9))
        late = self._create_rule(80, product=self.fish_sauce, date_start=self.now + timedelta(days=5))
        few = self._create_rule(40, product=self.soy_sauce, min_quantity=10)
        many = self._create_rule(
            product=self.soy_sauce,
            min_quantity=50,
            compute_price="formula",
            base="standard_price",
            price_markup=110,
        )
        dealers = self._create_rule(29, product=self.rice, customer_group_id=self.dealers.id)
        everybody = self._create_rule(28, product=self.rice, min_quantity=100)
        archived = self._create_rule(9, product=gone)
        gone.product_tmpl_id.action_archive()
        empty = self.env["product.pricelist.item"]
        self.assertEqual(
            self._get_kinds(),
            {
                (ended, empty): "ended",
                (early, late): "overlap",
                (many, few): "dearer_step",
                (dealers, everybody): "dearer_than_general",
                (archived, empty): "gone",
            },
        )

    def test_a_product_s_price_above_the_category_s_discount_is_found(self):
        product = self._create_rule(95, product=self.fish_sauce)
        category = self._create_rule(category=self.food, compute_price="percentage", percent_price=10)
        self.assertEqual(self._get_kinds(), {(product, category): "dearer_than_general"})
        category.percent_price = 4
        self.assertFalse(self._check())

    def test_a_list_in_another_currency_is_compared_in_its_own(self):
        currency = self.env["res.currency"].create(
            {"name": "XTS", "symbol": "X", "rate_ids": [(0, 0, {"name": "2020-01-01", "rate": 0.25})]}
        )
        abroad = self.env["product.pricelist"].create({"name": "Xuất khẩu", "currency_id": currency.id})
        product = self._create_rule(24, pricelist=abroad, product=self.fish_sauce)
        category = self._create_rule(
            pricelist=abroad, category=self.food, compute_price="percentage", percent_price=10
        )
        self.assertEqual(self._get_kinds(abroad), {(product, category): "dearer_than_general"})
        product.fixed_price = 22
        self.assertFalse(self._check(abroad))

    def test_a_list_without_mistakes_says_so(self):
        self._create_rule(90, product=self.fish_sauce)
        action = self.pricelist.with_user(self.pricer).action_check_rules()
        self.assertEqual(action["params"]["type"], "success")

    def test_the_next_check_takes_the_place_of_the_last(self):
        first = self._create_rule(90, product=self.fish_sauce)
        self._create_rule(88, product=self.fish_sauce)
        self.assertEqual(len(self._check()), 1)
        self.assertEqual(len(self._check()), 1)
        first.unlink()
        self.assertFalse(self._check())

    def test_only_who_sets_prices_checks_and_replays_them(self):
        pricelist = self.pricelist.with_user(self.salesperson)
        for action in (pricelist.action_check_rules, pricelist.action_open_replay):
            with self.assertRaisesRegex(AccessError, "sales administrators"):
                action()
        with self.assertRaises(AccessError):
            self.env["p2it.price.finding"].with_user(self.salesperson).search([])

    def test_nobody_enters_a_finding(self):
        self._create_rule(90, product=self.fish_sauce)
        self._create_rule(88, product=self.fish_sauce)
        [found] = self._check()
        with self.assertRaises(AccessError):
            found.write({"explanation": "x"})
        other = self._create_user("otto", "sales_team.group_sale_manager")
        with self.assertRaises(AccessError):
            found.with_user(other).read(["rule"])

    def test_the_buttons_are_on_the_form(self):
        with Form(self.pricelist.with_user(self.pricer)) as form:
            for name in ("action_check_rules", "action_open_replay"):
                self.assertTrue(form._view["tree"].xpath(f"//button[@name='{name}']"))

    def test_a_thousand_rules_are_checked_with_the_queries_of_ten(self):
        groups = self.env["p2it.customer.group"].create([{"name": f"Nhóm {number}"} for number in range(40)])
        products = self.env["product.product"].create(
            [{"name": f"Hàng {number}", "list_price": 100, "taxes_id": False} for number in range(300)]
        )

        def count(number):
            pricelist = self.env["product.pricelist"].create({"name": f"Bảng giá {number}"})
            self.env["product.pricelist.item"].create(
                [
                    {
                        "pricelist_id": pricelist.id,
                        "applied_on": "1_product",
                        "product_tmpl_id": products[place % 300].product_tmpl_id.id,
                        "compute_price": "percentage",
                        "percent_price": place % 7,
                        "customer_group_id": groups[place % 40].id,
                    }
                    for place in range(number)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self._count_queries() as counted:
                pricelist._find_mistakes()
            return counted[0]

        count(2)
        small, large = count(10), count(900)
        self.assertLessEqual(large, small + 5)
