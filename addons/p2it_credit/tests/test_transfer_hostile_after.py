from odoo import Command
from odoo.exceptions import UserError
from odoo.fields import Date
from odoo.tests import tagged

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferHostileAfter(TransferCommon):
    """What is tried with money that was confirmed."""

    def test_a_reference_in_another_dress_is_the_same(self):
        self._record(amount=5, bank_reference="ft26a001")
        for other in (
            "FT26A001",
            " ft26a001",
            "FT 26 A 001",
            "FT26A001\u200b",
            "ＦＴ26A001",
            "FT\u00a026A001\n",
        ):
            with self.subTest(other), self.assertRaisesRegex(UserError, "recorded already"):
                self._record(amount=5, bank_reference=other)

    def test_the_money_of_a_confirmed_one_is_not_moved_by_its_order(self):
        order = self._create_order(100, confirm=False)
        self._confirm(self._record((order, 10)))
        mine = order.with_user(self.salesperson)
        mine.copy()
        self.assertEqual(sum(self.customer.sale_order_ids.mapped("amount_paid")), 10)
        with self.assertRaises(UserError):
            mine.write({"transfer_line_ids": [Command.clear()]})
        with self.assertRaises(UserError):
            mine.unlink()
        self.assertEqual(order.amount_paid, 10)

    def test_dates_and_names_of_the_past_stay(self):
        confirmed = self._confirm(self._record((self._create_order(10), 10)))
        for user in (self.salesperson, self.accountant, self.env.ref("base.user_root")):
            for values in (
                {"date": Date.today()},
                {"payer_name": "Khác"},
                {"payer_account": "1"},
                {"is_cash": True},
                {"partner_id": self._create_customer("Khác").id},
                {"company_id": 1},
            ):
                with self.subTest(f"{user.login}: {values}"), self.assertRaises(UserError):
                    confirmed.with_user(user).write(values)

    def test_money_of_one_customer_does_not_pay_the_order_of_another(self):
        other = self._create_customer("Khách khác")
        quotation = self._create_order(100, confirm=False)
        transfer = self._record((quotation, 10))
        for _state in ("recorded", "confirmed"):
            with self.assertRaisesRegex(UserError, "has sent money"):
                quotation.with_user(self.salesperson).partner_id = other
            if transfer.state == "recorded":
                self._confirm(transfer)
        branch = self._create_customer("Chi nhánh", parent_id=self.customer.id)
        quotation.with_user(self.salesperson).partner_id = branch
        self.assertEqual(quotation.amount_paid, 10)

    def test_the_entry_is_not_taken_back_beside_the_transfer(self):
        transfer = self._confirm(self._record((self._create_order(10), 10)))
        entry = transfer.payment_id.move_id
        wizard = (
            self.env["account.move.reversal"]
            .with_user(self.accountant)
            .with_context(active_model="account.move", active_ids=entry.ids)
            .create({"journal_id": entry.journal_id.id, "reason": "x"})
        )
        with self.assertRaisesRegex(UserError, "Reverse the transfer"):
            wizard.reverse_moves()
