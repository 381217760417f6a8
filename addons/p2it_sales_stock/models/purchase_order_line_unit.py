from math import ceil

from odoo import api, models
from odoo.addons.stock.models.stock_rule import ProcurementException
from odoo.exceptions import ValidationError


class PurchaseOrderLine(models.Model):
    """Purchases in units that say how much it is, and of exactly what was asked for."""

    _inherit = "purchase.order.line"

    @api.constrains("product_id", "product_uom_id", "product_qty")
    def _check_unit(self):
        """:raise ValidationError: for a unit of another kind, or parts of what comes whole only"""
        for line in self:
            if line.product_id and line.product_uom_id and not line.display_type:
                line.product_id._check_unit(line.product_uom_id)
                line.product_id._check_unit_quantity(line.product_qty, line.product_uom_id)

    @api.model
    def _prepare_purchase_order_line_from_procurement(
        self, product_id, product_qty, product_uom, location_dest_id, name, origin, company_id, values, po
    ):
        """Override of `purchase_stock`: a need that the vendor's unit can't keep is bought as it is.

        1,004 metres from a vendor who sells rolls of 999 would be rounded up to 1.01 rolls, which are
        1,008.99 metres. Where the vendor's unit comes whole only, two rolls are bought.
        """
        unit, needed, asked = values["supplier"].product_uom_id, product_qty, product_uom
        try:
            product_id._check_unit(unit)
        except ValidationError as error:
            # Told of this need only: a vendor's price in a wrong unit must not stop all replenishments.
            need = self.env["stock.rule"].Procurement(
                product_id, product_qty, product_uom, location_dest_id, name, origin, company_id, values
            )
            raise ProcurementException([(need, str(error))]) from error
        if unit.whole_numbers_only and not values.get("force_uom"):
            product_qty, product_uom = float(ceil(product_uom._convert(product_qty, unit))), unit
        vals = super()._prepare_purchase_order_line_from_procurement(
            product_id, product_qty, product_uom, location_dest_id, name, origin, company_id, values, po
        )
        bought = self.env["uom.uom"].browse(vals["product_uom_id"])
        if bought != asked and not bought.whole_numbers_only and not bought._keeps(needed, asked, "UP"):
            price = bought._compute_price(vals["price_unit"], asked)
            vals.update(product_qty=needed, product_uom_id=asked.id, price_unit=price)
        return vals

    def _find_candidate(
        self, product_id, product_qty, product_uom, location_id, name, origin, company_id, values
    ):
        """Override of `purchase_stock`: a line takes only what its unit can keep."""
        lines = self.filtered(
            lambda line: not line.product_uom_id
            or line.product_uom_id.whole_numbers_only
            or line.product_uom_id._keeps(product_qty, product_uom)
        )
        return super(PurchaseOrderLine, lines)._find_candidate(
            product_id, product_qty, product_uom, location_id, name, origin, company_id, values
        )

    def _prepare_qty_invoiced(self):
        """Override of `purchase`: bills in other units than the line's count exactly, not each rounded up."""
        result = super()._prepare_qty_invoiced()
        signs = {"in_invoice": 1, "in_refund": -1}
        for line in self:
            rows = line._get_invoice_lines().filtered(
                lambda row: row.move_id.state != "cancel" or row.move_id.payment_state == "invoicing_legacy"
            )
            if rows.product_uom_id - line.product_uom_id:
                result[line] = float(
                    sum(
                        signs.get(row.move_id.move_type, 0)
                        * row.product_uom_id._convert(row.quantity, line.product_uom_id)
                        for row in rows
                        if row.product_uom_id
                    )
                )
        return result
