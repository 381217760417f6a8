from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .test_reprocess import ReprocessCommon


@tagged("post_install", "-at_install")
class TestReprocessRights(ReprocessCommon):
    """Officers of the company propose, another manager has it entered, nobody for oneself."""

    def setUp(self):
        super().setUp()
        self.invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self.invoice.invoice_user_id = self.lan

    def _propose_as(self, user):
        one = self._as(user, self._create_reprocess())
        one.action_propose()
        return one

    def test_a_salesperson_sees_and_does_nothing(self):
        one = self._create_reprocess()
        mine = self._as(self.minh, one)
        for deed in (
            lambda: mine.read(["reason"]),
            lambda: mine.create({"date_from": "2026-01-01", "date_to": "2026-12-31", "reason": "x"}),
            mine.action_propose,
            mine.action_apply,
            mine.action_cancel,
            mine.unlink,
        ):
            with self.assertRaises(AccessError):
                deed()

    def test_an_officer_does_not_have_it_entered(self):
        one = self._propose_as(self.officer)
        with self.assertRaisesRegex(AccessError, "manager"):
            one.action_apply()

    def test_nobody_has_the_own_proposal_entered(self):
        one = self._propose_as(self.manager)
        with self.assertRaisesRegex(AccessError, "another"):
            one.action_apply()

    def test_nobody_has_the_own_commission_changed(self):
        self.lan.group_ids += self.env.ref("p2it_commission.group_manager")
        one = self._propose_as(self.officer)
        with self.assertRaisesRegex(AccessError, "another"):
            self._as(self.lan, one).action_apply()

    def test_another_company_has_no_say(self):
        other = self.env["res.company"].create({"name": "Công ty khác"})
        officer = self._create_staff("ke.toan.khac", "p2it_commission.group_manager")
        one = self._propose_as(self.officer)
        officer.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        with self.assertRaises(AccessError):
            one.with_user(officer).with_context(allowed_company_ids=other.ids).action_apply()
        with self.assertRaises(AccessError):
            one.with_user(officer).with_context(allowed_company_ids=other.ids).action_cancel()

    def test_no_client_says_how_far_it_is(self):
        values = {"state": "applied", "proposed_by": self.minh.id}
        one = self._create_reprocess(**values).with_context(default_state="applied")
        self.assertEqual((one.state, one.proposed_by), ("draft", self.env["res.users"]))
        for name, value in values.items():
            with self.assertRaises(AccessError):
                one.write({name: value})
        one.action_propose()
        with self.assertRaises(UserError):
            one.write({"date_to": "2026-02-28"})
        with self.assertRaises(AccessError):
            self._as(self.officer, one.line_ids).write({"new_amount": 1})
        with self.assertRaises(UserError):
            one.unlink()
