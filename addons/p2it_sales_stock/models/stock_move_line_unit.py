from odoo import api, models

from ..exact_float import ExactFloat


class StockMoveLine(models.Model):
    """Goods moved in units that say how much it is, kept exactly in the product's own."""

    _inherit = "stock.move.line"

    quantity_product_uom = ExactFloat(digits="Product Unit")

    @api.constrains("product_id", "product_uom_id", "quantity")
    def _check_unit(self):
        """:raise ValidationError: for a unit of another kind, or parts of what comes whole only"""
        for line in self:
            if line.product_id and line.product_uom_id:
                line.product_id._check_unit(line.product_uom_id)
                if not line.move_id or not line.move_id._is_correction():
                    line.product_id._check_unit_quantity(line.quantity, line.product_uom_id)

    def _get_aggregated_product_quantities(self, **kwargs):
        """Override of `stock`: on the slip, packages come from the quantity printed, in the unit it is in.

        Odoo converts the move's quantity as if it were in the unit of what was picked: of two cartons
        picked as 48 bottles it makes 0.09 cartons.
        """
        rows = super()._get_aggregated_product_quantities(**kwargs)
        for row in rows.values():
            unit, packaging = row["product_uom"], row["packaging_uom_id"]
            if packaging and packaging != unit and unit._has_common_reference(packaging):
                row["packaging_quantity"] = unit._compute_quantity(row["quantity"] or 0.0, packaging)
                row["packaging_qty_ordered"] = unit._compute_quantity(row["qty_ordered"] or 0.0, packaging)
        return rows
