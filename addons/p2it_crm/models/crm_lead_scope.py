from odoo import api, models


class CrmLead(models.Model):
    """Extends ``crm.lead``: a lead is its salesperson's, and its duplicates are those one sees."""

    _inherit = "crm.lead"

    @api.model_create_multi
    def create(self, vals_list):
        """Make who creates a lead without salesperson its salesperson, unless they may assign."""
        if not self.env.su and self.env.user._is_scope_limited() and not self.env.user._may_assign():
            vals_list = [
                {**vals, "user_id": self.env.uid} if not vals.get("user_id") else vals for vals in vals_list
            ]
        return super().create(vals_list)

    @api.depends_context("uid")
    def _compute_potential_lead_duplicates(self):
        """Override of `crm`, which counts and lists the leads of everybody."""
        result = super()._compute_potential_lead_duplicates()
        found = self.duplicate_lead_ids.sudo(False)
        hidden = found - found._filtered_access("read")
        for lead in self if hidden else ():
            lead.duplicate_lead_ids = lead.duplicate_lead_ids.filtered(
                lambda other: other.id not in hidden._ids
            )
            lead.duplicate_lead_count = len(lead.duplicate_lead_ids - lead)
        return result

    def action_explain_visibility(self):
        """Tell a manager who can see this lead, and why.

        :return: a window action
        :raise AccessError: for who is no manager or doesn't see the lead
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["p2it.visibility.explain"]._explain(self, self.user_id)
