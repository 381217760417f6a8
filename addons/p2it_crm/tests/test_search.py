from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL, mute_logger

from ..models import p2it_search_setup
from .common import P2itCrmCommon


@tagged("post_install", "-at_install")
class TestSearch(P2itCrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer(
            "Công ty TNHH Xuân Quỳnh",
            ref="QX-00123",
            vat="0312345678-001",
            phone="+84 903 777 456",
            email="hoa.nguyen@xuanquynh.example",
            street="12/5 Đường Lê Thánh Tôn",
            city="Phường Bến Nghé",
            child_ids=[Command.create({"name": "Chị Bích Ngọc Uyển"})],
        )

    def _search_names(self, text, model="res.partner", **options):
        return [name for _id, name in self.env[model].name_search(text, **options)]

    def test_a_customer_is_found_by_any_part(self):
        for text in (
            *("xuan quynh", "Xuân Quỳnh", "QUỲNH XUÂN", "uan quy", "QX-00123", "qx00123", "00123"),
            *("0312345678", "0312345678001", "0903777456", "+84903777456", "84 903 777 456", "903777"),
            *("hoa.nguyen@xuanquynh.example", "le thanh ton", "ben nghe quynh", "bich ngoc", "ngọc uyển"),
        ):
            with self.subTest(text):
                self.assertIn(
                    self.customer, self.env["res.partner"].search([("display_name", "ilike", text)])
                )
                self.assertIn(
                    self.customer.id, dict(self.env["res.partner"].name_search(text, limit=8)), text
                )

    def test_a_many2one_of_another_model_finds_by_the_same(self):
        order = self._create_order(self.customer)
        self.assertIn(order, self.env["sale.order"].search([("partner_id", "ilike", "0903 777 456")]))

    def test_what_does_not_contain_is_the_opposite_of_what_contains(self):
        partners = self.env["res.partner"]
        found = partners.search([("display_name", "ilike", "xuan quynh")])
        others = partners.search([("display_name", "not ilike", "xuan quynh")])
        self.assertTrue(found)
        self.assertEqual(found | others, partners.search([]))
        self.assertFalse(found & others)

    def test_equality_and_patterns_are_odoos_own(self):
        partners = self.env["res.partner"]
        self.assertEqual(partners.search([("display_name", "=", "Công ty TNHH Xuân Quỳnh")]), self.customer)
        self.assertFalse(partners.search([("display_name", "=", "xuan quynh")]))
        self.assertEqual(
            partners.search([("display_name", "in", ["Công ty TNHH Xuân Quỳnh"])]), self.customer
        )
        self.assertIn(self.customer, partners.search([("display_name", "=ilike", "công ty%quỳnh")]))
        self.assertIn(self.customer, partners.search([("display_name", "ilike", "Xuân%Quỳnh")]))
        self.assertIn(self.customer, partners.search([("display_name", "ilike", "")]))

    def test_a_record_in_memory_is_filtered_as_the_database_does(self):
        other = self._create_customer("Công ty Cổ phần Hoà Bình")
        both = self.customer + other
        self.assertEqual(both.filtered_domain([("display_name", "ilike", "quynh")]), self.customer)

    def test_the_text_follows_what_it_is_made_of(self):
        contact = self.customer.child_ids
        for change, text in (
            (lambda: self.customer.write({"name": "Công ty Thuỵ Khuê"}), "thuy khue"),
            (lambda: self.customer.write({"phone": "0912 000 999"}), "0912000999"),
            (lambda: contact.write({"name": "Anh Vĩnh Phúc Khang"}), "phuc khang"),
        ):
            self.assertFalse(self.env["res.partner"].search([("display_name", "ilike", text)]))
            change()
            self.assertIn(self.customer, self.env["res.partner"].search([("display_name", "ilike", text)]))
        contact.active = False
        self.assertNotIn(
            self.customer, self.env["res.partner"].search([("display_name", "ilike", "phuc khang")])
        )

    def test_the_best_match_comes_first(self):
        by_part = self._create_customer("Hãng Vận tải Zuxuyen")
        by_word = self._create_customer("Công ty Zuxu Một")
        by_name = self._create_customer("Zuxu Nhật Nam")
        account = self._create_customer("Zuxu Việt Long")
        whole = self._create_customer("Zuxu")
        code = self._create_customer("Cửa hàng Hai Bà Trưng", ref="ZUXU")
        account._convert_to_account("manual")
        inner = self._create_customer("Tạp hoá Abczuxu")
        found = [record_id for record_id, _name in self.env["res.partner"].name_search("zuxu", limit=8)]
        self.assertEqual(found[:4], [code.id, whole.id, account.id, by_name.id])
        self.assertEqual(set(found[4:6]), {by_word.id, by_part.id})
        self.assertEqual(found[6:], [inner.id])

    def test_a_customer_comes_before_its_contacts(self):
        customers = self.env["res.partner"].name_search("xuan quynh", limit=8)
        self.assertEqual(
            [record_id for record_id, _name in customers], [self.customer.id, self.customer.child_ids.id]
        )

    def test_no_more_than_the_limit_and_nothing_twice(self):
        for number in range(12):
            self._create_customer(f"Qozaba {number} Qozaba")
        for limit in (1, 5, 8, 12, 100):
            found = [
                record_id for record_id, _name in self.env["res.partner"].name_search("qozaba", limit=limit)
            ]
            self.assertEqual(len(found), min(limit, 12))
            self.assertEqual(len(set(found)), len(found))

    def test_the_domain_of_a_field_holds(self):
        self.assertFalse(
            self._search_names("xuan quynh", domain=[("is_company", "=", False), ("parent_id", "=", False)])
        )
        self.customer.active = False
        self.assertNotIn("Công ty TNHH Xuân Quỳnh", self._search_names("xuan quynh"))

    def test_record_rules_hold_for_every_rank(self):
        partner_model = self.env["ir.model"]._get("res.partner")
        self.env["ir.rule"].create(
            {
                "name": "Nobody sees this customer",
                "model_id": partner_model.id,
                "domain_force": f"[('id', '!=', {self.customer.id})]",
            }
        )
        partners = self.env["res.partner"].with_user(self.salesperson)
        for text in ("QX-00123", "cong ty tnhh xuan quynh", "xuan quynh", "uan quyn", "0903777456"):
            self.assertNotIn(self.customer.id, dict(partners.name_search(text, limit=8)), text)
            self.assertNotIn(self.customer, partners.search([("display_name", "ilike", text)], limit=80))

    def test_who_may_not_read_partners_finds_none(self):
        portal = new_test_user(self.env, login="p2it_portal_search", groups="base.group_portal")
        found = self.env["res.partner"].with_user(portal).name_search("xuan quynh")
        self.assertFalse(found)

    def test_the_search_text_is_hidden_from_clients(self):
        partner = self.customer.with_user(self.salesperson)
        self.assertNotIn("search_text", partner.fields_get())
        with self.assertRaises(AccessError):
            partner.read(["search_text"])
        with self.assertRaises(AccessError):
            partner.search([("search_text", "like", "quynh")])

    def test_a_list_keeps_its_order_and_finds_what_stands_late_in_it(self):
        names = [f"Ống nhựa Zyqa {number:02}" for number in (3, 1, 2)]
        for name in names:
            self._create_customer(name)
        for order in (
            "complete_name",
            "complete_name desc",
            "id",
            "create_date desc, id",
            "ref, user_id, id",
        ):
            found = self.env["res.partner"].search([("display_name", "ilike", "zyqa")], limit=80, order=order)
            expected = self.env["res.partner"].search([("name", "like", "Zyqa")], order=order)
            self.assertEqual(found.ids, expected.ids, order)

    def test_the_lists_of_customers_and_leads_search_by_it(self):
        for view, model in (
            ("p2it_crm.res_partner_view_search", "res.partner"),
            ("base.view_res_partner_filter", "res.partner"),
            ("crm.view_crm_case_leads_filter", "crm.lead"),
            ("crm.view_crm_case_opportunities_filter", "crm.lead"),
        ):
            arch = self.env[model].get_view(self.env.ref(view).id, "search")["arch"]
            self.assertIn("('display_name', 'ilike', self)", arch, view)

    def test_a_lead_is_found_by_any_part_of_it_and_of_its_customer(self):
        lead = self._create_lead(
            "Hỏi giá tủ đông Zanuxi",
            contact_name="Trần Thị Lựu",
            phone="0988 555 111",
            email_from="luu@zanuxi.example",
            street="7 Ngõ Huế",
            partner_id=self.customer.id,
        )
        for text in ("tu dong", "thi luu", "luu@zanuxi", "7 ngo hue", "xuan quynh", "qx00123", "0312345678"):
            with self.subTest(text):
                self.assertIn(lead, self.env["crm.lead"].search([("display_name", "ilike", text)]))
                self.assertIn(lead.id, dict(self.env["crm.lead"].name_search(text, limit=8)))
        lead.phone = "0988555111"
        self.assertIn(lead.id, dict(self.env["crm.lead"].name_search("+84 988 555 111", limit=8)))

    def test_a_person_is_still_created_from_name_and_address(self):
        partner_id, _name = self.env["res.partner"].name_create("Lê Văn Tám <tam@p2it.example>")
        partner = self.env["res.partner"].browse(partner_id)
        self.assertEqual((partner.name, partner.email), ("Lê Văn Tám", "tam@p2it.example"))
        self.assertIn(partner_id, dict(self.env["res.partner"].name_search("tam@p2it.example")))

    def test_the_bulk_fill_agrees_with_python(self):
        names = [
            *(
                "Đỗ Thị Ước",
                "ÐỖ THỊ ƯỚC",
                "Ngô\u0303 Ba",
                "Straße Ø Æ",
                "A–B “C”",
                "  hai   cách ",
                "Ｆｕｌｌ",
            ),
            *("Công ty № 5 ½", "Cửa hàng\u200bẩn", "ıİſ", "Ba\tTab", "東京 Bánh", "mũ̈", "x" * 300),
        ]
        partners = self.env["res.partner"].create(
            [{"name": name, "street": f"{number}/7 {name}"} for number, name in enumerate(names)]
            + [
                {"name": f"Số {phone}", "phone": phone, "ref": "Mã-Đ 7.1", "vat": "0312345678-001"}
                for phone in (
                    *("0903123456", "+84903123456", "+84 903 123 456", "0903 123 456", "(054) 382 2822"),
                    *("0168 123 4567", "08-3822 2222", "090 312 3456", "0903123456 / 0912 345 678"),
                    *("+1 202 555 0123", "gọi sau", "1900 1234", "84903123456", "+84 28 3822 2222"),
                )
            ]
        )
        partners[0].child_ids = [
            Command.create({"name": "Bà Đào"}),
            Command.create({"name": "Ông Ø"}),
            Command.create({"type": "delivery", "street": "9 Lý Thường Kiệt"}),
        ]
        partners[1].child_ids = [
            Command.create({"name": "Bà Đào"}),
            Command.create({"name": "", "type": "other"}),
        ]
        leads = self.env["crm.lead"].create(
            [{"name": name, "contact_name": name, "partner_id": partners[0].id} for name in names]
        )
        self.env.flush_all()
        for records in (partners + partners.child_ids, leads):
            records.invalidate_recordset()
            expected = {record: (record.search_name, record.search_text) for record in records}
            table = SQL.identifier(records._table)
            self.env.cr.execute(SQL("UPDATE %s SET search_name = NULL, search_text = NULL", table))
            self.env.invalidate_all()
            p2it_search_setup.fill_search_texts(self.env)
            self.env.invalidate_all()
            for record in records:
                self.assertEqual((record.search_name, record.search_text), expected[record], record)
        rows = self.env.execute_query(SQL("SELECT COUNT(*) FROM res_partner WHERE search_text IS NULL"))
        self.assertEqual(rows, [(0,)])

    def test_new_customers_cost_the_same_number_of_queries_few_or_many(self):
        def create(count):
            with self._count_queries() as counted:
                self.env["res.partner"].create(
                    [{"name": f"Khách số {number}", "phone": "0903123456"} for number in range(count)]
                )
            return counted[0]

        create(2)
        self.assertLessEqual(create(80), create(8) + 3)

    def test_extensions_that_can_not_be_installed_are_told_in_the_log(self):
        denied = "SELECT 1 FROM p2it_table_that_is_not_there"
        with (
            patch.object(self.registry, "has_trigram", False),
            patch.object(p2it_search_setup, "_create_trigram", lambda cr: cr.execute(denied)),
            mute_logger("odoo.sql_db"),
            self.assertLogs(p2it_search_setup.__name__, "WARNING") as logs,
        ):
            p2it_search_setup.install_extensions(self.env)
        self.assertIn("CREATE EXTENSION pg_trgm", logs.output[0])
        self.assertTrue(self.env["res.partner"].name_search("xuan quynh"))

    def test_each_kind_of_match_has_an_index(self):
        names = {row[0] for row in self.env.execute_query(SQL("SELECT indexname FROM pg_indexes"))}
        for table in ("res_partner", "crm_lead"):
            self.assertIn(f"{table}_p2it_search_text_idx", names)
            self.assertIn(f"{table}_p2it_search_name_idx", names)
        self.assertIn("res_partner_p2it_search_rank_idx", names)
