from unittest.mock import patch

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..exporting import report_request
from ..exporting.report_request import GraphRequest
from ..exporting.run import run_report
from ..models import p2it_export as export_module
from .export_common import ExportCommon


@tagged("post_install", "-at_install")
class TestExportAttack(ExportCommon):
    """What a hostile client may send, and what comes of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls._create_customers().sorted("name")

    def _start(self, **values):
        return self.env["p2it.export"].with_user(self.exporter).start(self._describe(**values))

    def test_control_characters_spoil_no_file(self):
        odd = "Khách\x0bhàng\x00\ud800"
        self.exporter.name = "Chị\x0bHoa"
        sheet = self._export_sheet(title=odd, facets=[odd])
        self.assertEqual((sheet.max_row, sheet.title), (14, "Kháchhàng"))
        self.assertIn("Kháchhàng", self._pdf_text(self._export(format="pdf", title=odd, facets=[odd])))

    def test_control_characters_stop_no_long_export(self):
        self.env["ir.config_parameter"].set_param("p2it_web.export_inline_rows", "0")
        self.assertEqual(self._start(title="Khách\x00hàng", facets=["\x00"])["name"], "Kháchhàng")

    def test_a_selection_of_nothing_is_not_everything(self):
        for attempt in (self._export, self._start):
            with self.assertRaisesRegex(UserError, "nothing to export"):
                attempt(ids=[])

    def test_what_the_database_makes_no_sense_of_is_refused_in_words(self):
        for values in (
            {"groupby": ["display_name"]},
            {"groupby": ["x_date"]},
            {"groupby": ["x_date:fortnight"]},
            {"groupby": ["name:month"]},
            {"groupby": ["country_id."]},
            {"groupby": ["name.x"]},
            {"groupby": ["child_ids"]},
            {"order": "child_ids"},
            {"order": "parent_id.khong_co"},
            {"domain": [["khong_co", "=", 1]]},
            {"domain": ["|"]},
            {"domain": [["id", "in", "(SELECT 1)"]]},
        ):
            with (
                self.subTest(values),
                self.assertRaisesRegex(UserError, "can't be read"),
                mute_logger("odoo.sql_db"),
                self.env.cr.savepoint(),
            ):
                self._export(**values)

    def test_no_domain_searches_past_the_rules_of_who_may_see_what(self):
        for domain in (
            [["parent_id", "any!", [["id", ">", 0]]]],
            [["parent_id", "any", [["parent_id", "not any!", [["id", ">", 0]]]]]],
        ):
            with self.subTest(domain), self.assertRaises(UserError):
                self._export(domain=domain)

    def test_a_hidden_field_behind_a_relation_is_refused(self):
        self.customers[0].parent_id = self.customers[1]
        field = self.registry["res.partner"]._fields["x_quantity"]
        self.enterContext(patch.object(field, "groups", "base.group_system"))
        for values in (
            {"groupby": ["parent_id.x_quantity"]},
            {"order": "parent_id.x_quantity"},
            {"domain": [["parent_id.x_quantity", ">", 3]]},
            {"domain": [["child_ids", "any", [["x_quantity", ">", 3]]]]},
            {"columns": [{"name": "parent_id.x_quantity"}]},
            {"columns": [{"name": "name", "currency_field": "x_quantity", "widget": "monetary"}] * 600},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._export(**{"columns": [{"name": "name"}], **values})

    def test_tags_that_a_rule_hides_are_neither_names_nor_groups(self):
        self.env["ir.rule"].create(
            {
                "name": "Không thấy nhãn bí mật",
                "model_id": self.env["ir.model"]._get("res.partner.category").id,
                "domain_force": f"[('id', '!=', {self.tags[0].id})]",
            }
        )
        columns = [{"name": "name"}, {"name": "category_id", "widget": "many2many_tags"}]
        for groupby in ([], ["category_id"]):
            rows = str(list(self._export_sheet(columns=columns, groupby=groupby).values))
            self.assertNotIn(self.tags[0].name, rows)
            self.assertIn(self.tags[1].name, rows)

    # ---- references ----

    def _add_reference(self):
        self.env["ir.model.fields"].create(
            {
                "model_id": self.env["ir.model"]._get("res.partner").id,
                "state": "manual",
                "name": "x_about",
                "field_description": "Về",
                "ttype": "reference",
                "selection_ids": [
                    Command.create({"value": model, "name": model, "sequence": place})
                    for place, model in enumerate(("res.country", "ir.config_parameter"))
                ],
            }
        )

    def test_a_reference_to_what_the_reader_may_not_see_tells_not_even_its_name(self):
        self._add_reference()
        secret = self.env["ir.config_parameter"].create({"key": "p2it.bi_mat", "value": "x"})
        self.customers[0].x_about = secret
        self.customers[1].x_about = self.env.ref("base.vn")
        sheet = self._export_sheet(ids=self.customers[:2].ids, columns=[{"name": "x_about"}])
        self.assertEqual(sheet["A2"].value, "You may not see this record")
        self.assertEqual(sheet["A3"].value, self.env.ref("base.vn").name)

    def test_a_reference_to_what_is_gone_is_empty(self):
        self._add_reference()
        country = self.env["res.country"].create({"name": "Nước cũ", "code": "QQ"})
        self.customers[0].x_about = country
        self.env.flush_all()
        country.unlink()
        columns = [{"name": "name"}, {"name": "x_about"}]
        self.assertIsNone(self._export_sheet(ids=self.customers[:1].ids, columns=columns)["B2"].value)

    def test_many_references_cost_no_more_queries_than_few(self):
        self._add_reference()
        for customer, country in zip(
            self.customers, self.env["res.country"].search([], limit=12), strict=True
        ):
            customer.x_about = country

        def count(customers):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._export(ids=customers.ids, columns=[{"name": "x_about"}])
            return self.env.cr.sql_log_count - before

        count(self.customers)
        self.assertEqual(count(self.customers), count(self.customers[:2]))

    # ---- too much ----

    def test_one_user_can_not_fill_everybodys_queue(self):
        self.env["ir.config_parameter"].set_param("p2it_web.export_inline_rows", "0")
        self.patch(export_module, "WAITING_LIMIT", 3)
        started = [self._start(title=f"Lần {number}") for number in range(3)]
        with self.assertRaisesRegex(UserError, "3 exports under way"):
            self._start(title="Lần nữa")
        self.assertEqual(self._start(title="Lần 0")["id"], started[0]["id"])
        exports = self.env["p2it.export"].with_user(self.exporter)
        exports.browse(started[1]["id"]).action_cancel()
        self.assertEqual(self._start(title="Lần nữa")["state"], "queued")

    def test_of_a_wide_list_fewer_rows_are_exported_while_its_reader_waits(self):
        self.env["ir.config_parameter"].set_param("p2it_web.export_inline_rows", "12")
        self.assertTrue(self._start(columns=[{"name": "name"}] * 20).get("inline"))
        self.assertFalse(self._start(columns=[{"name": "name"}] * 21).get("inline"))

    # ---- reports ----

    def _report(self, **values):
        description = {
            "format": "xlsx",
            "model": "res.partner",
            "measure": {"name": "__count", "string": "Số lượng"},
            "labels": ["Hà Nội"],
            "series": [{"label": "2026", "values": [1]}],
            **values,
        }
        with run_report(GraphRequest(self.env(user=self.exporter, su=False), description)) as file:
            return self._open(file.read())

    def test_forged_graphs_are_refused_in_words(self):
        self.assertEqual(self._report(context="x")["B2"].value, 1)
        self.patch(report_request, "CELL_MAX", 5)
        for values in (
            {"series": [{"label": "x", "values": [10**400]}]},
            {"labels": ["a", "b", "c"], "series": [{"label": "x", "values": []}] * 2},
            {"context": {"allowed_company_ids": ["x"]}},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                self._report(**values)
