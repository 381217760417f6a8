from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferHostileMoney(TransferCommon):
    """The same money for two things."""

    def test_a_reference_in_other_signs_or_another_alphabet_is_refused(self):
        self._record(amount=5, bank_reference="FT-000.123")
        for other in ("FT000123", "ft/000_123", "F\u0422000123"):
            with self.subTest(other), self.assertRaises(UserError):
                self._record(amount=5, bank_reference=other)

    def test_a_reference_counts_once_in_a_company_and_its_branches(self):
        branch = self.env["res.company"].create({"name": "Chi nhánh", "parent_id": self.company.id})
        self.salesperson.company_ids = [Command.link(branch.id)]
        self._record(amount=5, bank_reference="FT1")
        with self.assertRaisesRegex(UserError, "recorded already"):
            self._record(amount=5, bank_reference="FT1", company_id=branch.id)

    def test_money_that_paid_the_invoice_of_another_order_is_no_money_of_its_order(self):
        order, other = self._create_order(100), self._create_order(100)
        transfer = self._confirm(self._record((order, 100)))
        invoice = self._invoice(other)
        debt = invoice.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        (transfer.line_ids.move_line_id | debt).reconcile()
        self.env.invalidate_all()
        self.assertEqual((order.amount_paid, order.amount_lacking), (0, 100))
        debt.remove_move_reconcile()
        self.env.invalidate_all()
        self.assertEqual(order.amount_paid, 100)

    def test_money_that_paid_its_own_invoice_stays_paid(self):
        order = self._create_order(100)
        self._confirm(self._record((order, 60)))
        self._invoice(order)
        self.env.invalidate_all()
        self.assertEqual((order.amount_paid, order.amount_lacking), (60, 40))

    def test_the_debt_that_money_pays_is_not_moved_to_another_customer(self):
        other = self._create_customer("Khách khác")
        order = self._create_order(100, confirm=False)
        transfer = self._record((order, 50))
        with self.assertRaisesRegex(UserError, "has sent money"):
            order.with_user(self.salesperson).partner_invoice_id = other
        self._confirm(transfer)
        with self.assertRaisesRegex(UserError, "has sent money"):
            order.with_user(self.salesperson).partner_invoice_id = other

    def test_what_a_reference_counts_in_is_not_written(self):
        transfer = self._record(amount=5)
        with self.assertRaises(UserError):
            transfer.with_user(self.accountant).root_company_id = False
