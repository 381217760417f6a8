from odoo import fields, models


class SaleReport(models.Model):
    """Quantities of the sales analysis in the standard unit, exactly as on the lines."""

    _inherit = "sale.report"

    standard_uom_qty = fields.Float(string="Quantity in Standard Unit", digits="Product Unit", readonly=True)

    def _select_additional_fields(self):
        """Override of `sale` to sum what the lines hold."""
        return {**super()._select_additional_fields(), "standard_uom_qty": "SUM(l.standard_uom_qty)"}
