from unittest.mock import patch

from odoo import Command
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCommissionAtOnce(RealTransactions, TransactionCase):
    """Several runs at the same moment enter what was earned once."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        self.others, self.reprocess = [], 0
        self.addCleanup(self._delete)
        with self._committing() as env:
            product = env["product.product"].create({"name": "Bia chạy đua", "type": "service"})
            customer = env["res.partner"].create({"name": "Đại lý chạy đua"})
            user = env["res.users"].create({"name": "Chạy đua", "login": "chay.dua"})
            self.user, self.product, self.customer = user.id, product.id, customer.id
            self.orders = self._create_orders(env, 20).ids
            plan = env["p2it.commission.plan"].create(
                {
                    "name": "Chạy đua",
                    "date_from": "2020-01-01",
                    "user_ids": [Command.link(user.id)],
                    "rule_ids": [Command.create({"rate": 10, "trigger": "ordered"})],
                }
            )
            plan.action_confirm()
            self.company, self.plan = env.company.id, plan.id

    def _create_orders(self, env, count):
        line = {
            "product_id": self.product,
            "product_uom_qty": 1,
            "price_unit": 1000,
            "tax_ids": [Command.clear()],
        }
        orders = env["sale.order"].create(
            [
                {"partner_id": self.customer, "user_id": self.user, "order_line": [Command.create(line)]}
                for _number in range(count)
            ]
        )
        orders.action_confirm()
        return orders

    def _compute(self, env):
        return env["p2it.commission.engine"].run(env["res.company"].browse(self.company))

    def _delete(self):
        with self._committing() as env:
            if not hasattr(self, "plan"):
                return
            env.cr.execute("DELETE FROM p2it_commission_touched")
            env.cr.execute("DELETE FROM p2it_commission_reprocess WHERE id = %s", [self.reprocess])
            env.cr.execute("DELETE FROM p2it_commission_entry WHERE root_id = %s", [self.plan])
            env.cr.execute("DELETE FROM p2it_commission_rule WHERE plan_id = %s", [self.plan])
            env.cr.execute("DELETE FROM p2it_commission_plan WHERE id = %s", [self.plan])
            env.cr.execute("UPDATE sale_order SET state = 'cancel' WHERE id = ANY(%s)", [self.orders])
            env.invalidate_all()
            env["sale.order"].browse(self.orders).unlink()
            env["product.product"].browse(self.product).unlink()
            for table, ids in (("p2it_lifecycle_event", "partner_id"),):
                env.cr.execute(f"DELETE FROM {table} WHERE {ids} = %s", [self.customer])
            env.invalidate_all()
            env["res.partner"].browse(self.customer).unlink()
            env["res.users"].browse([self.user, *self.others]).unlink()

    def _read_first(self, env):
        env.cr.execute("SELECT COUNT(*) FROM p2it_commission_entry")

    def test_four_runs_at_once(self):
        run = self._compute
        errors = self._run_at_once(run, run, run, run)
        self.assertEqual(errors, [])
        with self._committing() as env:
            entries = env["p2it.commission.entry"].search([("root_id", "=", self.plan)])
            self.assertEqual(len(entries), 20)
            self.assertEqual(sum(entries.mapped("amount")), 2000)
            self.assertEqual(set(entries.mapped("number")), {0})

    def test_what_is_committed_during_a_run_is_found_by_the_next(self):
        with self._committing() as env:
            self.assertEqual(self._compute(env), 20)
        engine = self.registry["p2it.commission.engine"]
        with patch.object(engine, "_note_whole", autospec=True, side_effect=engine._note_whole) as whole:
            with self._committing() as late:
                self.orders += self._create_orders(late, 1).ids
                late.cr.flush()
                with self._committing() as env:
                    self.assertEqual(self._compute(env), 0, "not committed yet")
            for expected in (1, 0):
                with self._committing() as env:
                    self.assertEqual(self._compute(env), expected)
        self.assertEqual(whole.call_count, 0, "no run looked at everything")

    def test_past_periods_entered_by_two_at_once(self):
        with self._committing() as env:
            self._compute(env)
            other = env["res.users"].create({"name": "Người khác", "login": "nguoi.khac"})
            self.others = [other.id]
            env["p2it.commission.plan"].browse(self.plan).user_ids += other
            env["sale.order"].browse(self.orders).user_id = other
            one = env["p2it.commission.reprocess"].create(
                {"date_from": "2020-01-01", "date_to": "2099-12-31", "reason": "Cùng lúc"}
            )
            one.action_propose()
            self.reprocess = one.id

        def apply(env):
            env["p2it.commission.reprocess"].browse(self.reprocess).action_apply()

        errors = self._run_at_once(apply, apply, apply)
        self.assertEqual([type(error) for error in errors], [UserError] * 2)
        with self._committing() as env:
            entries = env["p2it.commission.entry"].search([("root_id", "=", self.plan)])
            sums = {user: sum(own.mapped("amount")) for user, own in entries.grouped("user_id").items()}
            self.assertEqual(sorted(sums.values()), [0, 2000])
            self.assertEqual(len(entries), 60)
            self.assertEqual(self._compute(env), 0)
