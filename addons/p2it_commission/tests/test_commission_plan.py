from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionPlan(CommissionCommon):
    """A confirmed version never changes; splits never give away more than the whole; nobody writes the
    ledger."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.manager = new_test_user(
            cls.env,
            "commission.manager",
            groups="p2it_commission.group_manager",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    def _as(self, user, records):
        return records.with_user(user).with_context(allowed_company_ids=self.company.ids)

    def test_what_was_confirmed_stays_whatever_way_it_is_written(self):
        plan = self._create_plan({"rate": 2, "tiers": [(1_000_000, 3)], "ages": [(30, 50)]})
        plan = self._as(self.manager, plan)
        rule = plan.rule_ids
        attempts = {
            "the date": lambda: plan.write({"date_to": "2027-12-31"}),
            "the state": lambda: plan.write({"state": "draft"}),
            "a rule through the plan": lambda: plan.write(
                {"rule_ids": [Command.update(rule.id, {"rate": 9})]}
            ),
            "the rule": lambda: rule.write({"rate": 9}),
            "a further rule": lambda: rule.copy({"plan_id": plan.id}),
            "the rule's end": lambda: rule.unlink(),
            "the tier": lambda: rule.tier_ids.write({"value": 9}),
            "a further tier": lambda: rule.tier_ids.create({"rule_id": rule.id, "threshold": 5, "value": 9}),
            "the tier's end": lambda: rule.tier_ids.unlink(),
            "the terms for late payments": lambda: rule.age_ids.write({"percent": 99}),
            "the plan's end": lambda: plan.unlink(),
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaises(UserError):
                attempt()

    def test_a_new_plan_is_a_first_draft_whatever_a_client_says(self):
        other = self._create_plan({"rate": 2})
        forged = {"state": "confirmed", "version": 7, "root_id": other.id, "previous_id": other.id}
        plans = self._as(self.manager, other)
        values = {"name": "Giả", "date_from": "2028-01-01"}
        context = {f"default_{name}": value for name, value in forged.items()}
        for plan in (plans.create({**values, **forged}), plans.with_context(**context).create(values)):
            found = (plan.state, plan.version, plan.root_id, plan.previous_id)
            self.assertEqual(found, ("draft", 1, plan, plans.browse()))

    def test_a_rule_is_not_moved_into_a_confirmed_version(self):
        confirmed = self._as(self.manager, self._create_plan({"rate": 2}))
        draft = self._as(self.manager, self._create_plan({"rate": 9}, confirm=False, name="Khác"))
        with self.assertRaises(UserError):
            draft.rule_ids.plan_id = confirmed

    def test_the_next_version_is_a_copy_that_can_be_changed(self):
        plan = self._as(self.manager, self._create_plan({"rate": 2, "tiers": [(1_000_000, 3)]}))
        following = plan.browse(plan.action_new_version()["res_id"])
        self.assertEqual((following.version, following.root_id, following.state), (2, plan, "draft"))
        self.assertEqual(str(following.date_from), "2027-01-01")
        self.assertEqual(str(following.date_to), "2027-12-31")
        self.assertEqual(following.rule_ids.tier_ids.mapped("value"), [3])
        following.rule_ids.rate = 4
        following.action_confirm()
        self.assertEqual(plan.rule_ids.rate, 2)

    def test_versions_never_overlap(self):
        plan = self._create_plan({"rate": 2})
        following = self.env["p2it.commission.plan"].browse(plan.action_new_version()["res_id"])
        following.date_from = "2026-12-31"
        with self.assertRaises(ValidationError):
            following.action_confirm()

    def test_a_version_without_end_ends_where_the_next_begins(self):
        plan = self._create_plan({"rate": 2, "trigger": "invoiced"}, date_to=False)
        following = self.env["p2it.commission.plan"].browse(plan.action_new_version()["res_id"])
        following.date_from = "2026-04-01"
        following.rule_ids.rate = 5
        following.action_confirm()
        self.assertEqual(str(plan.date_end), "2026-03-31")
        self._sell("2026-03-31", (self.beer, 100_000))
        self._sell("2026-04-01", (self.beer, 100_000))
        self._run()
        self.assertEqual(self._get_earned(self.minh), 2_000 + 5_000)

    def test_a_version_that_paid_is_not_withdrawn(self):
        plan = self._create_plan({"rate": 2, "trigger": "invoiced"})
        self._sell("2026-03-31", (self.beer, 100_000))
        self._run()
        with self.assertRaises(UserError):
            plan.action_withdraw()

    def test_shares_are_at_most_the_whole_on_every_day(self):
        split = self.env["p2it.commission.assignment"]
        split.create({"partner_id": self.customer.id, "user_id": self.lan.id, "share": 60})
        split.create({"partner_id": self.customer.id, "user_id": self.leader.id, "share": 40})
        with self.assertRaises(ValidationError):
            split.create({"partner_id": self.customer.id, "user_id": self.minh.id, "share": 0.01})

    def test_shares_that_follow_each_other_may_each_be_the_whole(self):
        split = self.env["p2it.commission.assignment"]
        values = {"partner_id": self.customer.id, "share": 100}
        split.create({**values, "user_id": self.lan.id, "date_to": "2026-03-31"})
        split.create({**values, "user_id": self.leader.id, "date_from": "2026-04-01"})
        self._create_plan({"rate": 2, "trigger": "invoiced"})
        self._sell("2026-03-31", (self.beer, 100_000))
        self._sell("2026-04-01", (self.beer, 200_000))
        self._run()
        self.assertEqual((self._get_earned(self.lan), self._get_earned(self.leader)), (2_000, 4_000))

    def test_the_split_of_an_order_goes_before_that_of_its_customer(self):
        split = self.env["p2it.commission.assignment"]
        split.create({"partner_id": self.customer.id, "user_id": self.leader.id, "share": 100})
        self._create_plan({"rate": 2, "trigger": "ordered"})
        order = self._create_order("2026-03-31", (self.beer, 100_000))
        split.create({"order_id": order.id, "user_id": self.lan.id, "share": 30})
        self._run()
        self.assertEqual((self._get_earned(self.minh), self._get_earned(self.lan)), (1_400, 600))

    def test_a_salesperson_moves_no_commission(self):
        plan = self._create_plan({"rate": 2, "trigger": "invoiced"}, confirm=False)
        split = self.env["p2it.commission.assignment"].create(
            {"partner_id": self.customer.id, "user_id": self.lan.id, "share": 10}
        )
        target = self.env["p2it.commission.target"].create(
            {"plan_id": plan.id, "user_id": self.minh.id, "date_from": "2026-03-01", "amount": 5}
        )
        records = (plan, plan.rule_ids, split, target)
        for record in records:
            mine = self._as(self.minh, record)
            for attempt in (
                lambda mine=mine: mine.write({"company_id": self.company.id}),
                lambda mine=mine: mine.copy(),
                lambda mine=mine: mine.unlink(),
            ):
                with self.subTest(record._name), self.assertRaises(AccessError):
                    attempt()
        for method in ("action_confirm", "action_withdraw", "action_new_version", "action_compute"):
            with self.subTest(method), self.assertRaises(AccessError):
                getattr(self._as(self.minh, plan), method)()

    def test_who_sells_lowers_no_cost_where_margin_is_paid_for(self):
        self._create_plan({"rate": 10, "base": "margin", "trigger": "ordered"})
        order = self._as(self.minh, self._create_order("2026-03-30", (self.beer, 100_000)))
        order.order_line.purchase_price = 60_000
        line = {"order_id": order.id, "product_id": self.beer.id}
        order.order_line.create({**line, "purchase_price": 60_000})
        for attempt in (
            lambda: order.order_line[0].write({"purchase_price": 0}),
            lambda: order.order_line.create({**line, "purchase_price": 1}),
            lambda: order.write(
                {"order_line": [Command.update(order.order_line[0].id, {"purchase_price": 1})]}
            ),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                attempt()
        self._run()
        self.assertEqual(self._get_earned(self.minh), 4_000 + 4_000)

    def test_nobody_writes_the_ledger(self):
        self._create_plan({"rate": 2, "trigger": "invoiced"})
        self._sell("2026-03-31", (self.beer, 100_000))
        self._run()
        entry = self.env["p2it.commission.entry"].search([("user_id", "=", self.minh.id)])
        for user in (self.minh, self.manager, self.env.user):
            mine = entry.with_user(user)
            for attempt in (
                lambda mine=mine: mine.write({"amount": 9}),
                lambda mine=mine: mine.copy({"number": 7}),
                lambda mine=mine: mine.unlink(),
                lambda mine=mine: mine.create({"amount": 9}),
            ):
                with self.assertRaises(AccessError):
                    attempt()

    def test_salespeople_see_their_own_and_leaders_their_people(self):
        self._create_plan({"rate": 2, "trigger": "invoiced"})
        self._sell("2026-03-30", (self.beer, 100_000))
        self._sell("2026-03-31", (self.beer, 100_000), user=self.lan)
        self._run()
        for user in (self.minh, self.lan, self.leader):
            user.group_ids += self.env.ref("p2it_crm.group_salesperson")
        self.assertEqual(self._get_seen(self.minh), self.minh)
        self.assertEqual(self._get_seen(self.lan), self.lan)
        self.assertEqual(self._get_seen(self.leader), self.minh + self.lan)

    def _get_seen(self, user):
        entries = self._as(user, self.env["p2it.commission.entry"]).search(
            [("company_id", "=", self.company.id)]
        )
        return entries.user_id.sorted("id").with_env(self.env)

    def test_a_plan_of_others_is_not_seen(self):
        plan = self._create_plan({"rate": 2}, user_ids=[Command.link(self.lan.id)])
        self.assertTrue(self._as(self.lan, plan).rule_ids.rate)
        for record in (plan, plan.rule_ids):
            with self.assertRaises(AccessError):
                self._as(self.minh, record).read(["display_name"])

    def test_only_who_takes_part_earns(self):
        self._create_plan({"rate": 2, "trigger": "invoiced"}, user_ids=[Command.link(self.lan.id)])
        self._sell("2026-03-30", (self.beer, 100_000))
        self._sell("2026-03-31", (self.beer, 100_000), user=self.lan)
        self._run()
        self.assertEqual((self._get_earned(self.minh), self._get_earned(self.lan)), (0, 2_000))

    def test_what_earned_a_commission_is_not_deleted(self):
        self._create_plan({"rate": 2, "trigger": "ordered"})
        order = self._create_order("2026-03-30", (self.beer, 100_000))
        self._run()
        order._action_cancel()
        with self.assertRaises(UserError):
            order.unlink()
        with self.assertRaises(UserError):
            self.minh.unlink()

    def test_merged_customers_take_their_entries_along(self):
        self._create_plan({"rate": 2, "trigger": "invoiced"})
        self._sell("2026-03-30", (self.beer, 100_000))
        self._run()
        twin = self.env["res.partner"].create({"name": "Đại lý Bảy Hiền (cũ)"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.customer + twin).ids, twin, extra_checks=False)
        entry = self.env["p2it.commission.entry"].search([("user_id", "=", self.minh.id)])
        self.assertEqual(entry.partner_id, twin)

    def test_a_split_is_called_by_who_gets_it(self):
        splits = self.env["p2it.commission.assignment"]
        self.assertFalse(splits.new({}).display_name)
        split = splits.create({"user_id": self.lan.id, "salesperson_id": self.minh.id, "share": 20})
        self.assertEqual(split.display_name, self.lan.name)
