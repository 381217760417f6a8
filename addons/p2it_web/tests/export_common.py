import io

import openpyxl
import pypdf
from odoo import Command
from odoo.modules import module
from odoo.tests import HttpCase, TransactionCase, new_test_user

from ..exporting.request import ExportRequest
from ..exporting.run import run

COLUMNS = [
    {"name": "name", "label": "Tên"},
    {"name": "country_id", "label": "Quốc gia"},
    {"name": "x_amount", "label": "Công nợ", "total": "sum"},
    {"name": "x_quantity", "label": "Số lượng", "total": "sum"},
    {"name": "x_date", "label": "Ngày"},
    {"name": "category_id", "label": "Nhãn", "widget": "many2many_tags"},
    {"name": "is_company", "label": "Công ty"},
]
"""Columns of each kind over customers that the tests make."""


def add_fields(env):
    """Give partners an amount, a quantity and a date, as an administrator would, for base has none."""
    model = env["ir.model"]._get("res.partner").id
    common = {"model_id": model, "state": "manual"}
    env["ir.model.fields"].create(
        [
            {
                **common,
                "name": "x_currency_id",
                "field_description": "Tiền tệ",
                "ttype": "many2one",
                "relation": "res.currency",
            },
            {
                **common,
                "name": "x_amount",
                "field_description": "Công nợ",
                "ttype": "monetary",
                "currency_field": "x_currency_id",
            },
            {**common, "name": "x_quantity", "field_description": "Số lượng", "ttype": "float"},
            {**common, "name": "x_date", "field_description": "Ngày", "ttype": "date"},
        ]
    )


class ExportMixin:
    """Customers, people and helpers that open the files again."""

    @classmethod
    def _set_up_export(cls):
        add_fields(cls.env)
        cls.vnd = cls.env.ref("base.VND")
        cls.usd = cls.env.ref("base.USD")
        (cls.vnd + cls.usd).active = True
        cls.exporter = new_test_user(
            cls.env, "p2it_exporter", "base.group_user,base.group_allow_export", tz="Asia/Ho_Chi_Minh"
        )
        cls.reader = new_test_user(cls.env, "p2it_reader", "base.group_user", tz="Asia/Ho_Chi_Minh")
        cls.tags = cls.env["res.partner.category"].create([{"name": "Đại lý"}, {"name": "Siêu thị"}])
        cls.mark = "P2IT xuất"

    @classmethod
    def _create_customers(cls, count=12):
        countries = [cls.env.ref("base.vn"), cls.env.ref("base.fr"), cls.env["res.country"]]
        return cls.env["res.partner"].create(
            [
                {
                    "name": f"{cls.mark} Công ty Đặng Ánh {number:04}",
                    "ref": cls.mark,
                    "is_company": bool(number % 2),
                    "country_id": countries[number % 3].id,
                    "x_currency_id": cls.vnd.id,
                    "x_amount": 1_000_000 * (number + 1),
                    "x_quantity": number + 0.25,
                    "x_date": f"2026-{number % 12 + 1:02}-15",
                    "category_id": [Command.set(cls.tags[: number % 3].ids)],
                }
                for number in range(count)
            ]
        )

    @classmethod
    def _describe(cls, **values):
        return {
            "model": "res.partner",
            "format": "xlsx",
            "title": "Khách hàng",
            "columns": COLUMNS,
            "domain": [["ref", "=", cls.mark]],
            "order": "name",
            "facets": ["Mã là P2IT xuất"],
            **values,
        }

    def _export(self, user=None, **values):
        """:return: the file's content"""
        env = self.env(user=user or self.exporter, su=False)
        with run(ExportRequest(env, self._describe(**values))) as file:
            return file.read()

    def _open(self, content, values=True):
        """:return: the sheet, with figures (``values``) or formulas"""
        return openpyxl.load_workbook(io.BytesIO(content), data_only=values).worksheets[0]

    def _export_sheet(self, formulas=False, **values):
        return self._open(self._export(**values), not formulas)

    def _pdf_text(self, content):
        pages = pypdf.PdfReader(io.BytesIO(content)).pages
        return "\n".join(page.extract_text() for page in pages).replace("\u00a0", " ")


class ExportCommon(ExportMixin, TransactionCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_export()

    def _use_one_transaction(self):
        """Let the transactions that the code opens for itself be the test's."""
        # pytest does not tell Odoo which test runs, and Odoo's own cursors for tests ask.
        before = module.current_test
        module.current_test = self
        self.addCleanup(setattr, module, "current_test", before)
        self.enterContext(self.enter_registry_test_mode())


class ExportHttpCommon(ExportMixin, HttpCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_up_export()

    def setUp(self):
        super().setUp()
        before = module.current_test
        module.current_test = self
        self.addCleanup(setattr, module, "current_test", before)
