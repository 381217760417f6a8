from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from .test_stop_care import StopCareCommon


@tagged("post_install", "-at_install")
class TestStopCareWays(StopCareCommon):
    """The rest of the ways to close or to make disappear: nothing changes, whoever tries.

    The calls, the lost wizard, the link in a mail and the import are in ``test_stop_care``.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.free_company = cls.env["res.company"].create({"name": "Chi nhánh Đà Nẵng"})
        cls.salesperson.company_ids += cls.free_company
        cls.contacts = cls._create_user(
            "contacts", "base.group_partner_manager,sales_team.group_sale_salesman"
        )

    def _as(self, record, user=None, companies=None):
        record = record.with_user(user or self.salesperson)
        if companies:
            record = record.with_context(allowed_company_ids=companies.ids)
        return record

    def _assert_open(self, attempt, record=None):
        """Try one way; it is refused, and the record is as it was."""
        record = record or self.lead
        with self.assertRaises(UserError):
            attempt()
        self.env.invalidate_all()
        self.assertTrue(record.exists().active)
        self.assertEqual(record.won_status if record._name == "crm.lead" else "pending", "pending")

    # moving to where nobody is asked

    def test_a_lead_moved_to_a_company_without_the_rule_is_not_closed_there(self):
        lead = self._as(self.lead, companies=self.company | self.free_company)
        lead.write({"company_id": self.free_company.id, "team_id": False})
        self.assertEqual(self.lead.company_id, self.free_company)
        self._assert_open(self._as(self.lead, companies=self.free_company).action_set_lost)

    def test_a_lead_without_a_company_is_not_closed_from_another_company(self):
        self.lead.write({"company_id": False, "team_id": False})
        self.env.cr.execute("UPDATE crm_lead SET company_id = NULL WHERE id = %s", [self.lead.id])
        self.lead.invalidate_recordset()
        self._assert_open(self._as(self.lead, companies=self.free_company).action_set_lost)

    def test_a_lead_moved_and_closed_in_one_write_is_refused(self):
        lead = self._as(self.lead, companies=self.company | self.free_company)
        self._assert_open(lambda: lead.write({"company_id": self.free_company.id, "active": False}))

    def test_a_lead_handed_to_somebody_of_another_company_is_not_closed_there(self):
        other = self._create_user(
            "elsewhere",
            "sales_team.group_sale_salesman_all_leads",
            company_id=self.free_company.id,
            company_ids=[Command.set(self.free_company.ids)],
        )
        self.lead.write({"user_id": other.id, "team_id": False})
        self._assert_open(self._as(self.lead.sudo(False), other).action_set_lost)

    def test_the_mark_of_the_former_company_is_not_removed(self):
        for values in ({"stop_care_company_id": False}, {"stop_care_company_id": self.free_company.id}):
            with self.assertRaises(AccessError):
                self._as(self.lead).write(values)

    def test_a_customer_moved_to_a_company_without_the_rule_is_not_archived_there(self):
        customer = self._as(self.customer, companies=self.company | self.free_company)
        customer.company_id = self.free_company
        self._assert_open(self._as(self.customer, companies=self.free_company).action_archive, self.customer)

    def test_a_shared_customer_is_not_archived_from_another_company(self):
        self.assertFalse(self.customer.company_id)
        self._assert_open(self._as(self.customer, companies=self.free_company).action_archive, self.customer)

    def test_a_customer_made_a_contact_of_another_is_not_archived(self):
        other = self._create_customer("Đại lý Hoa Sen", user_id=self.salesperson.id)
        customer = self._as(self.customer)
        customer.write({"parent_id": other.id, "is_company": False})
        self._assert_open(customer.action_archive, self.customer)

    def test_a_customer_made_a_supplier_is_not_archived(self):
        customer = self._as(self.customer, self.contacts)
        customer.write({"supplier_rank": 1})
        self.assertFalse(self.customer.lifecycle)
        self._assert_open(customer.action_archive, self.customer)

    def test_once_the_company_asks_no_more_all_is_as_in_odoo(self):
        self._as(self.lead, companies=self.company | self.free_company).company_id = self.free_company
        self.company.stop_care_required = False
        self._as(self.lead, companies=self.free_company).action_set_lost()
        self.assertEqual(self.lead.won_status, "lost")

    # writing what is computed

    def test_the_computed_state_of_a_lead_is_not_written(self):
        for value in ("lost", "won"):
            self._assert_open(lambda value=value: self._as(self.lead).write({"won_status": value}))

    def test_no_spelling_of_nothing_closes_a_lead(self):
        for values in ({"probability": "0"}, {"active": 0}, {"active": None}, {"probability": False}):
            self._assert_open(lambda values=values: self._as(self.lead).write(values))

    def test_a_stage_does_not_close_a_lead(self):
        stage = self.env["crm.stage"].create({"name": "Hỏng", "sequence": 99})
        self._as(self.lead).stage_id = stage
        self.assertEqual((self.lead.active, self.lead.won_status), (True, "pending"))

    def test_no_stored_default_creates_a_closed_lead(self):
        self.env["ir.default"].with_user(self.salesperson).set("crm.lead", "active", False, True)
        with self.assertRaises(UserError):
            self.env["crm.lead"].with_user(self.salesperson).create({"name": "Hỏi giá"})

    def test_the_lifecycle_is_not_written(self):
        self._assert_open(lambda: self._as(self.customer).write({"lifecycle": "stopped"}), self.customer)
        event = {"partner_id": self.customer.id, "kind": "stopped", "trigger": "manual"}
        with self.assertRaises(AccessError):
            self.env["p2it.lifecycle.event"].with_user(self.salesperson).create(event)

    # through other records

    def test_commands_on_another_record_do_not_close_a_lead(self):
        self.lead.partner_id = self.customer
        customer = self._as(self.customer)
        for command in (
            Command.update(self.lead.id, {"active": False}),
            Command.update(self.lead.id, {"probability": 0}),
            Command.delete(self.lead.id),
        ):
            self._assert_open(lambda command=command: customer.write({"opportunity_ids": [command]}))

    def test_converting_with_merging_does_not_close_a_lead(self):
        self.lead.email_from = "mua@daiphat.example"
        other = self._create_lead(
            "Khác", user_id=self.salesperson.id, email_from="mua@daiphat.example", type="opportunity"
        )
        wizard = (
            self.env["crm.lead2opportunity.partner"]
            .with_user(self.salesperson)
            .with_context(active_model="crm.lead", active_id=self.lead.id, active_ids=self.lead.ids)
            .create({"name": "merge", "duplicated_lead_ids": [Command.set((self.lead + other).ids)]})
        )
        self._assert_open(wizard.action_apply)
        self.assertTrue(other.exists().active)

    def test_a_merged_lead_keeps_the_rule_of_the_company_it_came_from(self):
        phone = "0988 777 666"
        self.lead.phone = phone
        self.leader.company_ids += self.free_company
        other = self._create_lead(
            "Trùng",
            user_id=self.salesperson.id,
            phone=phone,
            company_id=self.free_company.id,
            type="opportunity",
        )
        both = self._as(self.lead + other, self.leader, self.company | self.free_company)
        merged = both.merge_opportunity()
        self._assert_open(self._as(merged.sudo(False), companies=self.free_company).action_set_lost, merged)

    def test_deleting_the_request_or_its_lead_is_refused(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        clerk = self._create_user("clerk", "sales_team.group_sale_manager")
        self._assert_open(self._as(self.lead, clerk).unlink)
        with self.assertRaises(UserError):
            request.unlink()

    # the request itself

    def test_the_steps_of_a_request_are_not_called_by_clients(self):
        names = [
            name for name in dir(type(self.env["p2it.stop.care"])) if "stop_care" in name or "close" in name
        ]
        self.assertFalse([name for name in names if not name.startswith("_")])

    def test_asked_evidence_is_not_changed(self):
        self._fail()
        self._create_request().action_request()
        care = self.lead.care_ids[0].with_user(self.salesperson)
        other = self._create_lead(user_id=self.salesperson.id)
        for values in ({"outcome": "successful"}, {"lead_id": other.id}, {"attachment_ids": []}):
            with self.assertRaises(UserError):
                care.write(values)

    def test_evidence_is_not_deleted_even_by_the_system_administrator(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        system = self._create_user("system", "base.group_system,p2it_crm.group_administrator")
        care = request.evidence_ids[0].with_user(system)
        with self.assertRaises(Exception) as refused, self.env.cr.savepoint():
            care.unlink()
            self.env.flush_all()
        self.assertIn("p2it_stop_care_evidence_rel", str(refused.exception))

    def test_evidence_serves_one_request_only(self):
        self.lead.partner_id = self.customer
        self._fail(partner_id=self.customer.id)
        self._create_request().action_request()
        second = self._create_request(lead_id=False, partner_id=self.customer.id)
        with self.assertRaises(UserError):
            second.action_request()

    def test_evidence_corrected_after_asking_is_not_agreed_on(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        care = request.evidence_ids[0]
        self._age(care)
        self._record_care(corrects_id=care.id, lead_id=self.lead.id, outcome="successful")
        self._assert_open(request.with_user(self.leader).action_approve)

    def test_the_requester_does_not_agree_to_the_own_request(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        self._assert_open(request.action_approve)
        self.assertFalse(request.may_decide)

    def test_the_form_asks_for_what_is_missing(self):
        with Form(self.env["p2it.stop.care"].with_user(self.salesperson)) as form:
            form.lead_id = self.lead
            form.reason_id = self.reason
            form.note = "Khách không còn nhu cầu"
        with self.assertRaises(UserError):
            form.record.action_request()

    def test_a_request_made_in_another_company_needs_the_attempts_of_the_strictest(self):
        self.free_company.stop_care_attempts = 0
        self._fail(1, lead_id=False, partner_id=self.customer.id)
        requests = self.env["p2it.stop.care"].with_user(self.salesperson)
        request = requests.with_context(allowed_company_ids=self.free_company.ids).create(
            {"partner_id": self.customer.id, "reason_id": self.reason.id, "note": "Không còn nhu cầu"}
        )
        self.assertEqual(request.required_count, 2)
        self._assert_open(request.action_request, self.customer)

    def test_a_stored_default_chooses_no_company_for_the_request(self):
        self.env["ir.default"].with_user(self.salesperson).set(
            "p2it.stop.care", "company_id", self.free_company.id, True
        )
        self.assertEqual(self._create_request().company_id, self.company)

    def test_a_lead_won_after_it_was_asked_is_not_closed(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        self.lead.action_set_won()
        with self.assertRaises(UserError):
            request.with_user(self.leader).action_approve()
        self.env.invalidate_all()
        self.assertEqual((self.lead.won_status, request.state), ("won", "requested"))

    def test_merging_customers_makes_none_of_them_vanish(self):
        email = {"email": "mua@daiphat.example", "user_id": self.salesperson.id}
        self.customer.write(email)
        other = self._create_customer("Đại lý Hoa Sen", **email)
        for user in (self.salesperson, self.contacts):
            wizard = self.env["base.partner.merge.automatic.wizard"].with_user(user)
            with self.assertRaises(UserError):
                wizard._merge((self.customer + other).ids, other)
            self.env.invalidate_all()
            self.assertTrue(self.customer.exists().active and other.exists().active)
