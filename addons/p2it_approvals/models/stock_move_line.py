from odoo import models
from odoo.exceptions import UserError


class StockMoveLine(models.Model):
    """Extends ``stock.move.line``: nobody adds, changes or deletes what has left the company."""

    _name = "stock.move.line"
    _inherit = ["stock.move.line", "p2it.dispatch.guard"]

    _left_fields = frozenset(
        (
            "state",
            "quantity",
            "quantity_product_uom",
            "product_id",
            "product_uom_id",
            "lot_id",
            "lot_name",
            "quant_id",
            "package_id",
            "result_package_id",
            "owner_id",
            "location_id",
            "location_dest_id",
            "move_id",
            "picking_id",
            "picked",
            "date",
            "company_id",
        )
    )

    def _filter_left(self):
        """Part of the guard: those that are done and left."""
        done = self.filtered(lambda line: "done" in (line.state, line.move_id.state))
        return done._filter_leaving()

    def _get_transfers(self):
        """Part of the guard."""
        return self.picking_id | self.move_id.picking_id

    def _filter_leaving(self):
        """:return: those that bring goods out of the company"""
        outside = (self.location_id | self.location_dest_id)._filter_outside()
        return self.filtered(
            lambda line: line.location_dest_id in outside and line.location_id not in outside
        )

    def _check_as_approved(self):
        """:raise UserError: when it is not of the product, the place or the quantity that it seems to be"""
        move, unit = self.move_id, self.product_id.uom_id
        moved = self.product_uom_id._compute_quantity(self.quantity, unit, rounding_method="HALF-UP")
        if (
            self.product_id != move.product_id
            or not self.location_dest_id._child_of(move.location_dest_id)
            or unit.compare(self.quantity_product_uom, moved)
        ):
            raise UserError(
                self.env._(
                    "“%(transfer)s”: “%(product)s” to “%(place)s” is not what was approved, "
                    "but “%(approved)s” to “%(approved_place)s”. Correct the detailed operations, or change "
                    "the demand and ask again.",
                    transfer=self.picking_id.name or move.picking_id.name,
                    product=self.product_id.display_name,
                    place=self.location_dest_id.display_name,
                    approved=move.product_id.display_name,
                    approved_place=move.location_dest_id.display_name,
                )
            )
