import io
from unittest.mock import patch

import openpyxl
import pypdf
from odoo.tests import tagged

from ..controllers.export import ExportController
from .export_common import ExportHttpCommon

_LIST = """
<list>
    <field name="name" string="Tên" />
    <field name="country_id" string="Quốc gia" />
    <field name="city" string="Thành phố" optional="show" />
    <field name="vat" optional="hide" />
    <field name="x_currency_id" column_invisible="1" />
    <field name="x_amount" string="Công nợ" sum="Tổng" />
    <field name="x_quantity" string="Số lượng" sum="Tổng" />
    <field name="x_date" string="Ngày" />
    <field name="is_company" string="Công ty" />
</list>
"""
_SEARCH = """
<search>
    <filter name="country" string="Quốc gia" context="{'group_by': 'country_id'}" />
    <filter name="city" string="Thành phố" context="{'group_by': 'city'}" />
    <filter name="company" string="Công ty" context="{'group_by': 'is_company'}" />
</search>
"""
_PIVOT = """
<pivot>
    <field name="country_id" type="row" />
    <field name="is_company" type="col" />
    <field name="x_amount" type="measure" />
</pivot>
"""
_GRAPH = "<graph><field name='country_id' /><field name='x_quantity' type='measure' /></graph>"


@tagged("post_install", "-at_install")
class TestExportTours(ExportHttpCommon):
    """People export in the browser; what they get is opened again and compared with the database."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_customers().sorted("name")
        for number, customer in enumerate(cls.customers):
            customer.city = ("Huế", "Đà Lạt")[number // 2 % 2]
        views = [("list", _LIST), ("search", _SEARCH), ("pivot", _PIVOT), ("graph", _GRAPH)]
        views = {
            kind: cls.env["ir.ui.view"].create({"name": kind, "model": "res.partner", "arch": arch})
            for kind, arch in views
        }
        cls.action = cls.env["ir.actions.act_window"].create(
            {
                "name": "Khách hàng",
                "res_model": "res.partner",
                "domain": [("ref", "=", cls.mark)],
                "search_view_id": views["search"].id,
                "view_ids": [
                    (0, 0, {"view_mode": kind, "view_id": views[kind].id, "sequence": number})
                    for number, kind in enumerate(("list", "pivot", "graph"))
                ],
            }
        )

    def setUp(self):
        super().setUp()
        self.files = []

    def _start(self, tour, user=None, view="list"):
        url = f"/odoo/action-{self.action.id}?view_type={view}"
        original = ExportController._make_response

        def keep(controller, export, content):
            self.files.append(content)
            return original(controller, export, content)

        with patch.object(ExportController, "_make_response", keep):
            self.start_tour(url, tour, login=(user or self.exporter).login, timeout=120)

    def _expected(self, domain, levels):
        """:return: the grouped list's rows, read the slow way: one query for each group"""
        model = self.env["res.partner"].with_user(self.exporter)
        if not levels:
            return [
                (c.name, c.country_id.name or None, c.city, c.x_amount, c.x_quantity)
                for c in model.search(domain)
            ]
        rows = []
        aggregates = ["__count", "x_amount:sum", "x_quantity:sum"]
        for line in model.formatted_read_group(domain, levels[:1], aggregates):
            value = line[levels[0]]
            label = value[1] if isinstance(value, tuple) else {True: "Yes", False: "No"}.get(value, value)
            label = "None" if levels[0] == "country_id" and not value else label
            figures = line["x_amount:sum"], line["x_quantity:sum"]
            rows.append((f"{label} ({line['__count']})", None, None, *figures))
            rows += self._expected(domain + line["__extra_domain"], levels[1:])
        return rows

    def test_three_levels_of_groups_are_exported_both_ways(self):
        self._start("p2it_export_groups")
        sheet, pdf = self.files
        expected = self._expected([("ref", "=", self.mark)], ["country_id", "city", "is_company"])
        rows = list(
            openpyxl.load_workbook(io.BytesIO(sheet), data_only=True).active.iter_rows(values_only=True)
        )
        self.assertEqual(rows[0], ("Tên", "Quốc gia", "Thành phố", "Công nợ", "Số lượng", "Ngày", "Công ty"))
        self.assertEqual([row[:5] for row in rows[1:-1]], expected)
        self.assertEqual(rows[-1][3:5], (78_000_000, 69))
        text = self._pdf_text(pdf)
        position = 0
        for row in expected:
            position = text.find(row[0], position)
            self.assertGreaterEqual(position, 0, f"{row[0]} is missing or out of order")
            for figure in (f"{row[3]:,.0f} ₫", f"{row[4]:,.2f}"):
                self.assertIn(figure, text)
        self.assertIn("Quốc gia > Thành phố > Công ty", " ".join(text.split()))

    def test_a_selection_is_exported_with_the_columns_chosen(self):
        self._start("p2it_export_selection")
        rows = list(self._open(self.files[0]).iter_rows(values_only=True))
        self.assertEqual(rows[0], ("Tên", "Quốc gia", "Thành phố", "Công nợ", "Ngày", "Công ty"))
        self.assertEqual([row[0] for row in rows[1:]], [self.customers[3].name, "Total (1)"])

    def test_a_long_export_shows_that_it_waits_and_can_be_stopped(self):
        self.env["ir.config_parameter"].set_param("p2it_web.export_inline_rows", "0")
        self._start("p2it_export_cancel")
        export = self.env["p2it.export"].search([("user_id", "=", self.exporter.id)])
        self.assertEqual(export.state, "cancelled")
        self.assertFalse(export.attachment_id)

    def test_a_long_export_comes_into_the_inbox(self):
        self.env["ir.config_parameter"].set_param("p2it_web.export_inline_rows", "0")
        self._start("p2it_export_background")
        # No scheduled action runs during a test; the dialog that would download the file is gone.
        export = self.env["p2it.export"].search([("user_id", "=", self.exporter.id)])
        export.sudo()._work()
        self._start("p2it_export_inbox")
        self.assertEqual(export.state, "done", export.message)
        self.assertEqual(self._open(export.attachment_id.raw)["A2"].value, self.customers[0].name)

    def test_who_may_not_export_sees_no_export(self):
        self._start("p2it_export_refused", self.reader)
        self.assertFalse(self.files)

    def test_pivot_tables_and_graphs_are_exported(self):
        self._start("p2it_export_reports", view="pivot")
        sheet, pivot, graph = self.files
        rows = list(openpyxl.load_workbook(io.BytesIO(sheet)).active.iter_rows(values_only=True))
        totals = {row[0]: row[-1] for row in rows}
        for country, amount in self.env["res.partner"]._read_group(
            [("ref", "=", self.mark)], ["country_id"], ["x_amount:sum"]
        ):
            self.assertEqual(totals[country.name or "None"], amount)
        self.assertEqual(totals["Total"], 78_000_000)
        self.assertIn("78,000,000 ₫", self._pdf_text(pivot))
        page = pypdf.PdfReader(io.BytesIO(graph)).pages[0]
        picture = max((image.image for image in page.images), key=lambda image: image.width)
        self.assertGreater(len(picture.convert("RGB").getcolors(1_000_000)), 5, "the graph is empty")
        self.assertIn("Vietnam", page.extract_text())
