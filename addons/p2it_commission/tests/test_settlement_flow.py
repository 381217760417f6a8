from odoo import Command
from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from .settle_common import APRIL, SettleCommon


@tagged("post_install", "-at_install")
class TestSettlementFlow(SettleCommon):
    """Accepted or disputed by the person, approved by another."""

    def setUp(self):
        super().setUp()
        self._sell("2026-03-05", (self.beer, 1_000_000))
        self.settlement = self._settle_one()

    def _create_type(self, users, **values):
        return self.env["p2it.approval.type"].create(
            {
                "name": "Chi hoa hồng",
                "gate": "commission",
                "step_ids": [Command.create({"name": "Giám đốc", "user_ids": [Command.set(users.ids)]})],
                **values,
            }
        )

    def test_the_person_is_told_and_accepts(self):
        told = self.settlement.message_ids.filtered(lambda message: "30" in (message.body or ""))
        self.assertIn(self.minh.partner_id, told.partner_ids)
        self._accept(self.settlement)
        self.assertEqual((self.settlement.state, self.settlement.decided_by), ("accepted", self.minh))

    def test_nobody_else_accepts(self):
        for user in (self.lan, self.leader, self.officer, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._as(user, self.settlement).action_accept()

    def test_an_officer_accepts_with_a_reason(self):
        settlement = self._as(self.officer, self.settlement)
        with self.assertRaisesRegex(UserError, "Say why"):
            settlement.action_accept_for(" ")
        settlement.action_accept_for("Đã đồng ý qua điện thoại")
        self.assertEqual(self.settlement.state, "accepted")
        self.assertEqual(self.settlement.decided_by, self.officer)
        self.assertEqual(self.settlement.decided_note, "Đã đồng ý qua điện thoại")
        with self.assertRaises(AccessError):
            self._as(self.minh, self.settlement).action_accept_for("Tự làm")

    def test_a_manager_approves_but_never_the_own(self):
        self._accept(self.settlement)
        with self.assertRaises(AccessError):
            self._as(self.officer, self.settlement).action_approve()
        self.minh.group_ids += self.env.ref("p2it_commission.group_manager")
        with self.assertRaisesRegex(AccessError, "own commission"):
            self._as(self.minh, self.settlement).action_approve()
        self._as(self.manager, self.settlement).action_approve()
        self.assertEqual((self.settlement.state, self.settlement.approved_by), ("approved", self.manager))

    def test_only_what_was_accepted_is_approved(self):
        with self.assertRaisesRegex(UserError, "Proposed"):
            self._as(self.manager, self.settlement).action_approve()

    def test_disputed_answered_and_proposed_again(self):
        dispute = self._as(self.minh, self.settlement).action_dispute("Thiếu đơn của Bảy Hiền")
        self.assertEqual(self.settlement.state, "disputed")
        self.assertEqual((dispute.settlement_id, dispute.user_id), (self.settlement, self.minh))
        self._as(self.officer, dispute).action_answer("Sẽ tính vào tháng tư")
        self._as(self.officer, self.settlement).action_propose_again()
        self.assertEqual(self.settlement.state, "draft")
        self._accept(self.settlement)
        self.assertEqual(self.settlement.dispute_count, 1)

    def test_accepted_can_be_disputed_until_it_is_approved(self):
        self._accept(self.settlement)
        self._as(self.minh, self.settlement).action_dispute("Nghĩ lại")
        self._accept(self.settlement)
        self._as(self.manager, self.settlement).action_approve()
        with self.assertRaises(UserError):
            self._as(self.minh, self.settlement).action_dispute("Muộn")

    def test_where_a_type_applies_its_chain_decides(self):
        boss = self._create_person("tong.giam.doc")
        self._create_type(boss)
        self._accept(self.settlement)
        with self.assertRaises(RedirectWarning):
            self._as(self.manager, self.settlement).action_approve()
        request = self.settlement.sudo()._get_open_approvals()
        self.assertEqual(request.requested_by, self.minh)
        request.with_user(boss).action_approve()
        self.assertEqual((self.settlement.state, self.settlement.approved_by), ("approved", boss))

    def test_what_the_chain_refuses_is_proposed_again(self):
        boss = self._create_person("tong.giam.doc")
        self._create_type(boss)
        self._accept(self.settlement)
        self.settlement.sudo()._get_open_approvals().with_user(boss).action_refuse("Sai tháng")
        self.assertEqual(self.settlement.state, "draft")
        self._accept(self.settlement)
        self.settlement.sudo()._get_open_approvals().with_user(boss).action_approve()
        self.assertEqual(self.settlement.state, "approved")

    def test_disputing_takes_the_question_from_the_chain(self):
        boss = self._create_person("tong.giam.doc")
        self._create_type(boss)
        self._accept(self.settlement)
        self._as(self.minh, self.settlement).action_dispute("Nghĩ lại")
        self.assertEqual(self.settlement.state, "disputed")
        self.assertFalse(self.settlement.sudo()._get_open_approvals())

    def test_a_chain_never_asks_the_person(self):
        self._create_type(self.minh + self.leader)
        self._accept(self.settlement)
        request = self.settlement.sudo()._get_open_approvals()
        self.assertEqual(request.line_ids.approver_ids, self.leader)
        with self.assertRaises(UserError):
            request.with_user(self.minh).action_approve()

    def test_a_person_alone_in_the_chain_is_told(self):
        self._create_type(self.minh)
        with self.assertRaisesRegex(UserError, "Too few people"):
            self._accept(self.settlement)

    def test_a_chain_may_hold_large_ones_only(self):
        boss = self._create_person("tong.giam.doc")
        self._create_type(boss, domain="[('amount_total', '>=', 1000000)]")
        self.assertEqual(self._approve(self.settlement).state, "approved")
        self._sell("2026-04-05", (self.beer, 100_000_000))
        large = self._settle_one(APRIL)
        self._accept(large)
        with self.assertRaises(RedirectWarning):
            self._as(self.manager, large).action_approve()
