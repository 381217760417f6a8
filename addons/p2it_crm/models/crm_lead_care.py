from odoo import fields, models


class CrmLead(models.Model):
    """Extends ``crm.lead`` with the care for it."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "p2it.care.target"]

    _care_field = "lead_id"

    care_ids = fields.One2many("p2it.care", "lead_id", string="Care")

    def _get_care_context(self):
        return {"default_lead_id": self.id, "default_partner_id": self.partner_id.id}

    def _merge_dependences(self, opportunities):
        """Override of `crm` to keep care and its costs of the leads that are merged away."""
        result = super()._merge_dependences(opportunities)
        for model in ("p2it.care", "hr.expense"):
            # sudo: a colleague's entry follows the lead, too, and also when its day is over
            self.env[model].sudo().search([("lead_id", "in", opportunities.ids)]).lead_id = self
        return result
