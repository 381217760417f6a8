from odoo import models

from ..exact_float import ExactFloat


class StockQuant(models.Model):
    """Stock kept exactly, also of what the product's unit can't count."""

    _inherit = "stock.quant"

    quantity = ExactFloat(digits="Product Unit")
    reserved_quantity = ExactFloat(digits="Product Unit")
