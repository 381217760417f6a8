from math import ceil

from odoo import models


class StockRule(models.Model):
    """Needs that are added to a purchase stay what they are, or are whole where the unit is."""

    _inherit = "stock.rule"

    def _update_purchase_order_line(self, product_id, product_qty, product_uom, company_id, values, line):
        """Override of `purchase_stock`: no need is rounded to what the vendor's unit can count."""
        vals = super()._update_purchase_order_line(
            product_id, product_qty, product_uom, company_id, values, line
        )
        unit = line.product_uom_id.browse(vals.get("product_uom_id")) or line.product_uom_id
        own = line.product_uom_id
        total = own._convert(line.product_qty, own) + product_uom._convert(product_qty, own)
        if unit.whole_numbers_only:
            vals["product_qty"] = float(ceil(own._convert(total, unit)))
        elif unit != own and not unit._keeps(total, own):
            vals.update(
                product_qty=float(total),
                product_uom_id=own.id,
                price_unit=unit._compute_price(vals["price_unit"], own),
            )
        return vals
