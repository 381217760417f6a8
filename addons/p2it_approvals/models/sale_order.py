from odoo import models


class SaleOrder(models.Model):
    """Extends ``sale.order`` with its approvals."""

    _name = "sale.order"
    _inherit = ["sale.order", "p2it.approval.mixin"]
