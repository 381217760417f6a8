import base64

from odoo.exceptions import AccessError, UserError
from odoo.service.model import call_kw
from odoo.tests import tagged

from ..models.p2it_import_messages import MESSAGES, render_general
from .import_common import ImportCommon

ROW = ("KH1", "Công ty An", "", "0901000001", "1 Lê Lợi, Hà Nội")


@tagged("post_install", "-at_install")
class TestImportFile(ImportCommon):
    """How a file is read, what is said of it, and that it stays what it was."""

    def _create_from(self, content, kind="customer", filename="x.csv", **values):
        vals = {"kind": kind, "filename": filename, "file": base64.b64encode(content), **values}
        return self.env["p2it.import"].with_user(self.manager).create(vals)

    # Headings

    def test_headings_below_a_title_are_found_and_nothing_else_is_imported(self):
        lines = (
            "BÁO CÁO KHÁCH HÀNG 2026",
            "Ngày lập:;01/01/2026",
            "",
            "Tên khách hàng;Điện thoại",
            "Công ty An;0901000001",
        )
        record = self._create_from("\n".join(lines).encode())
        record._run_inline()
        self._assert_counts(record, create=1)
        self.assertEqual(record.found_heading_row, 4)
        self.assertEqual(self._get_records(record.sudo()).name, "Công ty An")

    def test_the_row_of_headings_can_be_chosen(self):
        record = self._create_from(b"a;b\nc;d\nAn;0901000001\n")
        record.action_read_file()
        self.assertEqual(record.column_ids.mapped("heading"), ["a", "b"])
        record.heading_row = 2
        self.assertEqual(record.state, "draft")
        record.action_read_file()
        self.assertEqual(record.column_ids.mapped("heading"), ["c", "d"])
        self.assertEqual((record.heading_row, record.found_heading_row), (2, 2))

    # Another file

    def test_what_was_found_in_one_file_does_not_hinder_the_next(self):
        record = self._create_from("Tên KH;Ghi chú\nAn;quen\n".encode("cp1258"))
        record.action_check()
        self.assertEqual((record.found_encoding, record.found_separator), ("cp1258", ";"))
        record.write(
            {
                "file": base64.b64encode("Tên khách hàng,Điện thoại\nBình,0901000002\n".encode()),
                "filename": "y.csv",
            }
        )
        self.assertFalse(record.found_encoding or record.found_separator or record.found_heading_row)
        record.action_check()
        self.assertEqual((record.found_encoding, record.found_separator), ("utf-8-sig", ","))
        self.assertEqual(record.row_ids.label, "Bình")

    def test_what_was_chosen_for_one_file_does_not_hinder_the_next(self):
        record = self._create_from(b"a;b\nc;d\n", sheet="Khách", separator=";", heading_row=1)
        content = "Tên khách hàng,Điện thoại\nBình,0901000002\n".encode()
        record.file = base64.b64encode(content)
        self.assertFalse(record.sheet or record.separator or record.heading_row)
        record.write({"file": base64.b64encode(content), "separator": ","})
        self.assertEqual(record.separator, ",")
        record.action_check()
        self.assertEqual(record.create_count, 1)

    # What is left out

    def test_columns_that_are_taken_for_nothing_are_named(self):
        content = "Tên khách hàng;Màu;Trống;Điện thoại\nAn;đỏ;;0901000001;thừa\n"
        record = self._create_from(content.encode())
        record.action_read_file()
        self.assertEqual(record.ignored_columns, "“Màu”, column E")
        record.column_ids[1].target_id = self.env.ref("p2it_crm.import_field_customer_note")
        self.assertEqual(record.ignored_columns, "column E")
        record.action_check()
        self.assertEqual(record.ignored_columns, "column E")

    def test_several_columns_of_numbers_and_notes_are_all_taken(self):
        headings = ("Tên khách hàng", "Điện thoại", "Ghi chú", "Điện thoại", "Số điện thoại", "Ghi chú")
        row = ("An", "0901000001", "quen", "0901000002", "0901000001", "trả chậm")
        record = self._import("customer", headings, [row])
        self._assert_counts(record, create=1)
        customer = self._get_records(record)
        self.assertEqual((customer.phone, customer.child_ids.phone), ("+84901000001", "+84901000002"))
        self.assertIn("quen<br>trả chậm", customer.comment)
        self.assertFalse(record.ignored_columns)
        self._assert_counts(self._import("customer", headings, [row]), join=1)

    def test_a_file_of_another_kind_is_told(self):
        headings = (*self.LEAD, "Nguồn", "Nhu cầu", "Mức độ ưu tiên", "Nhân viên KD")
        record = self._create_import("customer", headings, [("An",) * len(headings)])
        record.action_read_file()
        self.assertEqual(record.better_kind, "lead")
        record.kind = "lead"
        record.action_read_file()
        self.assertFalse(record.better_kind)
        record = self._create_import("customer", self.CUSTOMER, [ROW])
        record.action_read_file()
        self.assertFalse(record.better_kind)

    # What was done stays

    def test_an_import_that_brought_something_in_is_archived_and_never_deleted(self):
        headings, row = ("Người liên hệ", "Ghi chú"), ("An", "gọi lại")
        record = self._import("lead", headings, [row]).with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Archive the import"):
            record.unlink()
        record.action_archive()
        self.assertFalse(self.env["p2it.import"].search([("id", "=", record.id)]))
        self._assert_counts(self._import("lead", headings, [row]), join=1)

    def test_an_import_that_did_nothing_is_deleted_and_a_running_one_not_archived(self):
        record = self._create_import("customer", self.CUSTOMER, [ROW])
        record.action_check()
        record.action_run()
        with self.assertRaisesRegex(UserError, "is running"):
            record.action_archive()
        record.action_cancel()
        record.unlink()
        self.assertFalse(record.exists())

    # Whose file it is

    def _call(self, user, model, method, *args, **kwargs):
        """Call a method as a remote client does."""
        return call_kw(self.env[model].with_user(user), method, list(args), kwargs)

    def _get_attachment(self, record):
        domain = [("res_model", "=", "p2it.import"), ("res_id", "=", record.id), ("res_field", "=", "file")]
        return self.env["ir.attachment"].sudo().search(domain)

    def test_nobody_swaps_the_file_of_an_import_through_its_attachment(self):
        record = self._create_import("customer", self.CUSTOMER, [ROW])
        record.action_read_file()
        file = self._get_attachment(record)
        other = base64.b64encode(self._make_csv(self.CUSTOMER, [("KH2", "Bình", "", "", "")]))
        moved = {"res_model": "p2it.import", "res_id": record.id, "res_field": "file"}
        self.administrator.group_ids += self.env.ref("base.group_system")
        for user in (self.manager, self.administrator):
            own = self._call(user, "ir.attachment", "create", {"name": "x", "datas": other})
            for method, args in (
                ("write", (file.ids, {"datas": other})),
                ("write", (file.ids, {"res_field": False})),
                ("write", ([own], moved)),
                ("unlink", (file.ids,)),
                ("create", ({"name": "x", "datas": other, **moved},)),
            ):
                with self.subTest(method, user=user.login), self.assertRaises(AccessError):
                    self._call(user, "ir.attachment", method, *args)
        record.action_check()
        self.assertEqual(record.row_ids.label, "Công ty An")

    def test_a_file_that_is_another_one_than_was_looked_at_is_not_checked(self):
        record = self._create_import("customer", self.CUSTOMER, [ROW])
        record.action_read_file()
        self._get_attachment(record).raw = self._make_csv(self.CUSTOMER, [("KH2", "Bình", "", "", "")])
        record.invalidate_recordset()
        with self.assertRaisesRegex(UserError, "another one"):
            record.action_check()

    def test_defaults_in_the_context_enter_nothing_that_is_the_servers(self):
        vals = {"filename": "x.csv", "file": base64.b64encode(self._make_csv(self.CUSTOMER, [ROW]))}
        context = {
            "default_kind": "lead",
            "default_message": "đã xong",
            "default_date_done": "2026-01-01 00:00:00",
            "default_state": "done",
            "default_checksum": "x",
            "default_found_sheet": "x",
        }
        record_id = self._call(self.manager, "p2it.import", "create", vals, context=context)
        record = self.env["p2it.import"].browse(record_id)
        self.assertEqual((record.state, record.kind, record.user_id), ("draft", "lead", self.manager))
        self.assertFalse(record.message or record.date_done or record.checksum or record.found_sheet)

    def test_reasons_and_remarks_are_counted(self):
        headings = ("Tên khách hàng", "Điện thoại", "Hạn mức công nợ")
        rows = [
            ("An Phát", "01654831023", "1 tỷ"),
            ("Bình Minh", "01654831024", ""),
            ("", "0901000001", ""),
        ]
        record = self._create_import("customer", headings, rows)
        record.action_check()
        lines = record.summary.splitlines()
        self.assertEqual(len(lines), 3)
        self.assertEqual(lines[0], "2 × “…” has a prefix of before 2018 and became ….")
        self.assertIn("1 × … is missing.", lines)

    def test_every_message_can_be_said_in_both_languages(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        for lang in ("en_US", "vi_VN"):
            env = self.env(context={"lang": lang})
            for code in MESSAGES:
                self.assertNotIn("%(", render_general(env, code), (lang, code))

    def test_no_name_of_a_file_is_a_formula(self):
        record = self._create_import("customer", self.CUSTOMER, [ROW])
        for vals in ({"filename": '{=HYPERLINK("x")}.csv'}, {"filename": "=1+1.csv"}, {"sheet": "@x"}):
            with self.subTest(vals), self.assertRaisesRegex(UserError, "formula"):
                record.write(vals)
