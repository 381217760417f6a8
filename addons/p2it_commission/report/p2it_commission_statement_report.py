from odoo import api, models
from odoo.tools import format_date, formatLang

from ..domain.money import get_digits


class P2itCommissionStatementReport(models.AbstractModel):
    """Values of the printed commission statement."""

    _name = "report.p2it_commission.statement"
    _description = "Printed Commission Statement"

    @api.model
    def _get_report_values(self, docids, data=None):
        wizards = self.env["p2it.commission.statement.wizard"].browse(docids)
        wizards.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": wizards._name,
            "docs": wizards,
            "format_amount": lambda amount, currency: formatLang(
                self.env, amount, digits=currency.decimal_places
            ),
            "format_number": self._format_number,
            "format_day": lambda day: format_date(self.env, day),
            "format_month": lambda day: format_date(self.env, day, date_format="MM/yyyy"),
        }

    @api.model
    def _format_number(self, number):
        """:return: a number with as many decimals as it has, four at most"""
        return formatLang(self.env, number, digits=get_digits(number))
