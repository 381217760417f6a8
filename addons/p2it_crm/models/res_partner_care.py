from odoo import fields, models


class ResPartner(models.Model):
    """Extends ``res.partner`` with the care for the customer, its contacts included."""

    _name = "res.partner"
    _inherit = ["res.partner", "p2it.care.target"]

    _care_field = "customer_id"

    care_ids = fields.One2many("p2it.care", "customer_id", string="Care")

    def _get_care_context(self):
        return {"default_partner_id": self.id}
