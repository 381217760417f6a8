from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged
from odoo.tools import mute_logger

from .transactions import RealTransactions


@tagged("post_install", "-at_install")
class TestStopCareAtOnce(RealTransactions, TransactionCase):
    """Two people decide, ask or correct at the same moment, in two real transactions."""

    transaction_context = {"tracking_disable": True, "no_reset_password": True}

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            self.company_id = env.company.id
            self.addCleanup(self._restore, env.company.read(["stop_care_required", "stop_care_attempts"])[0])
            env.company.write({"stop_care_required": True, "stop_care_attempts": 2})
            self.users = self._create_users(env)
            self.customer_id = (
                env["res.partner"].create({"name": "Công ty Cùng Lúc", "user_id": self.users["sales"]}).id
            )
            self.lead_id = (
                env["crm.lead"]
                .create({"name": "Hỏi giá", "user_id": self.users["sales"], "partner_id": self.customer_id})
                .id
            )
            self.reason_id = env["crm.lost.reason"].create({"name": "Đã đóng cửa"}).id
            self.request_id = self._create_request(env, lead_id=self.lead_id)
            self._fail(env)
            self._request(env).with_user(self.users["sales"]).action_request()
        self.addCleanup(self._delete)

    def _create_users(self, env):
        employees = env["hr.employee"]
        ids, above = {}, False
        self.employee_ids = []
        for key in ("director", "leader", "sales"):
            groups = env.ref("p2it_crm.group_salesperson").ids
            user = env["res.users"].create(
                {"name": f"Cùng lúc {key}", "login": f"p2it_once_{key}", "group_ids": [(6, 0, groups)]}
            )
            above = employees.create({"name": user.name, "user_id": user.id, "parent_id": above}).id
            self.employee_ids.append(above)
            ids[key] = user.id
        return ids

    def _create_request(self, env, **values):
        values = {"reason_id": self.reason_id, "note": "Không gặp được ai", **values}
        return env["p2it.stop.care"].with_user(self.users["sales"]).create(values).id

    def _fail(self, env):
        for _number in range(2):
            env["p2it.care"].with_user(self.users["sales"]).create(
                {"lead_id": self.lead_id, "outcome": "no_contact", "summary": "Không nghe máy"}
            )

    def _request(self, env):
        return env["p2it.stop.care"].browse(self.request_id)

    def _restore(self, values):
        with self._committing() as env:
            values.pop("id")
            env["res.company"].browse(self.company_id).write(values)

    def _delete(self):
        with self._committing() as env:
            requests = env["p2it.stop.care"].search([("user_id", "in", list(self.users.values()))])
            requests.write({"state": "draft", "evidence_ids": [(5, 0, 0)]})
            requests.unlink()
            entries = env["p2it.care"].search([("user_id", "in", list(self.users.values()))])
            entries.sorted("id", reverse=True).unlink()
            env["crm.lead"].browse(self.lead_id).unlink()
            env["res.partner"].browse(self.customer_id).unlink()
            env["crm.lost.reason"].browse(self.reason_id).unlink()
            env["hr.employee"].browse(self.employee_ids).unlink()
            users = env["res.users"].browse(self.users.values())
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _read_first(self, env):
        env["p2it.stop.care"].search([]).mapped("state")
        env["p2it.care"].search([("lead_id", "=", self.lead_id)]).mapped("is_corrected")

    def _by(self, key, method):
        return lambda env: getattr(self._request(env).with_user(self.users[key]), method)()

    def _run(self, *functions):
        with mute_logger("odoo.sql_db", "odoo.service.model"):  # the later fails on the row and runs again
            errors = self._run_at_once(*functions)
        self.assertTrue(all(isinstance(error, UserError) for error in errors), errors)
        return errors

    def _refuse(self, key):
        def refuse(env):
            request = self._request(env).with_user(self.users[key])
            request.decision_note = "Thử gọi số khác"
            request.action_refuse()

        return refuse

    def test_two_managers_who_agree_at_once_decide_once(self):
        errors = self._run(self._by("leader", "action_approve"), self._by("director", "action_approve"))
        self.assertEqual(len(errors), 1)
        with self._committing() as env:
            self.assertEqual(self._request(env).state, "approved")
            closing = env["mail.message"].search_count(
                [("model", "=", "crm.lead"), ("res_id", "=", self.lead_id), ("body", "ilike", "Đã đóng cửa")]
            )
            self.assertEqual(closing, 1)

    def test_one_agrees_and_one_refuses_at_once_and_one_of_them_wins_whole(self):
        errors = self._run(self._by("leader", "action_approve"), self._refuse("director"))
        self.assertEqual(len(errors), 1)
        with self._committing() as env:
            lead = env["crm.lead"].browse(self.lead_id)
            self.assertEqual(lead.active, self._request(env).state == "refused")

    def test_withdrawing_while_a_manager_agrees_is_one_or_the_other(self):
        errors = self._run(self._by("sales", "action_cancel"), self._by("leader", "action_approve"))
        self.assertEqual(len(errors), 1)
        with self._committing() as env:
            lead = env["crm.lead"].browse(self.lead_id)
            self.assertEqual(lead.active, self._request(env).state == "cancelled")

    def test_two_requests_at_once_do_not_share_their_evidence(self):
        with self._committing() as env:
            self._request(env).with_user(self.users["sales"]).action_cancel()
            first = self._create_request(env, lead_id=self.lead_id)
            second = self._create_request(env, partner_id=self.customer_id)

        def ask(request_id):
            return lambda env: (
                env["p2it.stop.care"].browse(request_id).with_user(self.users["sales"]).action_request()
            )

        self.assertEqual(len(self._run(ask(first), ask(second))), 1)
        with self._committing() as env:
            states = env["p2it.stop.care"].browse((first, second)).mapped("state")
            self.assertEqual(sorted(states), ["draft", "requested"])

    def test_evidence_corrected_while_a_manager_agrees_is_seen_by_one_of_them(self):
        with self._committing() as env:
            care = self._request(env).evidence_ids[0]
            values = {"lead_id": self.lead_id, "summary": "Đã gặp", "outcome": "successful"}
            care_id = care.id

        def correct(env):
            entries = env["p2it.care"].with_user(self.users["sales"])
            entries.create({**values, "corrects_id": care_id})
            env.flush_all()

        self._run(correct, self._by("leader", "action_approve"))
        with self._committing() as env:
            request = self._request(env)
            if request.state == "approved":
                # agreed first: the correction came after, and the evidence was whole then
                self.assertGreaterEqual(
                    env["p2it.care"].browse(care_id).correction_ids.create_date, request.decision_date
                )
