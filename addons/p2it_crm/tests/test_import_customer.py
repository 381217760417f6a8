from odoo import fields
from odoo.tests import tagged

from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportCustomer(ImportCommon):
    def _import_one(self, headings, row, **values):
        record = self._import("customer", headings, [row], **values)
        self._assert_counts(record, create=1)
        return self._get_records(record), record.row_ids

    def test_a_messy_row_becomes_a_clean_customer(self):
        customer, row = self._import_one(
            (*self.CUSTOMER, "Phường/Xã", "Tỉnh/TP", "Nhân viên KD", "Nhóm KH"),
            (
                *("KH1", "  CÔNG TY TNHH\u00a0ĐIỆN MÁY TRANG NGA ", "0100233488"),
                *("0977.053.365 / 01654831023", "349 Lê Lợi, Phường 1, Quận 9, Thái Bình"),
                *("Xã Việt Yên", "Hưng Yên", "nv700", ""),
            ),
        )
        self.assertEqual(customer.name, "Công ty TNHH Điện Máy Trang Nga")
        self.assertTrue(customer.is_company)
        self.assertEqual((customer.ref, customer.vat), ("KH1", "0100233488"))
        self.assertEqual(customer.phone, "+84977053365")
        self.assertEqual(customer.child_ids.mapped("phone"), ["+84354831023"])
        self.assertEqual(customer.street, "349 Lê Lợi")
        self.assertEqual((customer.street2, customer.city), ("Phường 1, Quận 9", "Xã Việt Yên"))
        self.assertEqual(customer.state_id.code, "VN-66")
        self.assertEqual(customer.area_id.name, "Xã Việt Yên")
        self.assertEqual(customer.area_id.parent_id.name, "Hưng Yên")
        self.assertEqual(customer.user_id, self.salesperson)
        self.assertIn("Thái Bình is part of Hưng Yên", row.warning)

    def test_an_administrator_creates_groups_along_their_path(self):
        headings = ("Tên khách hàng", "Nhóm KH")
        rows = [("An", "Đại lý/Cấp 1"), ("Bình", "Đại lý / Cấp 2"), ("Chi", "dai ly/CAP 1")]
        record = self._import("customer", headings, rows, user=self.administrator)
        self._assert_counts(record, create=3)
        groups = self._get_records(record).customer_group_id
        self.assertEqual(groups.mapped("complete_name"), ["Đại lý / Cấp 1", "Đại lý / Cấp 2"])

    def test_a_manager_may_not_create_groups_and_is_told(self):
        customer, row = self._import_one(("Tên khách hàng", "Nhóm KH"), ("An", "Nhóm mới/Cấp 1"))
        self.assertFalse(customer.customer_group_id)
        self.assertIn("Nhóm mới/Cấp 1", row.warning)
        self.assertIn("Nhóm mới/Cấp 1", customer.comment)

    def test_the_first_transaction_makes_an_account(self):
        customer, _row = self._import_one(("Tên khách hàng", "Ngày giao dịch đầu tiên"), ("An", "09/04/2024"))
        self.assertEqual(customer.lifecycle, "account")
        self.assertEqual(customer.account_date, fields.Date.to_date("2024-04-09"))

    def test_a_first_transaction_in_the_future_does_not(self):
        customer, row = self._import_one(("Tên khách hàng", "Ngày giao dịch đầu tiên"), ("An", "09/04/2099"))
        self.assertEqual(customer.lifecycle, "prospect")
        self.assertIn("future", row.warning)

    def test_no_limit_zero_and_nothing_are_kept_apart(self):
        headings = ("Tên khách hàng", "Điện thoại", "Hạn mức công nợ")
        rows = [
            ("An Phát", "0901000001", "Không giới hạn"),
            ("Bình Minh", "0901000002", "0"),
            ("Chí Thành", "0901000003", ""),
            ("Đại Phát", "0901000004", "1.5 tỷ"),
        ]
        customers = self._get_records(self._import("customer", headings, rows))
        notes = [str(customer.comment or "") for customer in customers]
        self.assertIn("Không giới hạn", notes[0])
        self.assertIn("Credit Limit: 0<", notes[1])
        self.assertEqual(notes[2], "")
        self.assertIn("1.500.000.000", notes[3])

    def test_an_accountant_who_imports_sets_the_limit(self):
        self.manager.group_ids += self.env.ref("account.group_account_invoice")
        customer, row = self._import_one(("Tên khách hàng", "Hạn mức công nợ"), ("Đại Phát", "1.5 tỷ"))
        self.assertEqual(customer.sudo().credit_limit, 1.5e9)
        self.assertFalse(row.warning)

    def test_payment_days_find_the_payment_term(self):
        term = self.env.ref("account.account_payment_term_30days")
        headings = ("Tên khách hàng", "Điện thoại", "Số ngày nợ")
        rows = [("An Phát", "0901000001", "30 ngày"), ("Bình Minh", "0901000002", "33")]
        customers = self._get_records(self._import("customer", headings, rows))
        self.assertEqual(customers[0].property_payment_term_id, term)
        self.assertFalse(customers[1].property_payment_term_id)
        self.assertIn("33", customers[1].comment)

    def test_what_is_no_number_is_kept_as_text_and_never_as_a_number(self):
        customer, row = self._import_one(
            ("Tên khách hàng", "Điện thoại"), ("An", "gọi 12345 / 0901234567 (Zalo)")
        )
        self.assertEqual(customer.phone, "+84901234567")
        self.assertIn("12345", customer.comment)
        self.assertIn("12345", row.warning)

    def test_a_wrong_check_digit_is_stored_with_a_remark_and_a_wrong_length_is_not(self):
        headings = ("Tên khách hàng", "Mã số thuế")
        rows = [("Công ty An", "1121168445"), ("Công ty Bình", "12345")]
        record = self._import("customer", headings, rows)
        customers = self._get_records(record)
        self.assertEqual(customers.mapped("vat"), ["1121168445", False])
        self.assertIn("check digit", record.row_ids[0].warning)
        self.assertIn("12345", customers[1].comment)

    def test_the_strict_option_refuses_what_can_not_be_understood(self):
        headings = ("Tên khách hàng", "Mã số thuế", "Ngày giao dịch đầu tiên")
        rows = [("Công ty An", "12345", ""), ("Công ty Bình", "", "31/04/2024"), ("Chi", "", "")]
        record = self._import("customer", headings, rows, unreadable_cell="refuse")
        self._assert_counts(record, create=1, refuse=2)
        self.assertIn("12345", record.row_ids[0].reason)
        self.assertIn("calendar", record.row_ids[1].reason)

    def test_an_unknown_salesperson_is_left_out_or_refused(self):
        headings, row = ("Tên khách hàng", "Nhân viên KD"), ("An", "NV999")
        customer, done = self._import_one(headings, row)
        self.assertFalse(customer.user_id)
        self.assertIn("NV999", done.warning)
        record = self._import("customer", headings, [("Bình", "NV999")], unknown_salesperson="refuse")
        self._assert_counts(record, refuse=1)
        self.assertIn("NV999", record.row_ids.reason)

    def test_duplicates_in_one_file_are_joined(self):
        rows = [
            ("KH1", "Công ty An Phát", "0100233488", "0901000001", "1 A, Hà Nội"),
            ("KH2", "CTY AN PHÁT", "", "+84 90 100 0001", "1 A, Hà Nội"),
            ("KH3", "Công ty An Phát miền Bắc", "01002334.88", "0901000003", ""),
            ("", "Công ty Khác", "", "0901000004", ""),
        ]
        record = self._import("customer", self.CUSTOMER, rows)
        self._assert_counts(record, create=2, join=2)
        first = self._get_records(record)[0]
        self.assertEqual(record.row_ids.mapped("res_id")[:3], [first.id] * 3)
        self.assertEqual(first.child_ids.mapped("phone"), ["+84901000003"])
        self.assertIn("telephone number", record.row_ids[1].reason)
        self.assertIn("tax code", record.row_ids[2].reason)

    def test_the_dry_run_says_what_the_run_does(self):
        rows = [
            ("KH1", "An Phát", "", "0901000001", ""),
            ("KH2", "Bình Minh", "", "0901000001", ""),
            ("", "", "", "0901000009", ""),
        ]
        record = self._create_import("customer", self.CUSTOMER, rows)
        record.action_check()
        before = record.row_ids.mapped(lambda row: (row.number, row.verdict))
        self.assertEqual(before, [(2, "create"), (3, "join"), (4, "refuse")])
        record.action_run()
        while record.action_process_batch()["state"] == "running":
            pass
        self.assertEqual(record.row_ids.mapped(lambda row: (row.number, row.verdict)), before)

    def test_joining_fills_what_is_empty_and_reports_what_differs(self):
        known = self.env["res.partner"].create(
            {"name": "Công ty An Phát", "phone": "0901 000 001", "street": "1 Lê Lợi"}
        )
        rows = [("KH1", "Cty An Phát", "0100233488", "0901000001", "99 Hai Bà Trưng, Hà Nội")]
        record = self._import("customer", self.CUSTOMER, rows)
        self._assert_counts(record, join=1)
        self.assertEqual(record.row_ids.res_id, known.id)
        self.assertEqual((known.ref, known.vat), ("KH1", "0100233488"))
        self.assertEqual((known.street, known.phone), ("1 Lê Lợi", "+84901000001"))
        self.assertEqual(known.name, "Công ty An Phát")
        self.assertIn("99 Hai Bà Trưng", record.row_ids.warning)

    def test_the_same_number_with_two_tax_codes_is_two_customers_but_one_number(self):
        rows = [
            ("KH1", "Công ty An", "0100233488", "0901000001", ""),
            ("KH2", "Công ty Bình", "0100112437", "0901000001", ""),
        ]
        record = self._import("customer", self.CUSTOMER, rows)
        self._assert_counts(record, create=2)
        customers = self._get_records(record)
        self.assertEqual(customers.mapped("phone"), ["+84901000001", False])
        self.assertIn("+84901000001", customers[1].comment)
        self.assertIn("Công ty An", record.row_ids[1].warning)

    def test_a_code_given_to_two_businesses_is_refused(self):
        rows = [
            ("KH1", "Công ty An", "", "0901000001", ""),
            ("KH1", "Công ty Bình", "", "0901000002", ""),
        ]
        record = self._import("customer", self.CUSTOMER, rows)
        self._assert_counts(record, create=1, refuse=1)
        self.assertIn("KH1", record.row_ids[1].reason)

    def test_a_number_of_a_contact_belongs_to_its_company(self):
        company = self.env["res.partner"].create({"name": "Công ty An", "is_company": True})
        self.env["res.partner"].create({"name": "Chị Hoa", "parent_id": company.id, "phone": "0901000001"})
        record = self._import("customer", self.CUSTOMER, [("KH1", "Cty An", "", "0901000001", "")])
        self._assert_counts(record, join=1)
        self.assertEqual(record.row_ids.res_id, company.id)

    def test_the_same_file_again_creates_nothing(self):
        rows = [
            ("", "Công ty An", "0100233488", "", ""),
            ("", "Bình", "", "0901000002", ""),
            ("", "Chị Hoa bán lẻ", "", "", ""),
            ("KH4", "Đại lý Dung", "", "", "1 Lê Lợi, Huế"),
        ]
        self._assert_counts(self._import("customer", self.CUSTOMER, rows), create=4)
        self._assert_counts(self._import("customer", self.CUSTOMER, rows), join=4)

    def test_archived_customers_are_joined_not_created_again(self):
        known = self.env["res.partner"].create({"name": "An", "phone": "0901000001", "active": False})
        record = self._import("customer", self.CUSTOMER, [("", "An", "", "0901000001", "")])
        self._assert_counts(record, join=1)
        self.assertFalse(known.active)

    def test_users_and_their_companies_are_never_joined(self):
        self.salesperson.partner_id.phone = "0901000001"
        record = self._import("customer", self.CUSTOMER, [("", "An", "", "0901000001", "")])
        self._assert_counts(record, create=1)

    def test_a_name_that_is_a_formula_is_refused(self):
        record = self._import("customer", ("Tên khách hàng", "Điện thoại"), [("=HYPERLINK(1)", "0901000001")])
        self._assert_counts(record, refuse=1)

    def test_a_customer_of_another_company_is_neither_joined_nor_seen(self):
        other = self.env["res.company"].create({"name": "Công ty mẹ"})
        self.env["res.partner"].create({"name": "An", "phone": "0901000001", "company_id": other.id})
        record = self._import("customer", self.CUSTOMER, [("", "An", "", "0901000001", "")])
        self._assert_counts(record, create=1)

    def test_a_code_with_quite_another_name_is_refused_and_fills_nothing(self):
        known = self.env["res.partner"].create({"name": "Điện Máy Trang Nga", "ref": "KH00002"})
        rows = [("KH00002", "Hoàn Toàn Khác", "", "0901000001", "1 Lê Lợi, Hà Nội")]
        record = self._import("customer", self.CUSTOMER, rows)
        self._assert_counts(record, refuse=1)
        self.assertIn("Trang Nga", record.row_ids.reason)
        self.assertFalse(known.phone or known.street)

    def test_codes_are_the_same_in_any_case(self):
        known = self.env["res.partner"].create({"name": "Trang Nga", "ref": "Kh00002"})
        rows = [("kH00002", "Trang Nga", "", "", ""), ("KH00002", "Cty Trang Nga", "", "", "")]
        record = self._import("customer", self.CUSTOMER, rows)
        self._assert_counts(record, join=2)
        self.assertEqual(set(record.row_ids.mapped("res_id")), {known.id})
        self.assertEqual(known.ref, "Kh00002")

    def test_a_refused_row_names_all_its_faults(self):
        headings = ("Mã KH", "Tên khách hàng", "Nhân viên KD", "Mã số thuế")
        values = {"unknown_salesperson": "refuse", "unreadable_cell": "refuse"}
        record = self._import("customer", headings, [("=1+1", "", "NV999", "12345")], **values)
        self._assert_counts(record, refuse=1)
        for words in ("Customer Name", "NV999", "12345", "=1+1"):
            self.assertIn(words, record.row_ids.reason)

    def test_words_for_a_number_are_told_and_refused_when_it_is_strict(self):
        headings, row = ("Tên khách hàng", "Điện thoại"), ("An Phát", "hỏi anh Nam")
        customer, done = self._import_one(headings, row)
        self.assertIn("hỏi anh Nam", done.warning)
        self.assertIn("hỏi anh Nam", customer.comment)
        record = self._import("customer", headings, [("Bình", "hỏi")], unreadable_cell="refuse")
        self._assert_counts(record, refuse=1)

    def test_a_credit_limit_is_told_once_and_in_full(self):
        headings = ("Tên khách hàng", "Điện thoại", "Hạn mức công nợ")
        row = ("An Phát", "0901000001", "1.5 tỷ")
        self.assertTrue(self._import("customer", headings, [row]).row_ids.warning)
        self.assertFalse(self._import("customer", headings, [row]).row_ids.warning)
        self.manager.group_ids += self.env.ref("account.group_account_invoice")
        self._import("customer", headings, [row])
        again = self._import("customer", headings, [(*row[:2], "2 tỷ")])
        self.assertIn("“1.500.000.000” already", again.row_ids.warning)
