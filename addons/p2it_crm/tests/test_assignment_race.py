from odoo import Command
from odoo.tests import TransactionCase, tagged

from .transactions import RealTransactions


@tagged("post_install", "-at_install")
class TestAssignmentAtOnce(RealTransactions, TransactionCase):
    """Two real transactions give out leads in one team; whatever they commit is deleted afterwards."""

    transaction_context = {"tracking_disable": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            users = env["res.users"].create(
                [
                    {
                        "name": f"Người bán {number}",
                        "login": f"p2it_race_{number}",
                        "email": f"race{number}@p2it.example",
                        "group_ids": [Command.set([env.ref("p2it_crm.group_salesperson").id])],
                    }
                    for number in range(2)
                ]
            )
            team = env["crm.team"].create(
                {"name": "Đội đua", "use_leads": True, "member_ids": [Command.set(users.ids)]}
            )
            source = env["utm.source"].create({"name": "Hội chợ đua"})
            self.user_ids, self.team_id, self.source_id = users.ids, team.id, source.id

    def _delete(self):
        with self._committing() as env:
            rules = env["p2it.assignment.rule"].with_context(active_test=False).search([("name", "=", "Đua")])
            leads = env["crm.lead"].with_context(active_test=False).search([("name", "=like", "Đua %")])
            env["p2it.lead.history"].search([("lead_id", "in", leads.ids)]).unlink()
            leads.unlink()
            rules.unlink()
            env["crm.team"].browse(self.team_id).unlink()
            env["utm.source"].browse(self.source_id).unlink()
            users = env["res.users"].browse(self.user_ids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _create_rule(self, method):
        with self._committing() as env:
            env["p2it.assignment.rule"].create(
                {"name": "Đua", "team_id": self.team_id, "method": method, "source_id": self.source_id}
            )

    def _read_first(self, env):
        env["crm.team"].browse(self.team_id).mapped("name")
        env["crm.lead"].search_count([("user_id", "in", self.user_ids)])

    def _create_lead(self, number):
        def create(env):
            env["crm.lead"].create(
                {"name": f"Đua {number}", "type": "lead", "user_id": False, "source_id": self.source_id}
            )

        return create

    def _get_owners(self):
        with self._committing() as env:
            leads = env["crm.lead"].search([("name", "=like", "Đua %")])
            return sorted(leads.mapped("user_id.id"))

    def test_two_leads_at_once_go_to_two_people(self):
        for method in ("round_robin", "least_loaded"):
            with self.subTest(method=method):
                self._create_rule(method)
                self.assertFalse(self._run_at_once(self._create_lead(1), self._create_lead(2)))
                self.assertEqual(self._get_owners(), sorted(self.user_ids))
                with self._committing() as env:
                    env["crm.lead"].search([("name", "=like", "Đua %")]).unlink()
                    env["p2it.assignment.rule"].search([("name", "=", "Đua")]).unlink()

    def test_one_lead_assigned_by_two_people_at_once_is_assigned_once(self):
        with self._committing() as env:
            self._create_lead(1)(env)
        self._create_rule("round_robin")

        def press(env):
            env["crm.lead"].search([("name", "=", "Đua 1")]).action_assign_by_rules()

        self.assertFalse(self._run_at_once(press, press))
        with self._committing() as env:
            lead = env["crm.lead"].search([("name", "=", "Đua 1")])
            rows = env["p2it.lead.history"].search([("lead_id", "=", lead.id), ("kind", "=", "salesperson")])
            self.assertEqual(len(rows), 1)
            self.assertEqual(rows.to_user_id, lead.user_id)
