import base64

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import mute_logger

from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportRights(ImportCommon):
    """Every way a remote client has, as the weakest user who can reach it."""

    ROWS = [("KH1", "Công ty An", "", "0901000001", "")]

    def _call(self, user, model, method, *args):
        """Call a method as a remote client does."""
        return call_kw(self.env[model].with_user(user), method, list(args), {})

    def _get_vals(self, kind="customer"):
        content = base64.b64encode(self._make_csv(self.CUSTOMER, self.ROWS))
        return {"kind": kind, "filename": "x.csv", "file": content}

    def test_a_salesperson_imports_nothing(self):
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.models", "odoo.addons.base.models.ir_model"),
        ):
            self._call(self.salesperson, "p2it.import", "create", self._get_vals())

    def test_a_manager_does_not_import_salespeople(self):
        with self.assertRaisesRegex(AccessError, "Administrator"):
            self._call(self.manager, "p2it.import", "create", self._get_vals("salesperson"))
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        with self.assertRaisesRegex(AccessError, "Administrator"):
            self._call(self.manager, "p2it.import", "write", record.ids, {"kind": "salesperson"})

    def test_a_manager_without_the_right_does_not_import_products(self):
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.models", "odoo.addons.base.models.ir_model"),
        ):
            self._call(self.manager, "p2it.import", "create", self._get_vals("product"))

    def test_an_import_is_its_owners_and_the_administrators(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        record.action_check()
        for model, ids in (
            ("p2it.import", record.ids),
            ("p2it.import.row", record.row_ids.ids),
            ("p2it.import.column", record.column_ids.ids),
        ):
            with (
                self.subTest(model),
                self.assertRaises(AccessError),
                mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"),
            ):
                self._call(self.other_manager, model, "read", ids, ["id", "create_uid"])
            self.assertTrue(self._call(self.administrator, model, "read", ids, ["id"]))
        for method in ("action_check", "action_run", "action_cancel", "action_process_batch"):
            with (
                self.subTest(method),
                self.assertRaises(UserError),
                mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"),
            ):
                self._call(self.other_manager, "p2it.import", method, record.ids)

    def test_the_file_is_not_read_by_others(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        attachment = (
            self.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "p2it.import"),
                    ("res_id", "=", record.id),
                    ("res_field", "=", "file"),
                ]
            )
        )
        self.assertEqual(len(attachment), 1)
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.models", "odoo.addons.base.models.ir_rule"),
        ):
            self._call(self.other_manager, "ir.attachment", "read", attachment.ids, ["datas"])

    def test_what_the_server_keeps_can_not_be_entered(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        record.action_check()
        for vals in (
            {"state": "queued"},
            {"user_id": self.administrator.id},
            {"company_id": self.env.company.id},
            {"message": "x"},
            {"row_ids": [(5,)]},
        ):
            with self.subTest(vals), self.assertRaises(AccessError):
                self._call(self.manager, "p2it.import", "write", record.ids, vals)
        with self.assertRaises(AccessError):
            self._call(self.manager, "p2it.import", "create", {**self._get_vals(), "state": "checked"})
        for model, vals in (
            ("p2it.import.row", {"verdict": "create"}),
            ("p2it.import.column", {"position": 99}),
        ):
            ids = record.row_ids.ids if model.endswith("row") else record.column_ids.ids
            with (
                self.subTest(model),
                self.assertRaises(AccessError),
                mute_logger("odoo.models", "odoo.addons.base.models.ir_model"),
            ):
                self._call(self.manager, model, "write", ids, vals)

    def test_an_owner_can_not_be_chosen(self):
        vals = {**self._get_vals(), "user_id": self.administrator.id}
        record_id = self._call(self.manager, "p2it.import", "create", vals)
        self.assertEqual(self.env["p2it.import"].browse(record_id).user_id, self.manager)

    def test_an_administrator_does_not_swap_the_file_of_somebody_elses_import(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        with self.assertRaisesRegex(UserError, "belongs to"):
            self._call(self.administrator, "p2it.import", "write", record.ids, {"file": b"eA=="})

    def test_an_import_can_not_be_duplicated(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        with self.assertRaises(UserError):
            self._call(self.manager, "p2it.import", "copy", record.ids)

    def test_private_methods_are_not_reachable(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        for method in ("_process_batch", "_run_inline", "_load_demo_company", "_cron_process"):
            with self.subTest(method), self.assertRaises(AccessError):
                self._call(self.manager, "p2it.import", method, record.ids)

    def _hide_from_manager(self, customer):
        self.env["ir.rule"].create(
            {
                "name": "Hide one customer",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": f"[('id', '!=', {customer.id})]",
                "groups": [(4, self.env.ref("p2it_crm.group_manager").id)],
            }
        )

    def test_who_is_hidden_is_neither_created_again_nor_shown(self):
        hidden = self.env["res.partner"].create({"name": "Bí mật", "phone": "0901000001"})
        self.env["ir.rule"].search(
            [("model_id.model", "=", "res.partner"), ("groups", "!=", False)]
        ).active = False
        self._hide_from_manager(hidden)
        record = self._import("customer", self.CUSTOMER, self.ROWS)
        self._assert_counts(record, refuse=1)
        self.assertNotIn("Bí mật", record.row_ids.reason)
        self.assertFalse(hidden.ref)

    def test_what_is_created_is_created_by_the_importer(self):
        record = self._import("customer", self.CUSTOMER, self.ROWS)
        self.assertEqual(self._get_records(record).create_uid, self.manager)
