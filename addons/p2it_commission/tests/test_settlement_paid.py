import base64
import csv
import io
from datetime import datetime

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger
from openpyxl import load_workbook
from psycopg2 import IntegrityError

from .settle_common import APRIL, SettleCommon


@tagged("post_install", "-at_install")
class TestSettlementBill(SettleCommon):
    """Paid as a vendor bill, once."""

    def setUp(self):
        super().setUp()
        self._create_plan({"rate": 1, "trigger": "ordered"}, name="Thưởng đơn hàng")
        self._sell("2026-03-05", (self.beer, 1_000_000))
        self.settlement = self._settle_one()

    def _bill(self):
        self._as(self.officer, self.settlement).action_create_bill()
        return self.settlement.bill_id

    def test_a_line_for_each_plan(self):
        bill = self._approve(self.settlement) and self._bill()
        self.assertEqual(self.settlement.state, "billed")
        self.assertEqual((bill.move_type, bill.partner_id), ("in_invoice", self.minh.partner_id))
        self.assertEqual(bill.amount_total, 40_000)
        self.assertEqual(sorted(bill.invoice_line_ids.mapped("price_subtotal")), [10_000, 30_000])
        self.assertEqual(bill.invoice_line_ids.account_id, self.expense)
        self.assertFalse(bill.invoice_line_ids.tax_ids)
        bill.action_post()
        self.assertEqual(self.settlement.state, "billed")

    def test_what_was_brought_forward_is_a_line(self):
        self._approve(self.settlement)
        self._refund(
            self.env["account.move"].search([("move_type", "=", "out_invoice")], limit=1), "2026-04-02"
        )
        debt = self._approve(self._settle_one(APRIL))
        self._sell("2026-05-05", (self.beer, 2_000_000))
        self.settlement = self._approve(self._settle_one(("2026-05-01", "2026-05-31")))
        bill = self._bill()
        self.assertEqual(bill.amount_total, self.settlement.amount_total)
        self.assertIn(debt.amount_total, bill.invoice_line_ids.mapped("price_subtotal"))

    def test_clicked_again_it_is_the_same_bill(self):
        self._approve(self.settlement)
        bill = self._bill()
        self.assertEqual(self._bill(), bill)
        self.assertEqual(self.settlement.bill_ids, bill)

    def test_reversed_by_a_credit_note_it_is_billed_again_once(self):
        self._approve(self.settlement)
        bill = self._bill()
        bill.action_post()
        refund = bill._reverse_moves([{"invoice_date": "2026-04-02"}], cancel=False)
        self.assertEqual(self.settlement.state, "billed", "not taken back yet")
        refund.action_post()
        due = (bill + refund).line_ids.filtered(lambda line: line.account_id == self.payable)
        self.assertEqual(bill.payment_state, "reversed")
        self.assertEqual(self.settlement.state, "approved")
        told = self.settlement.message_ids.filtered(lambda message: refund.name in message.body)
        self.assertEqual(len(told), 1)
        self.assertFalse(self.settlement.bill_id)
        second = self._bill()
        self.assertNotEqual(second, bill)
        self.assertEqual(self._bill(), second)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            due.remove_move_reconcile()
            self.env.flush_all()

    def test_a_credit_note_undone_pays_it_again(self):
        self._approve(self.settlement)
        bill = self._bill()
        bill.action_post()
        bill._reverse_moves([{"invoice_date": "2026-04-02"}], cancel=True)
        self.assertEqual(self.settlement.state, "approved")
        bill.line_ids.remove_move_reconcile()
        self.assertEqual(self.settlement.state, "billed")
        self.assertEqual(self.settlement.bill_id, bill)

    def test_only_what_is_approved_is_billed(self):
        with self.assertRaisesRegex(UserError, "Proposed"):
            self._bill()
        with self.assertRaises(AccessError):
            self._as(self.minh, self._approve(self.settlement)).action_create_bill()

    def test_without_an_account_it_says_what_to_do(self):
        self._approve(self.settlement)
        self.company.p2it_commission_account_id = False
        with self.assertRaisesRegex(UserError, "settings of Accounting"):
            self._bill()

    def test_a_cancelled_bill_can_be_made_again_but_not_two(self):
        self._approve(self.settlement)
        first = self._bill()
        first.action_post()
        with self.assertRaises(UserError):
            self._as(self.officer, self.settlement).action_cancel()
        first.button_draft()
        first.button_cancel()
        self.assertEqual(self.settlement.state, "approved")
        second = self._bill()
        self.assertNotEqual(first, second)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            first.button_draft()
            self.env.flush_all()
        second.button_cancel()
        first.invalidate_recordset()
        first.button_draft()
        self.assertEqual((self.settlement.state, self.settlement.bill_id), ("billed", first))

    def test_a_deleted_bill_can_be_made_again(self):
        self._approve(self.settlement)
        self._bill().unlink()
        self.assertEqual(self.settlement.state, "approved")
        self.assertEqual(self._bill().amount_total, 40_000)

    def test_a_bill_does_not_come_back_after_payroll(self):
        self._approve(self.settlement)
        bill = self._bill()
        bill.button_cancel()
        self._as(self.officer, self.settlement).action_send_to_payroll()
        with self.assertRaisesRegex(UserError, "can't come back"):
            bill.button_draft()

    def test_a_copy_or_reversal_is_no_bill_of_the_settlement(self):
        self._approve(self.settlement)
        self.assertFalse(self._bill().copy().p2it_settlement_id)

    def test_nobody_enters_the_settlement_of_a_bill(self):
        self._approve(self.settlement)
        self.officer.group_ids += self.env.ref("account.group_account_manager")
        moves = self._as(self.officer, self.env["account.move"])
        vals = {"move_type": "in_invoice", "partner_id": self.minh.partner_id.id}
        with self.assertRaises(AccessError):
            moves.create({**vals, "p2it_settlement_id": self.settlement.id})
        move = moves.with_context(default_p2it_settlement_id=self.settlement.id).create(vals)
        self.assertFalse(move.p2it_settlement_id)
        with self.assertRaises(AccessError):
            move.p2it_settlement_id = self.settlement


