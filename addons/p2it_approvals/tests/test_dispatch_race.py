from odoo import Command
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDispatchAtOnce(RealTransactions, TransactionCase):
    """Two people work on a delivery at the same moment: the goods leave once, as approved."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            users = [
                new_test_user(
                    env, f"p2it_gate_{name}", groups="stock.group_stock_user", email=f"{name}@p2it.example"
                )
                for name in ("asks", "agrees")
            ]
            self.asks, self.agrees = (user.id for user in users)
            self.kind = env["p2it.approval.type"].create(self._prepare_type(env)).id
            self.product = self._create_stocked(env).id
            picking = self._create_delivery(env)
            self.picking = picking.id
            env.flush_all()
            requests = env["p2it.approval.request"].with_user(self.asks)
            self.request = requests.ask("stock.picking", picking.ids, self.kind)[0]

    def _prepare_type(self, env):
        step = {"name": "Bảo vệ", "user_ids": [Command.set([self.agrees])]}
        return {
            "name": "Xuất kho cùng lúc",
            "gate": "dispatch",
            "model_id": env["ir.model"]._get_id("stock.picking"),
            "operation": "button_validate",
            "step_ids": [Command.create(step)],
        }

    def _create_stocked(self, env):
        product = env["product.product"].create({"name": "Gạch men cùng lúc", "is_storable": True})
        warehouse = env["stock.warehouse"].search([], limit=1)
        env["stock.quant"]._update_available_quantity(product, warehouse.lot_stock_id, 50)
        return product

    def _create_delivery(self, env):
        warehouse = env["stock.warehouse"].search([], limit=1)
        places = {
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": env.ref("stock.stock_location_customers").id,
        }
        move = {
            "product_id": self.product,
            "product_uom_qty": 10,
            "product_uom": env["product.product"].browse(self.product).uom_id.id,
            **places,
        }
        picking = env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "move_ids": [Command.create(move)],
                **places,
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    def _read_first(self, env):
        env["p2it.approval.request"].browse(self.request).mapped("state")
        env["stock.picking"].browse(self.picking).mapped("move_ids.product_uom_qty")

    def _delete(self):
        with self._committing() as env:
            # What has left and what was decided is never deleted but by the test that has committed it.
            for table, column in (
                ("stock_move_line", "product_id"),
                ("stock_move", "product_id"),
                ("stock_quant", "product_id"),
            ):
                env.cr.execute(f"DELETE FROM {table} WHERE {column} = %s", [self.product])
            env.cr.execute("DELETE FROM stock_picking WHERE id = %s", [self.picking])
            for table in ("decision", "line", "request"):
                column = "id" if table == "request" else "request_id"
                query = (
                    f"DELETE FROM p2it_approval_{table} WHERE {column} IN"
                    " (SELECT id FROM p2it_approval_request WHERE type_id = %s)"
                )
                env.cr.execute(query, [self.kind])
            env["p2it.approval.type"].browse(self.kind).unlink()
            env["product.product"].browse(self.product).product_tmpl_id.unlink()
            users = env["res.users"].browse([self.asks, self.agrees])
            partners = users.partner_id
            users.unlink()
            partners.unlink()
        self.registry.clear_cache()

    def _approve(self, env):
        env["p2it.approval.request"].browse(self.request).with_user(self.agrees).action_approve()

    def _raise(self, env):
        env["stock.picking"].browse(self.picking).with_user(self.asks).move_ids.product_uom_qty = 20

    def _validate(self, env):
        picking = env["stock.picking"].browse(self.picking).with_user(self.asks)
        picking.with_context(skip_backorder=True).button_validate()

    def _get_outcome(self):
        """:return: state of the transfer, how much is at the customers', how much is left"""
        with self._committing() as env:
            picking = env["stock.picking"].browse(self.picking)
            product = env["product.product"].browse(self.product)
            quants = env["stock.quant"]
            return (
                picking.state,
                quants._get_available_quantity(product, picking.location_dest_id),
                quants._get_available_quantity(product, picking.location_id, allow_negative=True),
            )

    def test_a_demand_raised_while_it_is_approved_does_not_leave(self):
        self._run_at_once(self._approve, self._raise)
        errors = self._run_at_once(self._validate)
        self.assertEqual(len(errors), 1)
        self.assertEqual(self._get_outcome()[1], 0)

    def test_validated_twice_at_once_the_goods_leave_once(self):
        self._run_at_once(self._approve)
        self.assertFalse(self._run_at_once(self._validate, self._validate))
        self.assertEqual(self._get_outcome(), ("done", 10, 40))

    def test_a_demand_raised_while_it_is_validated_leaves_as_approved_or_not_at_all(self):
        self._run_at_once(self._approve)
        self._run_at_once(self._validate, self._raise)
        state, left, _rest = self._get_outcome()
        self.assertIn((state, left), [("done", 10), ("assigned", 0)])
