from odoo.tests import tagged

from .import_common import ImportCommon

HEADINGS = ("Mã NV", "Họ tên", "Chức vụ", "Mã cấp trên", "Khu vực", "Email")


@tagged("post_install", "-at_install")
class TestImportSalesperson(ImportCommon):
    PEOPLE = ("Mã NV", "Họ tên", "Email", "Điện thoại")
    IMPOSTOR = ("NV900", "Kẻ Xấu", "sep@p2it.example", "0909000111")

    def _import_people(self, *rows):
        return self._import("salesperson", HEADINGS, rows, user=self.administrator)

    def test_people_get_a_user_an_employee_a_superior_and_a_role(self):
        mails = self.env["mail.mail"].search_count([])
        record = self._import_people(
            ("NV103", "Hồ Gia Nhung", "NVKD", "NV102", "Miền Nam", "nv103@p2it.example"),
            ("NV102", "MAI CÔNG ĐẠT", "Trưởng nhóm", "NV101", "Miền Nam", "nv102@p2it.example"),
            ("NV101", "Phạm Thu Sơn", "Giám đốc", "", "Miền Nam", "nv101@p2it.example"),
        )
        self._assert_counts(record, create=3)
        nhung, dat, son = self._get_records(record)
        self.assertEqual((nhung.parent_id, dat.parent_id, son.parent_id.id), (dat, son, False))
        self.assertEqual(
            (dat.name, dat.job_title, dat.employee_code), ("Mai Công Đạt", "Trưởng nhóm", "NV102")
        )
        self.assertEqual(nhung.user_id.login, "nv103@p2it.example")
        self.assertEqual(nhung.sales_area_id.name, "Miền Nam")
        self.assertEqual(nhung.sales_area_id, son.sales_area_id)
        self.assertTrue(dat.user_id.has_group("p2it_crm.group_manager"))
        self.assertFalse(nhung.user_id.has_group("p2it_crm.group_manager"))
        self.assertTrue(nhung.user_id.has_group("p2it_crm.group_salesperson"))
        self.assertFalse(son.user_id.has_group("p2it_crm.group_administrator"))
        self.assertFalse(son.user_id.has_group("hr.group_hr_user"))
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)
        self.env.cr.execute(
            "SELECT count(*) FROM res_users WHERE id IN %s AND password IS NOT NULL",
            [tuple(record.row_ids.ids and (nhung + dat + son).user_id.ids)],
        )
        self.assertEqual(self.env.cr.fetchone()[0], 0)

    def test_the_same_people_again_create_nobody(self):
        row = ("NV101", "Phạm Thu Sơn", "Giám đốc", "", "", "nv101@p2it.example")
        self._assert_counts(self._import_people(row), create=1)
        self._assert_counts(self._import_people(row), join=1)

    def test_an_existing_user_keeps_the_own_rights(self):
        groups = self.other_manager.group_ids
        self.other_manager.write({"name": "Võ Thị Quản", "login": "manager@p2it.example"})
        record = self._import_people(("NV150", "Chị Quản", "NVKD", "", "", "Manager@p2it.example"))
        self._assert_counts(record, create=1)
        self.assertEqual(self._get_records(record).user_id, self.other_manager)
        self.assertEqual(self.other_manager.group_ids, groups)

    def test_a_portal_user_is_not_made_an_employee(self):
        self.env["res.users"].create(
            {
                "name": "Khách",
                "login": "khach@p2it.example",
                "group_ids": [(6, 0, self.env.ref("base.group_portal").ids)],
            }
        )
        record = self._import_people(("NV150", "Ai Đó", "NVKD", "", "", "khach@p2it.example"))
        self._assert_counts(record, refuse=1)

    def test_people_without_code_or_email_are_refused(self):
        record = self._import_people(
            ("", "An", "", "", "", "an@p2it.example"), ("NV160", "Bình", "", "", "", "không có")
        )
        self._assert_counts(record, refuse=2)

    def test_a_circle_of_superiors_is_told_and_not_made(self):
        record = self._import_people(
            ("NV101", "An", "", "NV102", "", "nv101@p2it.example"),
            ("NV102", "Bình", "", "NV101", "", "nv102@p2it.example"),
            ("NV103", "Chi", "", "NV777", "", "nv103@p2it.example"),
        )
        self._assert_counts(record, create=3)
        people = self._get_records(record)
        self.assertEqual(len(people.filtered("parent_id")), 1)
        self.assertIn("above themselves", record.row_ids[1].warning)
        self.assertIn("NV777", record.row_ids[2].warning)

    def test_customers_find_their_salesperson_by_code_login_or_name(self):
        people = self._import_people(("NV101", "Phạm Thu Sơn", "", "", "", "nv101@p2it.example"))
        self._get_records(people).parent_id = self.env["hr.employee"].search(
            [("user_id", "=", self.manager.id)]
        )
        headings = ("Tên khách hàng", "Điện thoại", "Nhân viên KD")
        rows = [
            ("An Phát", "0901000001", " nv101"),
            ("Bình Minh", "0901000002", "NV101@P2IT.example"),
            ("Chí Thành", "0901000003", "pham thu son"),
        ]
        customers = self._get_records(self._import("customer", headings, rows))
        self.assertEqual(customers.mapped("user_id.login"), ["nv101@p2it.example"])
        self.assertTrue(all(customer.user_id for customer in customers))

    def _create_boss(self):
        groups = self.env.ref("base.group_system")
        return self.env["res.users"].create(
            {
                "name": "Trần Sếp",
                "login": "sep@p2it.example",
                "email": "sep@p2it.example",
                "phone": "+84901000009",
                "group_ids": [(4, groups.id)],
            }
        )

    def test_nobody_takes_over_somebody_elses_login(self):
        boss = self._create_boss()
        record = self._import("salesperson", self.PEOPLE, [self.IMPOSTOR], user=self.administrator)
        self._assert_counts(record, refuse=1)
        self.assertIn("Trần Sếp", record.row_ids.reason)
        self.assertEqual((boss.name, boss.phone, boss.employee_ids.ids), ("Trần Sếp", "+84901000009", []))

    def test_a_user_who_exists_keeps_the_contact_data_and_gets_no_role(self):
        boss = self._create_boss()
        row = ("NV900", "Trần Sếp", "sep@p2it.example", "0909000111")
        record = self._import("salesperson", self.PEOPLE, [row], user=self.administrator)
        self._assert_counts(record, create=1)
        self.assertEqual(self._get_records(record).user_id, boss)
        self.assertEqual((boss.phone, boss.email), ("+84901000009", "sep@p2it.example"))
        self.assertIn("no role of P2IT", record.row_ids.warning)
        self.assertIn("telephone number stay", record.row_ids.warning)
        again = self._import("salesperson", self.PEOPLE, [row], user=self.administrator)
        self._assert_counts(again, join=1)
        self.assertEqual(boss.phone, "+84901000009")
