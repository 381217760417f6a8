from odoo.exceptions import UserError
from odoo.tests import tagged

from .settle_common import APRIL, MARCH, SettleCommon


@tagged("post_install", "-at_install")
class TestSettlement(SettleCommon):
    """What a settlement takes, and what becomes of it."""

    def test_each_person_gets_the_sum_of_the_entries(self):
        self._sell("2026-03-05", (self.beer, 1_000_001), (self.craft, 500_000))
        self._sell("2026-03-06", (self.beer, 2_000_000), user=self.lan)
        settlements = self._propose()
        self.assertEqual(settlements.user_id, self.minh + self.lan)
        for settlement in settlements:
            entries = self._get_entries(settlement.user_id)
            self.assertEqual(settlement.entry_ids, entries)
            self.assertEqual(settlement.amount, sum(entries.mapped("amount")))
            self.assertEqual(settlement.amount_total, settlement.amount)
        self.assertEqual(sorted(settlements.mapped("amount")), [45_000, 60_000])
        self.assertTrue(all(name.startswith("COM/2026/") for name in settlements.mapped("name")))

    def test_the_dialog_shows_what_would_be_settled(self):
        self._sell("2026-03-05", (self.beer, 1_000_000))
        self._sell("2026-03-06", (self.beer, 2_000_000), user=self.lan)
        self._run()
        self._as(self.officer, self._get_entries(self.lan)).action_hold("Chờ khách xác nhận")
        wizard = self._as(self.officer, self.env["p2it.commission.settle.wizard"]).create(
            {"date_from": MARCH[0], "date_to": MARCH[1]}
        )
        rows = [(line.user_id, line.entry_count, line.amount, line.held) for line in wizard.line_ids]
        self.assertEqual(rows, [(self.minh, 1, 30_000, 0), (self.lan, 0, 0, 1)])
        self.assertEqual(wizard.amount, 30_000)
        wizard.action_settle()
        self.assertEqual(wizard.action_compute()["res_id"], wizard.id)
        self.assertEqual(wizard.line_ids.user_id, self.lan)
        self.assertTrue(wizard.line_ids.ids, "as the dialog reads them, from the database")

    def test_nothing_is_settled_twice(self):
        self._sell("2026-03-05", (self.beer, 1_000_000))
        first = self._propose()
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self._propose()
        self.assertEqual(self._get_entries().settlement_id, first)

    def test_late_entries_go_into_the_next(self):
        self._sell("2026-03-05", (self.beer, 1_000_000))
        march = self._settle_one()
        self._sell("2026-03-20", (self.beer, 2_000_000))
        with self.assertRaisesRegex(UserError, "Nothing is left"):
            self._propose()
        self._sell("2026-04-02", (self.beer, 500_000))
        april = self._settle_one(APRIL)
        self.assertEqual((march.amount, april.amount), (30_000, 75_000))
        self.assertEqual(april.entry_count, 2)

    def test_what_comes_after_the_period_is_left_out(self):
        self._sell("2026-03-31", (self.beer, 1_000_000))
        self._sell("2026-04-01", (self.beer, 1_000_000))
        self.assertEqual(self._settle_one().amount, 30_000)

    def test_held_entries_stay_out_until_released(self):
        self._sell("2026-03-05", (self.beer, 1_000_000), (self.craft, 400_000))
        self._run()
        held = self._get_entries().filtered(lambda entry: entry.product_id == self.craft)
        self._as(self.officer, held).action_hold("Khách nói chưa nhận hàng")
        self.assertTrue(held.is_held)
        self.assertEqual(self.env["p2it.commission.entry"].search([("is_held", "=", True)]), held)
        self.assertEqual(self._settle_one().amount, 30_000)
        self._as(self.officer, held).action_release("Đã nhận, có biên bản")
        self.assertEqual(self._settle_one(APRIL).entry_ids, held)
        self.assertEqual(held.hold_ids.mapped("kind"), ["release", "hold"])

    def test_a_hold_takes_the_entry_out_of_what_is_only_proposed(self):
        self._sell("2026-03-05", (self.beer, 1_000_000), (self.craft, 400_000))
        settlement = self._settle_one()
        held = settlement.entry_ids.filtered(lambda entry: entry.product_id == self.craft)
        self._as(self.officer, held).action_hold("Giá sai")
        self.assertEqual((settlement.amount, settlement.entry_count), (30_000, 1))
        self._accept(settlement)
        with self.assertRaisesRegex(UserError, "has been accepted"):
            self._as(self.officer, settlement.entry_ids).action_hold("Muộn")

    def test_a_hold_needs_a_reason_and_is_not_repeated(self):
        self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        entry = self._as(self.officer, self._get_entries())
        with self.assertRaisesRegex(UserError, "Say why"):
            entry.action_hold("  ")
        with self.assertRaisesRegex(UserError, "isn't held"):
            entry.action_release("Xong")
        entry.action_hold("Chờ")
        with self.assertRaisesRegex(UserError, "held already"):
            entry.action_hold("Chờ")

    def test_cancelling_frees_the_entries(self):
        self._sell("2026-03-05", (self.beer, 1_000_000))
        first = self._approve(self._settle_one())
        self._as(self.officer, first).action_cancel()
        self.assertEqual((first.state, first.amount), ("cancel", 0))
        self.assertFalse(self._get_entries().settlement_id)
        second = self._settle_one()
        self.assertEqual((second.amount, second.entry_ids), (30_000, self._get_entries()))

    def test_more_taken_back_than_earned_is_carried_forward(self):
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        self._approve(self._settle_one())
        self._refund(invoice, "2026-04-10")
        self._sell("2026-04-11", (self.beer, 200_000))
        april = self._approve(self._settle_one(APRIL))
        self.assertEqual((april.state, april.amount_total), ("carried", -24_000))
        with self.assertRaises(UserError):
            self._as(self.officer, april).action_create_bill()
        with self.assertRaises(UserError):
            self._as(self.officer, april).action_send_to_payroll()
        self._sell("2026-05-05", (self.beer, 3_000_000))
        may = self._settle_one(("2026-05-01", "2026-05-31"))
        self.assertEqual((may.amount, may.carried_amount, may.amount_total), (90_000, -24_000, 66_000))
        self.assertEqual(may.carried_ids, april)
        with self.assertRaisesRegex(UserError, "Cancel that one first"):
            self._as(self.officer, april).action_cancel()
        self._as(self.officer, may).action_cancel()
        self.assertFalse(april.carried_to_id)
        again = self._settle_one(("2026-05-01", "2026-05-31"))
        self.assertEqual(again.amount_total, 66_000)

    def test_all_earned_is_all_settled(self):
        """With a refund and a cancelled settlement between, nothing is lost and nothing is doubled."""
        invoice = self._sell("2026-03-05", (self.beer, 1_234_567))
        self._approve(self._settle_one())
        self._refund(invoice, "2026-04-10", part=234_567)
        self._sell("2026-04-12", (self.craft, 777_777))
        self._as(self.officer, self._settle_one(APRIL)).action_cancel()
        self._sell("2026-05-12", (self.craft, 333_333))
        self._approve(self._settle_one(("2026-05-01", "2026-05-31")))
        settled = self.env["p2it.commission.settlement"].search([("state", "!=", "cancel")])
        self.assertEqual(sum(settled.mapped("amount")), self._get_earned(self.minh))
        self.assertFalse(self._get_entries().filtered(lambda entry: not entry.settlement_id))

    def test_the_cost_does_not_grow_with_the_entries(self):
        self._sell("2026-03-05", (self.beer, 1_000_000))
        self._settle_one()
        counts = []
        for period, lines in ((APRIL, 1), (("2026-05-01", "2026-05-31"), 12)):
            self._sell(period[0], *[(self.beer, 100_000)] * lines)
            self._run()
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._as(self.officer, self.env["p2it.commission.settlement"])._propose(
                self.company, self.minh, *period
            )
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3)

    def test_the_period_ends_after_it_begins(self):
        with self.assertRaisesRegex(UserError, "end before"):
            self._propose((APRIL[1], APRIL[0]))
