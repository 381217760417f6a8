import base64
import io
import re
from datetime import date, timedelta

import openpyxl
import pypdfium2
from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .receivable_common import ReceivableCommon


@tagged("post_install", "-at_install")
class TestStatementOfAccount(ReceivableCommon):
    """October of a customer: an invoice from before, one within, a payment and a credit note."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.september = cls._create_invoice(1000, "2026-09-05", "2026-10-05", ref="PO 9")
        cls.october = cls._create_invoice(500, "2026-10-10", "2026-11-10")
        cls._pay(600, "2026-10-15", invoice=cls.september, memo="CK dot 1")
        cls._create_invoice(50, "2026-10-20", move_type="out_refund")
        cls._pay(400, "2026-11-02", invoice=cls.september)
        cls._create_invoice(7, "2026-11-20")

    def _create_wizard(self, customers=None, user=None, **values):
        wizards = self.env["p2it.statement.wizard"].with_user(user or self.env.user)
        return wizards.create(
            {
                "partner_ids": [Command.set((customers or self.customer).ids)],
                "date_from": "2026-10-01",
                "date_to": "2026-10-31",
                **values,
            }
        )

    def _make(self, *args, **values):
        [section] = self._create_wizard(*args, **values)._get_sections()
        return section.statement

    def test_a_statement_tells_the_period_and_what_was_open_at_its_end(self):
        statement = self._make()
        self.assertEqual((statement.opening, statement.debit, statement.credit), (1000, 500, 650))
        self.assertEqual([move.balance for move in statement.movements], [1500, 900, 850])
        self.assertEqual(statement.closing, 850)
        found = [(item.entry.residual, item.days) for item in statement.open_entries]
        # Of September's invoice 400 were open that day, whatever has been paid since.
        self.assertCountEqual(found, [(400, 26), (500, 0), (-50, 0)])
        self.assertEqual(statement.ageing["days_30"], 400)
        self.assertEqual((statement.unmatched, statement.overdue), (-50, 400))

    def test_what_is_open_adds_up_to_the_closing_balance_on_any_day(self):
        for day in (date(2026, 9, 1), date(2026, 9, 30), date(2026, 10, 15), date(2026, 11, 2), self.today):
            statement = self._make(date_from=day - timedelta(days=30), date_to=day)
            still_open = sum(item.entry.residual for item in statement.open_entries)
            self.assertEqual(still_open, statement.closing, day)
        self.assertEqual(statement.closing, 457)

    def test_one_statement_starts_where_the_one_before_ended(self):
        before = self._make(date_from="2026-09-01", date_to="2026-09-30")
        after = self._make(date_from="2026-11-01", date_to="2026-11-30")
        self.assertEqual((before.opening, before.closing), (0, self._make().opening))
        self.assertEqual((after.opening, after.closing), (850, 457))

    def test_drafts_and_other_companies_do_not_count(self):
        self._create_invoice(99, "2026-10-12").button_draft()
        other = self.env["res.company"].create({"name": "Chi nhánh Lào"})
        self.assertEqual(self._make().closing, 850)
        self.env.user.company_ids += other
        self.assertEqual(self._make(company_id=other.id).closing, 0)

    def test_foreign_money_is_told_in_both_currencies(self):
        customer = self._create_customer("Vientiane Trading", self.seller)
        invoice = self._create_invoice(100, "2026-10-03", customer=customer, currency_id=self.euro.id)
        self._pay(40, "2026-10-05", customer, invoice, currency_id=self.euro.id)
        [section] = self._create_wizard(customer)._get_sections()
        [item] = section.statement.open_entries
        self.assertEqual((item.entry.residual, item.entry.residual_currency), (120, 60))
        rows = self._export(self._create_wizard(customer)).worksheets[0].values
        self.assertTrue(any(row[4:9] == (200, None, 200, 100, self.euro.name) for row in rows))

    def test_a_contact_stands_for_its_company_and_branches_are_asked_for(self):
        contact = self.env["res.partner"].create({"name": "Chị Hoa", "parent_id": self.customer.id})
        branch = self._create_customer("Hữu Nghị Cần Thơ", self.seller, parent_id=self.customer.id)
        self._create_invoice(30, "2026-10-11", customer=contact)
        self._create_invoice(4, "2026-10-11", customer=branch)
        self.assertEqual(self._make(contact).closing, 880)
        self.assertEqual(self._make(with_branches=True).closing, 884)
        both = self._create_wizard(self.customer | branch, with_branches=True)._get_sections()
        self.assertEqual([section.statement.closing for section in both], [884])
        self.assertEqual(self._make(branch).closing, 4)

    def test_payments_that_made_no_entry_are_told_apart(self):
        journal = self._get_bank()
        journal.inbound_payment_method_line_ids.payment_account_id = False
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": self.customer.id,
                "amount": 33,
                "date": "2026-10-30",
                "journal_id": journal.id,
            }
        )
        payment.outstanding_account_id = False
        payment.action_post()
        self.assertFalse(payment.move_id)
        [section] = self._create_wizard()._get_sections()
        self.assertEqual(section.statement.closing, 850)
        self.assertEqual([paid.amount for paid in section.on_the_way], [-33])

    # ---- whose ----

    def test_a_salesperson_makes_statements_of_own_customers_only(self):
        self.assertEqual(self._make(user=self.seller).closing, 850)
        self.assertEqual(self._make(user=self.accountant).closing, 850)
        plain = new_test_user(self.env, "p2it_st_plain", groups="sales_team.group_sale_salesman")
        with mute_logger("odoo.addons.base.models.ir_rule"):
            for user in (self.peer, plain):
                with self.assertRaises(AccessError):
                    self._make(user=user)
            wizard = self._create_wizard(self._create_customer("Khách của tôi", self.peer), self.peer)
            with self.assertRaises(AccessError):
                wizard.partner_ids = self.customer
                wizard._get_sections()
        self.customer.user_id = plain
        self.assertEqual(self._make(user=plain).closing, 850)

    def test_a_branch_of_somebody_else_is_not_told_with_the_company(self):
        self._create_customer("Hữu Nghị Huế", self.peer, parent_id=self.customer.id)
        self.assertEqual(self._make(user=self.seller).closing, 850)
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            self._make(user=self.seller, with_branches=True)

    def test_nobody_reads_a_statement_that_somebody_else_asked_for(self):
        wizard = self._create_wizard(user=self.seller)
        wizard.action_export()
        report = self.env["ir.actions.report"].with_user(self.peer)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            with self.assertRaises(AccessError):
                wizard.with_user(self.peer).read(["file"])
            with self.assertRaises(AccessError):
                report._render_qweb_html("p2it_credit.statement_of_account", wizard.ids)

    def test_a_company_one_does_not_work_in_is_refused(self):
        other = self.env["res.company"].create({"name": "Chi nhánh Lào"})
        wizard = self._create_wizard(user=self.accountant)
        with mute_logger("odoo.addons.base.models.ir_rule"), self.assertRaises(AccessError):
            wizard.sudo().company_id = other
            wizard._get_sections()

    def test_all_my_customers_who_owe(self):
        theirs = self._create_customer("Cửa hàng Ánh Sáng", self.peer)
        self._create_invoice(11, "2026-10-02", customer=theirs)
        wizard = self._create_wizard(theirs, self.peer, whose="open")
        self.assertEqual([section.partner for section in wizard._get_sections()], [theirs])
        wizard = self._create_wizard(user=self.accountant, whose="open")
        found = {section.partner for section in wizard._get_sections()}
        self.assertLessEqual({self.customer, theirs}, found)

    def test_questions_that_make_no_sense_are_answered_in_words(self):
        with self.assertRaises(ValidationError):
            self._create_wizard(date_to="2026-09-30")
        with self.assertRaisesRegex(UserError, "nobody"):
            self._create_wizard(self.env["res.partner"].browse(), partner_ids=[]).action_print()

    def test_the_customers_form_and_list_lead_here(self):
        action = self.customer.action_statement_of_account()
        wizard = self.env["p2it.statement.wizard"].with_context(**action["context"]).new({})
        self.assertEqual(wizard.partner_ids._origin, self.customer)
        hidden = self.env["p2it.statement.wizard"].with_user(self.peer).with_context(**action["context"])
        self.assertFalse(hidden.default_get(["partner_ids"])["partner_ids"][0][2])

    def test_many_items_cost_as_few_queries_as_few(self):
        def count(customers):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._create_wizard(customers)._get_sections()
            return self.env.cr.sql_log_count - before

        count(self.customer)
        few = count(self.customer)
        customers = self.customer
        for number in range(6):
            customers |= self._create_customer(f"Khách {number}", self.seller)
            invoice = self._create_invoice(100, "2026-10-02", customer=customers[-1])
            self._pay(30, "2026-10-09", customers[-1], invoice)
        self.assertLessEqual(count(customers), few + 3)

    # ---- files ----

    def _export(self, wizard):
        wizard.action_export()
        return openpyxl.load_workbook(io.BytesIO(base64.b64decode(wizard.file)))

    def _print(self, wizard):
        """:return: the text of each page"""
        report = self.env["ir.actions.report"].with_user(wizard.env.user)
        pdf, _kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
            "p2it_credit.statement_of_account", wizard.ids
        )
        document = pypdfium2.PdfDocument(io.BytesIO(pdf))
        texts = [document[number].get_textpage().get_text_bounded() for number in range(len(document))]
        return [re.sub(r"\s+", " ", text) for text in texts]

    def test_the_spreadsheet_has_numbers_and_days(self):
        [sheet] = self._export(self._create_wizard(user=self.seller)).worksheets
        rows = list(sheet.values)
        self.assertEqual(sheet.title, "Đại lý Hữu Nghị")
        [october] = [row for row in rows if self.october.name in str(row[0])][:1]
        self.assertEqual((october[1].date(), october[4:7]), (date(2026, 10, 10), (500, None, 1500)))
        closing = next(row for row in rows if row[0] == "Closing balance")
        self.assertEqual(closing[4:7], (500, 650, 850))
        self.assertEqual(next(row for row in rows if row[0] == "Total open")[6], 850)

    def test_many_customers_have_a_sheet_each_and_nothing_is_a_formula(self):
        twins = self._create_customer("=HYPERLINK(1)", self.seller) | self._create_customer("=HYPERLINK(1)")
        nameless = self._create_customer("A" * 40 + "[x]/'", self.seller)
        self._create_invoice(3, "2026-10-02", customer=nameless, ref="=1+1")
        book = self._export(self._create_wizard(self.customer | twins | nameless))
        self.assertEqual(len(book.worksheets), 5)
        summary = list(book.worksheets[0].values)
        self.assertIn(("Đại lý Hữu Nghị", 1000, 500, 650, 850), [row[:5] for row in summary])
        cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
        self.assertNotIn("f", {cell.data_type for cell in cells})

    def test_the_paper_is_in_the_customers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.customer.lang = "vi_VN"
        other = self._create_customer("Zenith Export", self.seller, lang="en_US")
        self._create_invoice(12345, "2026-10-02", customer=other)
        pages = self._print(self._create_wizard(self.customer | other, user=self.seller))
        self.assertEqual(len(pages), 2)
        first, second = pages
        for text in ("Đại lý Hữu Nghị", self.october.name, "10/10/2026", "CK dot 1", "PO 9"):
            self.assertEqual(text in first, text != "PO 9", text)
        self.assertIn("12,345.00", second)
        self.assertIn("Statement of Account", second)
