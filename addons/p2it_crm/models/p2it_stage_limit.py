from odoo import api, fields, models, tools
from odoo.tools import SQL

from ..domain.stale import Limit, order_limits


class P2itStageLimit(models.Model):
    """How many days a lead may stay in a status, or an opportunity in a stage, before it is stale.

    Without limits nothing is stale. Of the limits that fit a lead the most particular one counts
    (see ``domain/stale.py``), so that a team may be given more days than the rest.
    """

    _name = "p2it.stage.limit"
    _description = "Days Allowed per Stage"
    _order = "lead_type, lead_status_id, stage_id, team_id, company_id, id"
    _check_company_auto = True

    lead_type = fields.Selection(
        selection=[("lead", "Lead"), ("opportunity", "Opportunity")],
        string="Type",
        required=True,
        default="lead",
    )
    lead_status_id = fields.Many2one(
        "p2it.lead.status", string="Lead Status", ondelete="cascade", index="btree_not_null"
    )
    stage_id = fields.Many2one("crm.stage", ondelete="cascade", index="btree_not_null")
    team_id = fields.Many2one(
        "crm.team", string="Sales Team", check_company=True, ondelete="cascade", index="btree_not_null"
    )
    company_id = fields.Many2one("res.company", ondelete="cascade", index="btree_not_null")
    days = fields.Integer(
        string="Days Allowed",
        required=True,
        default=7,
        help="Counted in full days of 24 hours from the moment it got there. 0: as long as it likes.",
    )
    active = fields.Boolean(default=True)

    _days_not_negative = models.Constraint(
        "CHECK(days >= 0 AND days <= 3650)",
        "The days allowed are a number from 0 (no limit) to 3650 (ten years). Correct the days.",
    )
    _step_of_type = models.Constraint(
        "CHECK((lead_type = 'lead' AND stage_id IS NULL)"
        " OR (lead_type = 'opportunity' AND lead_status_id IS NULL))",
        "A limit for leads names a lead status, one for opportunities a stage. Clear the other one.",
    )
    _one_per_case = models.UniqueIndex(
        "(lead_type, COALESCE(lead_status_id, 0), COALESCE(stage_id, 0), COALESCE(team_id, 0),"
        " COALESCE(company_id, 0)) WHERE active IS TRUE",
        "There is a limit for exactly these leads already. Change the days there.",
    )

    @api.onchange("lead_type")
    def _onchange_lead_type(self):
        if self.lead_type == "lead":
            self.stage_id = False
        else:
            self.lead_status_id = False

    @api.depends("lead_type", "lead_status_id", "stage_id", "team_id", "days")
    def _compute_display_name(self):
        types = dict(self._fields["lead_type"]._description_selection(self.env))
        for limit in self:
            step = limit.lead_status_id.name or limit.stage_id.name or types.get(limit.lead_type, "")
            limit.display_name = self.env._("%(step)s: %(days)s days", step=step, days=limit.days)

    @api.model_create_multi
    def create(self, vals_list):
        self._forget_limits()
        return super().create(vals_list)

    def write(self, vals):
        self._forget_limits()
        return super().write(vals)

    def unlink(self):
        self._forget_limits()
        return super().unlink()

    @api.model
    def _forget_limits(self):
        """Have the limits read anew: now, and after the commit for whoever read the former meanwhile."""
        self.env.registry.clear_cache()
        self.env.cr.postcommit.add(self.env.registry.clear_cache)

    @api.model
    @tools.ormcache()
    def _get_limits(self):
        """:return: tuple of :class:`Limit`, the most particular first; cached, as there are few"""
        # sudo: cached once for everybody; how long a lead may stay is no secret
        limits = self.sudo().search([("active", "=", True)], order="id")
        return order_limits(
            Limit(
                limit.lead_type,
                (limit.lead_status_id.id if limit.lead_type == "lead" else limit.stage_id.id) or None,
                limit.team_id.id or None,
                limit.company_id.id or None,
                limit.days,
            )
            for limit in limits
        )

    @api.model
    def _get_days_sql(self, alias):
        """Give what :func:`find_days` finds, for each row of a query.

        :param str alias: of ``crm_lead`` in the query
        :return: an expression of the days allowed, NULL where there is no limit
        :rtype: SQL
        """
        leads = self.env["crm.lead"]
        column = {
            name: leads._field_to_sql(alias, name)
            for name in ("type", "lead_status_id", "stage_id", "team_id", "company_id")
        }
        cases = []
        for limit in self._get_limits():
            step = "lead_status_id" if limit.lead_type == "lead" else "stage_id"
            wanted = ((step, limit.step_id), ("team_id", limit.team_id), ("company_id", limit.company_id))
            conditions = [SQL("%s = %s", column["type"], limit.lead_type)]
            conditions += [SQL("%s = %s", column[name], value) for name, value in wanted if value]
            cases.append(SQL("WHEN %s THEN %s", SQL(" AND ").join(conditions), limit.days or None))
        return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL::integer")
