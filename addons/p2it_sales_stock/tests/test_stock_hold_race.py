from datetime import timedelta

from odoo import Command, fields
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestStockHoldRace(RealTransactions, TransactionCase):
    """The last carton is given once, whoever wants it at the same time, and in whatever way."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            self.types = env["p2it.approval.type"].search([]).ids
            env["p2it.approval.type"].browse(self.types).active = False
            env.company.stock_hold_enabled = True
            self.product = env["product.product"].create({"name": "Thùng cuối", "is_storable": True}).id
            self.partner = env["res.partner"].create({"name": "Hai khách cùng lúc"}).id
            warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
            env["stock.quant"]._update_available_quantity(
                env["product.product"].browse(self.product), warehouse.lot_stock_id, 1
            )
            line = {"product_id": self.product, "product_uom_qty": 1, "tax_ids": False}
            self.orders = (
                env["sale.order"]
                .create(
                    [
                        {
                            "partner_id": self.partner,
                            "warehouse_id": warehouse.id,
                            "order_line": [Command.create(line)],
                        }
                        for _number in range(2)
                    ]
                )
                .ids
            )

    def _delete(self):
        with self._committing() as env:
            orders = env["sale.order"].browse(self.orders)
            orders._action_cancel()
            moves = env["stock.move"].search([("product_id", "=", self.product)])
            moves._action_cancel()
            pickings = moves.picking_id
            moves.unlink()
            pickings.unlink()
            env["stock.quant"].search([("product_id", "=", self.product)]).sudo().unlink()
            orders.unlink()
            env["product.product"].browse(self.product).unlink()
            env["res.partner"].browse(self.partner).unlink()
            env.company.stock_hold_enabled = False
            env["p2it.approval.type"].browse(self.types).active = True
        self.registry.clear_cache()

    def _read_first(self, env):
        env["stock.quant"].search([("product_id", "=", self.product)]).mapped("reserved_quantity")

    def _hold(self, order_id):
        def hold(env):
            order = env["sale.order"].browse(order_id)
            order._hold_goods({order.order_line: 1}, fields.Datetime.now() + timedelta(hours=1))

        return hold

    def _confirm(self, order_id):
        return lambda env: env["sale.order"].browse(order_id).action_confirm()

    def _read(self):
        """:return: (on hand, reserved by quants, reserved by moves)"""
        with self._committing() as env:
            quants = env["stock.quant"].search(
                [("product_id", "=", self.product), ("location_id.usage", "=", "internal")]
            )
            moves = env["stock.move"].search(
                [("product_id", "=", self.product), ("state", "not in", ("done", "cancel"))]
            )
            return (
                sum(quants.mapped("quantity")),
                sum(quants.mapped("reserved_quantity")),
                sum(moves.mapped("quantity")),
            )

    def test_two_holds(self):
        errors = self._run_at_once(*(self._hold(order) for order in self.orders))
        self.assertEqual(len(errors), 1, errors)
        self.assertIsInstance(errors[0], UserError)
        self.assertIn("Thùng cuối", str(errors[0]))
        self.assertEqual(self._read(), (1, 1, 1))

    def test_hold_and_confirmation(self):
        """Whoever is second goes without: the hold is refused, or the delivery waits."""
        errors = self._run_at_once(self._hold(self.orders[0]), self._confirm(self.orders[1]))
        self.assertLessEqual(len(errors), 1)
        for error in errors:
            self.assertIsInstance(error, UserError)
        self.assertEqual(self._read(), (1, 1, 1))

    def test_two_confirmations(self):
        self.assertFalse(self._run_at_once(*(self._confirm(order) for order in self.orders)))
        self.assertEqual(self._read(), (1, 1, 1))
