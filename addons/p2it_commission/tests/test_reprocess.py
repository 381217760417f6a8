from hypothesis import given, settings
from hypothesis import strategies as st
from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .commission_steps import DOCUMENTS, SETTINGS, CommissionSteps
from .settle_common import SettleCommon


class ReprocessCommon(SettleCommon):
    """Proposes past periods as the officer, and has them entered by the manager."""

    def _create_reprocess(self, **values):
        return self._as(self.officer, self.env["p2it.commission.reprocess"]).create(
            {
                "company_id": self.company.id,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
                "reason": "Đơn của Lan",
                **values,
            }
        )

    def _reprocess(self, **values):
        """:return: past periods computed again and entered"""
        one = self._create_reprocess(**values)
        one.action_propose()
        self._as(self.manager, one).action_apply()
        return one.sudo()

    def _check_settled(self):
        """Nothing is added or taken back later, by runs of either kind or the same once more."""
        for is_whole in (False, True, True):
            self.assertEqual(self.env["p2it.commission.engine"].run(self.company, is_whole=is_whole), 0)
        with self.assertRaisesRegex(UserError, "Nothing differs"):
            self._create_reprocess().action_propose()


@tagged("post_install", "-at_install")
class TestReprocess(ReprocessCommon):
    """What was settled is adjusted to who sells today."""

    def _hand_over(self, invoice):
        invoice.invoice_user_id = self.lan
        self.assertEqual(self._run(), 0, "a run leaves what was entered with whom it was")

    def test_a_settled_sale_of_somebody_else(self):
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        settlement = self._approve(self._settle_one())
        self._hand_over(invoice)
        one = self._reprocess()
        self.assertEqual(one.state, "applied")
        amounts = {line.user_id: (line.old_amount, line.new_amount) for line in one.line_ids}
        self.assertEqual(amounts, {self.minh: (30_000, 0), self.lan: (0, 30_000)})
        entries = one.entry_ids.sorted("amount")
        self.assertEqual(entries.mapped("kind"), ["reversal", "adjustment"])
        self.assertEqual(entries.mapped("amount"), [-30_000, 30_000])
        self.assertEqual(set(entries.mapped("date")), {fields.Date.context_today(one)})
        self.assertEqual(entries.move_id, invoice)
        for entry in entries:
            self.assertIn("Đơn của Lan", entry.explanation)
            self.assertIn(invoice.name, entry.explanation)
        self.assertEqual(settlement.amount_total, 30_000, "what was settled stays")
        self._check_settled()

    def test_a_split_later_shares_what_was_entered(self):
        invoice = self._sell("2026-03-05", (self.beer, 1_000_001))
        self._run()
        shares = self.env["p2it.commission.assignment"]
        shares.create({"partner_id": self.customer.id, "user_id": self.lan.id, "share": 40})
        self._reprocess()
        self.assertEqual((self._get_earned(self.minh), self._get_earned(self.lan)), (18_000, 12_000))
        self._check_settled()
        self._settle(invoice, self._refund(invoice, "2026-04-01"))
        self._run()
        self.assertEqual((self._get_earned(self.minh), self._get_earned(self.lan)), (0, 0))
        self._check_settled()

    def test_refunds_follow_what_they_take_back(self):
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self._refund(invoice, "2026-03-20", 400_000)
        self._run()
        self._hand_over(invoice)
        one = self._reprocess()
        self.assertEqual((self._get_earned(self.minh), self._get_earned(self.lan)), (0, 18_000))
        self.assertEqual(set(one.entry_ids.mapped("date")), {fields.Date.context_today(one)})
        self._check_settled()

    def test_and_back_again(self):
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        for user in (self.lan, self.minh, self.lan):
            invoice.invoice_user_id = user
            self._reprocess()
            self._check_settled()
            self.assertEqual(self._get_earned(user), 30_000)
            self.assertEqual(self._get_earned(self.minh + self.lan - user), 0)

    def test_a_correction_later_goes_to_who_has_it_now(self):
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self._hand_over(invoice)
        self._reprocess()
        invoice.button_draft()
        invoice.invoice_line_ids.price_unit = 2_000_000
        invoice.action_post()
        self._run()
        self.assertEqual((self._get_earned(self.minh), self._get_earned(self.lan)), (0, 60_000))
        self._check_settled()

    def test_only_of_the_time_the_people_and_the_plan(self):
        other = self._create_plan({"rate": 1, "trigger": "invoiced"}, name="Thưởng")
        invoices = [self._sell(f"2026-0{month}-05", (self.beer, 1_000_000)) for month in (3, 4)]
        invoices.append(self._sell("2026-03-06", (self.beer, 5_000_000), user=self.leader))
        self._run()
        for invoice in invoices:
            self._hand_over(invoice)
        self._reprocess(date_to="2026-03-31", user_ids=self.minh.ids, plan_id=other.id)
        self.assertEqual(self._get_earned(self.lan), 10_000)
        self.assertEqual(self._get_earned(self.leader), 200_000)
        self._reprocess(date_to="2026-03-31", user_ids=self.minh.ids)
        self.assertEqual(self._get_earned(self.lan), 40_000)
        self._reprocess()
        self.assertEqual(self._get_earned(self.lan), 280_000)
        self._check_settled()

    def test_tiers_of_both_periods(self):
        self._create_plan(
            {"rate": 1, "trigger": "invoiced", "tiers": [(1_000_000, 2)], "tier_mode": "whole"}, name="Bậc"
        )
        invoice = self._sell("2026-03-05", (self.beer, 800_000))
        self._sell("2026-03-06", (self.beer, 300_000))
        self._sell("2026-03-07", (self.beer, 200_000), user=self.lan)
        self._run()
        self.assertEqual(self._get_earned(self.minh), 33_000 + 22_000)
        self._hand_over(invoice)
        self._reprocess()
        self.assertEqual(self._get_earned(self.minh), 9_000 + 3_000)
        self.assertEqual(self._get_earned(self.lan), 30_000 + 20_000)
        self._check_settled()

    def test_adjustments_are_settled_with_the_open_period(self):
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        self._approve(self._settle_one())
        self._hand_over(invoice)
        one = self._reprocess()
        settlement = self._settle_one(("2026-01-01", one.applied_on), self.lan)
        self.assertEqual(
            settlement.entry_ids, one.entry_ids.filtered(lambda entry: entry.user_id == self.lan)
        )

    def test_what_changed_since_it_was_proposed_is_not_entered(self):
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self._hand_over(invoice)
        one = self._create_reprocess()
        one.action_propose()
        invoice.invoice_user_id = self.leader
        with self.assertRaisesRegex(UserError, "computed again"), self.env.cr.savepoint():
            self._as(self.manager, one).action_apply()
        one.action_reset()
        one.action_propose()
        self._as(self.manager, one).action_apply()
        self.assertEqual(self._get_earned(self.leader), 30_000)
        with self.assertRaisesRegex(UserError, "Entered"):
            self._as(self.manager, one).action_apply()

    def test_proposing_enters_nothing(self):
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self._hand_over(invoice)
        count = len(self._get_entries())
        one = self._create_reprocess()
        one.action_propose()
        self.assertEqual(len(self._get_entries()), count)
        one.action_cancel()
        self.assertEqual(one.state, "cancel")


