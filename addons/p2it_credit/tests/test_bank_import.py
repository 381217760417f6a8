import io

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from xlsxwriter import Workbook

from .bank_common import BankCommon


@tagged("post_install", "-at_install")
class TestStatementImport(BankCommon):
    def _get_lines(self):
        return self.env["p2it.bank.line"].search([("company_id", "=", self.company.id)])

    def test_a_statement_is_imported_matched_and_counted(self):
        record = self._import(
            [
                ["FT1", "04/09/2026", "20000000", "CONG TY TNHH BAO BI ONG QUAN", "DH00061"],
                ["FT2", "05/09/2026", "1.234.567", "NGUOI LA", "CK tien hang"],
                ["FT3", "05/09/2026", "500000", "HO KINH DOANH THUC PHAM NGA TOAN", "CK"],
            ]
        )
        self.assertEqual(record.state, "done", record.message)
        self.assertEqual(
            (record.create_count, record.certain_count, record.proposed_count, record.unmatched_count),
            (3, 1, 1, 1),
        )
        line = self._get_lines().filtered(lambda line: line.bank_reference == "FT1")
        self.assertEqual(
            (line.state, line.partner_id, line.order_names), ("matched", self.dong_quan, "DH00061")
        )
        self.assertTrue(all(line.reason for line in self._get_lines()))

    def test_a_line_sent_twice_counts_once_in_a_file_and_over_files(self):
        row = ["FT1", "04/09/2026", "20000000", "ONG QUAN", "DH00061"]
        first = self._import([row, ["ft 1", *row[1:]]])
        again = self._import([row])
        self.assertEqual((first.create_count, first.join_count), (1, 1))
        self.assertEqual((again.create_count, again.join_count), (0, 1))
        self.assertEqual(len(self._get_lines()), 1)

    def test_lines_without_reference_are_known_by_all_else(self):
        rows = [
            ["", "04/09/2026", "20000000", "ONG QUAN", "DH00061"],
            ["", "04/09/2026", "20.000.000", "  Ong  Quan ", "dh00061"],
            ["", "05/09/2026", "20000000", "ONG QUAN", "DH00061"],
        ]
        self._import(rows)
        self._import(rows)
        self.assertEqual(len(self._get_lines()), 2)

    def test_a_reference_with_another_amount_is_listed_and_changes_nothing(self):
        self._import([["FT1", "04/09/2026", "20000000", "ONG QUAN", "DH00061"]])
        again = self._import([["FT1", "04/09/2026", "2000000", "ONG QUAN", "DH00061"]])
        line = self._get_lines()
        self.assertEqual((len(line), line.amount, line.has_conflict), (1, 20000000, True))
        self.assertEqual(again.refuse_count, 1)
        self.assertIn("20.000.000", again.row_ids.reason.replace(",", "."))
        self.assertEqual(line.event_ids.kind, "conflict")

    def test_money_that_left_is_skipped_and_listed(self):
        record = self._import(
            [
                ["05/09/2026", "", "1,000,000.00", "FT1", "Tra luong"],
                ["05/09/2026", "2,000,000.00", "", "FT2", "DH00061"],
                ["05/09/2026", "", "", "FT3", "khong tien"],
            ],
            headings=["Ngày GD", "Ghi có", "Ghi nợ", "Số tham chiếu", "Diễn giải"],
            separator=";",
        )
        self.assertEqual((record.create_count, record.refuse_count), (1, 2))
        self.assertEqual(self._get_lines().amount, 2000000)
        self.assertIn("Money that left", record.row_ids.sorted("number")[0].reason)

    def test_signs_brackets_and_units(self):
        record = self._import(
            [
                ["FT1", "05/09/2026", "+500.000 VND", "A", "x"],
                ["FT2", "05/09/2026", "-500.000", "A", "x"],
                ["FT3", "05/09/2026", "(500.000)", "A", "x"],
                ["FT4", "05/09/2026", "1.5 tỷ", "A", "x"],
                ["FT5", "31/02/2026", "500000", "A", "x"],
            ],
        )
        self.assertEqual(self._get_lines().mapped("amount"), [500000])
        self.assertEqual(record.refuse_count, 4)

    def test_encodings_and_separators_of_banks(self):
        heading = ["Mã giao dịch", "Ngày", "Số tiền", "Người chuyển", "Nội dung"]
        for number, (encoding, separator) in enumerate(
            [("utf-8", ","), ("utf-8-sig", ";"), ("utf-16", "\t"), ("cp1258", "|")]
        ):
            with self.subTest(encoding=encoding):
                headings = heading
                if encoding == "cp1258":
                    headings = ["Ma giao dich", "Ngay", "So tien", "Nguoi chuyen", "Noi dung"]
                row = [f"E{number}", "05/09/2026", "500000", "A", "x"]
                record = self._import([row], headings, encoding=encoding, separator=separator)
                self.assertEqual(record.create_count, 1, record.row_ids.mapped("reason"))

    def test_a_workbook_of_the_bank_with_a_title_above(self):
        buffer = io.BytesIO()
        with Workbook(buffer, {"in_memory": True}) as book:
            sheet = book.add_worksheet("Sao ke")
            day = book.add_format({"num_format": "dd/mm/yyyy"})
            sheet.write(0, 0, "SAO KÊ TÀI KHOẢN 0011001932418")
            sheet.write_row(
                2, 0, ["Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Nội dung giao dịch"]
            )
            sheet.write_number(3, 0, 46269, day)
            sheet.write_row(3, 1, ["FT9", "", 20000000, "DH 00061 ONG QUAN"])
        record = self._import_content(buffer.getvalue(), "sao_ke.xlsx")
        line = self._get_lines()
        self.assertEqual((record.create_count, line.amount, str(line.date)), (1, 20000000, "2026-09-04"))

    def test_the_column_of_the_amount_is_asked_for(self):
        record = self._create_import(b"Ma giao dich,Ngay,Gi do\nFT1,04/09/2026,5\n")
        with self.assertRaisesRegex(UserError, "amount"):
            record.action_check()

    def test_salespeople_and_managers_of_customers_see_nothing_of_it(self):
        self._import([["FT1", "04/09/2026", "20000000", "ONG QUAN", "DH00061"]])
        manager = self._create_user("quan_ly", "p2it_crm.group_administrator")
        for user in (self.seller, manager):
            with self.subTest(user=user.login):
                for model in ("p2it.bank.line", "p2it.bank.line.proposal", "p2it.payer.account"):
                    with self.assertRaises(AccessError):
                        self.env[model].with_user(user).search([])
        imports = self.env["p2it.import"].with_user(manager)
        self.assertFalse(imports.search([("kind", "=", "bank_line")]))
        self.assertFalse(self.env["p2it.import.row"].with_user(manager).search([]))
        with self.assertRaises(AccessError):
            self._import([["FT2", "04/09/2026", "1", "A", "B"]], user=manager)

    def test_accountants_import_nothing_else_and_write_no_line(self):
        line = self._create_lines({"bank_reference": "A1", "amount": 5.0, "memo": "x"}).with_user(
            self.accountant
        )
        for values in ({"amount": 9}, {"state": "confirmed"}, {"partner_id": self.nga_toan.id}):
            with self.assertRaises(AccessError):
                line.write(values)
        with self.assertRaises(AccessError):
            line.event_ids.create({"line_id": line.id, "kind": "chosen", "user_id": self.env.uid})
        with self.assertRaises(AccessError):
            self.env["p2it.import"].with_user(self.accountant).create(
                {"kind": "customer", "file": "QQ==", "filename": "a.csv"}
            )

    def test_queries_do_not_grow_with_the_rows(self):
        lines = self.env["p2it.bank.line"].sudo()

        def count(prefix, size):
            told = [
                {
                    "date": "2026-09-05",
                    "amount": 1000 + number,
                    "bank_reference": f"{prefix}{number}",
                    "payer_name": "HO KINH DOANH THUC PHAM NGA TOAN",
                    "memo": "DH00639",
                }
                for number in range(size)
            ]
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            vals_list = [lines._prepare_told_vals(self.journal, values, "file") for values in told]
            lines._find_known(vals_list)
            lines._take_in(vals_list)._match()
            self.env.flush_all()
            return self.cr.sql_log_count - before

        count("W", 5)
        small, large = count("S", 5), count("L", 400)
        # Odoo inserts a hundred records at a time.
        self.assertLessEqual(large, small + 3 * 400 // 100)
