from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import HttpCase, new_test_user, tagged
from odoo.tools import mute_logger

from .test_care import CareCommon


class StopCareCommon(CareCommon):
    """A company that closes nothing without an agreement; one salesperson below one manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.write({"stop_care_required": True, "stop_care_attempts": 2})
        cls.leader = cls._create_user("leader", "p2it_crm.group_salesperson")
        cls.peer = cls._create_user("peer", "p2it_crm.group_salesperson")
        employees = cls.env["hr.employee"]
        boss = employees.create({"name": "Trưởng nhóm", "user_id": cls.leader.id})
        employees.create({"name": cls.peer.name, "user_id": cls.peer.id})
        (cls.salesperson + cls.peer).sudo().employee_ids.parent_id = boss
        cls.lead.probability = 20
        cls.reason = cls.env["crm.lost.reason"].create({"name": "Khách đã đóng cửa"})

    @classmethod
    def _fail(cls, count=2, **values):
        values = {"outcome": "unsuccessful", "lead_id": cls.lead.id, "partner_id": False, **values}
        for _number in range(count):
            cls._record_care(**values)

    @classmethod
    def _create_request(cls, user=None, **values):
        values = {"lead_id": cls.lead.id, "reason_id": cls.reason.id, "note": "Đã gọi nhiều lần", **values}
        return cls.env["p2it.stop.care"].with_user(user or cls.salesperson).create(values)


@tagged("post_install", "-at_install")
class TestStopCare(StopCareCommon):
    def test_a_manager_above_agrees_and_the_lead_is_closed(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        self.assertEqual(len(request.evidence_ids), 2)
        request.with_user(self.leader).action_approve()
        self.assertEqual(request.state, "approved")
        self.assertEqual(request.decided_by_id, self.leader)
        self.assertEqual(self.lead.won_status, "lost")
        self.assertEqual(self.lead.lost_reason_id, self.reason)
        self.assertIn("Đã gọi nhiều lần", self.lead.message_ids[0].body)

    def test_the_manager_above_is_asked_and_the_salesperson_told(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        self.assertEqual(request.activity_ids.user_id, self.leader)
        request.with_user(self.leader).decision_note = "Thử gọi số khác"
        request.with_user(self.leader).action_refuse()
        self.assertFalse(request.activity_ids)
        self.assertEqual(request.state, "refused")
        self.assertTrue(self.lead.active)
        told = self.env["mail.message"].search([("model", "=", request._name), ("res_id", "=", request.id)])
        self.assertIn(self.salesperson.partner_id, told.notified_partner_ids)

    def test_a_refusal_needs_an_answer(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        with self.assertRaises(UserError):
            request.with_user(self.leader).action_refuse()

    def test_evidence_is_needed(self):
        self._fail(1)
        self._fail(3, outcome="successful")
        request = self._create_request()
        with self.assertRaises(UserError):
            request.action_request()
        self._fail(1, outcome="no_contact")
        request.invalidate_recordset()
        request.action_request()
        self.assertEqual(request.state, "requested")

    def test_corrected_care_is_no_evidence(self):
        self._fail(2)
        care = self.lead.care_ids[0]
        self._age(care)
        self._record_care(corrects_id=care.id, lead_id=self.lead.id, outcome="successful")
        with self.assertRaises(UserError):
            self._create_request().action_request()

    def test_evidence_of_the_last_time_does_not_count_again(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        request.with_user(self.leader).action_approve()
        self.env["p2it.stop.care"].flush_model()
        self._age(self.env["p2it.care"].search([("lead_id", "=", self.lead.id)]))
        self.lead.with_user(self.salesperson).action_restore()
        self.assertEqual(self.lead.won_status, "pending")
        with self.assertRaises(UserError):
            self._create_request().action_request()

    def test_nobody_else_decides(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        for user in (self.salesperson, self.peer, self.manager):
            with self.subTest(user.login):
                for action in ("action_approve", "action_refuse"):
                    with self.assertRaises(UserError):
                        request.with_user(user)[:1].__getattribute__(action)()
        self.assertEqual(request.state, "requested")

    def test_a_decision_is_made_once(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        request.with_user(self.leader).action_approve()
        with self.assertRaises(UserError):
            request.with_user(self.leader).action_approve()
        with self.assertRaises(UserError):
            request.action_cancel()

    def test_the_decision_is_not_written_by_clients(self):
        self._fail()
        request = self._create_request()
        values = {
            "state": "approved",
            "user_id": self.peer.id,
            "decided_by_id": self.leader.id,
            "evidence_ids": [],
            "decision_date": "2026-01-01 00:00:00",
        }
        for user in (self.salesperson, self.administrator):
            for name, value in values.items():
                with self.subTest(user=user.login, field=name), self.assertRaises(UserError):
                    request.with_user(user).write({name: value})
                with self.subTest(user=user.login, default=name), self.assertRaises(UserError):
                    self.env["p2it.stop.care"].with_user(user).with_context(
                        **{f"default_{name}": value}
                    ).create(
                        {"lead_id": self.lead.id, "reason_id": self.reason.id, "note": "Không còn nhu cầu"}
                    )
        request.action_request()
        for values in ({"lead_id": self._create_lead().id}, {"note": "Sửa sau"}, {"decision_note": "Đồng ý"}):
            with self.subTest(values), self.assertRaises(UserError):
                request.write(values)

    def test_a_stored_default_forges_no_decision(self):
        self.env["ir.default"].with_user(self.salesperson).set("p2it.stop.care", "state", "approved", True)
        self.assertEqual(self._create_request().state, "draft")

    def test_a_note_says_something(self):
        with self.assertRaises(ValidationError):
            self._create_request(note="  .  ")

    def test_a_customer_is_closed_with_all_that_is_open_for_it(self):
        open_lead = self._create_lead(partner_id=self.customer.id, user_id=self.salesperson.id)
        self._fail(lead_id=False, partner_id=self.customer.id)
        request = self._create_request(lead_id=False, partner_id=self.customer.id)
        request.action_request()
        request.with_user(self.leader).action_approve()
        self.assertEqual(self.customer.lifecycle, "stopped")
        self.assertEqual(open_lead.won_status, "lost")
        self.customer.with_user(self.salesperson).action_reopen()
        self.assertEqual(self.customer.lifecycle, "prospect")
        self.assertEqual(self.customer.lifecycle_event_ids.mapped("kind"), ["stopped", "reopened"])

    def test_nobody_asks_for_a_lead_they_may_not_see(self):
        with self.assertRaises(AccessError):
            self._create_request(self.peer)

    def test_asking_twice_is_refused(self):
        self._fail()
        self._create_request().action_request()
        self._fail()
        with self.assertRaises(UserError):
            self._create_request().action_request()

    def test_what_was_asked_for_is_not_deleted(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        with self.assertRaises(UserError):
            request.unlink()


@tagged("post_install", "-at_install")
class TestStopCareBypass(StopCareCommon):
    """Every other way to close, as the weakest who can reach it: nothing changes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = cls._create_user("clerk", "sales_team.group_sale_salesman_all_leads")
        cls.stock_manager = cls._create_user("stock", "sales_team.group_sale_manager")

    def _assert_refused(self, attempt, record=None):
        record = record or self.lead
        with self.assertRaises(UserError):
            attempt()
        self.env.invalidate_all()
        self.assertTrue(record.exists().active)
        if record == self.lead:
            self.assertEqual(record.won_status, "pending")
            self.assertNotEqual(record.probability, 0)

    def test_the_lead_is_not_closed_by_calls(self):
        self.lead.probability = 20
        for user in (self.salesperson, self.clerk, self.stock_manager, self.manager):
            lead = self.lead.with_user(user)
            ways = {
                "lost": lead.action_set_lost,
                "lost with reason": lambda lead=lead: lead.action_set_lost(lost_reason_id=self.reason.id),
                "archive": lead.action_archive,
                "active": lambda lead=lead: lead.write({"active": False}),
                "probability": lambda lead=lead: lead.write({"probability": 0}),
                "negative": lambda lead=lead: lead.write({"probability": -1}),
                "both": lambda lead=lead: lead.write({"active": False, "probability": 0}),
                "save": lambda lead=lead: lead.web_save({"active": False}, {"id": {}}),
                "context": lambda lead=lead: lead.with_context(stop_care=True, skip=True).action_archive(),
                "import": lambda lead=lead: self._import_closed(lead),
            }
            for name, way in ways.items():
                with self.subTest(user=user.login, way=name):
                    self._assert_refused(way)

    def _import_closed(self, lead):
        result = lead.load([".id", "active"], [[str(lead.id), "0"]])
        if result["messages"]:
            raise UserError(result["messages"][0]["message"])

    def test_the_wizard_does_not_close_it(self):
        wizard = (
            self.env["crm.lead.lost"]
            .with_user(self.salesperson)
            .create({"lead_ids": [(6, 0, self.lead.ids)], "lost_reason_id": self.reason.id})
        )
        self._assert_refused(wizard.action_lost_reason_apply)

    def test_a_closed_lead_is_not_created(self):
        with self.assertRaises(UserError):
            self.env["crm.lead"].with_user(self.salesperson).create({"name": "Cũ", "active": False})

    def test_the_lead_is_not_deleted(self):
        self._assert_refused(self.lead.with_user(self.stock_manager).unlink)

    def test_strangers_are_not_merged(self):
        other = self._create_lead("Khách khác", user_id=self.salesperson.id, phone="0988 777 666")
        self._assert_refused((self.lead + other).with_user(self.salesperson).merge_opportunity)
        self.assertTrue(other.exists())

    def test_duplicates_are_merged(self):
        phone = "0988 777 666"
        self.lead.phone = phone
        other = self._create_lead("Trùng", user_id=self.salesperson.id, phone="+84 988777666")
        merged = (self.lead + other).with_user(self.leader).merge_opportunity()
        self.assertTrue(merged.active)

    def test_who_could_not_agree_does_not_merge(self):
        self.lead.phone = "0988 777 666"
        other = self._create_lead("Trùng", user_id=self.salesperson.id, phone="0988 777 666")
        for user in (self.salesperson, self.clerk, self.stock_manager):
            self._assert_refused((self.lead + other).with_user(user).merge_opportunity)
            self.assertTrue(other.exists().active)

    def test_an_open_lead_is_not_merged_into_a_closed_one(self):
        self.lead.phone = "0988 777 666"
        closed = self._create_lead("Đã đóng", user_id=self.salesperson.id, phone="0988 777 666")
        closed.sudo().action_set_lost()
        self._assert_refused((self.lead + closed).with_user(self.salesperson).merge_opportunity)

    def test_the_customer_is_not_archived_or_deleted(self):
        clerk = self._create_user("contacts", "base.group_partner_manager,sales_team.group_sale_salesman")
        for user in (self.salesperson, clerk):
            customer = self.customer.with_user(user)
            for name, way in {
                "archive": customer.action_archive,
                "active": lambda customer=customer: customer.write({"active": False}),
                "delete": customer.unlink,
            }.items():
                with self.subTest(user=user.login, way=name):
                    self._assert_refused(way, self.customer)

    def test_a_contact_and_a_supplier_are_archived_as_ever(self):
        contact = self.env["res.partner"].create({"name": "Chị Hạnh", "parent_id": self.customer.id})
        supplier = self.env["res.partner"].create({"name": "Nhà cung cấp", "supplier_rank": 1})
        (contact + supplier).with_user(self.administrator).action_archive()
        self.assertFalse(contact.active or supplier.active)

    def test_without_the_setting_all_is_as_in_odoo(self):
        self.company.stop_care_required = False
        self.lead.with_user(self.salesperson).action_set_lost(lost_reason_id=self.reason.id)
        self.assertEqual(self.lead.won_status, "lost")

    def test_the_setting_of_the_leads_company_counts(self):
        other = self.env["res.company"].create({"name": "Chi nhánh Đà Nẵng"})
        self.salesperson.company_ids += other
        lead = self._create_lead(user_id=self.salesperson.id, company_id=other.id)
        lead.with_user(self.salesperson).with_context(allowed_company_ids=other.ids).action_archive()
        self.assertFalse(lead.active)

    def test_a_won_lead_needs_no_agreement(self):
        self.lead.with_user(self.salesperson).action_set_won()
        self.assertEqual(self.lead.won_status, "won")


@tagged("post_install", "-at_install")
class TestStopCareLinks(HttpCase):
    def test_the_link_in_a_mail_does_not_close_a_lead(self):
        self.env.company.stop_care_required = True
        user = new_test_user(
            self.env, "p2it_mail_link", "p2it_crm.group_salesperson", email="link@p2it.example"
        )
        lead = self.env["crm.lead"].create({"name": "Hỏi giá", "user_id": user.id, "type": "lead"})
        url = lead._notify_get_action_link("controller", controller="/lead/case_mark_lost")
        self.authenticate(user.login, user.login)
        with mute_logger("odoo.addons.crm.controllers.main"):
            response = self.url_open(url[url.index("/lead") :])
        self.assertLess(response.status_code, 500)
        self.assertTrue(lead.active)
        self.assertEqual(lead.won_status, "pending")
