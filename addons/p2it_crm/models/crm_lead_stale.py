from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..domain.stale import find_days


class CrmLead(models.Model):
    """Extends ``crm.lead``: who stays too long where it is, is stale.

    A lead stays in its *lead status*, an opportunity in its *stage*. The clock starts when it gets
    there and anew when it is reopened. What is won, lost or archived is never stale.
    """

    _inherit = "crm.lead"

    stage_entered = fields.Datetime(
        string="Here Since",
        compute="_compute_stage_entered",
        store=True,
        precompute=True,
        copy=False,
        help="When the lead got its lead status, or the opportunity its stage.",
    )
    stage_days = fields.Integer(
        string="Days Here",
        compute="_compute_stale",
        help="Full days in the present lead status or stage, of what is open.",
    )
    stage_limit_days = fields.Integer(string="Days Allowed", compute="_compute_stale")
    stale_days = fields.Integer(
        string="Days Too Long", compute="_compute_stale", help="Full days beyond those allowed."
    )
    is_stale = fields.Boolean(
        string="Stale",
        compute="_compute_stale",
        search="_search_is_stale",
        help="Stays in its lead status or stage for longer than the limit set for it.",
    )

    _stage_entered_index = models.Index("(stage_entered) WHERE active IS TRUE AND won_status = 'pending'")

    def _auto_init(self):
        """Let the clocks of the leads of the past run from what is known, in one statement."""
        if not column_exists(self.env.cr, self._table, "stage_entered"):
            create_column(self.env.cr, self._table, "stage_entered", "timestamp")
            self._fill_stage_entered()
        return super()._auto_init()

    @api.model
    def _fill_stage_entered(self):
        self.env.cr.execute(
            SQL(
                """
                UPDATE crm_lead SET stage_entered = CASE
                    WHEN type = 'lead' THEN create_date
                    ELSE COALESCE(GREATEST(date_last_stage_update, date_conversion), create_date)
                END WHERE stage_entered IS NULL
                """
            )
        )

    @api.model
    def _get_guarded_fields(self):
        """Override of ``p2it.guard.mixin``: nobody sets the clock back."""
        return super()._get_guarded_fields() | {"stage_entered"}

    def _compute_stage_entered(self):
        """Set the clock to now: for what is created, and when ``_restart_stage_clock`` asks for it."""
        self.stage_entered = fields.Datetime.now()

    def _restart_stage_clock(self):
        """Begin to count anew, whoever moved the leads; nothing else of them is written."""
        self.env.add_to_compute(self._fields["stage_entered"], self)
        self._recompute_recordset(["stage_entered"])

    def _get_step(self):
        """:return: what the clock depends on: the status or stage, and whether the lead is open"""
        self.ensure_one()
        step = self.lead_status_id if self.type == "lead" else self.stage_id
        return self.type, step.id, self.active and self.won_status == "pending"

    @api.depends(
        "type", "stage_id", "lead_status_id", "team_id", "company_id", "won_status", "active", "stage_entered"
    )
    def _compute_stale(self):
        limits = self.env["p2it.stage.limit"]._get_limits()
        now = fields.Datetime.now()
        for lead in self:
            lead_type, step_id, is_open = lead._get_step()
            entered = lead.stage_entered or now
            days = (
                find_days(limits, lead_type, step_id, lead.team_id._origin.id, lead.company_id._origin.id)
                if is_open
                else 0
            )
            lead.stage_days = max((now - entered).days, 0) if is_open else 0
            lead.stage_limit_days = days
            lead.is_stale = bool(days) and entered < now - timedelta(days=days)
            lead.stale_days = lead.stage_days - days if lead.is_stale else 0

    def _search_is_stale(self, operator, value):
        if operator not in ("in", "not in"):
            return NotImplemented
        wanted = {bool(item) for item in value}
        if operator == "not in":
            wanted = {True, False} - wanted
        return Domain.OR([_STALE if is_wanted else _NOT_STALE for is_wanted in wanted])

    @api.model
    def _get_stale_sql(self, alias):
        """:param str alias: of ``crm_lead`` in a query
        :return: the condition of being stale now
        :rtype: SQL
        """
        limits = self.env["p2it.stage.limit"]
        days = [limit.days for limit in limits._get_limits() if limit.days]
        if not days:
            return SQL("FALSE")
        now = fields.Datetime.now()
        # The comparison with the shortest limit follows from the last one, and an index answers it.
        return SQL(
            """
            (%(active)s IS TRUE AND %(won_status)s = 'pending' AND %(entered)s < %(latest)s
             AND %(entered)s < %(now)s - make_interval(days => %(days)s))
            """,
            active=self._field_to_sql(alias, "active"),
            won_status=self._field_to_sql(alias, "won_status"),
            entered=self._field_to_sql(alias, "stage_entered"),
            latest=now - timedelta(days=min(days)),
            now=now,
            days=limits._get_days_sql(alias),
        )


_STALE = Domain.custom(
    to_sql=lambda leads, alias, query: leads._get_stale_sql(alias), predicate=lambda lead: lead.is_stale
)
_NOT_STALE = Domain.custom(
    to_sql=lambda leads, alias, query: SQL("(%s) IS NOT TRUE", leads._get_stale_sql(alias)),
    predicate=lambda lead: not lead.is_stale,
)
