import io
import json

import pypdf
from odoo import http
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, tagged
from openpyxl import load_workbook

from ..exporting.dashboard import DashboardRequest, run_dashboard
from .dashboard_common import DashboardCommon


@tagged("post_install", "-at_install")
class TestDashboardExport(DashboardCommon, HttpCase):
    """Dashboards as Excel and PDF: the same figures, with the reader's rights."""

    def _export(self, user, name, kind, **filters):
        self.env.flush_all()
        description = {
            "dashboard_id": self._get_dashboard(name).id if isinstance(name, str) else name.id,
            "filters": {"period": "year", **filters},
            "format": kind,
        }
        with run_dashboard(DashboardRequest(self.env(user=user, su=False), description)) as file:
            return file.read()

    def _open(self, content):
        return load_workbook(io.BytesIO(content))

    def test_a_spreadsheet_has_a_sheet_of_figures_and_one_per_tile_with_its_chart(self):
        workbook = self._open(self._export(self.director, "director", "xlsx"))
        figures = workbook.worksheets[0]
        values = {row[0].value: row[1].value for row in figures.iter_rows(min_row=5) if row[0].value}
        self.assertEqual(values["Ordered"], 850000)
        teams = workbook["Ordered by Team"]
        self.assertEqual(sum(cell.value for [cell] in teams["B5:B6"] if cell.value), 850000)
        self.assertTrue(teams._charts)
        self.assertTrue(workbook["Ordered by Province and Month"]._charts)

    def test_a_figure_that_tells_more_and_is_compared_with_nothing_keeps_its_own_row(self):
        dashboard = self._get_dashboard("director")
        today = self._get_tile(self._read(dashboard, self.director), "Ordered Today")
        self.assertTrue(today["others"] and not today["comparisons"])
        figures = self._open(self._export(self.director, dashboard, "xlsx")).worksheets[0]
        values = {row[0].value: row[1].value for row in figures.iter_rows(min_row=5) if row[0].value}
        self.assertEqual((values["Ordered Today"], values["Ordered Today: Orders"]), (850000, 2))
        pages = pypdf.PdfReader(io.BytesIO(self._export(self.director, dashboard, "pdf"))).pages
        self.assertIn("Orders: 2", pages[0].extract_text())

    def test_a_pdf_is_made_of_every_dashboard(self):
        for name, user in (("director", self.director), ("accountant", self.accountant)):
            content = self._export(user, name, "pdf")
            pages = pypdf.PdfReader(io.BytesIO(content)).pages
            text = "\n".join(page.extract_text() for page in pages)
            for tile in self._read(self._get_dashboard(name), user)["tiles"]:
                if "error" not in tile:
                    self.assertIn(tile["name"][:20], text)
            self.assertIn("Đại Phát", text)

    def test_a_view_is_written_as_its_groups(self):
        dashboards = self.env["p2it.dashboard"].with_user(self.director)
        own = dashboards.browse(
            dashboards.add_view(
                "Của tôi",
                {
                    "name": "Theo nhân viên",
                    "model": "p2it.sales.statistics",
                    "view_type": "graph",
                    "domain": "[('source', '=', 'order')]",
                    "context": {"graph_measure": "ordered", "graph_groupbys": ["user_id"]},
                },
            )
        )
        sheet = self._open(self._export(self.director, own, "xlsx"))["Theo nhân viên"]
        self.assertEqual([sheet["B5"].value, sheet["B6"].value, sheet["B7"].value], [425000, 425000, 850000])

    def test_who_may_not_export_gets_nothing(self):
        self.assertFalse(self.salesperson.has_group("base.group_allow_export"))
        with self.assertRaises(AccessError):
            self._export(self.salesperson, "salesperson", "xlsx")

    def test_nobody_exports_a_dashboard_they_do_not_see(self):
        with self.assertRaises(AccessError):
            self._export(self.accountant, "director", "pdf")

    def test_the_browser_gets_a_file_named_after_the_dashboard(self):
        self.authenticate(self.director.login, self.director.login)
        description = {"dashboard_id": self._get_dashboard("leader").id, "format": "xlsx"}
        answer = self.url_open(
            "/p2it/dashboard/export",
            data={"csrf_token": http.Request.csrf_token(self)},
            files={"data": ("data.json", json.dumps(description), "application/json")},
        )
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Team%20Leader.xlsx", answer.headers["Content-Disposition"])
        self.assertTrue(self._open(answer.content).worksheets)
