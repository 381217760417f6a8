from odoo import api, models
from odoo.tools import format_date, formatLang

from ..domain.ageing import BUCKETS


class P2itStatementReport(models.AbstractModel):
    """Values of the printed statement of account."""

    _name = "report.p2it_credit.statement_of_account"
    _description = "Printed Statement of Account"

    @api.model
    def _get_report_values(self, docids, data=None):
        wizards = self.env["p2it.statement.wizard"].browse(docids)
        wizards.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": wizards._name,
            "docs": wizards,
            "reader": self.env["p2it.statement.of.account"],
            "buckets": [name for name, *_days in BUCKETS],
            "format_amount": self._format_amount,
            "format_day": lambda env, day: format_date(env, day),
        }

    @api.model
    def _format_amount(self, env, amount, currency, with_symbol=False):
        """:return: an amount as the customer writes it, with the currency's decimals"""
        if with_symbol:
            return formatLang(env, amount, currency_obj=currency)
        return formatLang(env, amount, digits=currency.decimal_places)
