from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_ADDRESS = ("street", "street2", "city", "state_id", "zip", "country_id", "area_id")
_FOLLOWERS = ("p2it.care", "hr.expense", "p2it.stop.care", "p2it.sample", "p2it.lead.history")
"""Models whose ``lead_id`` names the lead that is left after a merge; costs after the care they belong to."""


class CrmLead(models.Model):
    """Extends ``crm.lead``: leads are compared side by side and merged by `crm`'s own engine."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "p2it.merge.target"]

    _merge_limit = 5

    @api.model
    def _get_merge_rows(self):
        return {
            **self._prepare_merge_rows(
                *("name", "partner_id", "partner_name", "contact_name", "phone", "email_from", "website")
            ),
            "address": (self.env._("Address"), _ADDRESS),
            **self._prepare_merge_rows(
                *(
                    "customer_group_id",
                    "user_id",
                    "team_id",
                    "lead_status_id",
                    "priority",
                    "expected_revenue",
                ),
                *("date_deadline", "source_id", "campaign_id", "medium_id", "description"),
            ),
        }

    @api.model
    def _get_merge_facts(self):
        on_this = [("res_model", "=", "crm.lead")]
        return [
            (self.env._("Quotations and orders"), "sale.order", "opportunity_id", []),
            (self.env._("Care"), "p2it.care", "lead_id", []),
            (self.env._("Samples"), "p2it.sample", "lead_id", []),
            (self.env._("Activities"), "mail.activity", "res_id", on_this),
            (self.env._("Meetings"), "calendar.event", "opportunity_id", []),
            (self.env._("Files"), "ir.attachment", "res_id", on_this),
        ]

    def _get_merge_kept(self):
        """Override: `crm` keeps the most advanced one, whoever asks."""
        return self._sort_by_confidence_level(reverse=True)[:1]

    def _check_may_merge_compared(self):
        result = super()._check_may_merge_compared()
        if any(lead.won_status == "won" for lead in self):
            raise UserError(
                self.env._("A lead that was won is history and can't be merged. Nothing was changed.")
            )
        self._check_may_merge()
        # sudo: requests of whoever
        waiting = self.sudo().stop_care_ids.filtered(lambda request: request.state == "requested")
        if waiting:
            raise UserError(
                self.env._(
                    "Stopping care for “%(lead)s” was asked for and not decided yet. Decide it first, then "
                    "merge. Nothing was changed.",
                    lead=waiting[0].lead_id.name,
                )
            )
        return result

    def _merge_compared(self, kept):
        return self._merge_opportunity()

    def _merge_dependences(self, opportunities):
        """Override of `crm`: what was done for the leads, what it cost and what was asked comes along."""
        result = super()._merge_dependences(opportunities)
        for records in opportunities._find_followers():
            records.lead_id = self
        return result

    def _find_followers(self):
        """Find all that points at these leads, in one query: Odoo merges pair by pair when it assigns.

        :return: list of recordsets, superuser's, without empty ones
        """
        # sudo: a colleague's entry follows the lead, too, and also when its day is over
        followers = [self.env[name].sudo().with_context(active_test=False) for name in _FOLLOWERS]
        found = {}
        for name, record_id in self.env.execute_query(
            SQL(" UNION ALL ").join(
                model._search([("lead_id", "in", self.ids)]).select(
                    SQL("%s::text", model._name), SQL.identifier(model._table, "id")
                )
                for model in followers
            )
        ):
            found.setdefault(name, []).append(record_id)
        return [model.browse(found[model._name]) for model in followers if model._name in found]
