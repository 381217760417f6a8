from odoo import Command
from odoo.addons.p2it_crm.tests.test_stop_care import StopCareCommon
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestStopCareChain(StopCareCommon):
    """Stopping care is decided by a chain where one is configured, and by nobody else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.boss = cls._create_user("boss", "p2it_crm.group_salesperson")
        cls.accountant = cls._create_user("accountant", "p2it_crm.group_salesperson")

    def _create_type(self, users=None, **values):
        steps = [
            Command.create({"name": user.name, "sequence": number, "user_ids": [Command.set(user.ids)]})
            for number, user in enumerate(users or self.boss + self.accountant)
        ]
        return self.env["p2it.approval.type"].create(
            {"name": "Ngừng chăm sóc", "gate": "stop_care", "step_ids": steps, **values}
        )

    def _ask(self):
        self._fail()
        request = self._create_request()
        request.action_request()
        return request

    def _get_approval(self, request):
        return self.env["p2it.approval.request"].search(
            [("res_model", "=", request._name), ("res_id", "=", request.id)], limit=1
        )

    def test_asking_asks_the_chain_instead_of_the_manager_above(self):
        self._create_type()
        request = self._ask()
        approval = self._get_approval(request)
        self.assertEqual((approval.state, approval.requested_by), ("open", self.salesperson))
        self.assertIn("Đã gọi nhiều lần", approval.note)
        self.assertEqual(request.activity_ids.user_id, self.boss)

    def test_a_chain_that_can_not_be_asked_leaves_a_draft(self):
        self._create_type(self.salesperson)
        self._fail()
        request = self._create_request()
        with self.assertRaisesRegex(UserError, "Too few people"), self.env.cr.savepoint():
            request.action_request()
        self.assertEqual(request.state, "draft")

    def test_the_last_agreement_closes_the_lead(self):
        self._create_type()
        request = self._ask()
        approval = self._get_approval(request)
        approval.with_user(self.boss).action_approve()
        self.assertEqual((request.state, self.lead.won_status), ("requested", "pending"))
        approval.with_user(self.accountant).action_approve("Đồng ý")
        self.assertEqual((request.state, self.lead.won_status), ("approved", "lost"))
        self.assertEqual((request.decided_by_id, request.decision_note), (self.accountant, "Đồng ý"))

    def test_a_refusal_is_the_answer(self):
        self._create_type()
        request = self._ask()
        self._get_approval(request).with_user(self.boss).action_refuse("Thử gọi số khác")
        self.assertEqual((request.state, request.decision_note), ("refused", "Thử gọi số khác"))
        self.assertEqual(request.decided_by_id, self.boss)
        self.assertEqual(self.lead.won_status, "pending")

    def test_nobody_decides_on_the_request_itself(self):
        self._create_type()
        request = self._ask()
        for user in (self.leader, self.boss, self.administrator, self.env.ref("base.user_root")):
            decider = request.with_user(user)
            with self.subTest(user.login):
                self.assertFalse(decider.may_decide)
                with self.assertRaisesRegex(RedirectWarning, "waits for the approval"):
                    decider.action_approve()
                request.sudo().decision_note = "Không"
                with self.assertRaisesRegex(UserError, "My Approvals.*waits for"):
                    decider.action_refuse()
        self.assertEqual(request.state, "requested")

    def test_where_the_condition_does_not_hold_the_manager_above_decides(self):
        self._create_type(domain="[('lead_id.expected_revenue', '>', 1000000)]")
        request = self._ask()
        self.assertFalse(self._get_approval(request))
        self.assertTrue(request.with_user(self.leader).may_decide)
        request.with_user(self.leader).action_approve()
        self.assertEqual(request.state, "approved")

    def test_what_waits_is_still_the_chain_s_when_its_condition_does_not_hold_any_more(self):
        self.lead.expected_revenue = 2000000
        self._create_type(domain="[('lead_id.expected_revenue', '>', 1000000)]")
        request = self._ask()
        self.lead.expected_revenue = 1
        with self.assertRaisesRegex(UserError, "My Approvals"):
            request.with_user(self.leader).action_approve()

    def test_withdrawing_either_withdraws_both(self):
        self._create_type()
        request = self._ask()
        approval = self._get_approval(request)
        request.action_cancel()
        self.assertEqual((request.state, approval.state), ("cancelled", "cancelled"))
        again = self._create_request()
        again.action_request()
        self._get_approval(again).with_user(self.salesperson).action_withdraw()
        self.assertEqual(again.state, "cancelled")
        self.assertFalse(again.activity_ids)

    def test_of_two_types_both_must_agree(self):
        self._create_type(self.boss)
        self._create_type(self.accountant, name="Công nợ")
        request = self._ask()
        first, second = self.env["p2it.approval.request"].search([("res_id", "=", request.id)], order="id")
        first.with_user(self.boss).action_approve()
        self.assertEqual(request.state, "requested")
        second.with_user(self.accountant).action_refuse("Còn nợ")
        self.assertEqual((request.state, self.lead.won_status), ("refused", "pending"))

    def test_a_refusal_of_one_type_takes_back_what_waits_for_the_other(self):
        self._create_type(self.boss)
        self._create_type(self.accountant, name="Công nợ")
        request = self._ask()
        first, second = self.env["p2it.approval.request"].search([("res_id", "=", request.id)], order="id")
        first.with_user(self.boss).action_refuse("Chưa")
        self.assertEqual((request.state, second.state), ("refused", "cancelled"))

    def test_a_draft_is_not_asked_past_its_evidence(self):
        self._create_type()
        request = self._create_request()
        with self.assertRaisesRegex(UserError, "Ask for Agreement"):
            request.env["p2it.approval.request"].ask(request._name, request.ids)

    def test_a_request_older_than_the_type_is_asked_then(self):
        request = self._ask()
        self._create_type(self.boss)
        with self.assertRaisesRegex(RedirectWarning, "ask for it first"):
            request.with_user(self.leader).action_approve()
        request.env["p2it.approval.request"].ask(request._name, request.ids)
        self._get_approval(request).with_user(self.boss).action_approve()
        self.assertEqual((request.state, self.lead.won_status), ("approved", "lost"))

    def test_an_archived_type_gives_the_decision_back(self):
        kind = self._create_type()
        request = self._ask()
        approval = self._get_approval(request)
        kind.active = False
        request.with_user(self.leader).action_approve()
        self.assertEqual((request.state, approval.state), ("approved", "cancelled"))

    def test_evidence_corrected_meanwhile_stops_the_last_agreement(self):
        self._create_type(self.boss)
        request = self._ask()
        care = request.evidence_ids[0]
        self._age(care)
        self._record_care(corrects_id=care.id, lead_id=self.lead.id, outcome="successful")
        approval = self._get_approval(request)
        with self.assertRaisesRegex(UserError, "evidence was corrected"), self.env.cr.savepoint():
            approval.with_user(self.boss).action_approve()
        self.env.invalidate_all()
        self.assertEqual((approval.state, request.state), ("open", "requested"))

    def test_the_state_is_not_written_past_the_chain(self):
        self._create_type()
        request = self._ask()
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            request.sudo().state = "approved"
        self.assertEqual(request.state, "requested")
