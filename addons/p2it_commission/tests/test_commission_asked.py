from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionAsked(CommissionCommon):
    """What rules ask for isn't for who sells to set, where it would pay more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.groups = cls.env["p2it.customer.group"].create([{"name": "Quán"}, {"name": "Siêu thị"}])
        cls.team, cls.other_team = cls.env["crm.team"].create(
            [
                {
                    "name": "Kênh quán",
                    "company_id": cls.company.id,
                    "member_ids": [Command.link(cls.minh.id)],
                },
                {"name": "Kênh siêu thị", "company_id": cls.company.id},
            ]
        )
        cls.customer.write({"customer_group_id": cls.groups[0].id, "user_id": cls.minh.id})

    def _plan(self, **rule):
        return self._create_plan(
            {"rate": 1, "trigger": "ordered"},
            {"rate": 9, "trigger": "ordered", **rule},
            date_to=False,
        )

    def _draft(self, team):
        order = self._create_order("2026-03-01", (self.beer, 100_000), confirm=False, team_id=team.id)
        return order.with_user(self.minh).with_context(allowed_company_ids=self.company.ids)

    def _regroup(self):
        self.customer.with_user(self.minh).customer_group_id = self.groups[1]
        self.env.flush_all()

    # === TESTS === #

    def test_a_team_that_rules_pay_is_that_of_who_sells(self):
        self._plan(team_id=self.other_team.id)
        order = self._draft(self.other_team)
        with self.assertRaisesRegex(UserError, "ask a sales admin"), self.env.cr.savepoint():
            order.action_confirm()
        order.team_id = self.team
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_nor_is_it_passed_by_writing_the_state(self):
        self._plan(team_id=self.other_team.id)
        order = self._draft(self.other_team)
        with self.assertRaises(UserError):
            order.with_context(default_team_id=self.other_team.id).write({"state": "sale"})

    def test_teams_that_no_rule_asks_for_are_as_in_odoo(self):
        self._plan(team_id=self.team.id)
        order = self._draft(self.other_team)
        order.action_confirm()
        self.assertEqual(order.team_id, self.other_team)

    def test_a_sales_administrator_confirms_for_any_team(self):
        self._plan(team_id=self.other_team.id)
        self.leader.group_ids += self.env.ref("sales_team.group_sale_manager")
        order = self._draft(self.other_team).with_user(self.leader)
        order.action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_customer_who_buys_stays_in_the_group_that_rules_ask_for(self):
        self._plan(customer_group_id=self.groups[1].id)
        self.assertNotEqual(self.customer.lifecycle, "account")
        self._regroup()
        self.customer.customer_group_id = self.groups[0]
        self._sell("2026-03-01", (self.beer, 100_000))
        self.assertEqual(self.customer.lifecycle, "account")
        with self.assertRaisesRegex(UserError, "Đại lý Bảy Hiền"), self.env.cr.savepoint():
            self._regroup()
        self.customer.with_user(self.minh).write({"customer_group_id": self.groups[0].id, "comment": "x"})
        self.leader.group_ids += self.env.ref("sales_team.group_sale_manager")
        self.customer.with_user(self.leader).customer_group_id = self.groups[1]

    def test_groups_are_free_where_no_rule_asks_for_them(self):
        self._plan(team_id=self.team.id)
        self._sell("2026-03-01", (self.beer, 100_000))
        self._regroup()
        self.assertEqual(self.customer.customer_group_id, self.groups[1])
