from odoo import fields, models
from odoo.tools import SQL

from .. import queries, queries_discounts


class P2itCommissionEngine(models.AbstractModel):
    """What happened: orders, deliveries, invoices, payments, and what was taken back."""

    _inherit = "p2it.commission.engine"

    def _prepare_events(self, company, is_whole=True):
        """Put all that happened under the versions into ``pc_event``, by the triggers that rules use.

        :param is_whole: all, or only what happened to the documents that are looked at
        """
        self._execute(SQL("SELECT MIN(date_from) FROM pc_version"))
        first = self.env.cr.fetchone()[0] or fields.Date.to_date("9999-12-31")
        self._execute(SQL("SELECT ARRAY_AGG(DISTINCT trigger) FROM pc_rule"))
        triggers = self.env.cr.fetchone()[0] or []
        sources = {
            "ordered": self._get_ordered_query,
            "delivered": self._get_delivered_query,
            "invoiced": self._get_invoiced_query,
            "paid": self._get_paid_query,
        }
        args = self._get_query_args(company, first, is_whole)
        self._create_table("pc_origin", SQL(queries.ORIGIN_LINES, **args), "line_id")
        origins = self._get_join("pc_origin", "origin", SQL("origin.line_id = l.id"), SQL("NULL::int AS id"))
        args = {**args, "origins": origins, **self._prepare_discounts(args)}
        # Without a rule nothing counts; one source gives the table its columns.
        union = SQL(" UNION ALL ").join(
            source(args) for trigger, source in sources.items() if trigger in (triggers or ["ordered"])
        )
        self._create_events(union)

    def _prepare_discounts(self, args):
        """Put what lines of goods carry of their documents' discounts into tables of invoices and orders.

        :return: how queries of lines join them
        """
        joins, nothing = {}, SQL("NULL::boolean AS is_spread, 0::numeric AS part")
        for name, values, line in (
            ("move_discount", queries_discounts.MOVE_VALUES, "l"),
            ("sale_discount", queries_discounts.SALE_VALUES, "sol"),
        ):
            query = SQL(queries_discounts.DISCOUNTS, values=SQL(values, **args), decimals=args["decimals"])
            self._create_table(f"pc_{name}", query, "line_id")
            on = SQL("discount.line_id = %s", SQL.identifier(line, "id"))
            joins[f"{name}s"] = self._get_join(f"pc_{name}", "discount", on, nothing)
        return joins

    def _create_events(self, query):
        """Number what happened and put it into ``pc_event``."""
        self._create_table(
            "pc_event", SQL("SELECT ROW_NUMBER() OVER () AS no, event.* FROM (%s) event", query)
        )

    def _get_ordered_query(self, args):
        refunds = self._get_invoice_query(args, trigger="ordered", date=SQL("m.invoice_date"))
        return SQL(queries.REFUNDED_LINES, lines=SQL(queries.ORDER_LINES, **args), refunds=refunds)

    def _get_delivered_query(self, args):
        return SQL(queries.DELIVERIES, **args)

    def _get_invoiced_query(self, args):
        return self._get_invoice_query(args, trigger="invoiced", date=SQL("m.invoice_date"))

    def _get_paid_query(self, args):
        self._create_table("pc_payment", SQL(queries.PAYMENTS, **args))
        return self._get_invoice_query(
            args,
            trigger="paid",
            date=SQL("pay.date"),
            partial=SQL("pay.partial_id"),
            days_late=SQL("pay.days_late"),
            is_offset=SQL("pay.is_offset"),
            before=SQL("pay.before"),
            after=SQL("pay.after"),
            whole=SQL("pay.whole"),
            payments=SQL("JOIN pc_payment pay ON pay.move_id = m.id"),
        )

    def _get_invoice_query(self, args, **parts):
        plain = {
            "partial": SQL("0"),
            "days_late": SQL("0"),
            "is_offset": SQL("FALSE"),
            "before": SQL("0::numeric"),
            "after": SQL("1::numeric"),
            "whole": SQL("1::numeric"),
            "payments": SQL(""),
        }
        return SQL(queries.INVOICE_LINES, **{**args, **plain, **parts})

    def _get_query_args(self, company, first, is_whole=True):
        return {
            "company": company.id,
            "first": first,
            "today": fields.Date.context_today(self),
            "zone": self._get_time_zone(company),
            "decimals": company.currency_id.decimal_places,
            "cost": SQL(queries.INVOICE_COST, company=company.id)
            if self._counts_costs()
            else SQL("0::numeric"),
            **self._get_limits(is_whole),
        }

    def _counts_costs(self):
        """:return: whether a rule of this run pays for margin, or asks for one"""
        self._execute(SQL("SELECT EXISTS (SELECT FROM pc_rule WHERE base = 'margin' OR min_margin > 0)"))
        return self.env.cr.fetchone()[0]
