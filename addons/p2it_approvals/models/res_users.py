from odoo import fields, models


class ResUsers(models.Model):
    """Extends ``res.users`` with the approvals lent to others."""

    _inherit = "res.users"

    approval_delegation_ids = fields.One2many(
        "p2it.approval.delegation", "user_id", string="Approvals Lent", groups="base.group_erp_manager"
    )
