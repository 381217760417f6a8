from odoo import fields
from odoo.tests import tagged

from .import_common import ImportCommon


@tagged("post_install", "-at_install")
class TestImportLead(ImportCommon):
    def _import_one(self, headings, row, **values):
        record = self._import("lead", headings, [row], **values)
        self._assert_counts(record, create=1)
        return self._get_records(record), record.row_ids

    def test_a_messy_row_becomes_a_clean_lead(self):
        lead, _row = self._import_one(
            (*self.LEAD, "Ngày", "Nguồn", "Nhân viên KD", "Mức độ ưu tiên", "Nhu cầu"),
            (
                *("TRẦN XUÂN TÙNG", "Cty TNHH An Phát", "084 456-9127 (Zalo)", "An@Mail.example"),
                *("167/12 ĐIỆN BIÊN PHỦ, XÃ SÍN CHÉNG, LÀO CAI", "cần\nxuất hóa đơn"),
                *("29/06/2026", "fb", "NV700", "***", "làm mẫu"),
            ),
        )
        self.assertEqual(lead.type, "lead")
        self.assertEqual(lead.contact_name, "Trần Xuân Tùng")
        self.assertEqual(lead.phone, "+84844569127")
        self.assertEqual(lead.email_from, "an@mail.example")
        self.assertEqual((lead.street, lead.city), ("167/12 Điện Biên Phủ", "Xã Sín Chéng"))
        self.assertEqual(lead.area_id.name, "Xã Sín Chéng")
        self.assertEqual(lead.source_id.name, "Facebook")
        self.assertEqual(lead.user_id, self.salesperson)
        self.assertEqual((lead.priority, lead.tag_ids.name), ("3", "làm mẫu"))
        self.assertEqual(lead.create_date.date(), fields.Date.to_date("2026-06-29"))
        self.assertEqual(lead.date_open, lead.create_date)
        self.assertEqual(lead.day_open, 0)
        self.assertIn("cần<br>xuất hóa đơn", lead.description)

    def test_nobody_is_made_responsible_by_default(self):
        lead, _row = self._import_one(self.LEAD, ("An", "", "", "", "", ""))
        self.assertFalse(lead.user_id)
        self.assertFalse(lead.date_open)

    def test_a_formula_in_a_note_is_stored_as_text(self):
        headings = ("Người liên hệ", "Ghi chú")
        formulas = ['=HYPERLINK(""http://evil.example"",""xem"")', "@SUM(1+1)", "+1+1", "-1+1"]
        rows = [(f"Khách {n}", text) for n, text in enumerate(formulas)]
        leads = self._get_records(self._import("lead", headings, rows))
        for lead, formula in zip(leads, formulas, strict=True):
            text = lead.export_data(["description"])["datas"][0][0]
            self.assertTrue(text.startswith("<p>"), text)
            self.assertIn(formula[:5], text)

    def test_a_note_is_never_html(self):
        lead, _row = self._import_one(("Người liên hệ", "Ghi chú"), ("An", "<script>alert(1)</script>"))
        self.assertIn("&lt;script&gt;", lead.description)

    def test_what_is_no_email_is_kept_as_text(self):
        lead, row = self._import_one(self.LEAD, ("An", "", "", "khach1mail.example", "", ""))
        self.assertFalse(lead.email_from)
        self.assertIn("khach1mail.example", lead.description)
        self.assertIn("khach1mail.example", row.warning)

    def test_duplicates_join_by_number_or_by_name_and_place(self):
        rows = [
            ("An", "Cty An Phát", "0901000001", "", "1 Lê Lợi, Hà Nội", ""),
            ("AN ", "", "+84901000001", "", "", ""),
            ("Bình", "", "N/A", "", "2 Lê Lợi, Hà Nội", ""),
            ("BÌNH", "", "không có", "", "2  Lê Lợi, TP. Hà Nội", "gọi lại"),
            ("Bình", "", "", "", "3 Nguyễn Huệ, Huế", ""),
        ]
        record = self._import("lead", self.LEAD, rows)
        self._assert_counts(record, create=3, join=2)
        self._assert_counts(self._import("lead", self.LEAD, rows), join=5)

    def test_the_same_file_again_creates_nothing_after_leads_were_worked_on(self):
        rows = [("Bình", "", "", "", "2 Lê Lợi, Hà Nội", ""), ("Chi", "", "0901000003", "", "", "")]
        leads = self._get_records(self._import("lead", self.LEAD, rows))
        leads[0].write({"street": "5 Quang Trung", "contact_name": "Anh Bình"})
        leads[1].convert_opportunity(self.env["res.partner"])
        leads[1].action_set_lost()
        self._assert_counts(self._import("lead", self.LEAD, rows), join=2)

    def test_a_lead_of_a_customer_is_linked_and_changes_nothing_of_the_customer(self):
        customer = self.env["res.partner"].create(
            {"name": "Công ty An", "phone": "+84901000001", "email": "an@p2it.example"}
        )
        headings = ("Người liên hệ", "Tên công ty", "Điện thoại", "Email")
        rows = [
            ("Chị Hoa", "Cty An", "0901000001", ""),
            ("Anh Ba", "Cty An", "0901000002", "khac@p2it.example"),
        ]
        record = self._import("lead", headings, rows)
        leads = self._get_records(record)
        self.assertEqual(leads[0].partner_id, customer)
        self.assertEqual(leads[0].contact_name, "Chị Hoa")
        self.assertFalse(leads[1].partner_id)
        self.assertEqual(customer.phone, "+84901000001")
        self.assertEqual(customer.email, "an@p2it.example")

    def test_another_email_is_not_written_over_the_customers(self):
        customer = self.env["res.partner"].create(
            {"name": "Công ty An", "phone": "+84901000001", "email": "an@p2it.example"}
        )
        lead, row = self._import_one(self.LEAD, ("Hoa", "Cty An", "0901000001", "hoa@p2it.example", "", ""))
        self.assertEqual((lead.partner_id, customer.email), (customer, "an@p2it.example"))
        self.assertIn("hoa@p2it.example", row.warning)

    def test_joining_a_lead_keeps_what_is_there(self):
        known = self.env["crm.lead"].create(
            {
                "name": "Cũ",
                "type": "lead",
                "contact_name": "An",
                "phone": "0901 000 001",
                "user_id": self.salesperson.id,
            }
        )
        record = self._import("lead", self.LEAD, [("Ân", "Cty Mới", "0901000001", "a@p2it.example", "", "x")])
        self._assert_counts(record, join=1)
        self.assertEqual((known.name, known.contact_name), ("Cũ", "An"))
        self.assertEqual((known.partner_name, known.email_from), ("Cty Mới", "a@p2it.example"))

    def test_nothing_is_sent(self):
        before = (
            self.env["mail.mail"].search_count([]),
            self.env["mail.message"].search_count([("model", "=", "crm.lead")]),
        )
        headings = (*self.LEAD, "Nhân viên KD")
        self._import("lead", headings, [("An", "", "0901000001", "", "", "", "NV700")])
        after = (
            self.env["mail.mail"].search_count([]),
            self.env["mail.message"].search_count([("model", "=", "crm.lead")]),
        )
        self.assertEqual(before, after)

    def test_a_lead_without_any_name_is_refused(self):
        record = self._import("lead", self.LEAD, [("", "", "0901000001", "", "", "")])
        self._assert_counts(record, refuse=1)

    def test_a_number_of_a_customer_with_quite_another_name_links_nothing_and_is_told(self):
        customer = self.env["res.partner"].create(
            {"name": "Cty Chủ Số", "phone": "+84901000001", "email": "chuso@p2it.example", "is_company": True}
        )
        lead, row = self._import_one(self.LEAD, ("Hoa", "Cty Khác Hẳn", "0901000001", "", "", ""))
        self.assertFalse(lead.partner_id or lead.email_from)
        self.assertIn("Cty Chủ Số", row.warning)
        self.assertEqual(lead.phone, customer.phone)

    def test_a_lead_linked_by_its_number_is_told(self):
        customer = self.env["res.partner"].create(
            {"name": "Cty Chủ Số", "phone": "+84901000001", "is_company": True}
        )
        lead, row = self._import_one(self.LEAD, ("Hoa", "", "0901000001", "", "", ""))
        self.assertEqual(lead.partner_id, customer)
        self.assertIn("Cty Chủ Số", row.reason)
        self.assertFalse(row.warning)

    def test_the_rows_of_another_company_are_not_ones_own(self):
        headings, row = ("Người liên hệ", "Ghi chú"), ("An", "gọi lại")
        other = self.env["res.company"].create({"name": "Công ty mẹ"})
        first = self._import("lead", headings, [row])
        second = self._import("lead", headings, [row])
        foreign = self.env["crm.lead"].create({"name": "Khác", "type": "lead", "company_id": other.id})
        second.company_id = other
        second.row_ids.res_id = foreign.id
        third = self._import("lead", headings, [row])
        self._assert_counts(third, join=1)
        self.assertEqual(third.row_ids.res_id, first.row_ids.res_id)
