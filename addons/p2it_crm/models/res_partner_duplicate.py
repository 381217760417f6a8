from odoo import api, models


class ResPartner(models.Model):
    """Extends ``res.partner`` with the keys that find duplicates."""

    _name = "res.partner"
    _inherit = ["res.partner", "p2it.duplicate.mixin"]

    @api.depends("name")
    def _compute_name_key(self):
        return super()._compute_name_key()

    def _get_duplicate_name(self):
        return self.name or ""
