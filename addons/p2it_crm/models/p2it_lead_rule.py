from odoo import api, fields, models, tools
from odoo.addons.p2it_web.stored_domain import read_stored_domain
from odoo.fields import Domain


class P2itLeadRule(models.Model):
    """Turns every lead that matches a domain into an opportunity.

    Rules are tried by sequence; the first that matches converts.
    """

    _name = "p2it.lead.rule"
    _inherit = ["p2it.lead.domain.mixin"]
    _description = "Lead Conversion Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index=True, help="Leave empty to apply the rule in every company."
    )
    domain = fields.Char(string="Leads", help="Which leads are converted.")
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
    matching_count = fields.Integer(string="Leads Matching Now", compute="_compute_matching_count")

    @api.depends("domain", "company_id")
    def _compute_matching_count(self):
        for rule in self:
            count, _trouble = rule._try_to_count()
            rule.matching_count = count

    def _get_responsible(self):
        return self.owner_id

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
        return self._get_leads_action(self._get_lead_domain(), {"default_type": "lead"})

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
        domain = read_stored_domain(self.with_user(self.owner_id), self.domain)
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

        def convert(domain):
            leads = self.env["crm.lead"].search(domain & scope)
            leads._convert_by_rule(self)
            return leads

        return self._try_on(convert)
