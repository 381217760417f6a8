import base64
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..models import p2it_import_run
from .import_common import ImportCommon

_WATCHED = ("res.partner", "crm.lead", "p2it.customer.group", "utm.source", "crm.tag", "res.users")


@tagged("post_install", "-at_install")
class TestImportFlow(ImportCommon):
    ROWS = [
        ("KH1", "Công ty An", "0100233488", "0901000001", "1 Lê Lợi, Hà Nội"),
        ("KH2", "Bình", "", "0901000002", ""),
        ("KH3", "", "", "0901000003", ""),
        ("KH4", "Dung", "", "0901000001", ""),
    ]

    def _count_records(self):
        return {name: self.env[name].with_context(active_test=False).search_count([]) for name in _WATCHED}

    def test_the_dry_run_writes_nothing_but_its_verdicts(self):
        before = self._count_records()
        headings = (*self.LEAD, "Nguồn", "Nhu cầu")
        row = ("An", "", "0901000001", "", "", "", "Nguồn mới", "nhu cầu mới")
        for kind, names, rows in (
            ("customer", (*self.CUSTOMER, "Nhóm KH"), [(*row, "Nhóm mới") for row in self.ROWS]),
            ("lead", headings, [row]),
        ):
            self._create_import(kind, names, rows, user=self.administrator).action_check()
        self.assertEqual(self._count_records(), before)

    def test_every_row_is_accounted_for(self):
        record = self._import("customer", self.CUSTOMER, self.ROWS)
        self._assert_counts(record, create=2, join=1, refuse=1)
        self.assertEqual(record.row_ids.mapped("number"), [2, 3, 4, 5])

    def test_the_report_of_refused_rows_can_be_corrected_and_imported_again(self):
        rows = [*self.ROWS, ("=1+1", "", "", "", "=HYPERLINK(1)")]
        record = self._import("customer", self.CUSTOMER, rows)
        content = base64.b64decode(record.refused_file)
        lines, sheet = self._read_workbook(content)
        self.assertEqual(tuple(lines[0]), (*self.CUSTOMER, "Reason"))
        self.assertEqual([line[0] for line in lines[1:]], ["KH3", "=1+1"])
        self.assertTrue(all(line[-1] for line in lines))
        self.assertTrue(all(cell.data_type != "f" for line in sheet.iter_rows() for cell in line))
        sheet["B2"] = "Chi"
        sheet.delete_rows(3)
        corrected = self._create_import("customer", ("a", "b"), [("1", "2")])
        corrected.write({"file": base64.b64encode(self._save(sheet)), "filename": "lại.xlsx"})
        corrected._run_inline()
        self._assert_counts(corrected, create=1)
        self.assertEqual(self._get_records(corrected).name, "Chi")

    def _save(self, sheet):
        import io

        buffer = io.BytesIO()
        sheet.parent.save(buffer)
        return buffer.getvalue()

    def test_headings_can_be_mapped_by_hand(self):
        record = self._create_import("customer", ("cột A", "cột B"), [("An", "0901000001")])
        record.action_read_file()
        self.assertFalse(record.column_ids.target_id)
        with self.assertRaisesRegex(UserError, "Customer Name"):
            record.action_check()
        name = self.env.ref("p2it_crm.import_field_customer_name")
        phone = self.env.ref("p2it_crm.import_field_customer_phone")
        record.column_ids[0].target_id = name
        record.column_ids[1].target_id = name
        with self.assertRaisesRegex(UserError, "same field"):
            record.action_check()
        record.column_ids[1].target_id = phone
        record.action_check()
        self.assertEqual(record.create_count, 1)

    def test_a_heading_added_to_the_synonyms_is_recognised(self):
        field = self.env.ref("p2it_crm.import_field_customer_name")
        field.synonyms += "\nQuý khách"
        record = self._create_import("customer", ("QUY KHACH", "Ghi chú"), [("An", "x")])
        record.action_read_file()
        self.assertEqual(record.column_ids[0].target_id, field)

    def test_a_change_of_the_columns_takes_the_verdicts_back(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        record.action_check()
        record.column_ids[3].target_id = False
        self.assertEqual((record.state, record.row_count), ("mapped", 0))

    def test_a_new_file_begins_anew(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        record.action_check()
        content = self._make_csv(("Tên khách hàng", "Điện thoại"), [("An", "0901000001")])
        record.file = base64.b64encode(content)
        self.assertEqual((record.state, record.row_count), ("draft", 0))
        self.assertFalse(record.column_ids)

    def test_a_file_that_can_not_be_read_says_why_and_what_to_do(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        for content, words in ((b"PK\x03\x04 broken", "save it as"), (b"x", "No table")):
            record.file = base64.b64encode(content)
            with self.assertRaisesRegex(UserError, words):
                record.action_read_file()

    def test_the_other_separator_can_be_chosen(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        record.action_read_file()
        self.assertEqual((record.separator, record.found_separator), (False, ";"))
        record.separator = ","
        self.assertEqual(record.state, "draft")

    def test_batches_follow_one_another_and_a_stopped_run_goes_on(self):
        rows = [("", f"Khách {n}", "", f"09010000{n:02}", "") for n in range(7)]
        record = self._create_import("customer", self.CUSTOMER, rows)
        record.action_check()
        record.action_run()
        with patch.object(p2it_import_run, "BATCH_SIZE", 3):
            self.assertEqual(record.action_process_batch()["state"], "running")  # its turn
            result = record.action_process_batch()
            self.assertEqual((result["state"], round(result["progress"])), ("running", 43))
            record.action_cancel()
            self.assertEqual(record.action_process_batch()["state"], "cancelled")
            self.assertEqual(record.pending_count, 4)
            record.action_run()
            while record.action_process_batch()["state"] == "running":
                pass
        self._assert_counts(record, create=7)

    def test_the_scheduled_action_goes_on_when_nobody_looks(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        record.action_check()
        record.action_run()
        cron = self.env["ir.cron"].browse()
        with patch.object(type(cron), "_commit_progress", return_value=60):  # no commit in a test
            self.env["p2it.import"]._cron_process()
        self._assert_counts(record.sudo(), create=2, join=1, refuse=1)
        self.assertEqual(self._get_records(record)[0].create_uid, self.manager)

    def test_one_import_waits_for_the_other(self):
        first, second = (self._create_import("customer", self.CUSTOMER, self.ROWS) for _n in range(2))
        (first + second).action_check()
        (first + second).action_run()
        with patch.object(p2it_import_run, "BATCH_SIZE", 1):
            self.assertEqual(first.action_process_batch()["state"], "running")
            self.assertEqual(second.action_process_batch()["state"], "queued")
            while first.action_process_batch()["state"] == "running":
                pass
            while second.action_process_batch()["state"] == "running":
                pass
        self._assert_counts(first, create=2, join=1, refuse=1)
        self._assert_counts(second, join=3, refuse=1)

    def test_one_bad_row_does_not_stop_the_others(self):
        partner = self.registry["res.partner"]
        original = partner.create

        def create(records, vals_list):
            if any(vals.get("name") == "Bình" for vals in vals_list):
                raise ValidationError("Bình is not welcome")
            return original(records, vals_list)

        create._api_model = True
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        with patch.object(partner, "create", create):
            record._run_inline()
        self._assert_counts(record, create=1, join=1, refuse=2)
        self.assertIn("Bình is not welcome", record.row_ids[1].reason)

    def test_an_unexpected_error_stops_the_run_and_says_so(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        record.action_check()
        record.action_run()
        handler = self.registry["p2it.import.customer"]
        with (
            patch.object(handler, "_execute", side_effect=KeyError("bug")),
            mute_logger("odoo.addons.p2it_crm.models.p2it_import_run"),
        ):
            self.assertEqual(record.action_process_batch()["state"], "running")  # its turn
            self.assertEqual(record.action_process_batch()["state"], "failed")
        self.assertIn("Go On", record.message)
        record.action_run()
        while record.action_process_batch()["state"] == "running":
            pass
        self._assert_counts(record, create=2, join=1, refuse=1)

    def test_an_importer_who_lost_the_role_stops_the_run(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        record.action_check()
        record.action_run()
        self.manager.group_ids = self.env.ref("p2it_crm.group_salesperson")
        for _step in range(2):
            record.sudo()._process_batch()
        self.assertEqual(record.sudo().state, "failed")
        self.assertFalse(record.sudo().row_ids.filtered("res_id"))

    def test_a_running_import_is_neither_changed_nor_deleted(self):
        record = self._create_import("customer", self.CUSTOMER, self.ROWS)
        record.action_check()
        record.action_run()
        for change in ({"kind": "lead"}, {"unreadable_cell": "refuse"}):
            with self.assertRaises(UserError):
                record.write(change)
        with self.assertRaises(UserError):
            record.column_ids[0].target_id = False
        with self.assertRaises(UserError):
            record.unlink()

    def test_the_texts_are_in_the_importers_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.manager.lang = "vi_VN"
        record = self._import("customer", self.CUSTOMER, self.ROWS)
        self.assertIn("Thiếu", record.row_ids[2].reason)
        self.assertLessEqual(record.date_done, fields.Datetime.now())

    def test_no_name_anywhere_begins_like_a_formula(self):
        self.administrator.group_ids += self.env.ref("product.group_product_manager")
        formula = "=HYPERLINK(1)"
        cases = (
            ("customer", ("Tên khách hàng", "Nhóm KH", "Điện thoại"), ("An", formula, "0901000001")),
            ("customer", ("Tên khách hàng", "Mã KH"), ("An", formula)),
            ("customer", ("Tên khách hàng", "Địa chỉ"), ("An", f"{formula}, Hà Nội")),
            ("lead", ("Người liên hệ", "Nguồn", "Nhu cầu"), ("An", formula, "@SUM(1+1)")),
            ("lead", ("Người liên hệ", "Tên công ty"), ("An", formula)),
            ("product", ("Tên hàng", "Nhóm hàng", "ĐVT chuẩn"), ("Bia", formula, formula)),
            ("product", ("Tên hàng", "Mã hàng"), ("Bia", formula)),
            ("product", ("Tên hàng", formula), (formula, formula)),
        )
        for kind, headings, row in cases:
            record = self._import(kind, headings, [row], user=self.administrator)
            self.assertEqual(record.state, "done", record.message)
        for model in (
            *("p2it.import.row", "p2it.import.column", "p2it.customer.group", "utm.source"),
            *("crm.tag", "crm.lead", "res.partner", "product.template", "product.category"),
            *("uom.uom", "product.product"),
        ):
            records = self.env[model].search([])
            names = [name for name, field in records._fields.items() if field.type == "char" and field.store]
            for values in records.read(names):
                wrong = [text for name in names if (text := values[name] or "").startswith(("=", "@"))]
                self.assertFalse(wrong, model)
