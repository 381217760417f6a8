from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestReason(ApprovalCommon):
    """Before anything is asked one reads why each step is needed."""

    def _preview(self, order):
        wizard = self.env["p2it.approval.ask.wizard"].with_user(self.seller)
        wizard = wizard.with_context(active_model="sale.order", active_ids=order.ids).create({})
        return wizard.line_ids.mapped("why")

    def test_a_step_without_a_condition_is_needed_for_the_condition_of_its_type(self):
        self._create_type()
        self.assertEqual(
            self._preview(self._create_order()),
            ["The document meets the condition of “Đơn trên 50 triệu”: Untaxed Amount ≥ 50,000,000."],
        )

    def test_a_condition_that_takes_more_words_is_named_by_its_type(self):
        self._create_type(
            domain="['|', ('amount_untaxed', '>=', 50000000), ('client_order_ref', '=', 'gấp')]"
        )
        self.assertEqual(
            self._preview(self._create_order()),
            ["The document meets the condition of “Đơn trên 50 triệu”."],
        )

    def test_a_step_of_its_own_condition_says_that_one(self):
        steps = [
            {"name": "Giám đốc", "user_ids": self.boss.ids, "domain": "[('amount_total', '>', 55000000)]"},
            {"name": "Kế toán", "user_ids": self.boss.ids, "domain": f"[('user_id', '=', {self.seller.id})]"},
        ]
        self._create_type(steps)
        self.assertEqual(
            self._preview(self._create_order()),
            [
                "The document meets the condition of this step: Total > 55,000,000.",
                "The document meets the condition of this step.",
            ],
        )

    def test_what_has_no_condition_is_always_needed(self):
        self._create_type(domain="[]")
        self.assertEqual(self._preview(self._create_order()), ["Always needed."])

    def test_a_state_is_said_by_its_label(self):
        self._create_type(domain="[('state', '=', 'draft'), ('amount_untaxed', '>', 0.5)]")
        [why] = self._preview(self._create_order())
        self.assertIn("Status = Quotation, Untaxed Amount > 0.50", why)

    def test_who_refuses_is_asked_why_and_offered_nothing_else(self):
        self._create_type()
        request = self._ask(self._create_order()).with_user(self.boss)
        action = request.action_answer_refusal()
        wizard = self.env[action["res_model"]].with_user(self.boss).with_context(**action["context"])
        wizard = wizard.create({"comment": "Giá thấp quá"})
        self.assertTrue(wizard.is_refusal)
        self.assertEqual(wizard.request_ids, request)
        with self.assertRaises(UserError):
            request.action_refuse()
        wizard.action_refuse()
        self.assertEqual(request.state, "refused")
        self.assertFalse(request.action_answer()["context"].get("default_is_refusal"))
