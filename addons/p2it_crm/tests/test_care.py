import base64
from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged, users
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import P2itCrmCommon


class CareCommon(P2itCrmCommon):
    """Care of a lead and a customer by one salesperson."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer(user_id=cls.salesperson.id)
        cls.lead = cls._create_lead(user_id=cls.salesperson.id)
        cls.kind = cls.env.ref("mail.mail_activity_data_call")

    @classmethod
    def _record_care(cls, user=None, **values):
        values = {"partner_id": cls.customer.id, "summary": "Gọi hỏi đơn hàng tháng 12", **values}
        return cls.env["p2it.care"].with_user(user or cls.salesperson).create(values)

    @classmethod
    def _age(cls, care, days=1):
        """Let entries have been recorded days ago."""
        cls.env.flush_all()
        cls.env.cr.execute(
            "UPDATE p2it_care SET create_date = create_date - %s, date = date - %s WHERE id IN %s",
            [timedelta(days=days), timedelta(days=days), tuple(care.ids)],
        )
        care.invalidate_recordset()

    @classmethod
    def _create_file(cls, user, name="ảnh.png", **values):
        values = {"name": name, "datas": base64.b64encode(b"noi dung"), **values}
        return cls.env["ir.attachment"].with_user(user).create(values)


@tagged("post_install", "-at_install")
class TestCare(CareCommon):
    def test_an_entry_is_the_authors(self):
        care = self._record_care()
        self.assertEqual(care.user_id, self.salesperson)
        self.assertEqual(care.customer_id, self.customer)

    def test_nobody_records_in_another_name(self):
        with self.assertRaises(AccessError):
            self._record_care(user_id=self.manager.id)
        with self.assertRaises(AccessError):
            self.env["p2it.care"].with_user(self.salesperson).with_context(
                default_user_id=self.manager.id
            ).create({"partner_id": self.customer.id, "summary": "Thăm cửa hàng"})

    def test_the_author_mends_it_on_the_same_day(self):
        care = self._record_care()
        care.summary = "Gọi hỏi đơn hàng Tết"
        self.assertEqual(care.summary, "Gọi hỏi đơn hàng Tết")

    def test_nobody_changes_it_on_a_later_day(self):
        care = self._record_care()
        self._age(care)
        self.assertTrue(care.is_locked)
        for user in (self.salesperson, self.manager, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(UserError):
                care.with_user(user).write({"summary": "Khác"})

    def test_the_record_rule_alone_locks_a_past_entry(self):
        care = self._record_care()
        self._age(care)
        self.assertFalse(care._filtered_access("write"))

    def test_a_time_zone_set_by_the_author_does_not_reopen_an_entry(self):
        care = self._record_care()
        self._age(care)
        self.salesperson.tz = "Pacific/Midway"
        self.assertTrue(care.with_context(tz="Pacific/Midway").is_locked)

    def test_a_colleague_does_not_change_it(self):
        care = self._record_care()
        with self.assertRaises(AccessError):
            care.with_user(self.manager).write({"summary": "Khác"})

    def test_nobody_but_the_system_administrator_deletes_it(self):
        care = self._record_care()
        for user in (self.salesperson, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                care.with_user(user).unlink()

    def test_the_position_is_frozen_at_the_moment_of_recording(self):
        self.customer.write({"partner_latitude": 10.7769, "partner_longitude": 106.7009})
        care = self._record_care(latitude=10.7770, longitude=106.7010, accuracy=12)
        distance = care.distance
        self.assertTrue(0 < distance < 30)
        for values in ({"latitude": 21.0}, {"distance": 0.0}, {"accuracy": 1.0}):
            with self.subTest(values), self.assertRaises(AccessError):
                care.write(values)
        self.customer.write({"partner_latitude": 21.0, "partner_longitude": 105.8})
        self.assertEqual(care.distance, distance)

    def test_the_distance_is_not_entered(self):
        with self.assertRaises(AccessError):
            self._record_care(distance=1.0)

    def test_no_default_forges_what_the_server_finds_out(self):
        other = self._create_customer("Đại lý Hoa Sen", user_id=self.salesperson.id)
        activity = self.lead.activity_schedule(activity_type_id=self.kind.id, user_id=self.salesperson.id)
        forged = {
            "distance": 1.0,
            "customer_latitude": 10.0,
            "customer_longitude": 106.0,
            "is_corrected": True,
            "customer_id": other.id,
            "activity_id": activity.id,
        }
        entries = self.env["p2it.care"].with_user(self.salesperson)
        values = {"partner_id": self.customer.id, "summary": "Thăm cửa hàng"}
        by_context = entries.with_context(**{f"default_{name}": v for name, v in forged.items()}).create(
            values
        )
        for name, value in forged.items():
            self.env["ir.default"].with_user(self.salesperson).set("p2it.care", name, value, True)
        for care in by_context | entries.create(values):
            self.assertEqual(care.customer_id, self.customer)
            for name in forged.keys() - {"customer_id"}:
                self.assertFalse(care[name], name)

    def test_computed_figures_are_not_written(self):
        other = self._create_customer("Đại lý Hoa Sen", user_id=self.salesperson.id)
        care = self._record_care()
        for values in ({"customer_id": other.id}, {"is_corrected": True}, {"stop_care_ids": []}):
            with self.assertRaises(AccessError):
                care.write(values)

    def test_what_is_planned_is_not_recorded(self):
        with self.assertRaises(ValidationError):
            self._record_care(date=fields.Datetime.now() + timedelta(hours=2))

    def test_a_correction_takes_the_place_of_a_past_entry(self):
        care = self._record_care()
        self._age(care)
        context = care.action_correct()["context"]
        correction = (
            self.env["p2it.care"]
            .with_user(self.salesperson)
            .with_context(**context)
            .create({"summary": "Khách hẹn tuần sau"})
        )
        self.assertEqual(correction.corrects_id, care)
        self.assertEqual(correction.customer_id, self.customer)
        self.assertTrue(care.is_corrected)
        with self.assertRaises(UserError):
            care.action_correct()

    def test_nobody_corrects_a_colleagues_entry(self):
        care = self._record_care()
        self._age(care)
        with self.assertRaises(ValidationError):
            self._record_care(self.manager, corrects_id=care.id)

    def test_care_needs_somebody(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self._record_care(partner_id=False)

    def test_the_next_step_is_planned(self):
        tomorrow = fields.Date.today() + timedelta(days=1)
        self._record_care(
            lead_id=self.lead.id,
            next_date=tomorrow,
            next_activity_type_id=self.kind.id,
            next_note="Gửi báo giá",
        )
        activity = self.lead.activity_ids
        self.assertEqual(activity.summary, "Gửi báo giá")
        self.assertEqual(activity.date_deadline, tomorrow)
        self.assertEqual(activity.user_id, self.salesperson)

    def test_care_of_a_lead_belongs_to_the_customer_it_becomes(self):
        care = self._record_care(partner_id=False, lead_id=self.lead.id)
        self._age(care)
        self.lead.partner_id = self.customer
        self.assertEqual(care.customer_id, self.customer)

    def test_care_with_a_contact_counts_for_the_company(self):
        contact = self.env["res.partner"].create({"name": "Chị Hạnh", "parent_id": self.customer.id})
        self._record_care(partner_id=contact.id)
        self.assertEqual(self.customer.care_count, 1)

    def test_a_corrected_entry_does_not_count(self):
        care = self._record_care()
        self._age(care)
        self._record_care(corrects_id=care.id)
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.care_count, 1)

    def test_figures_of_many_customers_cost_the_same_queries(self):
        def measure(count):
            customers = self.env["res.partner"].create(
                [{"name": f"Đại lý {i}", "is_company": True} for i in range(count)]
            )
            for customer in customers:
                self._record_care(self.administrator, partner_id=customer.id)
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            customers.read(["care_count", "last_care_date", "care_expense_total"])
            return self.env.cr.sql_log_count - start

        small, large = measure(3), measure(30)
        self.assertLessEqual(large, small)

    @users("p2it_sonia")
    def test_customers_without_care_are_found(self):
        domain = [("care_ids", "not any", [("date", ">=", "today -30d")])]
        mine = [("id", "=", self.customer.id)]
        self.assertTrue(self.env["res.partner"].search(mine + domain))
        care = self._record_care()
        self.assertFalse(self.env["res.partner"].search(mine + domain))
        self._age(care, days=40)
        self.assertTrue(self.env["res.partner"].search(mine + domain))


@tagged("post_install", "-at_install")
class TestCareFiles(CareCommon):
    def test_an_uploaded_file_becomes_part_of_the_entry(self):
        file = self._create_file(self.salesperson, res_model="p2it.care", res_id=0)
        care = self._record_care(attachment_ids=[Command.link(file.id)])
        self.assertEqual((file.res_model, file.res_id), ("p2it.care", care.id))

    def test_a_file_of_another_document_is_copied(self):
        file = self._create_file(self.salesperson, res_model="crm.lead", res_id=self.lead.id)
        care = self._record_care(attachment_ids=[Command.link(file.id)])
        self.assertEqual(care.attachment_ids.raw, b"noi dung")
        self.assertNotEqual(care.attachment_ids, file)

    def test_a_file_that_the_author_may_not_read_is_refused(self):
        secret = self._create_file(self.env.user, res_model="res.users", res_id=0)
        with self.assertRaises(AccessError):
            self._record_care(attachment_ids=[Command.link(secret.id)])

    def test_the_files_of_a_past_entry_are_locked_with_it(self):
        file = self._create_file(self.salesperson)
        care = self._record_care(attachment_ids=[Command.link(file.id)])
        self._age(care)
        file = file.with_user(self.salesperson)
        with self.assertRaises(AccessError):
            file.unlink()
        with self.assertRaises(AccessError):
            file.write({"datas": base64.b64encode(b"khac")})
        with self.assertRaises(AccessError):
            file.write({"res_id": 0})
        with self.assertRaises(AccessError):
            self._create_file(self.salesperson, res_model="p2it.care", res_id=care.id)


@tagged("post_install", "-at_install")
class TestCareOfActivities(CareCommon):
    def _do_activity(self, record, user=None, feedback="Khách đồng ý", **values):
        activity = record.with_user(user or self.salesperson).activity_schedule(
            activity_type_id=self.kind.id, user_id=(user or self.salesperson).id, **values
        )
        files = self._create_file(user or self.salesperson, res_model="mail.activity", res_id=activity.id)
        activity.action_feedback(feedback=feedback)
        care = self.env["p2it.care"].search([("activity_id", "=", activity.id)])
        return care, files

    def test_a_done_activity_is_recorded_by_itself(self):
        order = self._create_order(self.customer, user_id=self.salesperson.id)
        for record, name in ((self.lead, "lead_id"), (self.customer, "partner_id"), (order, "order_id")):
            with self.subTest(name):
                care, files = self._do_activity(record)
                self.assertEqual(care[name], record)
                self.assertEqual(care.user_id, self.salesperson)
                self.assertEqual(care.summary, "Khách đồng ý")
                self.assertEqual(care.attachment_ids.mapped("name"), files.mapped("name"))
        self.assertEqual(care.customer_id, self.customer)

    def test_an_activity_on_other_documents_is_no_care(self):
        care, _files = self._do_activity(
            self._create_sample(partner_id=self.customer.id, user_id=self.salesperson.id)
        )
        self.assertFalse(care)

    def test_an_activity_on_a_partner_who_is_no_customer_is_no_care(self):
        care, _files = self._do_activity(self.salesperson.partner_id)
        self.assertFalse(care)

    def test_kinds_that_are_no_care_are_left_out(self):
        self.kind.is_care = False
        care, _files = self._do_activity(self.lead)
        self.assertFalse(care)

    def test_who_sells_nothing_records_nothing(self):
        user = self._create_user("clerk", "sales_team.group_sale_manager")
        care, _files = self._do_activity(self.lead, user)
        self.assertFalse(care)

    def test_many_activities_are_recorded_with_the_same_queries(self):
        def measure(count):
            leads = self.env["crm.lead"].create(
                [{"name": f"Hỏi giá {i}", "user_id": self.salesperson.id} for i in range(count)]
            )
            activities = self.env["mail.activity"].union(
                *(
                    lead.activity_schedule(activity_type_id=self.kind.id, user_id=self.salesperson.id)
                    for lead in leads
                )
            )
            self.env.flush_all()
            self.env.invalidate_all()
            todo = activities.with_user(self.salesperson)._filter_care()
            start = self.env.cr.sql_log_count
            todo._get_care_files(())
            for activity, record in zip(todo, todo._get_care_records(), strict=True):
                activity._prepare_care_vals(record, "Xong", [])
            return self.env.cr.sql_log_count - start

        self.assertLessEqual(measure(20), measure(4) + 1)


@tagged("post_install", "-at_install")
class TestCareReminder(CareCommon):
    def test_who_recorded_nothing_is_found(self):
        self._record_care()
        idle = self.company._get_users_without_care()
        self.assertIn(self.manager, idle)
        self.assertNotIn(self.salesperson, idle)