@tagged("post_install", "-at_install")
class TestReprocessProperty(CommissionSteps):
    """Whatever happened: computed again, the ledger is what it would be, computed once at the end."""

    @settings(max_examples=6)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(("sell", "pay", "hand_over_invoice", *DOCUMENTS, *SETTINGS)),
                st.integers(1, 40_000_000),
                st.integers(0, 35),
                st.sampled_from(("run", "again", "")),
            ),
            min_size=4,
            max_size=9,
        )
    )
    def test_it_is_as_if_all_had_been_entered_at_the_end(self, steps):
        with self.env.cr.savepoint() as savepoint:
            self._begin()
            for what, amount, pick, then in [("sell", 30_000_000, 0, "run"), *steps]:
                self._do(what, amount, pick)
                if then == "run":
                    self._run()
                elif then == "again":
                    self._reprocess()
            self._reprocess()
            self.assertEqual(self._get_sums("p2it_commission_entry"), self._simulate())
            self.assertEqual(self.env["p2it.commission.engine"].run(self.company, is_whole=True), 0)
            self.assertEqual(self._reprocess(), 0)
            savepoint.rollback()
        self.env.invalidate_all()

    def _reprocess(self):
        one = self.env["p2it.commission.reprocess"].create(
            {
                "company_id": self.company.id,
                "date_from": "2020-01-01",
                "date_to": "2099-12-31",
                "reason": "Thử",
            }
        )
        sums = self.env["p2it.commission.engine"].reprocess(one)
        return sum(entries for _old, _new, entries in sums.values())

    def _simulate(self):
        engine = self.env["p2it.commission.engine"]
        ledger = engine._create_ledger()
        engine._begin()
        engine._prepare_versions(self.company, None)
        engine._prepare_events(self.company)
        engine._compare(self.company, ledger, is_fresh=True)
        sums = self._get_sums("pc_ledger")
        engine._drop_tables()
        return sums

    def _get_sums(self, table):
        self.env.cr.execute(
            f"""
            SELECT rule_id, user_id, period_start, SUM(amount), SUM(revenue), SUM(base) FROM {table}
             WHERE company_id = %s GROUP BY 1, 2, 3
            HAVING SUM(amount) != 0 OR SUM(revenue) != 0 OR SUM(base) != 0 ORDER BY 1, 2, 3
            """,
            [self.company.id],
        )
        return self.env.cr.fetchall()
