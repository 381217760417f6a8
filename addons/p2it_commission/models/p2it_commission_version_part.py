from odoo import api, models


class P2itCommissionVersionPart(models.AbstractModel):
    """Mixin of what belongs to a version of a plan: it is fixed with the version."""

    _name = "p2it.commission.version.part"
    _description = "Part of a Commission Plan"

    def _get_plans(self):
        """:return: the versions to which these parts belong"""
        return self.plan_id

    @api.model_create_multi
    def create(self, vals_list):
        parts = super().create(vals_list)
        if not self.env.su:
            parts._get_plans()._check_draft({"rule_ids"})
        return parts

    def write(self, vals):
        """Override to keep what was confirmed, also where a part is moved to another version."""
        if not self.env.su:
            self._get_plans()._check_draft(set(vals))
        result = super().write(vals)
        if not self.env.su:
            self._get_plans()._check_draft(set(vals))
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        if not self.env.su:
            self._get_plans()._check_draft({"rule_ids"})
