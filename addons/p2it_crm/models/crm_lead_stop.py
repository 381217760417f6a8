from odoo import api, fields, models
from odoo.exceptions import UserError

_CLOSING_VALUES = ("active", "probability", "automated_probability")
"""Fields that close a lead when they become false, nothing or less."""


class CrmLead(models.Model):
    """Extends ``crm.lead``: where the company asks for it, only an agreed stop-care request closes a lead."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "p2it.stop.care.target"]

    stop_care_ids = fields.One2many("p2it.stop.care", "lead_id", string="Stop-Care Requests")
    is_stop_care_required = fields.Boolean(compute="_compute_is_stop_care_required")

    @api.depends("company_id", "user_id", "stop_care_company_id")
    @api.depends_context("uid")
    def _compute_is_stop_care_required(self):
        for lead in self:
            lead.is_stop_care_required = bool(lead._get_stop_care_companies())

    @api.model
    def _get_stop_care_fields(self):
        return super()._get_stop_care_fields() | {"team_id", "partner_id"}

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        closed = leads.filtered(lambda lead: not lead.active or lead.won_status == "lost")
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
        if "won_status" in vals:  # computed, yet a client may write it
            return True
        values = {
            name: self._fields[name].convert_to_cache(vals[name], self)
            for name in _CLOSING_VALUES
            if name in vals
        }
        return any(not value or value < 0 for value in values.values())

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
        """Override of `crm`: merging closes all but one, so who merges must be able to agree to that."""
        self._check_may_merge()
        companies = self._get_stop_care_companies_of_all()
        merged = super()._merge_opportunity(user_id, team_id, auto_unlink, max_length)
        merged._keep_stop_care_company(companies)
        return merged

    def _get_stop_care_companies_of_all(self):
        return self.env["res.company"].union(*(lead._get_stop_care_companies() for lead in self))

    def _check_may_merge(self):
        """:raise UserError: unless the leads are one customer's, all open, and the user is above them"""
        if self.env.su or self.env.user.has_group("p2it_crm.group_administrator"):
            return
        leads = self.sudo()  # sudo: who may see the leads may compare them
        if not leads._get_stop_care_companies_of_all():
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
        for owner in leads.user_id:
            if self.env.user not in owner._get_users_above():
                raise UserError(
                    self.env._(
                        "Merging closes all leads but one, and closing needs an agreement. Ask a manager "
                        "above %(owner)s to merge them: %(managers)s.",
                        owner=owner.name,
                        managers=", ".join(owner._get_users_above().mapped("name"))
                        or self.env._("an administrator"),
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
