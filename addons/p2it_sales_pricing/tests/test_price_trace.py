from datetime import timedelta

from odoo import Command, fields
from odoo.addons.p2it_sales_pricing.domain.price_steps import adds_up
from odoo.exceptions import AccessError
from odoo.tests import Form, tagged

from .common import PricingCommon


class TraceCommon(PricingCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.traces = cls.env["p2it.price.trace"]

    def _get_kept(self, order):
        return self.traces.search([("order_id", "=", order.id)])

    def _get_outcomes(self, trace):
        """:return: ``{id of the rule: why it lost, or False for the winner}``"""
        return {
            candidate["rule_id"]: candidate["decided_by"] or candidate["loss"]
            for candidate in trace["candidates"]
        }

    def _assert_adds_up(self, line):
        trace = line.get_price_trace()
        self.assertTrue(adds_up(trace["steps"], line._get_net_price_unit()), trace["steps"])
        return trace

    def _open_dialog(self, line):
        action = line.action_explain_price()
        return self.env[action["res_model"]].browse(action["res_id"])


@tagged("post_install", "-at_install")
class TestPriceTrace(TraceCommon):
    def test_every_rule_is_traced_not_the_first_match_alone(self):
        """odoo#116009: only the first matching rule was found, and nothing said why."""
        soon = fields.Datetime.now() + timedelta(days=9)
        past = fields.Datetime.now() - timedelta(days=9)
        rules = {
            False: self._create_rule(80, product=self.fish_sauce, customer_group_id=self.dealers_1.id),
            "group": self._create_rule(85, product=self.fish_sauce, customer_group_id=self.dealers.id),
            "target": self._create_rule(70, category=self.food),
            "too_few": self._create_rule(60, product=self.fish_sauce, min_quantity=12),
            "other_group": self._create_rule(50, product=self.fish_sauce, customer_group_id=self.loyal.id),
            "not_yet": self._create_rule(40, product=self.fish_sauce, date_start=soon),
            "over": self._create_rule(30, product=self.fish_sauce, date_end=past),
        }
        self._create_rule(20, product=self.rice)
        order = self._create_quotation((self.fish_sauce, 8))
        trace = order.order_line.get_price_trace()
        self.assertEqual(self._get_outcomes(trace), {rule.id: why for why, rule in rules.items()})
        self.assertEqual(trace["winner_id"], rules[False].id)
        self.assertEqual(trace["candidates"][0]["rule_id"], rules[False].id, "The winner comes first")
        prices = {candidate["rule_id"]: candidate["price"] for candidate in trace["candidates"]}
        self.assertEqual(prices[rules["too_few"].id], 60)
        few = next(found for found in trace["candidates"] if found["loss"] == "too_few")
        self.assertEqual(few["missing"], 4)

    def test_the_steps_add_up_from_list_to_net(self):
        self.fish_sauce.standard_price = 61
        base = self.env["product.pricelist"].create({"name": "Giá gốc"})
        self._create_rule(
            pricelist=base, product=self.fish_sauce, compute_price="percentage", percent_price=7
        )
        formula = {"compute_price": "formula", "product": self.fish_sauce}
        chained = {"base": "pricelist", "base_pricelist_id": base.id}
        cases = {
            "fixed": ({"price": 88, "product": self.fish_sauce}, ["fixed"]),
            "percentage": (
                {"compute_price": "percentage", "percent_price": 100 / 3, "product": self.fish_sauce},
                ["discount"],
            ),
            "formula": (
                {**formula, "price_discount": 13, "price_round": 5, "price_surcharge": -1},
                ["discount", "rounding", "surcharge"],
            ),
            "cost": (
                {
                    **formula,
                    "base": "standard_price",
                    "price_markup": 30,
                    "price_min_margin": 20,
                    "price_max_margin": 90,
                },
                ["markup", "min_margin"],
            ),
            "chain": ({**formula, **chained, "price_discount": 2}, ["discount", "discount"]),
            "none": ({"price": 1, "product": self.rice}, []),
        }
        for name, (values, codes) in cases.items():
            for unit in (self.unit, self.carton):
                with self.subTest(name=name, unit=unit.name):
                    rule = self._create_rule(**values)
                    order = self._create_quotation((self.fish_sauce, 2, unit))
                    trace = self._assert_adds_up(order.order_line)
                    first = "cost" if name == "cost" else "list"
                    units = ["unit"] if unit == self.carton else []
                    found = [step["code"] for step in trace["steps"]]
                    self.assertEqual(found, [first, *units, *codes, "net"])
                    rule.unlink()

    def test_what_was_entered_by_hand_is_a_step_of_its_own(self):
        self.env.user.group_ids |= self.env.ref("sale.group_discount_per_so_line")
        self._create_rule(compute_price="percentage", percent_price=10, product=self.fish_sauce)
        order = self._create_quotation((self.fish_sauce, 1), (self.fish_sauce, 1), (self.fish_sauce, 1))
        by_list, price, discount = order.order_line
        price.price_unit = 95
        discount.discount = 15
        steps = {
            line: [step["code"] for step in self._assert_adds_up(line)["steps"]] for line in order.order_line
        }
        self.assertEqual(steps[by_list], ["list", "discount", "net"])
        self.assertEqual(steps[price], ["list", "discount", "manual_price", "net"])
        self.assertEqual(steps[discount], ["list", "discount", "manual_discount", "net"])

    def test_a_line_with_a_rule_s_discount_is_priced_again_like_any_other(self):
        self.env.user.group_ids |= self.env.ref("sale.group_discount_per_so_line")
        self._create_rule(
            product=self.fish_sauce,
            compute_price="percentage",
            percent_price=10,
            min_quantity=10,
            quantity_basis="product",
        )
        self._create_rule(compute_price="percentage", percent_price=5, product=self.fish_sauce)
        order = self._create_quotation((self.fish_sauce, 1), (self.fish_sauce, 1))
        self.assertEqual(order.order_line.mapped("technical_discount"), [5, 5])
        order.order_line[1].product_uom_qty = 9
        self.assertEqual(order.order_line.mapped("discount"), [10, 10])

    def test_a_discount_shown_to_the_customer_is_cut_to_its_digits_and_still_adds_up(self):
        self.env.user.group_ids |= self.env.ref("sale.group_discount_per_so_line")
        self._create_rule(compute_price="percentage", percent_price=100 / 3, product=self.product)
        line = self._create_quotation((self.product, 1)).order_line
        self.assertEqual(line.discount, 33.33)
        codes = [step["code"] for step in self._assert_adds_up(line)["steps"]]
        self.assertNotIn("manual_discount", codes)
        self.assertNotIn("kept", codes)

    def test_another_currency_is_a_step(self):
        currency = self.env["res.currency"].create(
            {
                "name": "XTS",
                "symbol": "X",
                "rounding": 0.01,
                "rate_ids": [Command.create({"name": "2020-01-01", "rate": 0.25})],
            }
        )
        abroad = self.env["product.pricelist"].create({"name": "Xuất khẩu", "currency_id": currency.id})
        self._create_rule(pricelist=abroad, compute_price="percentage", percent_price=10)
        order = self._create_quotation((self.fish_sauce, 1), pricelist_id=abroad.id)
        trace = self._assert_adds_up(order.order_line)
        self.assertEqual([step["code"] for step in trace["steps"]], ["list", "currency", "discount", "net"])
        self.assertEqual((trace["list_price"], trace["net_price"]), (25, 22.5))

    def test_taxes_in_the_price_that_a_fiscal_position_changes_are_a_step(self):
        taxes = self.env["account.tax"].create(
            [
                {"name": f"GTGT {rate} %", "amount": rate, "price_include_override": "tax_included"}
                for rate in (10, 5)
            ]
        )
        position = self.env["account.fiscal.position"].create({"name": "Ưu đãi"})
        taxes[1].write({"fiscal_position_ids": position.ids, "original_tax_ids": taxes[0].ids})
        self.fish_sauce.write({"taxes_id": taxes[0].ids, "list_price": 110})
        order = self._create_quotation((self.fish_sauce, 1), fiscal_position_id=position.id)
        trace = self._assert_adds_up(order.order_line)
        self.assertEqual([step["code"] for step in trace["steps"]], ["list", "tax", "net"])
        self.assertAlmostEqual(trace["net_price"], 105)

    def test_a_quotation_whose_rules_have_changed_says_that_its_price_is_older(self):
        rule = self._create_rule(90, product=self.fish_sauce)
        line = self._create_quotation((self.fish_sauce, 1)).order_line
        rule.fixed_price = 80
        trace = self._assert_adds_up(line)
        self.assertEqual([step["code"] for step in trace["steps"]], ["list", "fixed", "kept", "net"])

    def test_the_rules_of_base_lists_are_traced_too(self):
        base = self.env["product.pricelist"].create({"name": "Giá gốc"})
        inner = self._create_rule(80, pricelist=base, product=self.fish_sauce)
        loser = self._create_rule(90, pricelist=base, category=self.food)
        outer = self._create_rule(
            compute_price="formula", base="pricelist", base_pricelist_id=base.id, price_surcharge=5
        )
        trace = self._create_quotation((self.fish_sauce, 1)).order_line.get_price_trace()
        self.assertEqual(self._get_outcomes(trace), {outer.id: False, inner.id: False, loser.id: "target"})
        self.assertEqual(trace["winner_id"], outer.id)

    def test_a_combo_and_what_is_in_it_add_up(self):
        combos = self.env["product.combo"].create(
            [
                {"name": product.name, "combo_item_ids": [Command.create({"product_id": product.id})]}
                for product in (self.fish_sauce, self.rice)
            ]
        )
        meal = self._create_product("Suất cơm", 90, type="combo", combo_ids=combos.ids)
        order = self._create_quotation((meal, 1))
        for item in combos.combo_item_ids:
            order.order_line = [
                Command.create(
                    {
                        "product_id": item.product_id.id,
                        "combo_item_id": item.id,
                        "linked_line_id": order.order_line[0].id,
                    }
                )
            ]
        self.assertEqual(sum(order.order_line.mapped("price_subtotal")), 90)
        for line in order.order_line:
            codes = [step["code"] for step in self._assert_adds_up(line)["steps"]]
            self.assertEqual(codes[-2:], ["combo", "net"])
        order.action_confirm()
        self.assertEqual(len(self._get_kept(order)), 3)

    def test_a_section_has_no_trace(self):
        order = self._create_quotation((self.fish_sauce, 1))
        order.order_line = [Command.create({"display_type": "line_note", "name": "Giao trước 9 giờ"})]
        self.assertFalse(order.order_line[1].get_price_trace())
        order.action_confirm()
        self.assertEqual(self._get_kept(order).line_id, order.order_line[0])


@tagged("post_install", "-at_install")
class TestPriceTraceKept(TraceCommon):
    def test_the_trace_stays_as_it_was_when_the_order_was_confirmed(self):
        rule = self._create_rule(80, product=self.fish_sauce, customer_group_id=self.dealers.id)
        other = self._create_rule(95, product=self.fish_sauce)
        order = self._create_quotation((self.fish_sauce, 2))
        before = order.order_line.get_price_trace()
        order.action_confirm()
        kept = self._get_kept(order)
        self.assertEqual((kept.net_price, kept.list_price, kept.winner_id), (80, 100, rule))
        rule.unlink()
        other.fixed_price = 1
        trace = order.order_line.get_price_trace()
        self.assertTrue(trace["is_kept"])
        for name in ("candidates", "steps", "net_price", "quantity"):
            self.assertEqual(trace[name], before[name])
        dialog = self._open_dialog(order.order_line)
        self.assertIn("Đại lý", dialog.candidate_ids[0].audience)

    def test_every_way_to_confirm_keeps_traces(self):
        self._create_rule(80, product=self.fish_sauce)
        confirm = {
            "button": lambda order: order.action_confirm(),
            "write": lambda order: order.write({"state": "sale"}),
        }
        for name, way in confirm.items():
            with self.subTest(way=name):
                order = self._create_quotation((self.fish_sauce, 2))
                way(order)
                kept = self._get_kept(order)
                self.assertEqual(sorted(kept.line_id.ids), sorted(order.order_line.ids))
                self.assertEqual(len(kept), len(order.order_line))
                for trace in kept:
                    self.assertEqual(trace.quantity, trace.line_id.product_uom_qty)
                    self.assertEqual(trace.net_price, trace.line_id._get_net_price_unit())
        born = self._create_quotation((self.fish_sauce, 2), state="sale")
        self.assertEqual(len(self._get_kept(born)), 1)

    def test_a_line_added_to_a_confirmed_order_has_its_trace(self):
        order = self._create_quotation((self.fish_sauce, 2))
        order.action_confirm()
        order.order_line = [Command.create({"product_id": self.rice.id})]
        self.assertEqual(self._get_kept(order).line_id, order.order_line)

    def test_the_prices_are_those_of_the_quotation_s_date_not_of_the_day_it_is_confirmed(self):
        now = fields.Datetime.now()
        rule = self._create_rule(80, product=self.fish_sauce, date_end=now - timedelta(days=1))
        order = self._create_quotation((self.fish_sauce, 2), date_order=now - timedelta(days=2))
        order.action_confirm()
        kept = self._get_kept(order)
        self.assertEqual((kept.winner_id, kept.price_date), (rule, now - timedelta(days=2)))
        self.assertNotIn("kept", [step["code"] for step in kept.steps])

    def test_an_order_confirmed_again_has_a_new_trace_beside_the_old_one(self):
        rule = self._create_rule(80, product=self.fish_sauce)
        order = self._create_quotation((self.fish_sauce, 2))
        order.action_confirm()
        order._action_cancel()
        order.action_draft()
        self.assertFalse(order.order_line.get_price_trace()["is_kept"])
        rule.fixed_price = 75
        order.action_update_prices()
        order.action_confirm()
        self.assertEqual(sorted(self._get_kept(order).mapped("net_price")), [75, 80])
        self.assertEqual(order.order_line.get_price_trace()["net_price"], 75)

    def test_nobody_writes_a_trace(self):
        order = self._create_quotation((self.fish_sauce, 2))
        order.action_confirm()
        kept = self._get_kept(order)
        for user in (self.salesperson, self.manager, self.administrator):
            trace = kept.with_user(user)
            self.assertEqual(trace.net_price, 100)
            for attempt in (
                lambda trace=trace: trace.write({"net_price": 1}),
                lambda trace=trace: trace.unlink(),
                lambda trace=trace: trace.create({"order_id": order.id, "line_id": order.order_line.id}),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    attempt()

    def test_who_does_not_see_the_order_does_not_see_its_traces(self):
        peer = self._create_user("petra", "p2it_crm.group_salesperson")
        order = self._create_quotation((self.fish_sauce, 2), user_id=self.salesperson.id)
        draft = self._create_quotation((self.fish_sauce, 2), user_id=self.salesperson.id)
        order.action_confirm()
        self.assertFalse(self.traces.with_user(peer).search([("order_id", "=", order.id)]))
        self.assertTrue(self.traces.with_user(self.salesperson).search([("order_id", "=", order.id)]))
        for line in (order.order_line, draft.order_line):
            with self.assertRaises(AccessError):
                line.with_user(peer).get_price_trace()
            with self.assertRaises(AccessError):
                line.with_user(peer).action_explain_price()

    def test_an_order_from_before_traces_were_kept_is_explained_by_the_rules_of_today(self):
        self._create_rule(80, product=self.fish_sauce)
        order = self._create_quotation((self.fish_sauce, 2))
        order.action_confirm()
        self._get_kept(order).unlink()
        dialog = self._open_dialog(order.order_line)
        self.assertIn("before traces were kept", dialog.summary)
        self.assertIn("Won", dialog.candidate_ids[0].outcome)

    def test_the_dialog_is_for_whom_it_was_opened(self):
        line = self._create_quotation((self.fish_sauce, 2), user_id=self.salesperson.id).order_line
        dialog = self._open_dialog(line.with_user(self.salesperson))
        self.assertTrue(dialog.with_user(self.salesperson).summary)
        with self.assertRaises(AccessError):
            dialog.with_user(self.manager).read(["summary"])
        with self.assertRaises(AccessError):
            dialog.with_user(self.salesperson).write({"summary": "x"})

    def test_the_dialog_says_in_words_who_won_and_why_others_lost(self):
        self._create_rule(80, product=self.fish_sauce, customer_group_id=self.dealers_1.id)
        self._create_rule(70, product=self.fish_sauce, min_quantity=12)
        self._create_rule(60, category=self.food)
        line = self._create_quotation((self.fish_sauce, 8), user_id=self.salesperson.id).order_line
        dialog = self._open_dialog(line.with_user(self.salesperson)).with_user(self.salesperson)
        outcomes = dialog.candidate_ids.mapped("outcome")
        self.assertIn("Won", outcomes[0])
        self.assertIn("more specific", outcomes[1])
        self.assertIn("4 Units more would reach 12", outcomes[2])
        self.assertEqual(dialog.step_ids[-1].name, "Net price")
        with Form(dialog) as form:
            self.assertEqual(form.name, "Nước mắm 40°")

    def test_two_hundred_lines_are_traced_with_the_queries_of_ten(self):
        groups = self.env["p2it.customer.group"].create([{"name": f"Nhóm {number}"} for number in range(40)])
        products = self.env["product.product"].create(
            [{"name": f"Hàng {number}", "list_price": 10, "taxes_id": False} for number in range(200)]
        )
        for number, product in enumerate(products):
            self._create_rule(9, product=product, customer_group_id=groups[number % 40].id)
            self._create_rule(8, product=product, min_quantity=number)

        def count(number):
            order = self._create_quotation(*((product, 5) for product in products[:number]))
            self.env.flush_all()
            self.env.invalidate_all()
            with self._count_queries() as counted:
                order.order_line._record_price_traces()
            self.assertEqual(len(self._get_kept(order)), number)
            return counted[0]

        count(2)
        small, large = count(10), count(200)
        self.assertLessEqual(large, small + 5)
