import datetime

from odoo.tests import tagged

from .export_common import ExportCommon


@tagged("post_install", "-at_install")
class TestExportList(ExportCommon):
    """A list's file holds what the list shows, cell by cell."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_customers().sorted("name")

    def test_a_sheet_holds_what_the_database_holds_cell_by_cell(self):
        sheet = self._export_sheet()
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(
            rows[0], ("Tên", "Quốc gia", "Công nợ", "Số lượng", "Ngày", "Nhãn", "Công ty")
        )
        for row, customer in zip(rows[1:13], self.customers, strict=True):
            expected = (
                customer.name,
                customer.country_id.name or None,
                customer.x_amount,
                customer.x_quantity,
                datetime.datetime.combine(customer.x_date, datetime.time()),
                ", ".join(customer.category_id.mapped("display_name")) or None,
                customer.is_company,
            )
            self.assertEqual(row, expected)

    def test_a_pdf_holds_every_record_in_vietnamese_that_can_be_searched(self):
        content = self._export(format="pdf")
        open("/tmp/export_sample.pdf", "wb").write(content)
        text = self._pdf_text(content)
        for customer in self.customers:
            self.assertIn(customer.name, text)

    def test_groups(self):
        content = self._export(format="pdf", groupby=["country_id", "is_company", "x_date:quarter"])
        open("/tmp/export_group.pdf", "wb").write(content)
        content = self._export(groupby=["country_id", "is_company", "x_date:quarter"])
        open("/tmp/export_group.xlsx", "wb").write(content)
