import operator
from datetime import datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..domain.buying import WINDOW, Purchases

_SALES = "sales_team.group_sale_salesman"

_TREND_LABELS = {
    "new": "New",
    "rising": "Rising",
    "steady": "Steady",
    "falling": "Falling",
    "lapsed": "Lapsed",
}

_COMPARISONS = {
    "<": (operator.lt, SQL("<")),
    "<=": (operator.le, SQL("<=")),
    ">": (operator.gt, SQL(">")),
    ">=": (operator.ge, SQL(">=")),
}

_NOTHING = (Purchases(0), 0.0)
"""What was bought by who has no orders: purchases, total."""


class ResPartner(models.Model):
    """Extends ``res.partner`` with what was bought: live, from the orders that the reader sees.

    A customer's figures hold the orders of all its contacts; a contact's hold its own. Amounts are
    untaxed, in the currency of the current company, each order by the rate it was made with.
    """

    _inherit = "res.partner"

    order_currency_id = fields.Many2one(
        "res.currency", string="Currency of Orders", compute="_compute_order_figures", groups=_SALES
    )
    order_count = fields.Integer(
        string="Orders",
        compute="_compute_order_figures",
        search="_search_order_count",
        groups=_SALES,
        help="Confirmed orders of the customer and its contacts.",
    )
    order_total = fields.Monetary(
        string="Revenue",
        currency_field="order_currency_id",
        compute="_compute_order_figures",
        search="_search_order_total",
        groups=_SALES,
        help="Untaxed total of the confirmed orders.",
    )
    first_order_date = fields.Date(string="First Order", compute="_compute_order_figures", groups=_SALES)
    last_order_date = fields.Date(
        string="Last Order",
        compute="_compute_order_figures",
        search="_search_last_order_date",
        groups=_SALES,
    )
    order_interval_days = fields.Float(
        string="Days Between Orders",
        compute="_compute_order_figures",
        digits=(16, 1),
        groups=_SALES,
        help="Mean number of days from one order to the next. Empty with fewer than two.",
    )
    days_since_order = fields.Integer(
        string="Days Since Last Order", compute="_compute_order_figures", groups=_SALES
    )
    order_trend = fields.Selection(
        selection=list(_TREND_LABELS.items()),
        string="Buying Trend",
        compute="_compute_order_figures",
        groups=_SALES,
        help="The orders of the last 90 days against those of the 90 days before. Lapsed: silent for more "
        "than twice the usual time between two orders.",
    )
    quotation_count = fields.Integer(
        string="Open Quotations", compute="_compute_quotation_figures", groups=_SALES
    )
    quotation_total = fields.Monetary(
        string="Value of Open Quotations",
        currency_field="order_currency_id",
        compute="_compute_quotation_figures",
        groups=_SALES,
    )

    @api.depends_context("company", "allowed_company_ids", "uid", "tz")
    def _compute_order_figures(self):
        """All figures of all records by one query over their orders."""
        today = fields.Date.context_today(self)
        figures = self._get_purchases(self._get_order_domain())
        for partner in self:
            purchases, total = figures.get(partner._origin.id, _NOTHING)
            partner.order_currency_id = self.env.company.currency_id
            partner.order_count = purchases.count
            partner.order_total = total
            partner.first_order_date = purchases.first
            partner.last_order_date = purchases.last
            partner.order_interval_days = purchases.get_interval()
            partner.days_since_order = purchases.get_silence(today)
            partner.order_trend = purchases.get_trend(today)

    @api.depends_context("company", "allowed_company_ids", "uid")
    def _compute_quotation_figures(self):
        figures = self._get_purchases(self._get_quotation_domain())
        for partner in self:
            purchases, total = figures.get(partner._origin.id, _NOTHING)
            partner.quotation_count, partner.quotation_total = purchases.count, total

    @api.model
    def _get_order_domain(self):
        """:return: the orders that count as bought, in the companies at work"""
        return Domain("state", "=", "sale") & Domain("company_id", "in", self.env.companies.ids)

    @api.model
    def _get_quotation_domain(self):
        """:return: the quotations that the customer may still agree to"""
        return Domain("state", "in", ("draft", "sent")) & Domain("company_id", "in", self.env.companies.ids)

    def _get_own_orders_domain(self):
        """:return: the documents that the figures of this record hold"""
        self.ensure_one()
        if self.commercial_partner_id == self:
            return Domain("partner_id.commercial_partner_id", "=", self.id)
        return Domain("partner_id", "=", self.id)

    def _get_purchases(self, domain):
        """Sum up the orders of these records, those of the contacts with their customer.

        :param domain: which orders
        :return: ``{id: (Purchases, untaxed total in the current company's currency)}``
        """
        orders = self.env["sale.order"]
        if not self.ids or not orders.has_access("read"):
            return {}
        mine = Domain("partner_id.commercial_partner_id", "in", self.ids) | Domain(
            "partner_id", "in", self.ids
        )
        result = {}
        for company_id, partner_id, *row in self._fetch_purchases(orders._search(domain & mine)):
            figures = self._read_purchases(self.env["res.company"].browse(company_id), row)
            before = result.get(partner_id, _NOTHING)
            result[partner_id] = tuple(map(operator.add, before, figures))
        return result

    def _fetch_purchases(self, query):
        """:return: rows of company, partner, count, first, last, recent, recent and previous, total"""
        today = self._get_start_of_day(fields.Date.context_today(self))
        recent, previous = (today - timedelta(days=days - 1) for days in (WINDOW, 2 * WINDOW))
        orders, buyer = self.env["sale.order"], self._join_buyers(query)
        date = orders._field_to_sql("sale_order", "date_order", query)
        query.add_where(SQL("%s IN %s", buyer, tuple(self.ids)))
        query.groupby = SQL("%s, %s", orders._field_to_sql("sale_order", "company_id", query), buyer)
        query.order = None
        return self.env.execute_query(
            query.select(
                query.groupby,
                SQL("COUNT(*), MIN(%(date)s), MAX(%(date)s)", date=date),
                SQL("COUNT(*) FILTER (WHERE %s >= %s)", date, recent),
                SQL("COUNT(*) FILTER (WHERE %s >= %s)", date, previous),
                self._get_order_total_sql(query),
            )
        )

    @api.model
    def _join_buyers(self, query):
        """Let each order count for who ordered and for the customer behind.

        :param query: over ``sale.order``
        :return: the id of either
        """
        customer = query.join("sale_order", "partner_id", "res_partner", "id", "customer")
        both = SQL(
            "LATERAL (SELECT %s AS id UNION SELECT %s)",
            self.env["sale.order"]._field_to_sql("sale_order", "partner_id", query),
            self._field_to_sql(customer, "commercial_partner_id", query),
        )
        query.add_join("JOIN", "buyer", both, SQL("TRUE"))
        return SQL.identifier("buyer", "id")

    @api.model
    def _get_order_total_sql(self, query=None):
        """:return: untaxed sum of the orders in the currency of their company"""
        orders = self.env["sale.order"]
        return SQL(
            "COALESCE(SUM(%(amount)s / COALESCE(NULLIF(%(rate)s, 0), 1)), 0)",
            amount=orders._field_to_sql("sale_order", "amount_untaxed", query),
            rate=orders._field_to_sql("sale_order", "currency_rate", query),
        )

    def _read_purchases(self, company, row):
        count, first, last, recent, previous, total = row
        days = [fields.Datetime.context_timestamp(self, moment).date() for moment in (first, last)]
        currency, today = self.env.company.currency_id, fields.Date.context_today(self)
        total = float(total)
        if company.currency_id != currency:
            total = company.currency_id._convert(total, currency, company, today)
        return Purchases(count, *days, recent, previous - recent), total

    @api.model
    def _get_start_of_day(self, day):
        """:return: when the day begins where the reader is, as UTC"""
        zone = self.env.tz
        return zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)

    def _search_order_count(self, operator, value):
        return self._search_by_orders(SQL("COUNT(*)"), operator, value, missing=0)

    def _search_order_total(self, operator, value):
        return self._search_by_orders(self._get_order_total_sql(), operator, value, missing=0)

    def _search_last_order_date(self, operator, value):
        """Days are the reader's; who never ordered has none and is found by "not set" only."""
        last = SQL(
            "timezone(%s, timezone('UTC', MAX(%s)))::date",
            self.env.tz.zone,
            self.env["sale.order"]._field_to_sql("sale_order", "date_order"),
        )
        return self._search_by_orders(last, operator, value, missing=False)

    def _search_by_orders(self, expression, comparison, value, missing):
        """Search by a figure of the orders.

        :param expression: aggregate over ``sale_order``
        :param missing: the figure of who has no order
        :return: a ``Domain``
        """
        if comparison == "in":
            wanted = tuple(item for item in value if item is not False)
            having = SQL("%s IN %s", expression, wanted) if wanted else SQL("FALSE")
            counts_missing = any(item is False or item == missing for item in value)
        elif comparison in _COMPARISONS:
            compare, sign = _COMPARISONS[comparison]
            having = SQL("%s %s %s", expression, sign, value)
            counts_missing = missing is not False and compare(missing, value)
        else:
            return NotImplemented
        found = Domain("id", "in", self._get_buyers(having))
        return found | Domain("id", "not in", self._get_buyers()) if counts_missing else found

    @api.model
    def _get_buyers(self, having=None):
        """:return: a query for the customers whose orders fulfil a condition together"""
        query = self.env["sale.order"]._search(self._get_order_domain())
        query.groupby = self._join_buyers(query)
        query.having = having
        query.order = None
        return SQL("(%s)", query.select(query.groupby))
