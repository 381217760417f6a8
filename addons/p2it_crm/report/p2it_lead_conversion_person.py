from odoo import fields, models
from odoo.fields import Domain
from odoo.tools import SQL


class P2itLeadConversionPerson(models.Model):
    """How a salesperson converts in a company, against the company's mark.

    Counts what began as a lead and was created in the days that the company looks at. Who has fewer
    leads than the company asks for is not judged.
    """

    _name = "p2it.lead.conversion.person"
    _description = "Salespeople Against the Conversion Mark"
    _auto = False
    _rec_name = "user_id"
    _order = "conversion_rate, id"

    user_id = fields.Many2one("res.users", string="Salesperson", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    lead_count = fields.Integer(string="Leads", readonly=True)
    converted_count = fields.Integer(string="Converted", readonly=True)
    conversion_rate = fields.Float(
        string="Conversion Rate (%)", digits=(16, 1), aggregator=None, readonly=True
    )
    conversion_mark = fields.Float(string="Mark (%)", digits=(16, 1), aggregator=None, readonly=True)
    days_to_convert = fields.Float(digits=(16, 1), aggregator=None, readonly=True)
    stale_count = fields.Integer(string="Stale", readonly=True)
    lost_count = fields.Integer(string="Lost", readonly=True)
    verdict = fields.Selection(
        selection=[("under", "Under the mark"), ("reached", "Reached"), ("few", "Too few leads")],
        readonly=True,
    )

    @property
    def _table_query(self):
        companies = self.env["res.company"]
        mark, least, days = (
            companies._field_to_sql("company", name)
            for name in ("conversion_mark", "conversion_min_leads", "conversion_days")
        )
        return SQL(
            """
            SELECT person.*,
                   %(mark)s AS conversion_mark,
                   CASE WHEN COALESCE(%(mark)s, 0) = 0 THEN NULL
                        WHEN person.lead_count < COALESCE(%(least)s, 0) THEN 'few'
                        WHEN person.conversion_rate < %(mark)s THEN 'under'
                        ELSE 'reached' END AS verdict
              FROM (%(people)s) AS person
              JOIN res_company AS company ON company.id = person.company_id
            """,
            mark=mark,
            least=least,
            people=self._get_people_sql(days),
        )

    def _get_people_sql(self, days):
        """:return: the figures by salesperson and company; a lead of no company counts for the person's"""
        return SQL(
            """
            SELECT MIN(report.id) AS id, report.user_id, company.id AS company_id,
                   COUNT(*) AS lead_count,
                   SUM(report.converted_count) AS converted_count,
                   AVG(report.conversion_rate) AS conversion_rate,
                   AVG(report.days_to_convert) AS days_to_convert,
                   SUM(report.stale_count) AS stale_count,
                   SUM(report.lost_count) AS lost_count
              FROM (%(report)s) AS report
              JOIN res_users AS owner ON owner.id = report.user_id
              JOIN res_company AS company ON company.id = COALESCE(report.company_id, owner.company_id)
             WHERE report.began_as = 'lead'
               AND (COALESCE(%(days)s, 0) = 0
                    OR report.create_date >= %(now)s - make_interval(days => %(days)s))
             GROUP BY report.user_id, company.id
            """,
            report=self.env["p2it.lead.conversion.report"]._table_query,
            days=days,
            now=fields.Datetime.now(),
        )

    def action_view_leads(self):
        """Open the leads that the figures of this row count.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_lead_conversion_list")
        companies = [self.company_id.id, *([False] if self.user_id.company_id == self.company_id else [])]
        domain = Domain("user_id", "=", self.user_id.id) & Domain("company_id", "in", companies)
        domain &= Domain("began_as", "=", "lead")
        days = self.company_id.sudo().conversion_days  # sudo: a setting
        if days:
            since = fields.Datetime.subtract(fields.Datetime.now(), days=days)
            domain &= Domain("create_date", ">=", since)
        action["domain"] = list(domain)
        action["context"] = {}
        return action
