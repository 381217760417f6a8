from odoo import api, fields, models
from odoo.tools import SQL

KIND_FIELDS = {
    "lead_status": ("lead_status_id", "status"),
    "stage": ("stage_id", "stage"),
    "salesperson": ("user_id", "user"),
    "team": ("team_id", "team"),
    "area": ("area_id", "area"),
    "group": ("customer_group_id", "group"),
}
"""What is watched of a lead: by kind of change the field, and how the columns are called."""


class P2itLeadHistory(models.Model):
    """One change of a lead: from what, to what, who, when, why, and how long it had been so.

    Written by ``create`` and ``write`` of ``crm.lead`` alone. No role may create, change or delete
    a row; it stays when the lead is deleted, and moves along when the lead is merged.
    """

    _name = "p2it.lead.history"
    _description = "History of Leads"
    _order = "date desc, id desc"
    _rec_name = "lead_name"

    lead_id = fields.Many2one("crm.lead", string="Lead", ondelete="set null", index="btree_not_null")
    lead_name = fields.Char(required=True, string="Name Then")
    owner_id = fields.Many2one(
        "res.users",
        string="Salesperson Then",
        index="btree_not_null",
        ondelete="set null",
        help="Whose lead it was after the change.",
    )
    company_id = fields.Many2one("res.company", string="Company Then", ondelete="set null")
    kind = fields.Selection(
        selection=[
            ("created", "Created"),
            ("lead_status", "Lead Status"),
            ("stage", "Stage"),
            ("converted", "Converted"),
            ("salesperson", "Salesperson"),
            ("team", "Sales Team"),
            ("area", "Area"),
            ("group", "Customer Group"),
            ("closed", "Closed"),
            ("reopened", "Reopened"),
        ],
        string="What Changed",
        required=True,
    )
    date = fields.Datetime(required=True, index=True, default=fields.Datetime.now)
    user_id = fields.Many2one(
        "res.users", string="By", ondelete="set null", default=lambda self: self.env.user
    )
    lead_type = fields.Selection(
        selection=[("lead", "Lead"), ("opportunity", "Opportunity")], string="Type", required=True
    )
    from_status_id = fields.Many2one("p2it.lead.status", string="From Lead Status", ondelete="set null")
    to_status_id = fields.Many2one("p2it.lead.status", string="To Lead Status", ondelete="set null")
    from_stage_id = fields.Many2one("crm.stage", string="From Stage", ondelete="set null")
    to_stage_id = fields.Many2one("crm.stage", string="To Stage", ondelete="set null")
    from_user_id = fields.Many2one("res.users", string="From Salesperson", ondelete="set null")
    to_user_id = fields.Many2one("res.users", string="To Salesperson", ondelete="set null")
    from_team_id = fields.Many2one("crm.team", string="From Team", ondelete="set null")
    to_team_id = fields.Many2one("crm.team", string="To Team", ondelete="set null")
    from_area_id = fields.Many2one("p2it.area", string="From Area", ondelete="set null")
    to_area_id = fields.Many2one("p2it.area", string="To Area", ondelete="set null")
    from_group_id = fields.Many2one("p2it.customer.group", string="From Group", ondelete="set null")
    to_group_id = fields.Many2one("p2it.customer.group", string="To Group", ondelete="set null")
    outcome = fields.Selection(selection=[("won", "Won"), ("lost", "Lost")])
    lost_reason_id = fields.Many2one("crm.lost.reason", ondelete="set null")
    dwell_days = fields.Float(
        string="Days Before",
        digits=(16, 2),
        aggregator="avg",
        help="How long it had been what it was before this change.",
    )
    rule_id = fields.Many2one("p2it.assignment.rule", string="Assigned by Rule", ondelete="set null")
    reason = fields.Char()
    old_value = fields.Char(string="Before", compute="_compute_values")
    new_value = fields.Char(string="After", compute="_compute_values")

    _lead_kind_date_index = models.Index("(lead_id, kind, date DESC)")

    @api.depends("kind", "outcome", "lead_type")
    @api.depends_context("lang")
    def _compute_values(self):
        """Say in the reader's language what it was and what it became."""
        for row in self:
            old, new = row.sudo()._get_values()  # sudo: the names of steps and people, as links show them
            row.old_value, row.new_value = old or False, new or False

    def _get_values(self):
        """:return: what it was and what it became, in words"""
        self.ensure_one()
        if self.kind in KIND_FIELDS:
            _name, column = KIND_FIELDS[self.kind]
            return self[f"from_{column}_id"].display_name, self[f"to_{column}_id"].display_name
        step = self.to_status_id if self.lead_type == "lead" else self.to_stage_id
        if self.kind == "created":
            return "", " · ".join(filter(None, (step.display_name, self.to_user_id.display_name)))
        if self.kind == "converted":
            return (self.from_status_id or self.from_stage_id).display_name, step.display_name
        outcome = dict(self._fields["outcome"]._description_selection(self.env)).get(self.outcome, "")
        if self.kind == "reopened":
            return outcome, step.display_name
        return step.display_name, ": ".join(filter(None, (outcome, self.lost_reason_id.display_name)))

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Override of `base`: what was just created had been nothing before, for no days."""
        expression = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec not in ("dwell_days:avg", "dwell_days:min"):
            return expression
        return SQL(
            "%s FILTER (WHERE %s != 'created')", expression, self._field_to_sql(self._table, "kind", query)
        )

    @api.model
    def _get_last_dates(self, lead_ids, kinds):
        """Find since when leads have had their salesperson, team, area or group: one query.

        :return: ``{(id of the lead, kind): moment}``; what never changed counts from the creation
        """
        if not (lead_ids and kinds):
            return {}
        self.flush_model(["lead_id", "kind", "date"])
        rows = self.env.execute_query(
            SQL(
                """
                SELECT lead_id, kind, MAX(date) FROM p2it_lead_history
                 WHERE lead_id IN %s AND kind IN %s GROUP BY lead_id, kind
                """,
                tuple(lead_ids),
                ("created", *kinds),
            )
        )
        return {(lead_id, kind): date for lead_id, kind, date in rows}
