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

    def _plan(self, confirm=True, **rule):
        return self._create_plan(
            {"rate": 1, "trigger": "ordered"},
            {"rate": 9, "trigger": "ordered", **rule},
            date_to=False,
            confirm=confirm,
        )

    def _draft(self, team):
        order = self._create_order("2026-03-01", (self.beer, 100_000), confirm=False, team_id=team.id)
        return self._as_seller(order)

    def _as_seller(self, records):
        return records.with_user(self.minh).with_context(allowed_company_ids=self.company.ids)

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

    def test_no_quotation_waits_with_it_for_the_customers_signature(self):
        self._plan(team_id=self.other_team.id)
        values = {"partner_id": self.customer.id, "user_id": self.minh.id}
        orders = self._as_seller(self.env["sale.order"])
        order = orders.create({**values, "team_id": self.team.id})
        nobodys = orders.create({**values, "user_id": False, "team_id": self.other_team.id})
        for call in (
            lambda: orders.create({**values, "team_id": self.other_team.id}),
            lambda: orders.with_context(default_team_id=self.other_team.id).create(values),
            lambda: order.write({"team_id": self.other_team.id}),
            lambda: nobodys.write({"user_id": self.minh.id, "team_id": self.other_team.id}),
        ):
            with self.assertRaises(UserError), self.env.cr.savepoint():
                call()

    def test_rules_to_come_count_too(self):
        plan = self._plan(team_id=self.other_team.id, confirm=False)
        plan.date_from = "2199-01-01"
        plan.action_confirm()
        self._create_plan({"rate": 1, "trigger": "ordered"}, name="Năm nay")
        with self.assertRaises(UserError):
            self._draft(self.other_team).action_confirm()

    def test_a_leader_sells_for_the_team_that_is_led(self):
        self._plan(team_id=self.other_team.id)
        self.other_team.user_id = self.minh
        order = self._draft(self.other_team)
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

    def test_nor_does_it_move_below_another_company(self):
        self._plan(customer_group_id=self.groups[1].id)
        self._sell("2026-03-01", (self.beer, 100_000))
        values = {"is_company": True, "user_id": self.minh.id}
        company, twin = self._as_seller(self.env["res.partner"]).create(
            [
                {**values, "name": "Siêu thị Bảy", "customer_group_id": self.groups[1].id},
                {**values, "name": "Quán Bảy", "customer_group_id": self.groups[0].id},
            ]
        )
        customer = self._as_seller(self.customer)
        with self.assertRaisesRegex(UserError, "buys already"), self.env.cr.savepoint():
            customer.parent_id = company
        customer.parent_id = twin
        self.assertEqual(customer.commercial_partner_id, twin)

    def test_groups_are_free_where_no_rule_asks_for_them(self):
        self._plan(team_id=self.team.id)
        self._sell("2026-03-01", (self.beer, 100_000))
        self._regroup()
        self.assertEqual(self.customer.customer_group_id, self.groups[1])
