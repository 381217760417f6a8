from odoo import Command
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestCommissionAtOnce(RealTransactions, TransactionCase):
    """Several runs at the same moment enter what was earned once."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            product = env["product.product"].create({"name": "Bia chạy đua", "type": "service"})
            customer = env["res.partner"].create({"name": "Đại lý chạy đua"})
            user = env["res.users"].create({"name": "Chạy đua", "login": "chay.dua"})
            line = {"product_id": product.id, "product_uom_qty": 1, "price_unit": 1000, "tax_ids": False}
            orders = env["sale.order"].create(
                [
                    {
                        "partner_id": customer.id,
                        "user_id": user.id,
                        "order_line": [Command.create(line)],
                    }
                    for _number in range(20)
                ]
            )
            orders.action_confirm()
            plan = env["p2it.commission.plan"].create(
                {
                    "name": "Chạy đua",
                    "date_from": "2020-01-01",
                    "user_ids": [Command.link(user.id)],
                    "rule_ids": [Command.create({"rate": 10, "trigger": "ordered"})],
                }
            )
            plan.action_confirm()
            self.company, self.user, self.plan, self.orders = env.company.id, user.id, plan.id, orders.ids
            self.product, self.customer = product.id, customer.id

    def _delete(self):
        with self._committing() as env:
            if not hasattr(self, "orders"):
                return
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
            env["res.users"].browse(self.user).unlink()

    def _read_first(self, env):
        env.cr.execute("SELECT COUNT(*) FROM p2it_commission_entry")

    def test_four_runs_at_once(self):
        def run(env):
            env["p2it.commission.engine"].run(env["res.company"].browse(self.company))

        errors = self._run_at_once(run, run, run, run)
        self.assertEqual(errors, [])
        with self._committing() as env:
            entries = env["p2it.commission.entry"].search([("root_id", "=", self.plan)])
            self.assertEqual(len(entries), 20)
            self.assertEqual(sum(entries.mapped("amount")), 2000)
            self.assertEqual(set(entries.mapped("number")), {0})
