from odoo import api, fields, models


class StockPicking(models.Model):
    """Totals of a transfer in the products' own units."""

    _inherit = "stock.picking"

    unit_totals = fields.Char(
        string="Total Quantity",
        compute="_compute_unit_totals",
        help="All goods of the transfer, in the units their products are counted in: what is asked for while "
        "it is open, what was moved once it is done.",
    )

    has_packagings = fields.Boolean(compute="_compute_has_packagings")

    @api.depends("move_ids.product_id.uom_ids")
    def _compute_has_packagings(self):
        for picking in self:
            picking.has_packagings = bool(picking.move_ids.product_id.uom_ids)

    @api.depends("move_ids.product_qty", "move_ids.quantity", "move_ids.state", "move_ids.product_id.uom_id")
    @api.depends_context("lang")
    def _compute_unit_totals(self):
        for picking in self:
            moves = picking.move_ids.filtered(lambda move: move.state != "cancel")
            picking.unit_totals = self.env["product.product"]._format_totals(
                (
                    move.product_id.uom_id,
                    move.product_uom._convert(
                        move.quantity if move.state == "done" else move.product_uom_qty,
                        move.product_id.uom_id,
                    ),
                )
                for move in moves
            )
