from odoo import api, fields, models


class ResCompany(models.Model):
    """Extends ``res.company``: where nobody asks for agreements, looking for them costs one query."""

    _inherit = "res.company"

    # A field, for its value is forgotten with the transaction, a rolled back savepoint included.
    is_stop_care_anywhere = fields.Boolean(compute="_compute_is_stop_care_anywhere", compute_sudo=True)

    def _compute_is_stop_care_anywhere(self):
        """Tell whether any company lets leads and customers be closed by agreement only."""
        self.is_stop_care_anywhere = bool(self.search_count([("stop_care_required", "=", True)], limit=1))

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        self.invalidate_model(["is_stop_care_anywhere"])
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "stop_care_required" in vals:
            self.invalidate_model(["is_stop_care_anywhere"])
        return result
