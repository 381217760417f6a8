import logging

from odoo import api, fields, models, tools
from odoo.addons.p2it_web.domain.domain_text import DomainTextError, read_domain
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from psycopg2 import OperationalError

from ..domain.sharing import LEAST_LOADED, ROUND_ROBIN

_logger = logging.getLogger(__name__)


class P2itAssignmentRule(models.Model):
    """Gives leads that nobody has to a salesperson or to the people of a team.

    Rules are tried by sequence, and the first that fits and has somebody to give the lead to
    decides. Where none does, the area decides: the nearest one, upwards from the lead's own, that
    has a salesperson, or else a team. A rule whose conditions no longer work switches itself off
    and tells who made it, so that a lead can always be saved.
    """

    _name = "p2it.assignment.rule"
    _inherit = ["mail.thread"]
    _description = "Lead Assignment Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", index=True, help="Leave empty to apply the rule in every company."
    )
    area_id = fields.Many2one(
        "p2it.area", ondelete="restrict", index="btree_not_null", help="Here and in every area below."
    )
    customer_group_id = fields.Many2one(
        "p2it.customer.group",
        ondelete="restrict",
        index="btree_not_null",
        help="This group and every group below.",
    )
    source_id = fields.Many2one("utm.source", ondelete="restrict", index="btree_not_null")
    domain = fields.Char(string="Further Conditions", required=True, default="[]", tracking=True)
    user_id = fields.Many2one(
        "res.users",
        string="Give to Salesperson",
        domain="[('share', '=', False)]",
        index="btree_not_null",
        tracking=True,
    )
    team_id = fields.Many2one(
        "crm.team", string="Give to Team", check_company=True, index="btree_not_null", tracking=True
    )
    method = fields.Selection(
        selection=[
            (LEAST_LOADED, "Who has the fewest open leads"),
            (ROUND_ROBIN, "One after the other"),
        ],
        string="Who in the Team",
        required=True,
        default=LEAST_LOADED,
        help="Open leads and opportunities of all teams count. Members who pause assignment get none.",
    )
    trouble = fields.Text(readonly=True, copy=False, help="Why the rule switched itself off.")
    matching_count = fields.Integer(string="Leads Waiting", compute="_compute_matching_count")

    _one_target = models.Constraint(
        "CHECK(user_id IS NOT NULL OR team_id IS NOT NULL)",
        "Choose the salesperson or the team that gets the leads.",
    )

    @api.depends("domain", "area_id", "customer_group_id", "source_id", "company_id")
    def _compute_matching_count(self):
        for rule in self:
            count, _trouble = rule._try_to_count()
            rule.matching_count = count

    @api.constrains("domain")
    def _check_domain(self):
        for rule in self:
            _count, trouble = rule._try_to_count()
            if trouble:
                raise ValidationError(
                    self.env._(
                        "The leads of the rule “%(rule)s” can't be found: %(error)s. Correct the "
                        "conditions in the domain editor.",
                        rule=rule.name,
                        error=rule._explain(trouble),
                    )
                )

    @api.constrains("user_id")
    def _check_user(self):
        for rule in self:
            if rule.user_id.share:
                raise ValidationError(
                    self.env._(
                        "%(user)s is no internal user and can't get leads. Choose a salesperson.",
                        user=rule.user_id.name,
                    )
                )

    def _try_to_count(self):
        """:return: how many leads wait for the rule, and the error if that can't be told"""
        self.ensure_one()
        try:
            with self.env.cr.savepoint(flush=False):
                domain = self._get_lead_domain() & self._get_waiting_domain()
                return self.env["crm.lead"].search_count(domain), None
        except OperationalError:
            raise
        except Exception as error:  # any mistake in the domain, whatever its type
            return 0, error

    @api.model
    def _explain(self, error):
        if isinstance(error, DomainTextError):
            return self.env._("“%s” can't stand in a domain", error.source)
        return str(error).strip().rstrip(".") or type(error).__name__

    @api.model_create_multi
    def create(self, vals_list):
        self._forget_rules()
        rules = super().create(vals_list)
        rules._check_may_ask()
        return rules

    def write(self, vals):
        self._forget_rules()
        if {"domain", "active"} & vals.keys():
            vals = {"trouble": False, **vals}
        result = super().write(vals)
        if "domain" in vals:
            self._check_may_ask()
        return result

    def unlink(self):
        self._forget_rules()
        return super().unlink()

    def _check_may_ask(self):
        """Refuse conditions on what their author may not see: the rule itself sees everything.

        No constraint, for those run as superuser.

        :raise AccessError: naming the field
        """
        for rule in self if not self.env.su else ():
            self.env["crm.lead"].search(rule._get_lead_domain(), limit=1)

    @api.model
    def _forget_rules(self):
        """Have the rules read anew: now, and after the commit for whoever read the former meanwhile."""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

    @api.model
    @tools.ormcache()
    def _get_rule_ids(self):
        """:return: ids of the rules in their order; cached, as there often is none"""
        # sudo: cached once for everybody
        return tuple(self.sudo().search([("active", "=", True)]).ids)

    @api.model
    def _get_waiting_domain(self):
        """:return: domain of the leads that wait for somebody"""
        return (
            Domain("user_id", "=", False) & Domain("won_status", "=", "pending") & Domain("active", "=", True)
        )

    def _get_lead_domain(self):
        """:return: domain of the leads the rule is for"""
        self.ensure_one()
        now = fields.Datetime.context_timestamp(self, fields.Datetime.now()).replace(tzinfo=None)
        domain = Domain(read_domain(self.domain, {}, now, lambda moment: moment))
        if self.company_id:
            domain &= Domain("company_id", "in", [self.company_id.id, False])
        if self.area_id:
            domain &= Domain("area_id", "child_of", self.area_id.id)
        if self.customer_group_id:
            domain &= Domain("customer_group_id", "child_of", self.customer_group_id.id)
        if self.source_id:
            domain &= Domain("source_id", "=", self.source_id.id)
        return domain

    def _match(self, leads):
        """Find which leads the rule is for: one query.

        :return: those of ``leads`` that fit, none when the rule doesn't work
        """
        self.ensure_one()
        # What is pending belongs to the caller: its errors are not the rule's.
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                return leads.search(self._get_lead_domain() & Domain("id", "in", leads.ids))
        except OperationalError:
            raise  # two people at once: Odoo repeats the whole request
        except Exception as error:  # a field that is gone, …
            self._switch_off(error)
            return leads.browse()

    def _switch_off(self, error):
        """Take the broken rule out of service and tell who made it."""
        _logger.info("Assignment rule %s switched itself off: %s", self.id, error)
        if not self.try_lock_for_update():
            return  # someone else is doing just that
        message = self.env._(
            "The rule “%(rule)s” switched itself off, because it does not work any more: %(error)s. "
            "Correct it and activate it again.",
            rule=self.name,
            error=self._explain(error),
        )
        self.write({"active": False, "trouble": message})
        self.message_post(body=message, partner_ids=self.create_uid.partner_id.ids)

    def action_assign(self):
        """Give out the leads that wait for this rule.

        :return: a notification that says how many
        """
        self.ensure_one()
        self.check_access("write")
        waiting = self.env["crm.lead"].search(self._get_lead_domain() & self._get_waiting_domain())
        return waiting.action_assign_by_rules()

    def action_view_leads(self):
        """Open the leads that wait for this rule.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_all_leads")
        action["domain"] = list(self._get_lead_domain() & self._get_waiting_domain())
        action["context"] = {}
        return action
