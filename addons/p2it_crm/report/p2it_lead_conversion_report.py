from odoo import api, fields, models
from odoo.tools import SQL


class P2itLeadConversionReport(models.Model):
    """One row per lead or opportunity: converted or not, how fast, stale, lost and why.

    The rate is 100 or 0 in each row and averaged over the rows themselves, so that each group's and
    each total's rate is weighted by its leads. Days to convert are empty where nothing was converted.
    What is stale is so now: the query is made anew each time it is asked.
    """

    _name = "p2it.lead.conversion.report"
    _description = "Lead Conversion"
    _auto = False
    _rec_name = "lead_id"
    _order = "create_date desc, id desc"

    lead_id = fields.Many2one("crm.lead", string="Lead", readonly=True)
    name = fields.Char(readonly=True)
    create_date = fields.Datetime(string="Created On", readonly=True)
    converted_on = fields.Date(readonly=True)
    began_as = fields.Selection(selection=[("lead", "Lead"), ("opportunity", "Opportunity")], readonly=True)
    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    team_id = fields.Many2one("crm.team", string="Sales Team", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    source_id = fields.Many2one("utm.source", readonly=True)
    area_id = fields.Many2one("p2it.area", readonly=True)
    customer_group_id = fields.Many2one("p2it.customer.group", readonly=True)
    lead_status_id = fields.Many2one("p2it.lead.status", string="Lead Status", readonly=True)
    stage_id = fields.Many2one("crm.stage", readonly=True)
    won_status = fields.Selection(
        selection=[("won", "Won"), ("lost", "Lost"), ("pending", "Pending")], string="Won/Lost", readonly=True
    )
    lost_reason_id = fields.Many2one("crm.lost.reason", readonly=True)
    is_converted = fields.Boolean(readonly=True)
    is_stale = fields.Boolean(string="Stale Now", readonly=True)
    lead_count = fields.Integer(string="Leads", readonly=True)
    converted_count = fields.Integer(string="Converted", readonly=True)
    conversion_rate = fields.Float(
        string="Conversion Rate (%)", digits=(16, 1), aggregator="avg", readonly=True
    )
    days_to_convert = fields.Float(digits=(16, 1), aggregator="avg", readonly=True)
    stale_count = fields.Integer(string="Stale", readonly=True)
    lost_count = fields.Integer(string="Lost", readonly=True)

    @property
    def _table_query(self):
        return SQL("%s %s %s", self._select(), self._from(), self._where())

    @api.model
    def _get_stored_columns(self):
        """Hook: other addons add columns of ``crm.lead`` that the report shows as they are.

        :return: list of names of fields, the same here and there
        """
        return [
            *("name", "create_date", "converted_on", "user_id", "team_id", "company_id", "source_id"),
            *("area_id", "customer_group_id", "lead_status_id", "stage_id", "won_status", "lost_reason_id"),
        ]

    def _select(self):
        leads = self.env["crm.lead"]
        column = {
            name: leads._field_to_sql("lead", name)
            for name in (*self._get_stored_columns(), "type", "date_conversion", "days_to_convert")
        }
        stored = SQL(", ").join(
            SQL("%s AS %s", column[name], SQL.identifier(name)) for name in self._get_stored_columns()
        )
        return SQL(
            """
            SELECT lead.id, lead.id AS lead_id, %(stored)s,
                   CASE WHEN %(type)s = 'lead' OR %(date_conversion)s IS NOT NULL
                        THEN 'lead' ELSE 'opportunity' END AS began_as,
                   %(converted_on)s IS NOT NULL AS is_converted,
                   stale.is_stale,
                   1 AS lead_count,
                   (%(converted_on)s IS NOT NULL)::integer AS converted_count,
                   CASE WHEN %(converted_on)s IS NOT NULL THEN 100.0 ELSE 0.0 END AS conversion_rate,
                   CASE WHEN %(converted_on)s IS NOT NULL
                        THEN %(days_to_convert)s::numeric END AS days_to_convert,
                   stale.is_stale::integer AS stale_count,
                   (%(won_status)s = 'lost')::integer AS lost_count
            """,
            stored=stored,
            **{
                name: column[name]
                for name in ("type", "date_conversion", "converted_on", "days_to_convert", "won_status")
            },
        )

    def _from(self):
        return SQL(
            "FROM crm_lead AS lead CROSS JOIN LATERAL (SELECT (%s) IS TRUE AS is_stale) AS stale",
            self.env["crm.lead"]._get_stale_sql("lead"),
        )

    def _where(self):
        """Leave out what was archived without being lost: it was entered by mistake, or put away."""
        leads = self.env["crm.lead"]
        return SQL(
            "WHERE (%s IS TRUE OR %s != 'pending')",
            leads._field_to_sql("lead", "active"),
            leads._field_to_sql("lead", "won_status"),
        )

    def action_open_lead(self):
        """:return: an action that opens the lead or opportunity"""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "crm.lead",
            "res_id": self.lead_id.id,
            "view_mode": "form",
        }
