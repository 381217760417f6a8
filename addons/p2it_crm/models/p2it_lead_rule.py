import logging

from odoo import api, fields, models, tools
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.safe_eval import datetime, dateutil, safe_eval, time
from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)


class P2itLeadRule(models.Model):
    """Turns every lead that matches a domain into an opportunity.

    Rules are tried by sequence; the first that matches converts. A rule whose domain no longer
    works switches itself off and tells its owner, so that saving a lead never fails because of it.
    """

    _name = "p2it.lead.rule"
    _inherit = ["mail.thread"]
    _description = "Lead Conversion Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Leave empty to apply the rule in every company."
    )
    domain = fields.Char(
        string="Leads", required=True, default="[]", tracking=True, help="Which leads are converted."
    )
    moment = fields.Selection(
        selection=[
            ("now", "As soon as a lead matches"),
            ("scheduled", "At night, or when the button is pressed"),
        ],
        string="When",
        required=True,
        default="now",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Give to Salesperson",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        help="Leave empty to keep the lead's own salesperson.",
    )
    team_id = fields.Many2one(
        "crm.team",
        string="Give to Team",
        check_company=True,
        index="btree_not_null",
        help="Leave empty to keep the lead's own team.",
    )
    owner_id = fields.Many2one(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain="[('share', '=', False)]",
        index=True,
        help="Who is told when the rule stops working.",
    )
    trouble = fields.Text(readonly=True, copy=False, help="Why the rule switched itself off.")
    matching_count = fields.Integer(string="Leads Matching Now", compute="_compute_matching_count")

    @api.depends("domain", "company_id")
    def _compute_matching_count(self):
        for rule in self:
            count, _trouble = rule._try_to_count_leads()
            rule.matching_count = count

    @api.constrains("domain")
    def _check_domain(self):
        for rule in self:
            _count, trouble = rule._try_to_count_leads()
            if trouble:
                raise ValidationError(
                    self.env._(
                        "The leads of the rule “%(rule)s” can't be found: %(error)s. Correct the "
                        "conditions in the domain editor.",
                        rule=rule.name,
                        error=trouble,
                    )
                )

    def _try_to_count_leads(self):
        """:return: how many leads match, and what is wrong with the domain if it can't be told"""
        self.ensure_one()
        try:
            with self.env.cr.savepoint(flush=False):
                return self.env["crm.lead"].search_count(self._get_lead_domain()), None
        except Exception as error:  # any mistake in the domain, whatever its type
            return 0, error

    @api.model_create_multi
    def create(self, vals_list):
        self.env.registry.clear_cache()
        return super().create(vals_list)

    def write(self, vals):
        self.env.registry.clear_cache()
        if {"domain", "active"} & vals.keys():
            vals = {"trouble": False, **vals}
        return super().write(vals)

    def unlink(self):
        self.env.registry.clear_cache()
        return super().unlink()

    def action_run(self):
        """Convert the leads that match now.

        :return: a notification that says how many
        """
        self.check_access("write")
        count = len(self._run(Domain.TRUE))
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success" if count else "info",
                "message": self.env._("%(count)s leads became opportunities.", count=count),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_view_leads(self):
        """Open the leads that match now.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_all_leads")
        action["domain"] = list(self._get_lead_domain())
        action["context"] = {"default_type": "lead"}
        return action

    @api.model
    @tools.ormcache()
    def _get_immediate_rule_ids(self):
        """:return: ids of the rules to try whenever a lead is saved; cached, as there often is none"""
        # sudo: cached once for everybody
        return tuple(self.sudo().search([("moment", "=", "now")]).ids)

    @api.model
    def _cron_run(self):
        """Convert what the rules match, those of the night and those that came to match by themselves."""
        for rule in self.search([("active", "=", True)]):
            converted = rule._run(Domain.TRUE)
            # What one rule converted stays converted, whatever becomes of the next.
            self.env["ir.cron"]._commit_progress(len(converted))

    def _get_lead_domain(self):
        """:return: domain of the leads this rule converts, as of now"""
        self.ensure_one()
        # No record among these: an expression must not get hold of one with the rule's rights.
        context = {
            "uid": self.owner_id.id,
            "time": time,
            "datetime": datetime,
            "dateutil": dateutil,
            "context_today": lambda: fields.Date.context_today(self),
        }
        domain = Domain(safe_eval(self.domain or "[]", context))
        # A rule of no company works where its owner and whoever gets the leads may work.
        companies = self.company_id or (
            self.owner_id.company_ids & (self.user_id.company_ids or self.owner_id.company_ids)
        )
        domain &= Domain("company_id", "in", [*companies.ids, False])
        return domain & Domain("type", "=", "lead") & Domain("won_status", "=", "pending")

    def _run(self, scope):
        """Convert the leads of ``scope`` that match one of the rules.

        A constant number of queries per rule, whatever the number of leads.

        :param Domain scope: which leads to look at
        :return: the leads converted
        :rtype: recordset of ``crm.lead``
        """
        converted = self.env["crm.lead"].sudo()
        # sudo: the company's rule converts, not the person who happens to save the lead
        for rule in self.sudo():
            converted |= rule._apply(scope)
        return converted

    def _apply(self, scope):
        """:return: leads of ``scope`` this rule converted; none when the rule doesn't work"""
        self.ensure_one()
        # What is pending belongs to the caller: its errors are not the rule's.
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                leads = self.env["crm.lead"].search(self._get_lead_domain() & scope)
                leads._convert_by_rule(self)
                return leads
        except OperationalError:
            raise  # two people at once: Odoo repeats the whole request
        except Exception as error:  # a field that is gone, a salesperson of another company …
            self._switch_off(error)
            return self.env["crm.lead"]

    def _switch_off(self, error):
        """Take the broken rule out of service and tell its owner."""
        _logger.info("Lead rule %s switched itself off: %s", self.id, error)
        if not self.try_lock_for_update():
            return  # someone else is doing just that
        message = self.env._(
            "The rule “%(rule)s” switched itself off, because it does not work any more: %(error)s. "
            "Correct it and activate it again.",
            rule=self.name,
            error=error,
        )
        self.write({"active": False, "trouble": message})
        self.message_post(body=message, partner_ids=self.owner_id.partner_id.ids)
