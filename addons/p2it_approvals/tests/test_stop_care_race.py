from odoo import Command
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestStopCareChainAtOnce(RealTransactions, TransactionCase):
    """The chain decides while who asked withdraws: one of both happens, wholly."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            self.asks, self.decides = (
                new_test_user(
                    env,
                    f"p2it_chain_{name}",
                    groups="p2it_crm.group_salesperson",
                    email=f"chain_{name}@p2it.example",
                ).id
                for name in ("asks", "decides")
            )
            step = {"name": "Giám đốc", "user_ids": [Command.set([self.decides])]}
            self.kind = (
                env["p2it.approval.type"]
                .create({"name": "Ngừng", "gate": "stop_care", "step_ids": [Command.create(step)]})
                .id
            )
            self.partner = env["res.partner"].create({"name": "Khách cùng lúc", "user_id": self.asks}).id
            self.lead = (
                env["crm.lead"]
                .create({"name": "Hỏi giá", "user_id": self.asks, "partner_id": self.partner})
                .id
            )
            self.reason = env["crm.lost.reason"].create({"name": "Đã đóng cửa"}).id
            request = (
                env["p2it.stop.care"]
                .with_user(self.asks)
                .create({"lead_id": self.lead, "reason_id": self.reason, "note": "Không gặp được ai"})
            )
            self.request = request.id
            env.flush_all()
            request.sudo().company_id.stop_care_attempts, self.attempts = (
                0,
                request.sudo().company_id.stop_care_attempts,
            )
            request.action_request()

    def _read_first(self, env):
        env["p2it.stop.care"].browse(self.request).mapped("state")
        env["p2it.approval.request"].search([]).mapped("state")

    def _delete(self):
        with self._committing() as env:
            env.company.stop_care_attempts = self.attempts
            # Requests are never deleted but by the test that has committed them.
            for table in ("decision", "line", "request"):
                column = "id" if table == "request" else "request_id"
                query = (
                    f"DELETE FROM p2it_approval_{table} WHERE {column} IN"
                    " (SELECT id FROM p2it_approval_request WHERE type_id = %s)"
                )
                env.cr.execute(query, [self.kind])
            env["p2it.approval.type"].browse(self.kind).unlink()
            request = env["p2it.stop.care"].browse(self.request)
            request.state = "draft"
            request.unlink()
            env["crm.lead"].browse(self.lead).unlink()
            env["res.partner"].browse(self.partner).unlink()
            env["crm.lost.reason"].browse(self.reason).unlink()
            users = env["res.users"].browse([self.asks, self.decides])
            partners = users.partner_id
            users.unlink()
            partners.unlink()
        self.registry.clear_cache()

    def _decide(self, env):
        approvals = env["p2it.approval.request"].search([("type_id", "=", self.kind)])
        approvals.with_user(self.decides).action_approve()

    def _withdraw(self, env):
        env["p2it.stop.care"].browse(self.request).with_user(self.asks).action_cancel()

    def _get_outcome(self):
        with self._committing() as env:
            approval = env["p2it.approval.request"].search([("type_id", "=", self.kind)])
            request = env["p2it.stop.care"].browse(self.request)
            return approval.state, request.state, request.lead_id.won_status

    def test_an_agreement_against_a_withdrawal_is_one_of_both(self):
        errors = self._run_at_once(self._decide, self._withdraw)
        self.assertEqual(len(errors), 1)
        self.assertIn(
            self._get_outcome(),
            [("approved", "approved", "lost"), ("cancelled", "cancelled", "pending")],
        )

    def test_the_same_agreement_twice_closes_once(self):
        errors = self._run_at_once(self._decide, self._decide)
        self.assertEqual(len(errors), 1)
        self.assertIn("already", str(errors[0]))
        self.assertEqual(self._get_outcome(), ("approved", "approved", "lost"))
