from odoo import Command
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestOrdersAtOnce(RealTransactions, TransactionCase):
    """One big order split among several people who confirm at the same moment is still judged as one."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            kind = env["p2it.approval.type"].create(
                {
                    "name": "Khách đặt quá 50 triệu trong tháng",
                    "gate": "order",
                    "domain": "[('customer_period_total', '>', 50000000)]",
                    "step_ids": [
                        Command.create({"name": "Giám đốc", "user_ids": env.ref("base.user_admin").ids})
                    ],
                }
            )
            product = env["product.product"].create({"name": "Xi măng rời", "type": "service"})
            partner = env["res.partner"].create({"name": "Khách chia nhỏ"})
            lines = [{"product_id": product.id, "price_unit": 20000000, "tax_ids": False}]
            orders = env["sale.order"].create(
                [
                    {"partner_id": partner.id, "order_line": [Command.create(line) for line in lines]}
                    for _number in range(4)
                ]
            )
            self.kind, self.orders = kind.id, orders.ids
            self.partner, self.product = partner.id, product.id

    def _read_first(self, env):
        env["sale.order"].browse(self.orders).mapped("amount_untaxed")

    def _delete(self):
        with self._committing() as env:
            env["p2it.approval.type"].browse(self.kind).unlink()
            orders = env["sale.order"].browse(self.orders)
            orders._action_cancel()
            orders.unlink()
            env["product.product"].browse(self.product).unlink()
            env["res.partner"].browse(self.partner).unlink()
        self.registry.clear_cache()

    def test_four_confirmed_at_once_do_not_slip_under_the_condition(self):
        def confirm(order_id):
            return lambda env: env["sale.order"].browse(order_id).action_confirm()

        errors = self._run_at_once(*map(confirm, self.orders))
        with self._committing() as env:
            confirmed = env["sale.order"].browse(self.orders).filtered(lambda order: order.state == "sale")
            self.assertEqual(len(confirmed), 2)
        self.assertEqual(len(errors), 2)
        self.assertTrue(all("needs the approval" in str(error) for error in errors))
