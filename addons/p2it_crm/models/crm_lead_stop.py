from odoo import api, fields, models
from odoo.exceptions import UserError

_CLOSING_VALUES = ("active", "probability", "automated_probability")
"""Fields that close a lead when they become false or nothing."""


class CrmLead(models.Model):
    """Extends ``crm.lead``: where the company asks for it, only an agreed stop-care request closes a lead."""

    _inherit = "crm.lead"

    stop_care_ids = fields.One2many("p2it.stop.care", "lead_id", string="Stop-Care Requests")
    is_stop_care_required = fields.Boolean(compute="_compute_is_stop_care_required")

    @api.depends("company_id")
    @api.depends_context("company")
    def _compute_is_stop_care_required(self):
        for lead in self:
            company = lead.company_id or self.env.company
            lead.is_stop_care_required = company.sudo().stop_care_required  # sudo: a setting

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        closed = leads.filtered(lambda lead: not lead.active)
        closed._check_may_close()
        return leads

    def write(self, vals):
        if self._is_closing(vals):
            self._check_may_close()
        reopened = self.filtered(lambda lead: not lead.active) if vals.get("active") else self.browse()
        result = super().write(vals)
        reopened._log_reopened()
        return result

    @api.model
    def _is_closing(self, vals):
        """:return: whether these values close a lead, each by itself"""
        return any(name in vals and (not vals[name] or vals[name] < 0) for name in _CLOSING_VALUES)

    def _check_may_close(self):
        """Refuse to close by any other way than an agreed request, which closes as superuser.

        :raise UserError: naming the way that is open
        """
        if self.env.su:
            return
        # sudo: the setting of whatever company the lead is in
        guarded = self.sudo().filtered("is_stop_care_required")
        if guarded:
            raise UserError(
                self.env._(
                    "“%(lead)s” can't be closed this way. Use “Stop Care” on it: give a reason and a "
                    "note, and a manager above you agrees.",
                    lead=guarded[0].display_name,
                )
            )

    def _log_reopened(self):
        if self:
            body = self.env._("Reopened by %(user)s.", user=self.env.user.name)
            self._message_log_batch(dict.fromkeys(self.ids, body))

    @api.ondelete(at_uninstall=False)
    def _unlink_only_with_agreement(self):
        """A deleted lead is a closed one; the administrator may still clean up."""
        if not self.env.user.has_group("p2it_crm.group_administrator"):
            self._check_may_close()

    def _merge_opportunity(self, user_id=False, team_id=False, auto_unlink=True, max_length=5):
        """Override of `crm`: merging duplicates is no closing, merging strangers is."""
        self._check_may_merge()
        return super()._merge_opportunity(user_id, team_id, auto_unlink, max_length)

    def _check_may_merge(self):
        """:raise UserError: unless all leads are of one customer and none is closed"""
        # sudo: who may see the leads may compare them; managers of the administration may merge all
        leads = self.sudo().filtered("is_stop_care_required")
        if self.env.su or not leads or self.env.user.has_group("p2it_crm.group_administrator"):
            return
        if any(lead.won_status == "lost" or not lead.active for lead in leads) or not any(
            key(leads[0]) and all(key(lead) == key(leads[0]) for lead in leads) for key in _SAME_CUSTOMER_KEYS
        ):
            raise UserError(
                self.env._(
                    "Only open leads of one and the same customer (by customer, phone or e-mail) can be "
                    "merged, for merging closes all but one. Use “Stop Care” to close a lead."
                )
            )

    def action_stop_care(self):
        """Open a request to close this lead.

        :return: a window action
        """
        self.ensure_one()
        return self.env["p2it.stop.care"]._get_request_action(lead=self)


_SAME_CUSTOMER_KEYS = (
    lambda lead: lead.partner_id.commercial_partner_id,
    lambda lead: lead.phone_key,
    lambda lead: lead.email_normalized,
)
"""Any of these being equal on all leads makes them leads of one customer."""
