from odoo import fields, models


class CrmLead(models.Model):
    """Extends ``crm.lead`` with the care for it."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "p2it.care.target"]

    _care_field = "lead_id"

    care_ids = fields.One2many("p2it.care", "lead_id", string="Care")

    def _get_care_context(self):
        return {"default_lead_id": self.id, "default_partner_id": self.partner_id.id}
