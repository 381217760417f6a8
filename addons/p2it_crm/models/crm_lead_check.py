from odoo import models


class CrmLead(models.Model):
    """Extends ``crm.lead`` with the check of its telephone number."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "p2it.contact.check.mixin"]