@tagged("post_install", "-at_install")
class TestSettlementPayroll(SettleCommon):
    """Sent to payroll, once."""

    def setUp(self):
        super().setUp()
        self.minh.employee_id.sudo().write({"name": "=Nguyễn Văn Minh", "barcode": "NV007"})
        self._sell("2026-03-05", (self.beer, 1_000_000))
        self._sell("2026-03-05", (self.beer, 2_000_000), user=self.lan)
        self.settlements = self._propose()
        for settlement in self.settlements:
            self._approve(settlement)

    def test_the_file_has_employee_code_amount_and_period(self):
        action = self._as(self.officer, self.settlements).action_send_to_payroll()
        payroll = self._as(self.officer, self.env["p2it.commission.payroll"]).browse(action["res_id"])
        self.assertEqual(set(self.settlements.mapped("state")), {"exported"})
        self.assertEqual((payroll.amount, payroll.settlement_ids), (90_000, self.settlements))
        book = load_workbook(io.BytesIO(base64.b64decode(payroll.file_xlsx)))
        rows = list(book.active.iter_rows(values_only=True))
        self.assertEqual(rows[0][:3], ("Employee", "Code", "Amount"))
        name = next(one.name for one in self.settlements if one.user_id == self.minh)
        first, last = datetime(2026, 3, 1), datetime(2026, 3, 31)
        self.assertIn(("=Nguyễn Văn Minh", "NV007", 30_000, "VND", first, last, name), rows)
        lines = list(csv.reader(io.StringIO(base64.b64decode(payroll.file_csv).decode("utf-8-sig"))))
        self.assertIn(["'=Nguyễn Văn Minh", "NV007", "30000", "VND", "2026-03-01", "2026-03-31", name], lines)
        self.assertIn("lan", {line[1] for line in lines})

    def test_nothing_is_sent_twice_nor_billed_besides(self):
        self._as(self.officer, self.settlements).action_send_to_payroll()
        for step in ("action_send_to_payroll", "action_create_bill", "action_cancel"):
            with self.subTest(step=step), self.assertRaisesRegex(UserError, "Sent to Payroll"):
                getattr(self._as(self.officer, self.settlements), step)()

    def test_one_that_is_not_approved_stops_all(self):
        self._sell("2026-04-05", (self.beer, 1_000_000))
        proposed = self._settle_one(APRIL)
        with self.assertRaisesRegex(UserError, "Proposed"):
            self._as(self.officer, self.settlements + proposed).action_send_to_payroll()
        self.assertEqual(set(self.settlements.mapped("state")), {"approved"})
