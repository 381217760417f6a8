from odoo.tests import HttpCase, new_test_user, tagged


class CareTourCommon(HttpCase):
    """A salesperson below a manager, each with an employee, a customer and a lead."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.write({"stop_care_required": True, "stop_care_attempts": 2})
        cls.salesperson = cls._create_user("p2it_care_tour", "p2it_crm.group_salesperson")
        cls.manager = cls._create_user("p2it_care_boss", "p2it_crm.group_manager")
        employees = cls.env["hr.employee"]
        above = employees.create({"name": "Chị Thu", "user_id": cls.manager.id})
        employees.create({"name": "Anh Nam", "user_id": cls.salesperson.id, "parent_id": above.id})
        own = {"user_id": cls.salesperson.id}
        cls.customer = cls.env["res.partner"].create({"name": "Công ty Đại Phát", "is_company": True, **own})
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Hỏi giá nước mắm", "type": "lead", "partner_id": cls.customer.id, **own}
        )
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Khách đã đóng cửa"})

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(cls.env, login=login, groups=groups, email=f"{login}@p2it.example")

    def _get_url(self, record):
        action = {"crm.lead": "crm.crm_lead_all_leads", "res.partner": "p2it_crm.action_customers"}
        return f"/odoo/action-{action[record._name]}/{record.id}"

    def _fail(self, **values):
        for _number in range(2):
            self.env["p2it.care"].with_user(self.salesperson).create(
                {"outcome": "no_contact", "summary": "Không nghe máy", **values}
            )


@tagged("post_install", "-at_install")
class TestCareOnAPhone(CareTourCommon):
    browser_size = "390x844"
    touch_enabled = True

    def _assert_recorded_from(self, record):
        self.start_tour(self._get_url(record), "p2it_care_on_a_phone", login=self.salesperson.login)
        care = self.env["p2it.care"].search([("user_id", "=", self.salesperson.id)])
        self.assertEqual(care.summary, "Khách đồng ý trưng bày hàng")
        self.assertEqual(care.customer_id, self.customer)
        photo = care.attachment_ids
        self.assertEqual((photo.mimetype, photo.name), ("image/png", "cửa hàng.png"))
        self.assertEqual((photo.res_model, photo.res_id), ("p2it.care", care.id))
        expense = care.expense_ids
        self.assertEqual((expense.total_amount, expense.customer_id), (450000, self.customer))
        self.assertEqual(expense.employee_id, self.salesperson.employee_id)
        self.assertEqual(self.customer.care_expense_total, 450000)
        return care

    def test_care_of_a_lead_with_a_photo_and_an_expense(self):
        care = self._assert_recorded_from(self.lead)
        self.assertEqual((care.lead_id, care.expense_ids.lead_id), (self.lead, self.lead))
        self.assertEqual(self.lead.care_expense_total, 450000)

    def test_care_of_a_customer_with_a_photo_and_an_expense(self):
        self.assertFalse(self._assert_recorded_from(self.customer).lead_id)

    def test_care_from_my_day(self):
        self.start_tour("/odoo/my-day", "p2it_care_of_my_day", login=self.salesperson.login)
        care = self.env["p2it.care"].search([("user_id", "=", self.salesperson.id)])
        self.assertEqual((care.summary, care.customer_id), ("Gọi hỏi đơn hàng Tết", self.customer))


@tagged("post_install", "-at_install")
class TestCareTours(CareTourCommon):
    def test_marking_an_activity_done_records_care(self):
        self.lead.with_user(self.salesperson).activity_schedule(
            "mail.mail_activity_data_call", user_id=self.salesperson.id
        )
        self.start_tour(self._get_url(self.lead), "p2it_activity_done_is_care", login=self.salesperson.login)
        care = self.env["p2it.care"].search([("lead_id", "=", self.lead.id)])
        self.assertEqual((care.summary, care.user_id), ("Khách hẹn giao thứ Hai", self.salesperson))

    def test_a_salesperson_asks_a_manager_agrees_and_the_lead_is_closed(self):
        self._fail(lead_id=self.lead.id)
        self.start_tour(self._get_url(self.lead), "p2it_stop_care_ask", login=self.salesperson.login)
        self.assertEqual(self.lead.stop_care_ids.state, "requested")
        self.start_tour("/odoo/stop-care", "p2it_stop_care_agree", login=self.manager.login)
        self.assertEqual(self.lead.stop_care_ids.decided_by_id, self.manager)
        self.assertEqual((self.lead.won_status, self.lead.lost_reason_id), ("lost", self.reason))

    def test_a_manager_refuses_with_an_answer_and_the_lead_stays(self):
        self._fail(lead_id=self.lead.id)
        request = self.env["p2it.stop.care"].with_user(self.salesperson)
        request = request.create(
            {"lead_id": self.lead.id, "reason_id": self.reason.id, "note": "Không nghe máy"}
        )
        request.action_request()
        self.start_tour("/odoo/stop-care", "p2it_stop_care_refuse", login=self.manager.login)
        self.assertEqual((request.state, request.decision_note), ("refused", "Thử hỏi chủ mới"))
        self.assertEqual(self.lead.won_status, "pending")

    def test_a_closed_customer_is_reopened(self):
        self._fail(partner_id=self.customer.id)
        request = self.env["p2it.stop.care"].with_user(self.salesperson)
        request = request.create(
            {"partner_id": self.customer.id, "reason_id": self.reason.id, "note": "Không nghe máy"}
        )
        request.action_request()
        request.with_user(self.manager).action_approve()
        self.assertEqual(self.customer.lifecycle, "stopped")
        self.start_tour(self._get_url(self.customer), "p2it_stop_care_reopen", login=self.salesperson.login)
        self.assertEqual(self.customer.lifecycle, "prospect")
