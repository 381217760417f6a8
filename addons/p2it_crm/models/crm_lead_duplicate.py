from odoo import api, models


class CrmLead(models.Model):
    """Extends ``crm.lead`` with the keys that find duplicates."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "p2it.duplicate.mixin"]

    @api.depends("contact_name", "partner_name")
    def _compute_name_key(self):
        return super()._compute_name_key()

    def _get_duplicate_name(self):
        return f"{self.contact_name or ''} {self.partner_name or ''}"
