import pytz
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

_AVERAGES = ("days_to_convert:avg", "days_to_convert:min")


class CrmLead(models.Model):
    """Extends ``crm.lead`` with whether, when and how fast it was converted.

    A lead is converted on the day it becomes an opportunity, or on the day its customer becomes an
    account, whichever comes first. A customer who was an account before the lead came converts
    nothing, nor does one who becomes an account after the lead was lost.
    """

    _inherit = "crm.lead"

    converted_on = fields.Date(
        compute="_compute_conversion",
        store=True,
        copy=False,
        help="The first day on which it became an opportunity or its customer an account.",
    )
    days_to_convert = fields.Integer(
        compute="_compute_conversion",
        store=True,
        copy=False,
        aggregator="avg",
        help="Days from the creation to the conversion, both by the company's calendar; averages count "
        "converted leads only.",
    )

    def _auto_init(self):
        """Compute the past for those leads only that can have been converted."""
        if not column_exists(self.env.cr, self._table, "converted_on"):
            create_column(self.env.cr, self._table, "converted_on", "date")
            create_column(self.env.cr, self._table, "days_to_convert", "int4")
            self.pool.post_init(self._mark_past_conversions)
        return super()._auto_init()

    @api.model
    def _mark_past_conversions(self):
        rows = self.env.execute_query(
            SQL("SELECT id FROM crm_lead WHERE date_conversion IS NOT NULL OR partner_id IS NOT NULL")
        )
        leads = self.browse(lead_id for [lead_id] in rows)
        for name in ("converted_on", "days_to_convert"):
            self.env.add_to_compute(self._fields[name], leads)

    @api.model
    def _get_guarded_fields(self):
        """Override of ``p2it.guard.mixin``: nobody enters the own success."""
        return super()._get_guarded_fields() | {"converted_on", "days_to_convert"}

    @api.model_create_multi
    def create(self, vals_list):
        """Nobody brings a date of conversion along, in values, in a copy or as a default."""
        if self._is_pointing_limited():
            vals_list = [{**vals, "date_conversion": False} for vals in vals_list]
        return super().create(vals_list)

    def write(self, vals):
        """Let the date of conversion be the moment at which `crm` converts, and nothing else.

        :raise AccessError: when somebody enters the date alone
        """
        if vals.get("date_conversion") and self._is_pointing_limited():
            if vals.get("type") != "opportunity":
                label = self._fields["date_conversion"]._description_string(self.env)
                raise AccessError(
                    self.env._(
                        "%(field)s can't be entered: it is when the lead was converted to an opportunity. "
                        "Use “Convert to Opportunity”.",
                        field=label,
                    )
                )
            vals = {**vals, "date_conversion": fields.Datetime.now()}
        return super().write(vals)

    @api.depends(
        "create_date",
        "date_conversion",
        "date_closed",
        "won_status",
        "company_id",
        "partner_id.account_date",
    )
    def _compute_conversion(self):
        for lead in self:
            created = lead._get_local_date(lead.create_date or fields.Datetime.now())
            days = [lead._get_local_date(lead.date_conversion)] if lead.date_conversion else []
            account_date = lead.partner_id.account_date
            if account_date and account_date >= created and not lead._was_lost_before(account_date):
                days.append(account_date)
            lead.converted_on = min(days, default=False)
            lead.days_to_convert = max((lead.converted_on - created).days, 0) if days else 0

    def _was_lost_before(self, day):
        self.ensure_one()
        return (
            self.won_status == "lost"
            and bool(self.date_closed)
            and self._get_local_date(self.date_closed) < day
        )

    def _get_local_date(self, moment):
        """:return: the date of a moment by the clock of the lead's company"""
        company = self.company_id or self.user_id.company_id or self.env.company
        zone = pytz.timezone(company.resource_calendar_id.tz or "UTC")
        return pytz.utc.localize(moment).astimezone(zone).date()

    @api.model
    def _read_group_select(self, aggregate_spec, query):
        """Override of `base`: what was not converted took no days, rather than none."""
        expression = super()._read_group_select(aggregate_spec, query)
        if aggregate_spec not in _AVERAGES:
            return expression
        converted = self._field_to_sql(self._table, "converted_on", query)
        return SQL("%s FILTER (WHERE %s IS NOT NULL)", expression, converted)
