from odoo import fields, models

DISPOSITIONS = [
    ("restock", "Back to Stock"),
    ("scrap", "Scrap"),
    ("repair", "Repair"),
    ("supplier", "To the Supplier"),
    ("replace", "Replace"),
]
"""What becomes of goods that came back."""


class P2itReturnReason(models.Model):
    """Why goods come back; the company's own list."""

    _name = "p2it.return.reason"
    _description = "Reason for a Return"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    is_offered_online = fields.Boolean(
        string="Offered to Customers", default=True, help="Customers may choose it on the portal."
    )
    disposition = fields.Selection(
        DISPOSITIONS, string="Usually", default="restock", required=True, help="Proposed at the inspection."
    )

    _name_unique = models.Constraint("UNIQUE(name)", "There is a reason of that name already.")
