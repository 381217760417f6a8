from odoo import api, fields, models, tools
from odoo.addons.p2it_web.stored_domain import read_stored_domain
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..domain.sharing import LEAST_LOADED, ROUND_ROBIN


class P2itAssignmentRule(models.Model):
    """Gives leads that nobody has to a salesperson or to the people of a team.

    Rules are tried by sequence, and the first that fits and has somebody to give the lead to
    decides. Where none does, the area decides: the nearest one, upwards from the lead's own, that
    has a salesperson, or else a team.
    """

    _name = "p2it.assignment.rule"
    _inherit = ["p2it.lead.domain.mixin"]
    _description = "Lead Assignment Rule"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
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
    domain = fields.Char(string="Further Conditions")
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

    def _get_count_domain(self):
        return self._get_lead_domain() & self._get_waiting_domain()

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
        domain = read_stored_domain(self, self.domain)
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
        return self._try_on(lambda domain: leads.search(domain & Domain("id", "in", leads.ids)))

    def action_assign(self):
        """Give out the leads that wait for this rule.

        :return: a notification that says how many
        """
        self.ensure_one()
        self.check_access("write")
        waiting = self.env["crm.lead"].search(self._get_count_domain())
        return waiting.action_assign_by_rules()

    def action_view_leads(self):
        """Open the leads that wait for this rule.

        :return: a window action
        """
        self.ensure_one()
        return self._get_leads_action(self._get_count_domain(), {})
