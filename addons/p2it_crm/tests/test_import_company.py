from odoo.tests import tagged

from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportCompany(ImportCommon):
    """The spreadsheets of the company the demo data is made of."""

    def _load(self):
        imports = self.env["p2it.import"]._load_demo_company().sudo()
        self.assertEqual(imports.mapped("state"), ["done"] * 4, imports.mapped("message"))
        return {record.kind: record for record in imports}

    def _assert_unique(self, model, field, domain):
        groups = self.env[model]._read_group(
            [*domain, (field, "!=", False)], [field], ["__count"], having=[("__count", ">", 1)]
        )
        self.assertFalse(groups, f"{model} shares {field}")

    def test_every_row_is_accounted_for_and_the_same_files_again_create_nothing(self):
        mails = self.env["mail.mail"].search_count([])
        first = self._load()
        rows = {kind: record.row_count for kind, record in first.items()}
        self.assertEqual(rows, {"salesperson": 48, "customer": 1200, "lead": 2000, "product": 300})
        for record in first.values():
            counts = record.create_count, record.join_count, record.refuse_count
            self.assertEqual(sum(counts), record.row_count)
        self.assertEqual(first["customer"].create_count, 1200)
        self.assertEqual(first["lead"].create_count, 1901)
        customers = first["customer"].row_ids.mapped("res_id")
        partners = self.env["res.partner"].browse(customers)
        everybody = [("id", "child_of", customers)]
        self._assert_unique("res.partner", "phone_key", everybody)
        self._assert_unique("res.partner", "vat", [("id", "in", customers)])
        self._assert_unique("crm.lead", "phone_key", [])
        self.assertGreaterEqual(len(partners.filtered("state_id")), 0.97 * 1200)
        self.assertGreaterEqual(len(partners.filtered(lambda p: p.area_id.kind == "ward")), 1116)
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

        again = self._load()
        self.assertEqual([record.create_count for record in again.values()], [0] * 4)
        for kind, record in again.items():
            self.assertEqual(record.join_count, record.row_count, kind)
            ids = [
                dict(zip(r.row_ids.mapped("number"), r.row_ids.mapped("res_id"), strict=False))
                for r in (first[kind], record)
            ]
            self.assertEqual(*ids)
