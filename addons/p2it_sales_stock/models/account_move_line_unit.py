from odoo import api, models


class AccountMoveLine(models.Model):
    """Goods invoiced in units that say how much it is: invoices count in orders and in statistics."""

    _inherit = "account.move.line"

    @api.constrains("product_id", "product_uom_id")
    def _check_unit(self):
        """:raise ValidationError: for a unit of another kind"""
        for line in self:
            if line.product_id and line.product_uom_id and line.display_type == "product":
                line.product_id._check_unit(line.product_uom_id)
