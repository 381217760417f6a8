import io
import json

import openpyxl
from odoo.http import Request
from odoo.tests import HttpCase, tagged

from .import_common import ImportCommon

LINK = '=HYPERLINK(""http://evil.example"",""xem"")'
ARRAY = '{=HYPERLINK(""http://evil.example"",""xem"")}'
COMMAND = "-2+3+cmd|' /C calc'!A0"


@tagged("post_install", "-at_install")
class TestImportFormula(HttpCase, ImportCommon):
    """Whatever is imported, Odoo's own export of it holds texts only."""

    def _export(self, model, *names):
        data = {
            "model": model,
            "fields": [{"name": name, "label": name, "type": "char"} for name in names],
            "ids": False,
            "domain": [],
            "groupby": [],
            "context": {},
            "import_compat": False,
        }
        token = Request.csrf_token(self)
        response = self.url_open("/web/export/xlsx", data={"csrf_token": token, "data": json.dumps(data)})
        self.assertEqual(response.status_code, 200)
        return openpyxl.load_workbook(io.BytesIO(response.content)).active

    def _assert_texts_only(self, model, *names):
        sheet = self._export(model, *names)
        self.assertGreater(sheet.max_row, 1, model)
        cells = [cell for line in sheet.iter_rows(min_row=2) for cell in line]
        formulas = [(model, cell.coordinate, cell.value) for cell in cells if cell.data_type == "f"]
        self.assertFalse(formulas)
        wrong = [cell.value for cell in cells if str(cell.value or "").startswith(("=", "{=", "@", "-2+3"))]
        self.assertFalse(wrong, model)

    def test_no_export_of_what_was_imported_holds_a_formula(self):
        self.administrator.group_ids += self.env.ref("product.group_product_manager")
        headings = ("Tên khách hàng", "Nhóm KH", "Điện thoại", "Ghi chú")
        customers = [
            (name, group, f"09010000{number:02}", name)
            for number, (name, group) in enumerate(
                [
                    (LINK, ""),
                    (ARRAY, ""),
                    (COMMAND, ""),
                    ("Công ty An", f"Đại lý/{LINK}"),
                    ("Công ty Bình", "Đại lý > {=1+1}"),
                    ("Công ty Chi", "Đại lý/Cấp 1"),
                ]
            )
        ]
        record = self._import("customer", headings, customers, user=self.administrator)
        self._assert_counts(record, create=3, refuse=3)
        comments = self.env["res.partner"].browse(record.row_ids.mapped("res_id")[3:]).mapped("comment")
        self.assertIn("HYPERLINK", comments[0])
        goods = [
            ("Bia", "Hàng/=A1+B1", "chai", "Thùng=24 chai; =X=2 Thùng"),
            ("Rượu", "{=1+1}", "{=1+1}", "{=1+1}=24 chai"),
        ]
        names = ("Tên hàng", "Nhóm hàng", "ĐVT", "Quy cách")
        self._assert_counts(self._import("product", names, goods, user=self.administrator), create=2)
        people = [("NV800", "An", "{=1+1}", "an@p2it.example")]
        names = ("Mã NV", "Họ tên", "Khu vực", "Email")
        self._assert_counts(self._import("salesperson", names, people, user=self.administrator), create=1)

        self.authenticate("admin", "admin")
        self._assert_texts_only("res.partner", "name", "complete_name", "comment", "customer_group_id/name")
        self._assert_texts_only("p2it.customer.group", "name", "complete_name")
        self._assert_texts_only("product.category", "name", "complete_name")
        self._assert_texts_only("uom.uom", "name")
        self._assert_texts_only("p2it.area", "name")
        self._assert_texts_only("p2it.import.row", "label", "original", "reason", "warning")
        self._assert_texts_only("p2it.import.column", "heading", "sample")
