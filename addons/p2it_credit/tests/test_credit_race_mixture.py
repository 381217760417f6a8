import os
import random

from odoo import Command
from odoo.tests import TransactionCase, tagged

from .test_credit_race import LIMIT, CreditAtOnce

ROUNDS = int(os.environ.get("P2IT_RACE_ROUNDS", "20"))
"""How often four people do something at the same moment; each round has its own seed."""


@tagged("post_install", "-at_install")
class TestCreditMixture(CreditAtOnce, TransactionCase):
    """Whatever several people do at the same moment: beside what was released, the limit is kept."""

    def test_any_mixture_stays_within_the_limit(self):
        for seed in range(ROUNDS):
            chance = random.Random(seed)
            orders = self._create_orders([chance.choice((20, 30, 60, 90)) for _number in range(4)])
            ways = (
                *(self._confirm, self._confirm, self._confirm, self._grow, self._hold),
                *(self._reopen, self._release, self._cancel, self._pay),
            )
            actions = [chance.choice(ways)(chance.choice(orders)) for _number in range(4)]
            errors = self._run_at_once(*actions)
            owed, _states = self._read()
            said = [str(error)[:150] for error in errors]
            self.assertLessEqual(owed, LIMIT, f"seed {seed}: {said}")

    def _confirm(self, order_id):
        return lambda env: env["sale.order"].browse(order_id).action_confirm()

    def _grow(self, order_id):
        def grow(env):
            env["sale.order"].browse(order_id).order_line.product_uom_qty += 30

        return grow

    def _hold(self, order_id):
        return lambda env: env["sale.order"].browse(order_id).action_confirm_or_hold(ask=False)

    def _reopen(self, order_id):
        def reopen(env):
            order = env["sale.order"].browse(order_id)
            order.with_context(disable_cancel_warning=True).action_cancel()
            order.action_draft()
            order.action_confirm()

        return reopen

    def _release(self, order_id):
        def release(env):
            order = env["sale.order"].browse(order_id)
            holds = env["p2it.credit.hold"]
            holds.browse(order.action_confirm_or_hold(ask=False)["holds"]).action_release()

        return release

    def _cancel(self, order_id):
        def cancel(env):
            orders = env["sale.order"].search(
                [("partner_id", "in", self.partners), ("state", "=", "sale")], order="id", limit=1
            )
            orders.with_context(disable_cancel_warning=True).action_cancel()

        return cancel

    def _pay(self, order_id):
        def pay(env):
            order = env["sale.order"].browse(order_id)
            transfer = env["p2it.bank.transfer"].create(
                {
                    "partner_id": order.partner_id.id,
                    "amount": order.amount_total,
                    "bank_id": self.bank,
                    "bank_reference": f"FTMIX{order_id}",
                    "line_ids": [Command.create({"order_id": order_id, "amount": order.amount_total})],
                }
            )
            transfer.action_record()
            transfer.action_confirm()

        return pay
