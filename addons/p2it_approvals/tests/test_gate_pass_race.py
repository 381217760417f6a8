from odoo import Command
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestGateAtOnce(RealTransactions, TransactionCase):
    """Two guards, or a guard and the warehouse, at the same moment: the goods leave once, as approved."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            self.users = {
                name: new_test_user(env, f"p2it_gate_{name}", groups=groups, email=f"{name}@p2it.example").id
                for name, groups in (
                    ("keeper", "stock.group_stock_user"),
                    ("boss", "base.group_user"),
                    ("guard", "p2it_approvals.group_guard"),
                    ("other", "p2it_approvals.group_guard"),
                )
            }
            self._create_type(env)
            self._create_picking(env)
            self._make_ready(env)

    def _create_type(self, env):
        guards = [self.users["guard"], self.users["other"]]
        steps = [
            {"name": "Trưởng phòng", "sequence": 1, "user_ids": [Command.set([self.users["boss"]])]},
            {"name": "Bảo vệ", "sequence": 2, "user_ids": [Command.set(guards)], "by_gate_pass": True},
        ]
        kind = env["p2it.approval.type"].create(
            {
                "name": "Xuất kho",
                "gate": "dispatch",
                "domain": "[]",
                "needs_gate_pass": True,
                "step_ids": [Command.create(step) for step in steps],
            }
        )
        self.kind = kind.id

    def _create_picking(self, env):
        warehouse = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1)
        product = env["product.product"].create({"name": "Gạch men Đồng Tâm", "type": "consu"})
        picking = env["stock.picking"].create(
            {
                "picking_type_id": warehouse.out_type_id.id,
                "location_id": warehouse.lot_stock_id.id,
                "location_dest_id": env.ref("stock.stock_location_customers").id,
                "move_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": 10,
                            "location_id": warehouse.lot_stock_id.id,
                            "location_dest_id": env.ref("stock.stock_location_customers").id,
                        }
                    )
                ],
            }
        )
        picking.action_confirm()
        self.product, self.picking = product.id, picking.id

    def _make_ready(self, env):
        requests = env["p2it.approval.request"].with_user(self.users["keeper"])
        request_id = requests.ask("stock.picking", [self.picking], self.kind)[0]
        requests.browse(request_id).with_user(self.users["boss"]).action_approve()
        gate_pass = env["stock.picking"].browse(self.picking).gate_pass_ids
        gate_pass.write({"vehicle": "51C-123.45", "driver_name": "Lê Văn Tám"})
        gate_pass.line_ids.counted_qty = 10
        self.gate_pass, self.line = gate_pass.id, gate_pass.line_ids.id

    def _read_first(self, env):
        env["p2it.gate.pass"].browse(self.gate_pass).mapped("state")
        env["p2it.gate.pass.line"].browse(self.line).mapped("open_return_qty")
        env["stock.picking"].browse(self.picking).mapped("move_ids.product_uom_qty")

    def _delete(self):
        with self._committing() as env:
            # History is never deleted but by the test that has committed it.
            for query in (
                "DELETE FROM p2it_gate_return WHERE line_id IN"
                " (SELECT line.id FROM p2it_gate_pass_line line JOIN p2it_gate_pass pass"
                "  ON pass.id = line.pass_id WHERE pass.picking_id = %(picking)s)",
                "DELETE FROM p2it_gate_pass WHERE picking_id = %(picking)s",
                "DELETE FROM p2it_approval_decision WHERE request_id IN"
                " (SELECT id FROM p2it_approval_request WHERE type_id = %(kind)s)",
                "DELETE FROM p2it_approval_line WHERE request_id IN"
                " (SELECT id FROM p2it_approval_request WHERE type_id = %(kind)s)",
                "DELETE FROM p2it_approval_request WHERE type_id = %(kind)s",
                "DELETE FROM stock_move_line WHERE picking_id = %(picking)s",
                "DELETE FROM stock_move WHERE picking_id = %(picking)s",
                "DELETE FROM stock_quant WHERE product_id = %(product)s",
            ):
                env.cr.execute(query, vars(self))
            env.invalidate_all()
            env["p2it.approval.type"].browse(self.kind).unlink()
            env["stock.picking"].browse(self.picking).unlink()
            env["product.product"].browse(self.product).unlink()
            users = env["res.users"].browse(list(self.users.values()))
            partners = users.partner_id
            users.unlink()
            partners.unlink()
        self.registry.clear_cache()

    def _let_out(self, who):
        def let_out(env):
            gate_pass = env["p2it.gate.pass"].browse(self.gate_pass).with_user(self.users[who])
            gate_pass.action_let_out()

        return let_out

    def _get_outcome(self):
        with self._committing() as env:
            gate_pass = env["p2it.gate.pass"].browse(self.gate_pass)
            moves = gate_pass.picking_id.move_ids
            return (
                gate_pass.state,
                gate_pass.picking_id.state,
                sum(moves.filtered(lambda move: move.state == "done").mapped("quantity")),
            )

    def test_of_two_guards_one_lets_out(self):
        errors = self._run_at_once(self._let_out("guard"), self._let_out("other"))
        self.assertEqual(len(errors), 1)
        self.assertIn("works once", str(errors[0]))
        self.assertEqual(self._get_outcome(), ("out", "done", 10))
        with self._committing() as env:
            request = env["p2it.approval.request"].search([("type_id", "=", self.kind)])
            guard = env["p2it.gate.pass"].browse(self.gate_pass).guard_id
            self.assertEqual(request.decision_ids.user_id.ids, [self.users["boss"], guard.id])

    def test_the_same_tap_twice_lets_out_once(self):
        errors = self._run_at_once(self._let_out("guard"), self._let_out("guard"))
        self.assertEqual((len(errors), self._get_outcome()), (1, ("out", "done", 10)))

    def test_let_out_and_refused_at_once_is_one_of_both(self):
        def refuse(env):
            gate_pass = env["p2it.gate.pass"].browse(self.gate_pass).with_user(self.users["other"])
            gate_pass.action_refuse("Sai biển số")

        errors = self._run_at_once(self._let_out("guard"), refuse)
        self.assertEqual(len(errors), 1)
        state, picking_state, moved = self._get_outcome()
        self.assertIn((state, picking_state == "done", moved), [("out", True, 10), ("refused", False, 0)])

    def test_a_quantity_changed_while_it_is_let_out_never_leaves_unseen(self):
        def change(env):
            env["stock.picking"].browse(self.picking).move_ids.product_uom_qty = 50

        self._run_at_once(self._let_out("guard"), change)
        state, _picking_state, moved = self._get_outcome()
        self.assertIn((state, moved), [("out", 10), ("cancelled", 0)])

    def test_a_request_withdrawn_while_it_is_let_out_is_one_of_both(self):
        def withdraw(env):
            request = env["p2it.approval.request"].search([("type_id", "=", self.kind)])
            request.with_user(self.users["keeper"]).action_withdraw()

        errors = self._run_at_once(self._let_out("guard"), withdraw)
        self.assertEqual(len(errors), 1)
        state, _picking_state, moved = self._get_outcome()
        self.assertIn((state, moved), [("out", 10), ("cancelled", 0)])

    def test_of_two_who_record_the_last_that_came_back_one_does(self):
        with self._committing() as env:
            env["p2it.gate.pass.line"].browse(self.line).to_return_qty = 10
            env["p2it.gate.pass"].browse(self.gate_pass).with_user(self.users["guard"]).action_let_out()

        def record(env):
            line = env["p2it.gate.pass.line"].browse(self.line).with_user(self.users["guard"])
            line.record_return(6)

        errors = self._run_at_once(record, record)
        self.assertEqual(len(errors), 1)
        with self._committing() as env:
            self.assertEqual(env["p2it.gate.pass.line"].browse(self.line).open_return_qty, 4)
