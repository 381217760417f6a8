from odoo import api, models


class IrRule(models.Model):
    """Extends ``ir.rule``: returns show a customer."""

    _inherit = "ir.rule"

    @api.model
    def _get_customer_models(self):
        return (*super()._get_customer_models(), "p2it.return")
