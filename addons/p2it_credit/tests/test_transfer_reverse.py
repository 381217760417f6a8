from odoo.exceptions import UserError
from odoo.tests import tagged

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferReverse(TransferCommon):
    """What is rejected, reversed, or for an order that is cancelled."""

    def test_rejecting_says_why_and_who_recorded_is_told(self):
        transfer = self._record((self._create_order(100), 100))
        with self.assertRaisesRegex(UserError, "Say why"):
            transfer.with_user(self.accountant).action_reject(" ")
        action = transfer.with_user(self.accountant).action_reject()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.accountant)
            .with_context(**action["context"])
            .create({"reason": "Không có tiền về"})
        )
        wizard.action_refuse()
        self.assertEqual(
            (transfer.state, transfer.refusal_reason, transfer.refused_by),
            ("rejected", "Không có tiền về", self.accountant),
        )
        message = transfer.message_ids.filtered(lambda one: "Không có tiền về" in one.body)
        self.assertIn(self.salesperson.partner_id, message.notified_partner_ids)

    def test_a_rejected_one_is_put_right_and_recorded_again(self):
        order = self._create_order(100)
        transfer = self._record((order, 100))
        transfer.with_user(self.accountant).action_reject("Sai số tham chiếu")
        transfer.with_user(self.salesperson).bank_reference = "FT777"
        transfer.with_user(self.salesperson).action_record()
        self._confirm(transfer)
        self.assertEqual(order.amount_paid, 100)

    def test_reversing_takes_the_money_back_and_keeps_the_history(self):
        order = self._create_order(100)
        invoice = self._invoice(order)
        transfer = self._confirm(self._record((order, 100)))
        self.assertTrue(invoice.currency_id.is_zero(invoice.amount_residual))
        transfer.with_user(self.second).action_reverse("Ngân hàng thu hồi")
        self.assertEqual(
            (transfer.state, transfer.confirmed_by, transfer.refused_by),
            ("reversed", self.accountant, self.second),
        )
        self.assertEqual((order.amount_paid, invoice.amount_residual), (0, 100))
        self.assertEqual(
            (transfer.payment_id.state, transfer.payment_id.move_id.state), ("canceled", "cancel")
        )
        with self.assertRaisesRegex(UserError, "nothing to reverse"):
            transfer.with_user(self.accountant).action_reverse("Lần nữa")

    def test_reversing_in_a_closed_period_makes_an_entry_of_today(self):
        order = self._create_order(100)
        invoice = self._invoice(order)
        transfer = self._record((order, 100), date="2025-01-15")
        self._confirm(transfer)
        self.company.fiscalyear_lock_date = "2025-12-31"
        transfer.with_user(self.accountant).action_reverse("Séc bị trả lại")
        entry = transfer.payment_id.move_id
        self.assertEqual(entry.state, "posted")
        self.assertEqual(entry.reversal_move_ids.state, "posted")
        self.assertEqual((order.amount_paid, invoice.amount_residual), (0, 100))

    def test_a_cancelled_order_leaves_its_money_on_account(self):
        order = self._create_order(100)
        transfer = self._confirm(self._record((order, 100)))
        order._action_cancel()
        self.assertEqual(transfer.amount_on_account, 100)
        self.assertIn("stays on account", transfer.message_ids[0].body)
