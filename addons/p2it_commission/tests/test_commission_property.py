from fractions import Fraction

from hypothesis import example, given, settings
from hypothesis import strategies as st
from odoo.tests import tagged

from ..domain.money import round_half_away
from .commission_common import CommissionCommon

_STEP = st.tuples(
    st.sampled_from(["sell", "pay", "refund", "run"]),
    st.integers(1, 40_000_000),
    st.integers(0, 9),
    st.booleans(),
)


@tagged("post_install", "-at_install")
class TestCommissionProperty(CommissionCommon):
    """Whatever happens in whatever order: nothing is lost, nothing paid twice, all of it can be taken
    back."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["p2it.commission.assignment"].create(
            {"partner_id": cls.customer.id, "user_id": cls.lan.id, "share": 33.33}
        )
        cls.plain = cls._create_plan(
            {"rate": 2.5},
            {"categ_id": cls.craft_category.id, "rate": 4.25, "trigger": "invoiced"},
            {"beneficiary": "leader", "rate": 0.75},
        )
        cls.tiered = cls._create_plan(
            {"rate": 1, "tiers": [(20_000_000, 2), (60_000_000, 3)], "tier_mode": "whole"},
            name="Thưởng",
            period="quarter",
        )

    def _happen(self, steps):
        """:return: the invoices that were made"""
        invoices, number = [], 0
        for what, amount, month, is_craft in steps:
            day = f"2026-{month + 1:02}-15"
            if what == "sell":
                lines = [(self.craft if is_craft else self.beer, amount), (self.beer, amount // 3 + 1)]
                invoices.append(self._sell(day, *lines))
            elif what == "run":
                self._run()
            elif invoices:
                number += 1
                invoice = invoices[number % len(invoices)]
                self._pay_or_refund(what, invoice, amount, day)
        return invoices

    def _pay_or_refund(self, what, invoice, amount, day):
        if not invoice.amount_residual:
            return
        part = min(amount, invoice.amount_residual)
        if what == "pay":
            self._pay(invoice, part, day)
        elif part <= invoice.invoice_line_ids[0].price_subtotal - sum(
            invoice.reversal_move_ids.mapped("amount_total")
        ):
            self._settle(invoice, self._refund(invoice, day, part))

    def _get_totals(self):
        rows = self.env["p2it.commission.entry"]._read_group(
            [("company_id", "=", self.company.id)],
            ["root_id", "rule_id", "user_id"],
            ["amount:sum", "revenue:sum"],
        )
        return {
            (rule.id, user.id): (amount, revenue)
            for _root, rule, user, amount, revenue in rows
            if revenue or amount
        }

    @settings(max_examples=8)
    @given(st.lists(_STEP, min_size=3, max_size=9))
    @example(
        [
            ("sell", 40_000_000, 0, True),
            ("sell", 40_000_000, 0, True),
            ("refund", 7410, 0, False),
            ("refund", 1, 0, False),
            ("pay", 1, 4, False),
        ]
    )
    def test_when_it_is_computed_changes_nothing(self, steps):
        with self.env.cr.savepoint() as savepoint:
            self._happen(steps)
            self._run()
            often = self._get_totals()
            self.assertEqual(self._run(), 0)
            savepoint.rollback()
            self.env.invalidate_all()
            self._happen([step for step in steps if step[0] != "run"])
            self._run()
            self.assertEqual(self._get_totals(), often)
            savepoint.rollback()
        self.env.invalidate_all()

    @settings(max_examples=8)
    @given(st.lists(_STEP, min_size=2, max_size=6))
    def test_refunding_everything_leaves_nothing(self, steps):
        with self.env.cr.savepoint() as savepoint:
            invoices = self._happen([step for step in steps if step[0] in ("sell", "run")])
            for number, invoice in enumerate(invoices):
                self._pay(invoice, invoice.amount_residual, "2026-10-20")
                if number % 2:
                    self._run()
            self._run()
            for invoice in invoices:
                refund = self._refund(invoice, "2026-11-01")
                self._pay(refund, refund.amount_total, "2026-11-02")
            self._run()
            self.assertEqual(self._get_totals(), {})
            savepoint.rollback()
        self.env.invalidate_all()

    @settings(max_examples=8)
    @given(st.lists(st.integers(1, 40_000_000), min_size=1, max_size=4))
    def test_shares_add_up_to_what_one_would_have_got(self, amounts):
        with self.env.cr.savepoint() as savepoint:
            for amount in amounts:
                self._sell("2026-03-03", (self.craft, amount))
            self._run()
            entries = self.env["p2it.commission.entry"].search(
                [("rule_id", "in", self.plain.rule_ids.ids), ("level", "=", 0)]
            )
            self.assertEqual(sum(entries.mapped("revenue")), sum(amounts))
            whole = sum(round_half_away(Fraction(amount) * Fraction("4.25") / 100) for amount in amounts)
            self.assertEqual(sum(entries.mapped("amount")), whole)
            self.assertEqual(entries.user_id, self.minh + self.lan)
            savepoint.rollback()
        self.env.invalidate_all()
