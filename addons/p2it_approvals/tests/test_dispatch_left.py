from odoo import Command
from odoo.tests import tagged

from .dispatch_common import BY_HAND, HeldDeliveryCommon


@tagged("post_install", "-at_install")
class TestDispatchLeft(HeldDeliveryCommon):
    """Nobody changes by hand what has left the company."""

    def test_no_line_is_added_to_what_has_left(self):
        self._let_out()
        for lines in self._for_each(self.env["stock.move.line"]):
            with self._refused(BY_HAND):
                lines.create(self._prepare_line(self.picking))
            with self._refused(BY_HAND):
                lines.create(self._prepare_line(self.picking, move_id=self.move.id))

    def test_no_line_of_what_has_left_is_copied(self):
        self._let_out()
        for line in self._for_each(self.move.move_line_ids):
            with self._refused(BY_HAND):
                line.copy()

    def test_no_move_is_added_to_what_has_left(self):
        self._let_out()
        vals = self._prepare_move(self.stock, self.customers, picking_id=self.picking.id, quantity=3)
        for moves in self._for_each(self.env["stock.move"]):
            with self._refused(BY_HAND):
                moves.create(vals)
            with self._refused(BY_HAND):
                self.picking.with_user(moves.env.user).write({"move_ids": [Command.create(vals)]})

    def test_no_line_of_what_has_left_is_changed(self):
        self._let_out()
        other = self.customers.copy({"name": "Khách khác"})
        for line in self._for_each(self.move.move_line_ids):
            for vals in (
                {"quantity": 20},
                {"quantity": 0},
                {"location_dest_id": self.stock.id},
                {"location_dest_id": other.id},
                {"product_uom_id": self.env.ref("uom.product_uom_dozen").id},
                {"owner_id": self.customer.id},
                {"state": "draft"},
                {"date": "2020-01-01 00:00:00"},
            ):
                with self._refused(BY_HAND):
                    line.write(vals)

    def test_no_line_of_what_has_left_is_deleted(self):
        self._let_out()
        for line in self._for_each(self.move.move_line_ids):
            with self._refused("after the transfer is done"):
                line.unlink()

    def test_no_line_is_moved_to_what_has_left(self):
        self._let_out()
        other = self._sell()
        for line in self._for_each(other.move_line_ids):
            with self._refused(BY_HAND):
                line.write({"move_id": self.move.id, "picking_id": self.picking.id})

    def test_no_move_that_has_left_is_changed(self):
        self._let_out()
        for move in self._for_each(self.move):
            for vals in (
                {"quantity": 20},
                {"quantity": 1},
                {"product_uom_qty": 20},
                {"state": "draft"},
                {"state": "cancel"},
                {"location_dest_id": self.stock.id},
                {"sale_line_id": False},
                {"picking_id": False},
                {"date": "2020-01-01 00:00:00"},
                {"is_inventory": True},
                {"move_line_ids": [Command.create(self._prepare_line(self.picking))]},
            ):
                with self._refused(BY_HAND):
                    move.write(vals)

    def test_no_transfer_that_has_left_is_changed(self):
        self._let_out()
        for picking in self._for_each(self.picking):
            for vals in (
                {"state": "draft"},
                {"state": "assigned"},
                {"date_done": "2020-01-01 00:00:00"},
                {"partner_id": self.customer.copy().id},
                {"location_dest_id": self.stock.id},
            ):
                with self._refused(BY_HAND):
                    picking.write(vals)

    def test_one_that_is_deleted_was_not_made_undone_before(self):
        self._let_out()
        for picking in self._for_each(self.picking):
            with self._refused("by hand|after the transfer is done"):
                picking.write({"state": "draft", "move_ids": [Command.delete(self.move.id)]})
