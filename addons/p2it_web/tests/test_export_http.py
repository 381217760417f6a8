import base64
import io
import json
from unittest.mock import patch

import openpyxl
import pypdf
from odoo.tests import JsonRpcException, new_test_user, tagged
from odoo.tools import mute_logger
from PIL import Image

from .export_common import ExportHttpCommon

_REFUSAL = "Exporting is not allowed"


@tagged("post_install", "-at_install")
class TestExportRoutes(ExportHttpCommon):
    """What each route gives, and to whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_customers().sorted("name")

    def _log_in(self, user):
        self.authenticate(user.login, user.login)

    def _post(self, url, description):
        files = {"data": ("data.json", json.dumps(description), "application/json")}
        return self.url_open(url, data={"csrf_token": self.csrf_token()}, files=files)

    def csrf_token(self):
        from odoo.http import Request

        with patch.object(Request, "__init__", lambda request: None):
            request = Request()
            request.session = self.session
            request.db = self.env.cr.dbname
            request.env = self.env
            return request.csrf_token()

    def _call(self, model, method, *args):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": list(args), "kwargs": {}},
        )

    def _describe_pivot(self, **values):
        money = "x_amount"
        return {
            "format": "xlsx",
            "model": "res.partner",
            "title": "Công nợ theo vùng",
            "facets": ["Quốc gia: Việt Nam"],
            "measures": [{"name": money, "string": "Công nợ"}, {"name": "__count", "string": "Count"}],
            "headers": [
                [
                    {"title": "", "width": 1, "height": 3},
                    {"title": "Total", "width": 4, "height": 1},
                    {"title": "", "width": 2, "height": 2},
                ],
                [
                    {"title": "Đại lý", "width": 2, "height": 1},
                    {"title": "=HYPERLINK(1)", "width": 2, "height": 1},
                ],
                [{"title": title} for title in ("Công nợ", "Count") * 3],
            ],
            "rows": [
                {"title": "Total", "indent": 0, "values": self._cells([5, 2, 7.5, 3, 12.5, 5], is_bold=True)},
                {"title": "+Hà Nội", "indent": 1, "values": self._cells([5, 2, None, None, 5, 2])},
                {"title": "Huế", "indent": 1, "values": self._cells([None, None, 7.5, 3, 7.5, 3])},
            ],
            **values,
        }

    def _cells(self, values, is_bold=False):
        measures = ("x_amount", "__count") * 3
        currencies = (self.usd.id, 0) * 3
        return [
            [value, measure, currency, False, is_bold]
            for value, measure, currency in zip(values, measures, currencies, strict=True)
        ]

    def _describe_graph(self, **values):
        picture = io.BytesIO()
        Image.new("RGB", (60, 40), "#c0ffee").save(picture, "PNG")
        return {
            "format": "pdf",
            "model": "res.partner",
            "title": "Biểu đồ",
            "mode": "bar",
            "measure": {"name": "x_quantity", "string": "Số lượng"},
            "labels": ["Hà Nội", "Đà Nẵng"],
            "series": [{"label": "2025", "values": [1.5, None]}, {"label": "2026", "values": [2, 3]}],
            "image": "data:image/png;base64," + base64.b64encode(picture.getvalue()).decode(),
            **values,
        }

    # ---- what comes ----

    def test_a_short_list_is_downloaded_at_once(self):
        self._log_in(self.exporter)
        response = self._post("/p2it/export/download", self._describe())
        self.assertEqual(response.status_code, 200)
        self.assertIn("Kh%C3%A1ch%20h%C3%A0ng.xlsx", response.headers["Content-Disposition"])
        self.assertIn("no-store", response.headers["Cache-Control"])
        sheet = self._open(response.content)
        self.assertEqual(sheet["A2"].value, self.customers[0].name)

    def test_a_long_list_is_not_read_while_a_request_waits(self):
        self.env["ir.config_parameter"].set_param("p2it_web.export_inline_rows", "3")
        self._log_in(self.exporter)
        response = self._post("/p2it/export/download", self._describe())
        self.assertEqual(response.status_code, 500)
        self.assertIn("too long to wait for", response.text)
        answer = self._call("p2it.export", "start", self._describe())
        self.assertEqual(answer["state"], "queued")

    def test_a_pivot_table_becomes_a_formatted_sheet(self):
        self._log_in(self.exporter)
        response = self._post("/p2it/export/pivot", self._describe_pivot())
        self.assertEqual(response.status_code, 200, response.text)
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
        rows = list(sheet.iter_rows(values_only=True))
        self.assertEqual(rows[0][1], "Total")
        self.assertEqual((rows[1][1], rows[1][3]), ("Đại lý", "=HYPERLINK(1)"))
        self.assertEqual(sheet["D2"].data_type, "s")
        self.assertEqual(rows[4], ("+Hà Nội", 5, 2, None, None, 5, 2))
        self.assertIn('"$"', sheet["B5"].number_format)
        self.assertEqual(sheet["C5"].number_format, "#,##0")
        self.assertEqual(sheet.freeze_panes, "B4")
        self.assertIn("B1:E1", [str(area) for area in sheet.merged_cells.ranges])
        self.assertTrue(sheet["B4"].font.bold)

    def test_a_pivot_table_becomes_a_pdf(self):
        self._log_in(self.exporter)
        response = self._post("/p2it/export/pivot", self._describe_pivot(format="pdf"))
        self.assertEqual(response.status_code, 200, response.text)
        text = self._pdf_text(response.content)
        for part in ("Công nợ theo vùng", "Đại lý", "+Hà Nội", "$ 7.50", "Quốc gia: Việt Nam"):
            self.assertIn(part, text)

    def test_a_wide_pivot_table_goes_on_beside_on_further_pages(self):
        count = 80
        description = self._describe_pivot(
            format="pdf",
            measures=[{"name": "x_amount", "string": "Công nợ"}],
            headers=[
                [{"title": "", "width": 1, "height": 2}, {"title": "Total", "width": count, "height": 1}],
                [{"title": f"Cột {number}"} for number in range(count)],
            ],
            rows=[
                {
                    "title": "Total",
                    "indent": 0,
                    "values": [
                        [1_234_567.5 + n, "x_amount", self.usd.id, False, False] for n in range(count)
                    ],
                }
            ],
        )
        self._log_in(self.exporter)
        content = self._post("/p2it/export/pivot", description).content
        self.assertGreater(len(pypdf.PdfReader(io.BytesIO(content)).pages), 1)
        text = self._pdf_text(content)
        for number in range(count):
            self.assertIn(f"{1_234_567.5 + number:,.2f}", text)

    def test_a_graph_becomes_a_pdf_with_its_picture_and_its_figures(self):
        self._log_in(self.exporter)
        response = self._post("/p2it/export/graph", self._describe_graph())
        self.assertEqual(response.status_code, 200, response.text)
        page = pypdf.PdfReader(io.BytesIO(response.content)).pages[0]
        sizes = [image.image.size for image in page.images]
        self.assertIn((60, 40), sizes)
        text = page.extract_text()
        for part in ("Biểu đồ", "Hà Nội", "Đà Nẵng", "1.50", "2025"):
            self.assertIn(part, text)

    def test_a_graph_becomes_a_sheet_with_a_chart(self):
        self._log_in(self.exporter)
        response = self._post("/p2it/export/graph", self._describe_graph(format="xlsx"))
        sheet = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets[0]
        self.assertEqual(list(sheet.iter_rows(values_only=True))[1][:3], ("Hà Nội", 1.5, 2))
        self.assertEqual(len(sheet._charts), 1)

    # ---- who may not ----

    @mute_logger("odoo.http", "odoo.addons.web.controllers.export")
    def test_every_route_refuses_a_user_without_the_export_right(self):
        self._log_in(self.reader)
        for url, description in (
            ("/p2it/export/download", self._describe()),
            ("/p2it/export/pivot", self._describe_pivot()),
            ("/p2it/export/graph", self._describe_graph()),
            ("/web/pivot/export_xlsx", {"title": "x"}),
        ):
            response = self._post(url, description)
            self.assertEqual(response.status_code, 500, url)
            self.assertIn(_REFUSAL, response.text, url)
        for kind in ("xlsx", "csv"):
            description = {
                "model": "res.partner",
                "fields": [{"name": "name", "label": "Name", "type": "char"}],
                "ids": self.customers.ids,
                "domain": [],
                "import_compat": False,
            }
            data = {"data": json.dumps(description), "csrf_token": self.csrf_token()}
            response = self.url_open(f"/web/export/{kind}", data=data)
            self.assertEqual(response.status_code, 500)
            self.assertIn("rights to export", response.text)
            self.assertNotIn(self.customers[0].name, response.text)

    def test_starting_by_rpc_refuses_a_user_without_the_export_right(self):
        self._log_in(self.reader)
        with self.assertRaisesRegex(JsonRpcException, "AccessError"), mute_logger("odoo.http"):
            self._call("p2it.export", "start", self._describe())
        self.assertFalse(self.env["p2it.export"].search([("user_id", "=", self.reader.id)]))

    def test_odoos_pivot_download_still_works_with_the_right(self):
        self._log_in(self.exporter)
        table = {
            "model": "res.partner",
            "title": "Bảng",
            "col_group_headers": [[{"title": "Total", "width": 1, "height": 1, "is_bold": False}]],
            "measure_headers": [{"title": "Count", "is_bold": False}],
            "rows": [{"title": "Total", "indent": 0, "values": [{"value": 3}]}],
            "measure_count": 1,
        }
        response = self._post("/web/pivot/export_xlsx", table)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self._open(response.content)["B3"].value, 3)

    def test_a_visitor_gets_nothing(self):
        self.authenticate(None, None)
        for url in ("/p2it/export/download", "/p2it/export/pivot", "/p2it/export/graph"):
            response = self.url_open(url, data={"data": "{}"}, allow_redirects=False)
            self.assertNotEqual(response.status_code, 200)

    def test_a_file_is_given_to_its_owner_only(self):
        self.env["ir.config_parameter"].set_param("p2it_web.export_inline_rows", "0")
        state = self.env["p2it.export"].with_user(self.exporter).start(self._describe())
        export = self.env["p2it.export"].browse(state["id"])
        self.env.flush_all()
        export._work()
        export.invalidate_recordset()
        url = export._get_url()
        self.assertTrue(url)
        self._log_in(self.exporter)
        response = self.url_open(url)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(self._open(response.content)["A2"].value, self.customers[0].name)
        attachment = export.attachment_id
        others = (
            self.reader,
            new_test_user(self.env, "p2it_export_other", "base.group_user,base.group_allow_export"),
            new_test_user(self.env, "p2it_export_boss", "base.group_system,base.group_allow_export"),
            new_test_user(self.env, "p2it_export_portal", "base.group_portal"),
            self.env["res.users"],
        )
        for user in others:
            self.authenticate(user.login or None, user.login or None)
            for address in (
                url,
                f"/web/content/{attachment.id}",
                f"/web/content/ir.attachment/{attachment.id}/raw",
                f"/web/content/p2it.export/{export.id}/attachment_id",
                f"/web/image/{attachment.id}",
            ):
                response = self.url_open(address)
                self.assertNotIn(b"PK\x03\x04", response.content[:8], f"{address} as {user.login}")
        self.assertFalse(attachment.public)
        self.assertFalse(attachment.access_token)

    # ---- forged ----

    @mute_logger("odoo.http")
    def test_forged_reports_are_refused_in_words(self):
        self._log_in(self.exporter)
        pivot, graph = self._describe_pivot, self._describe_graph
        broken = [
            ("/p2it/export/pivot", pivot(rows=[])),
            ("/p2it/export/pivot", pivot(headers="x")),
            ("/p2it/export/pivot", pivot(format="exe")),
            ("/p2it/export/pivot", pivot(model="ir.config_parameter")),
            ("/p2it/export/pivot", pivot(measures=[{"name": "password"}])),
            ("/p2it/export/pivot", pivot(rows=[{"title": "a", "indent": 0, "values": [["=1+1"] * 5] * 6}])),
            ("/p2it/export/graph", graph(image="data:image/png;base64,AAAA")),
            ("/p2it/export/graph", graph(labels=[])),
            ("/p2it/export/graph", graph(series=[{"label": "x", "values": ["=cmd"]}])),
            ("/p2it/export/download", ["name"]),
            ("/p2it/export/download", self._describe(model="p2it.export", columns=[{"name": "description"}])),
        ]
        for url, description in broken:
            response = self._post(url, description)
            self.assertEqual(response.status_code, 500)
            self.assertIn("odoo.exceptions", response.text, description)
