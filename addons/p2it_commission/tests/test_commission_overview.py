from freezegun import freeze_time
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-03-20 03:00:00")
class TestCommissionOverview(CommissionCommon):
    """What a salesperson is told: earned, coming, and the next tier."""

    def _get(self, user, of=None):
        overview = self.env["p2it.commission.overview"].with_user(user)
        overview = overview.with_context(allowed_company_ids=self.company.ids)
        return overview.get_overview(of.id if of else None)

    def test_earned_coming_and_the_next_tier(self):
        self._create_plan({"rate": 2, "trigger": "paid", "tiers": [(1_000_000, 3)]})
        invoice = self._sell("2026-03-05", (self.beer, 800_000))
        self._pay(invoice, 600_000, "2026-03-06")
        self._run()
        told = self._get(self.minh)
        self.assertEqual((told["month"], told["year"], told["unsettled"]), (12_000, 12_000, 12_000))
        self.assertEqual(told["coming"], 4_000)
        self.assertEqual([order["amount"] for order in told["orders"]], [4_000])
        [tier] = told["tiers"]
        self.assertEqual((tier["achieved"], tier["next_start"], tier["brings"]), (600_000, 1_000_000, 8_000))
        self.assertIn("600", told["entries"][0]["text"])

    def test_what_comes_reaches_the_next_tier(self):
        self._create_plan({"rate": 2, "trigger": "paid", "tiers": [(1_000_000, 3)]})
        self._create_order("2026-03-05", (self.beer, 1_500_000))
        self.assertEqual(self._get(self.minh)["coming"], 20_000 + 15_000)

    def test_what_was_paid_or_cancelled_is_not_coming(self):
        self._create_plan({"rate": 2, "trigger": "paid"})
        self._pay(self._sell("2026-03-05", (self.beer, 800_000)), 800_000, "2026-03-06")
        self._create_order("2026-03-07", (self.beer, 500_000))._action_cancel()
        self._run()
        self.assertEqual(self._get(self.minh)["coming"], 0)

    def test_leaders_look_at_their_people_and_nobody_at_others(self):
        self._create_plan({"rate": 2, "trigger": "invoiced"})
        self._sell("2026-03-05", (self.beer, 800_000))
        self._run()
        for user in (self.minh, self.lan, self.leader):
            user.group_ids += self.env.ref("p2it_crm.group_salesperson")
        self.assertEqual(self._get(self.leader, self.minh)["month"], 16_000)
        with self.assertRaises(AccessError):
            self._get(self.lan, self.minh)
        with self.assertRaises(AccessError):
            self._get(self.minh, self.leader)
