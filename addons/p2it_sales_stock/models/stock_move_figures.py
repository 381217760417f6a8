from odoo import models

OPEN_STATES = ("waiting", "confirmed", "partially_available", "assigned")
"""States of moves that are promised and not done, as Odoo's forecast counts them."""


class StockMove(models.Model):
    _inherit = "stock.move"

    # What is open is a small part of all moves; the figures of a product read no other.
    _open_product_index = models.Index(
        "(product_id) WHERE state IN ('waiting', 'confirmed', 'partially_available', 'assigned')"
    )
