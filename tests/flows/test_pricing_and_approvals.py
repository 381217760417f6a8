"""Prices and approvals together: two addons that don't know each other, joined by an administrator."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged

HELD = "the approval “Giá”"


@tagged("standard", "post_install", "-at_install")
class TestPricingAndApprovals(TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).action_archive()
        cls.salesperson, cls.manager = (
            new_test_user(cls.env, login=f"flow_{role}", groups=f"p2it_crm.group_{role}")
            for role in ("salesperson", "manager")
        )
        cls.product = cls.env["product.product"].create(
            {"name": "Gạo ST25", "list_price": 30000, "taxes_id": False, "invoice_policy": "order"}
        )
        cls.customer = cls.env["res.partner"].create({"name": "Đại lý Út", "user_id": cls.salesperson.id})
        cls.env["p2it.price.floor"].create(
            {"product_tmpl_id": cls.product.product_tmpl_id.id, "amount": 27000}
        )

    @classmethod
    def _create_type(cls, domain, gate="order"):
        step = {"name": "Trưởng phòng", "user_ids": [Command.set(cls.manager.ids)]}
        return cls.env["p2it.approval.type"].create(
            {"name": "Giá", "gate": gate, "domain": domain, "step_ids": [Command.create(step)]}
        )

    @classmethod
    def _create_promotion(cls, percent):
        return cls.env["loyalty.program"].create(
            {
                "name": f"Giảm {percent} %",
                "program_type": "promotion",
                "trigger": "auto",
                "applies_on": "current",
                "is_automatic": True,
                "rule_ids": [Command.clear(), Command.create({"minimum_qty": 10})],
                "reward_ids": [Command.clear(), Command.create({"discount": percent})],
            }
        )

    def _create_quotation(self, quantity=10, **line):
        values = {"product_id": self.product.id, "product_uom_qty": quantity, **line}
        orders = self.env["sale.order"].with_user(self.salesperson)
        return orders.create({"partner_id": self.customer.id, "order_line": [Command.create(values)]})

    def _approve(self, order, kind):
        requests = self.env["p2it.approval.request"]
        request = requests.browse(
            requests.with_user(self.salesperson).ask(order._name, order.ids, kind.id, "Khách quen")
        )
        request.with_user(self.manager).action_approve()

    def test_a_price_under_the_floor_needs_the_manager(self):
        kind = self._create_type("[('under_floor_count', '>', 0)]")
        self._create_quotation(price_unit=27000).action_confirm()
        low = self._create_quotation(price_unit=26000)
        with self.assertRaisesRegex(Exception, HELD):
            low.action_confirm()
        self._approve(low, kind)
        low.action_confirm()
        self.assertEqual(low.state, "sale")

    def test_a_discount_beyond_the_plan_needs_the_manager_and_a_promotion_does_not(self):
        self._create_type("[('plan_discount_percent', '>', 5)]")
        self._create_promotion(8)
        order = self._create_quotation()
        self.assertEqual(order.amount_untaxed, 276000)
        order.action_confirm()
        self.assertEqual(order.state, "sale")
        with self.assertRaisesRegex(Exception, HELD):
            self._create_quotation(discount=6).action_confirm()

    def test_the_figures_a_salesperson_writes_do_not_open_the_gate(self):
        self._create_type("[('plan_discount_percent', '>', 5)]")
        order = self._create_quotation(discount=6)
        for values in ({"plan_discount_percent": 0}, {"plan_discount_amount": 0}):
            with self.subTest(values=values), self.assertRaises(UserError):
                order.write(values)
        with self.assertRaises(UserError):
            order.order_line.write({"plan_price_unit": 1})
        with self.assertRaisesRegex(Exception, HELD):
            order.action_confirm()

    def test_a_promotion_that_changes_after_the_approval_asks_again(self):
        kind = self._create_type("[('amount_untaxed', '>', 100000)]")
        self._create_promotion(8)
        order = self._create_quotation()
        self._approve(order, kind)
        order.order_line.filtered(lambda line: not line.reward_id).product_uom_qty = 20
        self.assertEqual(order.amount_untaxed, 552000)
        with self.assertRaisesRegex(Exception, HELD):
            order.action_confirm()

    def test_an_approved_quotation_confirms_with_its_promotion(self):
        kind = self._create_type("[('amount_untaxed', '>', 100000)]")
        program = self._create_promotion(8)
        program.write({"limit_usage": True, "max_usage": 1})
        order, late = self._create_quotation(), self._create_quotation()
        self._approve(order, kind)
        self._approve(late, kind)
        order.action_confirm()
        self.assertEqual(order.amount_untaxed, 276000)
        with self.assertRaisesRegex(UserError, "no longer to be had"):
            late.action_confirm()

    def test_a_forged_reward_line_does_not_lower_an_approved_order(self):
        program = self._create_promotion(8)
        order = self._create_quotation()
        forged = {
            "product_id": program.reward_ids.discount_line_product_id.id,
            "name": "Chiết khấu",
            "price_unit": -200000,
            "reward_id": program.reward_ids.id,
            "reward_identifier_code": "p2it-forged",
        }
        order.write({"order_line": [Command.create(forged)]})
        self.assertEqual(order.amount_untaxed, 276000)
        order.order_line.filtered("reward_id").price_unit = -200000
        self.assertEqual(order.amount_untaxed, 276000)

    def test_a_change_of_a_confirmed_order_that_is_held_changes_no_promotion(self):
        self._create_type("[('amount_untaxed', '>', 400000)]")
        program = self._create_promotion(8)
        program.budget_amount = 1000000
        order = self._create_quotation()
        order.action_confirm()
        line = order.order_line.filtered(lambda line: not line.reward_id)
        line.product_uom_qty = 12
        self.assertEqual((order.amount_untaxed, program.budget_used), (331200, 28800))
        with self.assertRaisesRegex(Exception, HELD), self.env.cr.savepoint():
            line.product_uom_qty = 20
        self.env.invalidate_all()
        self.assertEqual((order.amount_untaxed, program.budget_used), (331200, 28800))
