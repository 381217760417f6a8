from math import ceil

from odoo import api, models


class StockRule(models.Model):
    """Needs that are added to a purchase stay what they are, or are whole where the unit is."""

    _inherit = "stock.rule"

    @api.model
    def run(self, procurements, raise_user_error=True):
        """Override of `stock`: of what comes whole only, replenishment asks for whole ones.

        A part left in stock, or a minimum with a half, would be refused and stop all other replenishments.
        """
        return super().run(
            [self._make_whole(procurement) for procurement in procurements], raise_user_error=raise_user_error
        )

    @api.model
    def _make_whole(self, procurement):
        """:return: the procurement, of a reordering rule rounded up to whole units where parts are refused"""
        unit = procurement.product_uom
        if not (procurement.values or {}).get("orderpoint_id") or not unit.whole_numbers_only:
            return procurement
        return procurement._replace(product_qty=float(ceil(unit._convert(procurement.product_qty, unit))))

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
