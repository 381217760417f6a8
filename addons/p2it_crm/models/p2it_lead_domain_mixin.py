import logging

from odoo import api, fields, models
from odoo.addons.p2it_web.domain.domain_text import DomainTextError
from odoo.exceptions import ValidationError
from psycopg2 import OperationalError

_logger = logging.getLogger(__name__)


class P2itLeadDomainMixin(models.AbstractModel):
    """Rules that find leads by conditions which people save.

    A rule whose conditions no longer work switches itself off and tells who answers for it, so that
    a lead can always be saved. The concrete model says in ``_get_lead_domain`` which leads are meant.
    """

    _name = "p2it.lead.domain.mixin"
    _inherit = ["mail.thread"]
    _description = "Rule on Leads"

    active = fields.Boolean(default=True, tracking=True)
    domain = fields.Char(required=True, default="[]", tracking=True)
    trouble = fields.Text(readonly=True, copy=False, help="Why the rule switched itself off.")

    def _get_lead_domain(self):
        """Hook.

        :return: the leads the rule is for, as of now
        :rtype: Domain
        """
        raise NotImplementedError

    def _get_count_domain(self):
        """Hook: the leads that the form counts."""
        return self._get_lead_domain()

    def _get_responsible(self):
        """Hook: who is told when the rule stops working."""
        return self.create_uid

    @api.constrains("domain")
    def _check_domain(self):
        for rule in self:
            _count, trouble = rule._try_to_count()
            if trouble:
                raise ValidationError(
                    self.env._(
                        "The leads of the rule “%(rule)s” can't be found: %(error)s. Correct the "
                        "conditions in the domain editor.",
                        rule=rule.display_name,
                        error=rule._explain(trouble),
                    )
                )

    def _try_to_count(self):
        """:return: how many leads there are, and the error if that can't be told"""
        self.ensure_one()
        try:
            with self.env.cr.savepoint(flush=False):
                return self.env["crm.lead"].search_count(self._get_count_domain()), None
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

    def _try_on(self, work):
        """Do something with the leads of this rule, or nothing when the rule doesn't work.

        :param work: function from the rule's domain to leads
        :return: what ``work`` gave, no leads after an error
        """
        self.ensure_one()
        # What is pending belongs to the caller: its errors are not the rule's.
        self.env.flush_all()
        try:
            with self.env.cr.savepoint():
                return work(self._get_lead_domain())
        except OperationalError:
            raise  # two people at once: Odoo repeats the whole request
        except Exception as error:  # a field that is gone, a salesperson of another company …
            self._switch_off(error)
            return self.env["crm.lead"]

    def _switch_off(self, error):
        """Take the broken rule out of service and tell who answers for it."""
        _logger.info("%s %s switched itself off: %s", self._description, self.id, error)
        if not self.try_lock_for_update():
            return  # someone else is doing just that
        message = self.env._(
            "The rule “%(rule)s” switched itself off, because it does not work any more: %(error)s. "
            "Correct it and activate it again.",
            rule=self.display_name,
            error=self._explain(error),
        )
        self.write({"active": False, "trouble": message})
        self.message_post(body=message, partner_ids=self._get_responsible().partner_id.ids)

    @api.model
    def _get_leads_action(self, domain, context):
        """:return: a window action that opens leads"""
        action = self.env["ir.actions.act_window"]._for_xml_id("crm.crm_lead_all_leads")
        return {**action, "domain": list(domain), "context": context}
