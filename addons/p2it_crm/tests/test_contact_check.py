from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import P2itCrmCommon


@tagged("post_install", "-at_install")
class TestContactCheck(P2itCrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.vietnam, cls.france = cls.env.ref("base.vn"), cls.env.ref("base.fr")
        cls.company.country_id = cls.vietnam
        cls.partners = cls.env["res.partner"].with_user(cls.salesperson)
        cls.leads = cls.env["crm.lead"].with_user(cls.salesperson)

    def test_a_phone_is_stored_in_one_spelling(self):
        for written, stored in (
            ("0903 123 456", "+84903123456"),
            ("84903123456", "+84903123456"),
            ("+84 (0) 903.123.456", "+84903123456"),
            ("0168 123 4567", "+84381234567"),
            ("(054) 382 2822", "+842343822822"),
            ("1900 1234", "19001234"),
            ("+33 6 12 34 56 78", "+33612345678"),
            ("0903 123 456 / 0912 345 678", "+84903123456 / +84912345678"),
            ("0903 123 456 (chị Hoa)", "+84903123456 (chị Hoa)"),
            ("không có", False),
        ):
            with self.subTest(written):
                partner = self.partners.create({"name": "Đại lý Hoà Bình", "phone": written})
                if written != "1900 1234":
                    self.assertEqual(partner.phone, stored)
                partner.phone = "0987 654 321"
                self.assertEqual(partner.phone, "+84987654321")
                lead = self.leads.create({"name": "Hỏi giá", "phone": written})
                self.assertEqual(lead.phone, partner.create({"name": "Sao", "phone": written}).phone)

    def test_storing_a_phone_again_changes_nothing(self):
        for written in ("0903 123 456 / 0912 345 678", "0903 123 456 (chị Hoa)", "1900 1234", "113"):
            partner = self.env["res.partner"].create({"name": "Cửa hàng Ánh Dương", "phone": written})
            again = self.env["res.partner"].create({"name": "Cửa hàng Ánh Dương", "phone": partner.phone})
            self.assertEqual(again.phone, partner.phone)

    def test_what_can_not_be_a_phone_is_refused_by_name(self):
        for written in ("0903 123", "12345", "gọi sau", "9.03E+08"):
            for model in (self.partners, self.leads):
                with (
                    self.subTest(written),
                    self.assertRaisesRegex(ValidationError, "Đại lý Lệ Thuỷ.*can't be"),
                ):
                    model.create({"name": "Đại lý Lệ Thuỷ", "phone": written})
        partner = self.partners.create({"name": "Đại lý Lệ Thuỷ"})
        with self.assertRaisesRegex(ValidationError, "Đại lý Lệ Thuỷ"):
            partner.write({"phone": "0903 12"})

    def test_a_tax_code_is_stored_as_the_tax_office_writes_it(self):
        for written, stored in (
            ("0100109106", "0100109106"),
            ("MST: 0100109106", "0100109106"),
            ("0100109106001", "0100109106-001"),
            ("079 203 012 345", "079203012345"),
            ("/", "/"),
        ):
            with self.subTest(written):
                partner = self.partners.create({"name": "Công ty Trường Hải", "vat": written})
                self.assertEqual(partner.vat, stored)

    def test_what_can_not_be_a_tax_code_is_refused(self):
        for written in ("12345", "010010910", "ABC0109106"):
            with self.subTest(written), self.assertRaisesRegex(ValidationError, "Trường Hải.*tax code"):
                self.partners.create({"name": "Công ty Trường Hải", "vat": written})

    def test_a_wrong_check_digit_is_told_on_the_form_and_kept(self):
        partner = self.partners.create({"name": "Công ty Trường Hải", "vat": "0100109107"})
        self.assertEqual(partner.vat, "0100109107")
        warning = partner._onchange_vat_check_digit()
        self.assertIn("0100109107", warning["warning"]["message"])

    def test_odoos_own_import_meets_the_same_check(self):
        result = self.partners.load(
            ["name", "phone"], [["Đại lý Một", "0903 123 456"], ["Đại lý Hai", "0903"]]
        )
        self.assertFalse(result["ids"])
        self.assertIn("can't be a telephone number", result["messages"][0]["message"])
        result = self.partners.load(["name", "phone"], [["Đại lý Một", "0903 123 456"]])
        self.assertEqual(self.partners.browse(result["ids"]).phone, "+84903123456")

    def test_a_form_meets_the_same_check(self):
        with Form(self.partners) as form:
            form.name = "Đại lý Ba"
            form.phone = "0903123456"
        self.assertEqual(form.record.phone, "+84903123456")

    def test_a_default_of_the_client_meets_the_same_check(self):
        partner = self.partners.with_context(default_phone="0903 123 456").create({"name": "Đại lý Tư"})
        self.assertEqual(partner.phone, "+84903123456")

    def test_a_customer_abroad_and_a_company_abroad_are_left_to_odoo(self):
        abroad = self.partners.create({"name": "Société", "phone": "01 23 45", "country_id": self.france.id})
        self.assertEqual(abroad.phone, "01 23 45")
        self.company.country_id = self.france
        self.assertEqual(self.partners.create({"name": "Đại lý", "phone": "0903 12"}).phone, "0903 12")

    def test_what_is_stored_already_stays_until_it_is_changed(self):
        partner = self.env["res.partner"].create({"name": "Đại lý cũ", "phone": "số cũ 123"})
        self.assertEqual(partner.phone, "số cũ 123")
        partner.with_user(self.manager).write({"phone": "số cũ 123", "city": "Huế"})
        self.assertEqual(partner.city, "Huế")

    def test_many_records_are_written_each_by_its_country(self):
        here, abroad = self.partners.create(
            [{"name": "Đại lý"}, {"name": "Société", "country_id": self.france.id}]
        )
        (here + abroad).write({"phone": "0903 123 456"})
        self.assertEqual((here.phone, abroad.phone), ("+84903123456", "0903 123 456"))

    def test_values_may_be_records_and_numbers(self):
        partner = self.partners.create({"name": "Société", "country_id": self.france.id})
        partner.write({"country_id": self.vietnam, "phone": 903123456, "vat": 100109106})
        self.assertEqual((partner.phone, partner.vat), ("+84903123456", "0100109106"))

    def test_a_lead_of_the_mail_gateway_is_never_lost(self):
        lead = self.env["crm.lead"].create({"name": "Hỏi giá", "phone": "gọi tôi sau 17 giờ"})
        self.assertEqual(lead.phone, "gọi tôi sau 17 giờ")
