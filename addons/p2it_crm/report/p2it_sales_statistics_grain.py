from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .p2it_sales_statistics import BY_MONTH, BY_PRODUCT

_WHOLE_MONTHS = frozenset(
    f"date:{part}" for part in ("month", "quarter", "year", "month_number", "quarter_number", "year_number")
)
_PRODUCTS = frozenset({"product_id", "product_tmpl_id", "categ_id"})
_ONLY_ROWS = _PRODUCTS | {"id", "source", "document_id", "document_model"}

_SETTINGS = SQL(
    """
    SELECT set_config('jit', 'off', TRUE),
           set_config(
               'work_mem', GREATEST(128, pg_size_bytes(current_setting('work_mem')) >> 20) || 'MB', TRUE
           )
    """
)
"""For the rest of the transaction: many groups are sorted in memory, and no code compiled for one query."""


class P2itSalesStatistics(models.Model):
    """Extends ``p2it.sales.statistics`` to read sums by month where they answer as well as rows do."""

    _inherit = "p2it.sales.statistics"

    def _read_group(self, domain, groupby=(), aggregates=(), having=(), offset=0, limit=None, order=None):
        reader = self._with_grain(domain, groupby, aggregates)
        return super(P2itSalesStatistics, reader)._read_group(
            domain, groupby, aggregates, having=having, offset=offset, limit=limit, order=order
        )

    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        specs = tuple({spec for groupby in grouping_sets for spec in groupby})
        reader = self._with_grain(domain, specs, aggregates)
        return super(P2itSalesStatistics, reader)._read_grouping_sets(
            domain, grouping_sets, aggregates=aggregates, order=order
        )

    @api.model
    def _with_grain(self, domain, groupby, aggregates):
        """:return: the model, told in the context which tables answer a question"""
        specs = [spec for spec in (*groupby, *aggregates) if spec != "__count"]
        conditions = self._get_conditions(domain)
        names = {_get_root(name) for name in (*specs, *(condition.field_expr for condition in conditions))}
        by_month = (
            "__count" not in aggregates
            and not names & _ONLY_ROWS
            and all(spec in _WHOLE_MONTHS for spec in specs if _get_root(spec) == "date")
            and all(_is_of_whole_months(condition) for condition in conditions)
        )
        self.env.cr.execute(_SETTINGS)
        return self.with_context(**{BY_MONTH: by_month, BY_PRODUCT: bool(names & _PRODUCTS)})

    @api.model
    def _get_conditions(self, domain):
        """:return: list of the conditions that a reader's rows meet, those of the rules included"""
        rules = Domain.TRUE if self.env.su else self.env["ir.rule"]._compute_domain(self._name, "read")
        return list((Domain(domain) & rules).iter_conditions())


def _get_root(spec):
    return spec.split(":")[0].split(".")[0]


def _is_of_whole_months(condition):
    """:return: whether a condition holds for all days of a month or for none"""
    if _get_root(condition.field_expr) != "date":
        return True
    try:
        day = fields.Date.to_date(condition.value)
    except (TypeError, ValueError):
        return False
    first = {">=": day, "<": day, "<=": day and day + timedelta(days=1), ">": day and day + timedelta(days=1)}
    return (
        bool(day) and condition.field_expr == "date" and getattr(first.get(condition.operator), "day", 0) == 1
    )
