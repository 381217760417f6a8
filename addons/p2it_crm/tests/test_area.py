from datetime import date

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import P2itCrmCommon


@tagged("post_install", "-at_install")
class TestTrees(P2itCrmCommon):
    """Customer groups and areas, which share one kind of tree."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.groups = cls.env["p2it.customer.group"]
        cls.top = cls.groups.create({"name": "Đại lý", "code": "DL"})
        cls.middle = cls.groups.create({"name": "Cấp 1", "parent_id": cls.top.id})
        cls.leaf = cls.groups.create({"name": "Miền Tây", "parent_id": cls.middle.id})

    def test_the_full_name_is_the_path_and_follows_a_renamed_ancestor(self):
        self.top.name = "Đại lý ủy quyền"
        self.assertEqual(self.leaf.complete_name, "Đại lý ủy quyền / Cấp 1 / Miền Tây")
        self.assertEqual(self.leaf.display_name, self.leaf.complete_name)

    def test_a_node_is_found_by_any_part_of_its_path_and_by_code(self):
        self.assertIn(self.leaf.id, [id_ for id_, _name in self.groups.name_search("đại lý / cấp")])
        self.assertIn(self.top.id, [id_ for id_, _name in self.groups.name_search("DL")])

    def test_a_node_below_itself_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "below itself"):
            self.top.parent_id = self.leaf

    def test_a_code_belongs_to_one_group_of_a_company(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.groups.create({"name": "Khác", "code": "DL"})

    def test_the_same_code_may_serve_in_another_company(self):
        other = self.env["res.company"].create({"name": "Công ty khác"})
        self.groups.create({"name": "Khác", "code": "DL", "company_id": other.id})

    def test_a_copy_gets_another_name_and_no_code(self):
        copy = self.top.copy()
        self.assertEqual(copy.name, "Đại lý (copy)")
        self.assertFalse(copy.code)

    def test_counting_includes_everything_below_and_a_company_once(self):
        company = self._create_customer(customer_group_id=self.leaf.id)
        self._create_customer("Chị Hằng", is_company=False, parent_id=company.id)
        self._create_customer("Khách 2", customer_group_id=self.top.id)
        nodes = self.top | self.middle | self.leaf
        self.assertEqual(nodes.mapped("partner_count"), [2, 1, 1])

    def test_searching_customers_of_a_group_includes_those_below(self):
        company = self._create_customer(customer_group_id=self.leaf.id)
        found = self.env["res.partner"].search([("customer_group_id", "child_of", self.top.id)])
        self.assertEqual(found, company)

    def test_the_action_opens_the_customers_it_counted(self):
        self._create_customer(customer_group_id=self.leaf.id)
        action = self.top.with_user(self.salesperson).action_view_partners()
        found = self.env["res.partner"].search_count(action["domain"])
        self.assertEqual(found, self.top.partner_count)

    def test_counting_many_nodes_costs_no_more_queries_than_few(self):
        def count(number):
            nodes = self.groups.create([{"name": f"Nhóm {i}"} for i in range(number)])
            self.env["res.partner"].create(
                [{"name": f"K{node.id}", "customer_group_id": node.id} for node in nodes]
            )
            self.env.invalidate_all()
            with self._count_queries() as counted:
                self.assertEqual(set(nodes.mapped("partner_count")), {1})
            return counted[0]

        count(1)
        self.assertLessEqual(count(40), count(4) + 1)

    def test_a_contact_takes_the_group_of_its_company(self):
        company = self._create_customer(customer_group_id=self.leaf.id)
        contact = self._create_customer("Chị Hằng", is_company=False, parent_id=company.id)
        self.assertEqual(contact.customer_group_id, self.leaf)
        company.customer_group_id = self.top
        self.assertEqual(contact.customer_group_id, self.top)

    def test_groups_of_another_company_are_hidden(self):
        other = self.env["res.company"].create({"name": "Công ty khác"})
        hidden = self.groups.create({"name": "Nội bộ", "company_id": other.id})
        visible = self.groups.with_user(self.salesperson).search([])
        self.assertNotIn(hidden, visible)
        self.assertIn(self.top, visible)

    def test_only_the_administrator_changes_groups_areas_and_statuses(self):
        area = self.env["p2it.area"].create({"name": "Miền Bắc"})
        status = self.env["p2it.lead.status"]._get_default()
        for record in (self.top, area, status):
            for user in (self.salesperson, self.manager):
                with self.subTest(model=record._name, user=user.login):
                    with self.assertRaises(AccessError):
                        record.with_user(user).name = "Đổi"
                    with self.assertRaises(AccessError):
                        record.with_user(user).copy()
                    with self.assertRaises(AccessError):
                        record.with_user(user).unlink()
            record.with_user(self.administrator).name = "Đổi"


@tagged("post_install", "-at_install")
class TestArea(P2itCrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.areas = cls.env["p2it.area"]
        cls.areas._load_vietnam_areas()

    def _province(self, name, **values):
        domain = [("kind", "=", "province"), ("name", "=", name)]
        return self.areas.search(domain + [(key, "=", value) for key, value in values.items()])

    def test_vietnam_has_34_provinces_and_3321_wards_today_and_had_63(self):
        country = self.env.ref("base.vn")
        vietnam = [("country_id", "=", country.id)]
        current = [*vietnam, ("is_current", "=", True)]
        provinces = self.areas.search([*current, ("kind", "=", "province")])
        self.assertEqual(len(provinces), 34)
        self.assertEqual(self.areas.search_count([*current, ("kind", "=", "ward")]), 3321)
        self.assertEqual(len(provinces.state_id), 34, "each has its own state of Odoo's base")
        day_before = date(2025, 6, 30)
        former = self.areas.search(
            [*vietnam, ("kind", "=", "province"), "|", ("date_from", "=", False),
             ("date_from", "<=", day_before)]
        )  # fmt: skip
        self.assertEqual(len(former), 63)

    def test_states_and_areas_speak_of_the_same_province(self):
        for area in self._province("An Giang", date_to=False) | self._province("Cà Mau", date_to=False):
            self.assertEqual(area.state_id.name, area.name)
        self.assertEqual(self._province("Thành phố Hà Nội").state_id.name, "Hà Nội")
        self.assertEqual(self._province("Thành phố Huế").state_id.name, "Thừa Thiên - Huế")

    def test_a_merged_province_leads_to_what_took_its_place(self):
        former = self._province("Kiên Giang")
        self.assertFalse(former.is_current)
        self.assertEqual(former._get_current().name, "An Giang")
        self.assertEqual(former._get_current()._get_current(), former._get_current())
        merged = self._province("Tuyên Quang", date_to=False).predecessor_ids
        self.assertEqual(set(merged.mapped("name")), {"Hà Giang", "Tuyên Quang"})

    def test_a_loop_of_successors_ends(self):
        first, second = self.areas.create(
            [{"name": "A", "date_to": "2020-01-01"}, {"name": "B", "date_to": "2020-01-01"}]
        )
        first.successor_ids, second.successor_ids = second, first
        self.assertFalse(first._get_current())

    def test_loading_again_changes_nothing_and_keeps_what_people_did(self):
        region = self.areas.create({"name": "Miền Tây", "kind": "region"})
        moved, archived = self._province("Cà Mau", date_to=False), self._province("Kiên Giang")
        moved.parent_id, archived.active = region, False
        before = self.areas.with_context(active_test=False).search_count([])
        self.assertFalse(self.areas._load_vietnam_areas())
        self.assertEqual(self.areas.with_context(active_test=False).search_count([]), before)
        self.assertEqual(moved.parent_id, region)
        self.assertFalse(archived.active)

    def test_loading_again_brings_back_what_was_deleted_and_the_official_name(self):
        ward = self.env.ref("p2it_crm.area_vn_ward_00070")
        other = self.env.ref("p2it_crm.area_vn_ward_00073")
        ward.unlink()
        other.name = "Tên cũ"
        self.assertEqual(self.areas._load_vietnam_areas().mapped("name"), ["Phường Hoàn Kiếm"])
        self.assertEqual(other.name, "Phường Cửa Nam")

    def test_loading_costs_few_queries(self):
        self.areas.search([("country_id.code", "=", "VN"), ("kind", "=", "ward")]).unlink()
        with self._count_queries() as counted:
            created = self.areas._load_vietnam_areas()
        self.assertEqual(len(created), 3321)
        # The framework inserts and updates by hundreds; nothing else grows.
        self.assertLess(counted[0], 3321 / 100 * 2 + 20)

    def test_a_company_elsewhere_gets_no_areas_and_one_in_vietnam_does(self):
        self.areas.search([("kind", "=", "ward")]).unlink()
        company = self.env["res.company"].create(
            {"name": "Lao Trading", "country_id": self.env.ref("base.la").id}
        )
        wards = [("kind", "=", "ward")]
        self.assertFalse(self.areas.search_count(wards))
        company.country_id = self.env.ref("base.vn")
        self.assertEqual(self.areas.search_count(wards), 3321)

    def test_the_settings_load_them_for_the_administrator_alone(self):
        settings = self.env["res.config.settings"]
        self.areas.search([("kind", "=", "ward")]).unlink()
        with self.assertRaises(AccessError):
            settings.with_user(self.salesperson).action_load_vietnam_areas()
        settings.create({}).action_load_vietnam_areas()
        self.assertEqual(self.areas.search_count([("kind", "=", "ward")]), 3321)

    def test_an_area_can_not_end_before_it_begins_nor_succeed_itself(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.areas.create({"name": "X", "date_from": "2026-02-01", "date_to": "2026-01-01"})
            self.env.flush_all()
        area = self.areas.create({"name": "X"})
        with self.assertRaisesRegex(ValidationError, "succeed itself"):
            area.successor_ids = area

    def test_a_code_may_return_after_its_area_ended(self):
        values = {"name": "X", "code": "99", "kind": "province"}
        self.areas.create({**values, "date_to": "2024-12-31"})
        self.areas.create(values)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.areas.create(values)

    def test_the_first_and_the_last_day_count_as_existing(self):
        from freezegun import freeze_time

        area = self.areas.create({"name": "X", "date_from": "2026-03-02", "date_to": "2026-03-04"})
        for day, exists in (("01", False), ("02", True), ("03", True), ("04", True), ("05", False)):
            with self.subTest(day=day), freeze_time(f"2026-03-{day} 05:00:00"):
                area.invalidate_recordset(["is_current"])
                self.assertEqual(area.is_current, exists)
                found = self.areas.search([("is_current", "=", True), ("id", "=", area.id)])
                self.assertEqual(bool(found), exists)

    def test_a_contact_with_the_address_of_its_company_is_in_its_area(self):
        ward = self.env.ref("p2it_crm.area_vn_ward_00070")
        company = self._create_customer(area_id=ward.id, street="1 Tràng Tiền")
        contact = self._create_customer("Chị Hằng", is_company=False, parent_id=company.id)
        delivery = self._create_customer(
            "Kho Cần Thơ", is_company=False, parent_id=company.id, type="delivery"
        )
        self.assertEqual(contact.area_id, ward)
        self.assertFalse(delivery.area_id, "a delivery address lies in an area of its own")
        found = self.env["res.partner"].search(
            [("area_id", "child_of", self._province("Thành phố Hà Nội").id)]
        )
        self.assertEqual(found, company | contact)
