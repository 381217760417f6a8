from odoo.tests import tagged

from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionFirst(CommissionCommon):
    """What is earned, by each trigger."""

    def test_paid_in_part_as_paid(self):
        self._create_plan({"rate": 2.5, "trigger": "paid"})
        invoice = self._sell("2026-03-05", (self.beer, 1_000_001), (self.craft, 500_000))
        self.assertEqual(self._run(), 0)
        self._pay(invoice, 700_000, "2026-03-20")
        self.assertEqual(self._run(), 2)
        first = self._get_earned(self.minh)
        self.assertEqual(first, 17_500)
        self._pay(invoice, 800_001, "2026-04-02")
        self._run()
        self.assertEqual(self._get_earned(self.minh), 25_000 + 12_500)
        self.assertEqual(self._run(), 0)

    def test_tiers_by_the_total_of_the_month(self):
        self._create_plan(
            {"rate": 1, "trigger": "invoiced", "tiers": [(1_000_000, 2), (2_000_000, 3)]},
        )
        self._sell("2026-03-05", (self.beer, 800_000))
        self._sell("2026-03-06", (self.beer, 800_000))
        self._sell("2026-03-07", (self.beer, 800_000), (self.craft, 100_000))
        self._run()
        self.assertEqual(self._get_earned(self.minh), 10_000 + 20_000 + 15_000)

    def test_refund_takes_back(self):
        self._create_plan(
            {"rate": 3, "trigger": "invoiced"}, {"rate": 1, "trigger": "invoiced", "beneficiary": "leader"}
        )
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self.assertEqual((self._get_earned(self.minh), self._get_earned(self.leader)), (30_000, 10_000))
        self._refund(invoice, "2026-04-01", part=250_000)
        self._run()
        self.assertEqual((self._get_earned(self.minh), self._get_earned(self.leader)), (22_500, 7_500))
