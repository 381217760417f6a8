from math import ceil

from odoo import models


class StockRule(models.Model):
    """Purchases of what comes whole only stay whole when another need is added to them."""

    _inherit = "stock.rule"

    def _update_purchase_order_line(self, product_id, product_qty, product_uom, company_id, values, line):
        """Override of `purchase_stock` to round up to whole ones where the unit says so."""
        vals = super()._update_purchase_order_line(
            product_id, product_qty, product_uom, company_id, values, line
        )
        unit = line.product_uom_id.browse(vals.get("product_uom_id")) or line.product_uom_id
        if unit.whole_numbers_only and "product_qty" in vals:
            vals["product_qty"] = float(ceil(unit._convert(vals["product_qty"], unit)))
        return vals
