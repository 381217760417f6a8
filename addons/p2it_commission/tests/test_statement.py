import base64
import io

from odoo.exceptions import UserError
from odoo.tests import tagged
from openpyxl import load_workbook

from .settle_common import APRIL, MARCH, SettleCommon


@tagged("post_install", "-at_install")
class TestStatement(SettleCommon):
    """Each entry with its sentence, and the sums."""

    def setUp(self):
        super().setUp()
        self.customer.name = "=Đại lý Bảy Hiền"
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000), (self.craft, 500_000))
        self._refund(invoice, "2026-04-03", part=200_000)
        self._sell("2026-04-05", (self.craft, 300_000))
        self._run()

    def _create_statement(self, user, **values):
        wizards = self._as(user, self.env["p2it.commission.statement.wizard"])
        return wizards.create({"user_id": self.minh.id, "date_from": MARCH[0], "date_to": APRIL[1], **values})

    def test_the_spreadsheet_adds_up(self):
        wizard = self._create_statement(self.minh)
        self.assertIn("download=true", wizard.action_export()["url"])
        book = load_workbook(io.BytesIO(base64.b64decode(wizard.file)))
        rows = list(book.worksheets[0].iter_rows(values_only=True))
        entries = self._get_entries()
        body = [row for row in rows[5:] if row[8]]
        self.assertEqual(len(body), len(entries))
        self.assertEqual(sum(row[7] for row in body), self._get_earned(self.minh))
        self.assertEqual({row[8] for row in body}, set(entries.mapped("explanation")))
        self.assertEqual({row[3] for row in body}, {"=Đại lý Bảy Hiền"})
        self.assertEqual(rows[-1][7], self._get_earned(self.minh))
        sums = list(book.worksheets[1].iter_rows(min_row=6, values_only=True))
        self.assertEqual([row[2] for row in sums], [45_000, 3_000, 48_000])

    def test_the_printed_statement_has_every_sentence(self):
        wizard = self._create_statement(self.leader)
        self.assertEqual(wizard.action_print()["report_name"], "p2it_commission.statement")
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "p2it_commission.report_statement", wizard.ids
        )
        text = html.decode()
        for entry in self._get_entries():
            self.assertIn(entry.explanation, text)
        self.assertIn("48,000", text)

    def test_a_settlement_has_its_own(self):
        settlement = self._settle_one()
        url = self._as(self.minh, settlement).action_export_statement()["url"]
        wizard = self.env["p2it.commission.statement.wizard"].browse(int(url.split("/")[4]))
        book = load_workbook(io.BytesIO(base64.b64decode(wizard.file)))
        self.assertEqual(book.worksheets[0]["A3"].value, settlement.name)
        self.assertEqual(book.worksheets[1]["C7"].value, settlement.amount_total)

    def test_for_nothing_it_says_so(self):
        with self.assertRaisesRegex(UserError, "Nothing was earned"):
            self._create_statement(self.officer, date_from="2020-01-01", date_to="2020-01-31").action_print()

    def test_a_hidden_customer_of_the_own_entry_is_named(self):
        self.customer.user_id = self.lan
        wizard = self._create_statement(self.minh)
        wizard.action_export()
        self.assertTrue(wizard.file)
