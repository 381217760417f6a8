from odoo import SUPERUSER_ID, Command
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestReturnRace(RealTransactions, TransactionCase):
    """Two return the same units at the same time: one wins, and nothing is returned twice."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            product = env["product.product"].create(
                {"name": "Xi măng bao", "is_storable": True, "invoice_policy": "order", "taxes_id": False}
            )
            warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
            env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 10)
            partner = env["res.partner"].create({"name": "Khách đông kho", "is_company": True})
            order = env["sale.order"].create(
                {
                    "partner_id": partner.id,
                    "order_line": [
                        Command.create({"product_id": product.id, "product_uom_qty": 10, "price_unit": 5})
                    ],
                }
            )
            order.action_confirm()
            picking = order.picking_ids
            picking.action_assign()
            picking.move_ids.picked = True
            picking.button_validate()
            self.product, self.partner, self.order = product.id, partner.id, order.id
            self.line = order.order_line.id

    def _delete(self):
        with self._committing() as env:
            returns = env["p2it.return"].search([("partner_id", "=", self.partner)])
            env.cr.execute("DELETE FROM p2it_return_inspection WHERE return_id = ANY(%s)", [returns.ids])
            moves = env["stock.move"].search([("product_id", "=", self.product)])
            pickings = moves.picking_id
            env.cr.execute("DELETE FROM stock_move_line WHERE product_id = %s", [self.product])
            env.cr.execute("DELETE FROM stock_move WHERE product_id = %s", [self.product])
            env.cr.execute("DELETE FROM stock_picking WHERE id = ANY(%s)", [pickings.ids])
            env.cr.execute("DELETE FROM p2it_return WHERE id = ANY(%s)", [returns.ids])
            env.cr.execute("DELETE FROM stock_quant WHERE product_id = %s", [self.product])
            env.cr.execute("DELETE FROM sale_order WHERE id = %s", [self.order])
            env.invalidate_all()
            env["product.product"].browse(self.product).unlink()
            env["res.partner"].browse(self.partner).unlink()

    def _write_return(self, quantity):
        def run(env):
            env["p2it.return"].create(
                {
                    "partner_id": self.partner,
                    "reason_id": env.ref("p2it_sales_stock.reason_unsold").id,
                    "line_ids": [Command.create({"order_line_id": self.line, "quantity": quantity})],
                }
            )

        return run

    def _count_claimed(self):
        with self._committing() as env:
            line = env["sale.order.line"].browse(self.line)
            return 10 - line._get_return_rooms()[line]

    def test_two_claim_the_same_units(self):
        errors = self._run_at_once(self._write_return(6), self._write_return(6))
        self.assertEqual([type(error) for error in errors], [UserError])
        self.assertEqual(self._count_claimed(), 6)

    def test_two_claim_what_is_there_for_both(self):
        self.assertFalse(self._run_at_once(self._write_return(6), self._write_return(4)))
        self.assertEqual(self._count_claimed(), 10)

    def test_a_claim_and_a_plain_return_of_stock(self):
        def return_plainly(env):
            picking = env["sale.order"].browse(self.order).picking_ids
            wizard = (
                env["stock.return.picking"]
                .with_context(active_id=picking.id, active_model="stock.picking")
                .create({})
            )
            wizard.product_return_moves.quantity = 6
            back = env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
            back.move_ids.picked = True
            back.button_validate()

        self._run_at_once(self._write_return(6), return_plainly)
        with self._committing() as env:
            document = env["p2it.return"].search([("partner_id", "=", self.partner)])
            try:
                document.action_submit()
                document.action_receive()
                document.receipt_ids.move_ids.picked = True
                document.receipt_ids.button_validate()
            except UserError:
                env.cr.rollback()
            line = env["sale.order.line"].browse(self.line)
            back = line.move_ids.filtered(lambda move: move.location_id.usage == "customer")
            done = back.filtered(lambda move: move.state == "done")
            self.assertLessEqual(sum(done.mapped("quantity")), 10)
        self.assertTrue(SUPERUSER_ID)

    def test_two_receive_the_same_return(self):
        with self._committing() as env:
            self._write_return(6)(env)
            document = env["p2it.return"].search([("partner_id", "=", self.partner)])
            document.action_submit()
        errors = self._run_at_once(
            *[lambda env: env["p2it.return"].browse(document.id).action_receive() for _client in range(2)]
        )
        self.assertEqual([type(error) for error in errors], [UserError])
        self.assertEqual(self._count_claimed(), 6)
