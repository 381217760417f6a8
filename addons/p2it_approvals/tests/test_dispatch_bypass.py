from odoo import Command
from odoo.tests import tagged

from .dispatch_common import BY_HAND, CHANGED, HeldDeliveryCommon


@tagged("post_install", "-at_install")
class TestDispatchBypass(HeldDeliveryCommon):
    """Nobody makes goods leave by writing that they have left, nor others than were approved."""

    def test_the_state_of_a_move_is_not_written(self):
        for move in self._for_each(self.move):
            with self._refused(BY_HAND):
                move.write({"state": "done"})

    def test_the_state_of_a_transfer_is_not_written(self):
        for picking in self._for_each(self.picking):
            with self._refused(BY_HAND):
                picking.write({"state": "done"})

    def test_the_state_of_a_line_is_not_written(self):
        for line in self._for_each(self.line):
            with self._refused(BY_HAND):
                line.write({"state": "done"})

    def test_an_approval_is_no_leave_to_write_the_state(self):
        self._agree(self.picking)
        with self._refused(BY_HAND):
            self.move.with_user(self.keeper).write({"state": "done"})

    def test_no_move_is_created_done(self):
        vals = self._prepare_move(self.stock, self.customers, state="done")
        for moves in self._for_each(self.env["stock.move"]):
            with self._refused(BY_HAND):
                moves.create({**vals, "picking_id": self.picking.id})
            with self._refused(BY_HAND):
                moves.create(vals)

    def test_no_line_is_created_done(self):
        vals = self._prepare_line(self.picking, 5, move_id=self.move.id, state="done")
        for lines in self._for_each(self.env["stock.move.line"]):
            self.assertEqual(lines.create(vals).state, self.move.state)
        self.assertEqual(self._get_left(), 0)

    def test_no_transfer_is_created_done(self):
        vals = {
            "picking_type_id": self.warehouse.out_type_id.id,
            "location_id": self.stock.id,
            "location_dest_id": self.customers.id,
            "state": "done",
            "move_ids": [Command.create(self._prepare_move(self.stock, self.customers))],
        }
        for pickings in self._for_each(self.env["stock.picking"]):
            picking = pickings.create({**vals})  # stock puts a name into it
            self.assertEqual((picking.state, picking.move_ids.state), ("draft", "draft"))
            empty = pickings.create({**vals, "move_ids": []})
            with self._refused(f"{BY_HAND}|needs the approval"):
                empty.move_ids = [Command.create(self._prepare_move(self.stock, self.customers, quantity=5))]
                empty.button_validate()

    def test_no_default_of_the_context_makes_it_done(self):
        vals = self._prepare_move(self.stock, self.customers, picking_id=self.picking.id)
        for moves in self._for_each(self.env["stock.move"]):
            with self._refused(BY_HAND):
                moves.with_context(default_state="done").create(vals)

    def test_no_stored_default_makes_it_done(self):
        self.env["ir.default"].set("stock.move", "state", "done", user_id=self.keeper.id)
        vals = self._prepare_move(self.stock, self.customers, picking_id=self.picking.id)
        with self._refused(BY_HAND):
            self.env["stock.move"].with_user(self.keeper).create(vals)

    def test_no_stored_default_makes_lines_done(self):
        self.env["ir.default"].set("stock.move.line", "state", "done", user_id=self.keeper.id)
        vals = self._prepare_line(self.picking, move_id=self.move.id)
        line = self.env["stock.move.line"].with_user(self.keeper).create(vals)
        self.assertEqual((line.state, self._get_left()), (self.move.state, 0))

    def test_context_keys_and_superusers_are_held(self):
        keys = {
            "skip_sanity_check": True,
            "skip_backorder": True,
            "button_validate_picking_ids": self.picking.ids,
            "picking_ids_not_to_backorder": self.picking.ids,
            "cancel_backorder": True,
            "is_scrap": True,
            "p2it_approvals.dispatching": 1,
            "import_file": True,
        }
        for caller in (
            self.picking.sudo(),
            *self._for_each(self.picking.with_context(**keys)),
            self.picking.with_user(self.administrator).sudo().with_context(**keys),
        ):
            with self._refused():
                caller.button_validate()

    def test_the_server_itself_is_held(self):
        with self._refused():
            self.picking.sudo()._action_done()
        with self._refused():
            self.move.sudo()._action_done()

    def test_a_demand_raised_after_the_approval_is_not_delivered(self):
        for picking in self._for_each(self.picking):
            self._agree(self.picking)
            with self._refused(CHANGED):
                picking.move_ids.product_uom_qty = 20
                picking.button_validate()

    def test_no_more_is_done_than_was_approved(self):
        self._agree(self.picking)
        for move in self._for_each(self.move):
            with self._refused("10 were approved"):
                move.quantity = 11
                self._validate(self.picking)

    def test_no_line_is_added_above_what_was_approved(self):
        self._agree(self.picking)
        with self._refused("10 were approved"):
            self.env["stock.move.line"].with_user(self.keeper).create(
                self._prepare_line(self.picking, move_id=self.move.id)
            )
            self._validate(self.picking)

    def test_a_larger_unit_is_no_larger_quantity(self):
        self._agree(self.picking)
        with self._refused("10 were approved"):
            self.line.with_user(self.keeper).product_uom_id = self.env.ref("uom.product_uom_dozen")
            self._validate(self.picking)

    def test_what_stock_keeps_of_a_quantity_is_not_forged(self):
        self._agree(self.picking)
        with self._refused("is not what was approved"):
            self.line.with_user(self.keeper).write({"quantity_product_uom": 100})
            self._validate(self.picking)

    def test_another_product_on_a_line_does_not_leave(self):
        self._agree(self.picking)
        with self._refused("is not what was approved"):
            self.move.with_user(self.keeper).quantity = 5
            self.env["stock.move.line"].with_user(self.keeper).create(
                self._prepare_line(self.picking, 5, move_id=self.move.id, product_id=self.tile.id)
            )
            self._validate(self.picking)

    def test_a_line_to_another_place_does_not_leave(self):
        self._agree(self.picking)
        other = self.customers.copy({"name": "Khách khác"})
        with self._refused("is not what was approved"):
            self.line.with_user(self.keeper).location_dest_id = other
            self._validate(self.picking)

    def test_another_destination_was_not_approved(self):
        self._agree(self.picking)
        other = self.customers.copy({"name": "Khách khác"})
        with self._refused(CHANGED):
            self.picking.with_user(self.keeper).location_dest_id = other
            self._validate(self.picking)

    def test_another_customer_was_not_approved(self):
        self._agree(self.picking)
        for picking in self._for_each(self.picking):
            with self._refused(CHANGED):
                picking.partner_id = self.customer.copy()
                picking.button_validate()

    def test_a_move_added_after_the_approval_holds_all(self):
        self._agree(self.picking)
        vals = self._prepare_move(self.stock, self.customers, 1, picking_id=self.picking.id)
        with self._refused(CHANGED):
            self.env["stock.move"].with_user(self.keeper).create(vals)
            self._validate(self.picking)

    def test_a_line_without_a_move_added_after_the_approval_holds_all(self):
        self._agree(self.picking)
        with self._refused(CHANGED):
            self.env["stock.move.line"].with_user(self.keeper).create(
                self._prepare_line(self.picking, product_id=self.tile.id)
            )
            self._validate(self.picking)

    def test_nobody_changes_where_the_goods_go_to_slip_out(self):
        for picking in self._for_each(self.picking):
            with self._refused("cancel the transfer"):
                picking.location_dest_id = self.stock
            with self._refused("cancel the transfer"):
                picking.move_ids.location_dest_id = self.suppliers
            with self._refused("cancel the transfer"):
                picking.write({"picking_type_id": self.warehouse.int_type_id.id})

    def test_nobody_takes_them_away_from_their_order(self):
        for picking in self._for_each(self.picking):
            with self._refused("cancel the transfer"):
                picking.move_ids.sale_line_id = False
            with self._refused("cancel the transfer"):
                picking.write({"sale_id": False})
            with self._refused("cancel the transfer"):
                picking.move_ids.product_id = self.tile
