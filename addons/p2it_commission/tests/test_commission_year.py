from datetime import date

from odoo import Command
from odoo.tests import tagged

from .commission_common import CommissionCommon

_EARNED = {
    # month: what Minh, Lan and their leader earn in it, worked out by hand; the README says how
    1: (1_200_000, 0, 300_000),
    2: (3_500_000, 0, 750_000),
    3: (0, 1_000_000, 166_667),
    4: (0, 900_000, 225_000),
    5: (120_000, 980_000, 275_000),
    6: (-900_000, 0, -150_000),
    7: (2_000_000, 0, 480_000),
    8: (4_200_000, 0, 720_000),
    9: (0, 160_000, 24_000),
    10: (0, 333_827 - 1_000_000, 50_074 - 166_667),
    11: (250_000, 0, 120_000),
    12: (2_500_000, 3_500_000, 1_200_000),
}


@tagged("post_install", "-at_install")
class TestCommissionYear(CommissionCommon):
    """A whole year, worked out by hand: three people, two versions, tiers, a split, parts, refunds, delay."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.shared_customer = cls.env["res.partner"].create({"name": "Đại lý Chợ Lớn"})
        cls.env["p2it.commission.assignment"].create(
            {"partner_id": cls.shared_customer.id, "user_id": cls.lan.id, "share": 40}
        )
        plan = cls._create_plan(
            {"rate": 2, "tiers": [(100_000_000, 3)]},
            {"categ_id": cls.craft_category.id, "rate": 3},
            {"beneficiary": "leader", "rate": 0.5},
            date_to=date(2026, 6, 30),
        )
        following = cls.env["p2it.commission.plan"].browse(plan.action_new_version()["res_id"])
        following.write(
            {
                "date_from": date(2026, 7, 1),
                "date_to": date(2026, 12, 31),
                "rule_ids": [
                    Command.clear(),
                    *(
                        Command.create(cls._prepare_rule(**rule))
                        for rule in (
                            {
                                "rate": 2.5,
                                "tier_mode": "whole",
                                "tiers": [(100_000_000, 3.5)],
                                "ages": [(60, 50)],
                            },
                            {"categ_id": cls.craft_category.id, "rate": 4},
                            {"beneficiary": "leader", "rate": 0.6},
                        )
                    ),
                ],
            }
        )
        following.action_confirm()

    def _live_through(self, after_month=lambda month: None):
        """Let the year happen.

        :param after_month: called with each month when it is over
        """
        for month, happen in enumerate(
            (
                self._live_january,
                self._live_february,
                self._live_march,
                self._live_april,
                self._live_may,
                self._live_june,
                self._live_july,
                self._live_august,
                self._live_september,
                self._live_october,
                self._live_november,
                self._live_december,
            ),
            1,
        ):
            happen()
            after_month(month)

    def _sell_paid(self, day, product, amount, user=None, customer=None):
        invoice = self._sell(day, (product, amount), user=user, customer=customer)
        self._pay(invoice, amount, day)
        return invoice

    def _live_january(self):
        self._sell_paid("2026-01-12", self.beer, 60_000_000)

    def _live_february(self):
        self.february = self._sell_paid("2026-02-10", self.beer, 150_000_000)

    def _live_march(self):
        self.march = self._sell_paid("2026-03-03", self.craft, 33_333_333, user=self.lan)

    def _live_april(self):
        self.april = self._sell("2026-04-02", (self.beer, 90_000_000), user=self.lan)
        self._pay(self.april, 45_000_000, "2026-04-20")

    def _live_may(self):
        self._pay(self.april, 45_000_000, "2026-05-04")
        self._sell_paid("2026-05-20", self.beer, 10_000_001, customer=self.shared_customer)

    def _live_june(self):
        refund = self._refund(self.february, "2026-06-15", part=30_000_000)
        self._pay(refund, 30_000_000, "2026-06-16")

    def _live_july(self):
        self._sell_paid("2026-07-07", self.beer, 80_000_000)

    def _live_august(self):
        self._sell_paid("2026-08-05", self.beer, 70_000_000)
        self._sell_paid("2026-08-20", self.beer, 50_000_000)

    def _live_september(self):
        self.late = self._sell("2026-09-01", (self.beer, 20_000_000))
        self.september = self._sell("2026-09-10", (self.craft, 12_345_678), user=self.lan)
        self._pay(self.september, 4_000_000, "2026-09-25")

    def _live_october(self):
        self._pay(self.september, 8_345_678, "2026-10-09")
        refund = self._refund(self.march, "2026-10-20")
        self._pay(refund, 33_333_333, "2026-10-21")

    def _live_november(self):
        self._pay(self.late, 20_000_000, "2026-11-30")

    def _live_december(self):
        self._sell_paid("2026-12-01", self.beer, 100_000_000, user=self.lan)
        self._sell_paid("2026-12-02", self.beer, 99_999_999)

    def _get_months(self):
        people = (self.minh, self.lan, self.leader)
        months = {month: [0, 0, 0] for month in _EARNED}
        for entry in self.env["p2it.commission.entry"].search([("company_id", "=", self.company.id)]):
            months[entry.date.month][people.index(entry.user_id)] += entry.amount
        return {month: tuple(amounts) for month, amounts in months.items()}

    def test_the_year_computed_month_by_month(self):
        def compute(month):
            self._run()
            self.assertEqual(self._get_months()[month], _EARNED[month], f"month {month}")

        self._live_through(compute)
        self.assertEqual(self._get_months(), _EARNED)
        totals = [sum(amounts) for amounts in zip(*_EARNED.values(), strict=True)]
        self.assertEqual(totals, [12_870_000, 5_873_827, 3_994_074])

    def test_the_year_computed_once_at_its_end(self):
        self._live_through()
        self._run()
        self.assertEqual(self._get_months(), _EARNED)

    def test_computing_again_adds_nothing(self):
        self._live_through()
        self.assertGreater(self._run(), 0)
        self.assertEqual(self._run(), 0)

    def test_every_entry_says_how_it_came_about(self):
        self._live_through()
        self._run()
        entries = self.env["p2it.commission.entry"].search([("company_id", "=", self.company.id)])
        for entry in entries:
            self.assertIn(entry.rule_id.condition_text, entry.explanation)
        late = entries.filtered(lambda entry: entry.weight == 50)
        self.assertIn("Paid 90 days late: 50% count.", late.explanation)
        shared = entries.filtered(lambda entry: entry.user_id == self.lan and entry.share_from == 60)
        self.assertIn("Share of 40%.", shared.explanation)
