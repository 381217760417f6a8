from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .p2it_sales_statistics import BY_MONTH, BY_PRODUCT
from .p2it_sales_statistics_measures import RATIOS

_WHOLE_MONTHS = frozenset(
    f"date:{part}" for part in ("month", "quarter", "year", "month_number", "quarter_number", "year_number")
)
_PRODUCTS = frozenset({"product_id", "product_tmpl_id", "categ_id"})
_ONLY_ROWS = _PRODUCTS | {"id", "source", "document_id", "document_model", "display_name"}

_SUMS = frozenset({"sum", "sum_currency"})
_DISTINCT = frozenset({"count_distinct", "array_agg_distinct"})

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
        reader = self._with_grain(domain, groupby, [*aggregates, *_get_asked(having, order)])
        return super(P2itSalesStatistics, reader)._read_group(
            domain, groupby, aggregates, having=having, offset=offset, limit=limit, order=order
        )

    def _read_grouping_sets(self, domain, grouping_sets, aggregates=(), order=None):
        specs = tuple({spec for groupby in grouping_sets for spec in groupby})
        reader = self._with_grain(domain, specs, [*aggregates, *_get_asked((), order)])
        return super(P2itSalesStatistics, reader)._read_grouping_sets(
            domain, grouping_sets, aggregates=aggregates, order=order
        )

    @api.model
    def _with_grain(self, domain, groupby, asked):
        """:return: the model, told in the context which tables answer a question

        :param asked: aggregates that are shown, compared or sorted by
        """
        specs, measures = [*groupby, *asked], self._get_measure_names()
        conditions = self._get_conditions(domain)
        # What is compared with or grouped by: rows, never sums.
        told_apart = {
            *(_get_root(condition.field_expr) for condition in conditions),
            *map(_get_root, groupby),
        }
        names = told_apart | set(map(_get_root, specs))
        by_month = (
            not told_apart & measures
            and not names & _ONLY_ROWS
            and all(spec in _WHOLE_MONTHS for spec in specs if _get_root(spec) == "date")
            and all(spec in groupby or self._is_additive(spec) for spec in asked)
            and all(map(_is_of_whole_months, conditions))
        )
        by_product = bool(names & _PRODUCTS or told_apart & {"id", *measures})
        self.env.cr.execute(_SETTINGS)
        return self.with_context(**{BY_MONTH: by_month, BY_PRODUCT: by_product})

    @api.model
    def _get_measure_names(self):
        """:return: set of the names of fields that hold figures"""
        return {
            name for name, field in self._fields.items() if field.type in ("monetary", "integer", "float")
        } - {"id"}

    @api.model
    def _is_additive(self, spec):
        """:return: whether an aggregate of sums by month is that of their rows"""
        name, _colon, function = spec.partition(":")
        if name in self._get_measure_names():
            return spec in RATIOS or (function in _SUMS and f"{name}:avg" not in RATIOS)
        return function in _DISTINCT

    @api.model
    def _get_conditions(self, domain):
        """:return: list of the conditions that a reader's rows meet, those of the rules included"""
        rules = Domain.TRUE if self.env.su else self.env["ir.rule"]._compute_domain(self._name, "read")
        return list((Domain(domain) & rules).iter_conditions())


def _get_asked(having, order):
    """:return: list of the terms that groups are chosen and sorted by"""
    chosen = [item[0] for item in having or () if isinstance(item, (list, tuple))]
    return [*chosen, *(part.split()[0] for part in (order or "").split(",") if part.strip())]


def _get_root(spec):
    return spec.split(":")[0].split(".")[0]


def _is_of_whole_months(condition):
    """:return: whether a condition holds for all days of a month or for none"""
    if _get_root(condition.field_expr) != "date":
        return True
    try:
        day = fields.Date.to_date(condition.value)
        after = day and day + timedelta(days=1)
    except (TypeError, ValueError, OverflowError):
        return False
    first = {">=": day, "<": day, "<=": after, ">": after}
    return (
        bool(day) and condition.field_expr == "date" and getattr(first.get(condition.operator), "day", 0) == 1
    )
