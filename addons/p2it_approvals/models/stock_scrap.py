from odoo import models


class StockScrap(models.Model):
    """Extends ``stock.scrap``: goods that wait for an approval don't leave as scrap instead."""

    _inherit = "stock.scrap"

    def do_scrap(self):
        """Extends `stock`: judged before the scrap itself becomes a part of the transfer."""
        if self.env["p2it.approval.type"]._holds_goods():
            for scrap in self:
                scrap._check_deliveries()
        return super().do_scrap()

    def _check_deliveries(self):
        """:raise RedirectWarning: when it takes what belongs to a delivery that lacks an approval"""
        # sudo: judged whatever the user may read
        pickings = (self.sudo().picking_id | self.sudo()._get_robbed()).filtered(
            lambda picking: picking.state not in ("done", "cancel")
        )
        moves = pickings.move_ids._filter_leaving()
        moves._check_orders()
        self.env["p2it.approval.type"]._check_gate_open(pickings, "dispatch")

    def _get_robbed(self):
        """:return: the transfers whose reserved goods it takes, for not enough is free"""
        product, unit = self.product_id, self.product_id.uom_id
        wanted = self.product_uom_id._compute_quantity(self.scrap_qty, unit, rounding_method="HALF-UP")
        place = {"lot_id": self.lot_id, "package_id": self.package_id, "owner_id": self.owner_id}
        free = self.env["stock.quant"]._get_available_quantity(product, self.location_id, **place)
        own = self.picking_id.move_line_ids.filtered(lambda line: line.product_id == product)
        if (
            not product.is_storable
            or unit.compare(wanted, free + sum(own.mapped("quantity_product_uom"))) <= 0
        ):
            return self.env["stock.picking"]
        lines = self.env["stock.move.line"].search(
            [
                ("product_id", "=", product.id),
                ("location_id", "child_of", self.location_id.id),
                ("state", "in", ("assigned", "partially_available")),
                ("quantity_product_uom", ">", 0),
                *[(name, "in", [record.id, False]) for name, record in place.items() if record],
            ]
        )
        return lines.picking_id
