from odoo import api, fields, models
from odoo.tools import SQL

from .p2it_sales_statistics import BY_PRODUCT

RATIOS = {
    "margin_percent:avg": ("100.0 * (SUM(%(ordered)s) - COALESCE(SUM(%(cost)s), 0))", "SUM(%(ordered)s)"),
    "order_average:avg": ("SUM(%(ordered)s)", "%(orders)s"),
    "order_frequency:avg": ("1.0 * %(orders)s", "%(customers)s"),
}
"""``{measure: (dividend, divisor)}``: of sums, for a mean of means would count small and large alike."""


class P2itSalesStatistics(models.Model):
    """Extends ``p2it.sales.statistics`` with its measures."""

    _inherit = "p2it.sales.statistics"

    ordered = fields.Monetary(readonly=True, help="Confirmed orders, untaxed.")
    quantity = fields.Float(readonly=True, help="What was ordered, in the standard unit of each product.")
    cost = fields.Monetary(
        string="Cost of Goods", readonly=True, help="Of what was ordered, as kept on the order."
    )
    margin = fields.Monetary(readonly=True, help="Ordered less the cost of goods.")
    margin_percent = fields.Float(
        string="Margin (%)", readonly=True, aggregator="avg", help="Margin in percent of what was ordered."
    )
    invoiced = fields.Monetary(
        readonly=True, help="Posted invoices less credit notes, untaxed, on the day of the invoice."
    )
    paid = fields.Monetary(
        readonly=True, help="Paid of invoices less paid back, with taxes, on the day it was matched."
    )
    care_count = fields.Integer(
        string="Care Entries", readonly=True, help="Visits, calls and messages recorded."
    )
    care_cost = fields.Monetary(
        string="Cost of Care", readonly=True, help="Expenses of care that are approved, posted or paid."
    )
    net_margin = fields.Monetary(
        string="Margin After Care",
        readonly=True,
        help="Ordered less the cost of goods, of care and of what else selling costs.",
    )
    order_count = fields.Integer(
        string="Orders", readonly=True, help="Confirmed orders; by product, those that have it."
    )
    order_average = fields.Monetary(
        string="Average Order", readonly=True, aggregator="avg", help="Ordered per order."
    )
    customer_count = fields.Integer(
        string="Buying Customers", readonly=True, help="Different customers who ordered."
    )
    order_frequency = fields.Float(
        string="Orders per Customer", readonly=True, aggregator="avg", help="Of the customers who ordered."
    )
    new_customer_count = fields.Integer(
        string="New Customers", readonly=True, help="Customers who became accounts in this time."
    )

    @api.model
    def _get_measure_columns(self):
        """:return: ``{measure: SQL of its column}`` of what is stored and what follows from it"""
        measures = self.env["p2it.sales.statistics.store"]._get_measures()
        is_converted = len(self._get_companies()) > 1
        stored = {name: self._get_stored(name, kind, is_converted) for name, kind in measures.items()}
        ordered, cost = stored["ordered"], SQL("COALESCE(%s, 0)", stored["cost"])
        parts = [ordered, *(stored[name] for name in self._get_selling_costs())]
        return {
            **stored,
            # Nothing sold is empty, not 0.
            "margin": SQL("(%s - %s)", ordered, cost),
            "margin_percent": SQL("100.0 * (%s - %s) / NULLIF(%s, 0)", ordered, cost, ordered),
            "net_margin": SQL(
                "CASE WHEN num_nonnulls(%s) > 0 THEN %s END",
                SQL(", ").join(parts),
                SQL(" - ").join(SQL("COALESCE(%s, 0)", part) for part in parts),
            ),
            "order_average": ordered,
            "customer_count": SQL("CASE WHEN entry.ordered IS NOT NULL THEN 1 END"),
            "order_frequency": SQL("entry.order_count::float"),
        }

    @api.model
    def _get_selling_costs(self):
        """Hook: an addon that knows another cost of selling adds its measure.

        :return: list of names of measures, amounts, taken from what was ordered to give the net margin
        """
        return ["cost", "care_cost"]

    @api.model
    def _get_stored(self, name, kind, is_converted):
        """:return: SQL of a stored measure, an amount in the currency of the reader's company"""
        column = SQL.identifier("entry", name)
        is_amount = kind == "numeric" and self._fields[name].type == "monetary"
        if is_amount and is_converted:
            return SQL("(%s * COALESCE(rate.rate, 1))", column)
        return column

    def _read_group_select(self, aggregate_spec, query):
        """Override of `base`: orders and customers count once in each group, ratios are those of sums."""
        if aggregate_spec == "order_count:sum":
            return self._count_orders(query)
        if aggregate_spec == "customer_count:sum":
            return self._count_customers(query)
        if aggregate_spec not in RATIOS:
            return super()._read_group_select(aggregate_spec, query)
        parts = {
            "ordered": self._field_to_sql(self._table, "ordered", query),
            "cost": self._field_to_sql(self._table, "cost", query),
            "orders": self._count_orders(query),
            "customers": self._count_customers(query),
        }
        dividend, divisor = (SQL(part, **parts) for part in RATIOS[aggregate_spec])
        return SQL("%s / NULLIF(%s, 0)", dividend, divisor)

    @api.model
    def _count_orders(self, query):
        if not self.env.context.get(BY_PRODUCT):
            return SQL("SUM(%s)", self._field_to_sql(self._table, "order_count", query))
        return SQL(
            "COUNT(DISTINCT %s) FILTER (WHERE %s = 'order')",
            self._field_to_sql(self._table, "document_id", query),
            self._field_to_sql(self._table, "source", query),
        )

    @api.model
    def _count_customers(self, query):
        return SQL(
            "COUNT(DISTINCT %s) FILTER (WHERE %s IS NOT NULL)",
            self._field_to_sql(self._table, "customer_id", query),
            self._field_to_sql(self._table, "customer_count", query),
        )
