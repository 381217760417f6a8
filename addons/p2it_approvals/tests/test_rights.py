from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalRights(ApprovalCommon):
    """Nobody writes requests, steps and decisions by hand; what was decided can be proved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._create_type()
        cls.order = cls._create_order()
        ids = cls.env["p2it.approval.request"].with_user(cls.seller).ask("sale.order", cls.order.ids)
        cls.request = cls.env["p2it.approval.request"].browse(ids)

    def _get_people(self):
        return self.seller | self.boss | self.administrator | self.env.ref("base.user_admin")

    def test_nobody_writes_them_by_hand(self):
        self.request.with_user(self.boss).action_approve()
        for user in self._get_people():
            for record, vals in (
                (self.request, {"state": "approved"}),
                (self.request.line_ids, {"state": "approved"}),
                (self.request.decision_ids, {"comment": "Khác"}),
            ):
                with self.assertRaises(AccessError):
                    record.with_user(user).write(vals)
                with self.assertRaises(AccessError):
                    record.with_user(user).unlink()
                with self.assertRaises(AccessError):
                    record.with_user(user).create([record.copy_data()[0]])

    def test_not_even_the_server_changes_a_decision(self):
        self.request.with_user(self.boss).action_approve()
        with self.assertRaises(AccessError):
            self.request.decision_ids.sudo().write({"comment": "Khác"})
        with self.assertRaises(AccessError):
            self.request.decision_ids.sudo().unlink()

    def test_a_row_tampered_in_the_database_is_found(self):
        self.request.with_user(self.boss).action_approve("Đồng ý")
        decisions = self.env["p2it.approval.decision"]
        self.assertFalse(decisions._find_tampered(self.request))
        self.env.cr.execute(
            "UPDATE p2it_approval_decision SET comment = 'Khác' WHERE request_id = %s", [self.request.id]
        )
        self.env.invalidate_all()
        self.assertEqual(decisions._find_tampered(self.request), self.request.decision_ids)

    def test_strangers_see_no_request(self):
        stranger = self._create_user("stranger", "sales_team.group_sale_salesman")
        for model in ("p2it.approval.request", "p2it.approval.line"):
            self.assertFalse(self.env[model].with_user(stranger).search([]))
        self.assertTrue(self.env["p2it.approval.request"].with_user(self.boss).search([]))
        self.assertTrue(self.env["p2it.approval.request"].with_user(self.administrator).search([]))

    def test_who_may_not_change_a_document_does_not_ask_for_it(self):
        clerk = self._create_user("clerk", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["p2it.approval.request"].with_user(clerk).ask("sale.order", self.order.ids)

    def test_only_administrators_set_up_types(self):
        kind = self.request.type_id
        for user in (self.seller, self.boss):
            with self.assertRaises(AccessError):
                kind.with_user(user).write({"active": False})
            with self.assertRaises(AccessError):
                kind.step_ids.with_user(user).write({"user_ids": [(4, user.id)]})
        kind.with_user(self.administrator).write({"active": False})

    def test_a_delegate_sees_the_requests_on_the_days_lent_only(self):
        requests = self.env["p2it.approval.request"].with_user(self.accountant)
        today = fields.Date.context_today(requests)
        delegation = self.env["p2it.approval.delegation"].create(
            {"user_id": self.boss.id, "delegate_id": self.accountant.id, "date_from": today}
        )
        self.assertIn(self.request, requests.search([]))
        self.assertTrue(self.request.line_ids.with_user(self.accountant).has_access("read"))
        delegation.write({"date_from": today - timedelta(days=9), "date_to": today - timedelta(days=1)})
        self.assertNotIn(self.request, requests.search([]))

    def test_who_decided_for_another_still_sees_what_was_decided(self):
        delegation = self.env["p2it.approval.delegation"].create(
            {"user_id": self.boss.id, "delegate_id": self.accountant.id}
        )
        self.request.with_user(self.accountant).action_approve()
        delegation.active = False
        self.env.invalidate_all()
        self.assertIn(self.request, self.env["p2it.approval.request"].with_user(self.accountant).search([]))

    def test_a_delegate_does_not_lengthen_what_was_lent(self):
        delegation = self.env["p2it.approval.delegation"].create(
            {"user_id": self.boss.id, "delegate_id": self.accountant.id}
        )
        with self.assertRaises(AccessError):
            delegation.with_user(self.accountant).write({"date_to": False})
        with self.assertRaises(AccessError):
            delegation.with_user(self.accountant).unlink()
