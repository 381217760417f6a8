from odoo import fields, models


class ResCompany(models.Model):
    """Extends ``res.company`` with the mark that salespeople are to reach in converting leads."""

    _inherit = "res.company"

    conversion_mark = fields.Float(
        string="Conversion Mark (%)",
        digits=(16, 1),
        help="Of 100 leads so many are to be converted. 0: no mark.",
    )
    conversion_min_leads = fields.Integer(
        string="Least Leads",
        default=10,
        help="Who has had fewer leads is not judged.",
    )
    conversion_days = fields.Integer(
        string="Days Looked At",
        default=90,
        help="Leads created in the last so many days count. 0: all of them.",
    )

    _conversion_mark_percent = models.Constraint(
        "CHECK(conversion_mark IS NULL OR (conversion_mark >= 0 AND conversion_mark <= 100))",
        "The conversion mark is a percentage from 0 (no mark) to 100. Correct it.",
    )
    _conversion_counts_positive = models.Constraint(
        "CHECK(COALESCE(conversion_min_leads, 0) >= 0"
        " AND COALESCE(conversion_days, 0) >= 0 AND COALESCE(conversion_days, 0) <= 36500)",
        "Least leads and days looked at can't be negative, and the days end at 36500. Correct them.",
    )
