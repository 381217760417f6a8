from odoo import api, models

_ON_THE_PASS = frozenset(
    (
        "product_id",
        "product_uom_qty",
        "product_uom",
        "location_dest_id",
        "picking_id",
        "state",
        "sale_line_id",
    )
)


class StockMove(models.Model):
    """Extends ``stock.move``: a change of what a gate pass lists makes the pass void."""

    _inherit = "stock.move"

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves.picking_id._void_outdated_passes()
        return moves

    def write(self, vals):
        if _ON_THE_PASS.isdisjoint(vals) or not self.env["p2it.approval.type"]._get_pass_kinds():
            return super().write(vals)
        pickings = self.picking_id
        result = super().write(vals)
        (pickings | self.picking_id)._void_outdated_passes()
        return result

    def unlink(self):
        pickings = self.picking_id
        result = super().unlink()
        pickings.exists()._void_outdated_passes()
        return result
