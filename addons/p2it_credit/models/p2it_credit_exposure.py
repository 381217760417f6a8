from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from odoo import api, fields, models
from odoo.tools import SQL

PARTS = ("invoices", "payments", "orders", "drafts")
"""Of what an exposure consists, in the order in which it is shown."""

_RECEIVABLE = """
    SELECT f.account, CASE WHEN (l.payment_id IS NULL AND l.statement_line_id IS NULL) THEN 'invoices'
                           ELSE 'payments' END, NULL::int,
           l.company_currency_id, SUM(l.amount_residual),
           COALESCE(SUM(l.amount_residual) FILTER (WHERE l.amount_residual < 0
                    OR COALESCE(l.date_maturity, l.date) < f.cutoff), 0),
           MIN(COALESCE(l.date_maturity, l.date)) FILTER (WHERE l.amount_residual > 0)
      FROM family f
      JOIN account_move_line l ON l.partner_id = f.partner
     WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted' AND l.company_id IN %(companies)s
       AND l.account_id IN (SELECT id FROM account_account WHERE account_type = 'asset_receivable')
     GROUP BY f.account, (l.payment_id IS NULL AND l.statement_line_id IS NULL), l.company_currency_id
"""

_PAYMENTS_WITHOUT_ENTRY = """
    SELECT f.account, 'payments', NULL::int, p.currency_id, SUM(p.signed), SUM(p.signed), NULL::date
      FROM family f
      JOIN (SELECT p.partner_id, p.currency_id,
                   CASE WHEN p.payment_type = 'inbound' THEN -1 ELSE 1 END
                   * LEAST(p.amount, COALESCE(
                       SUM(i.amount_residual) FILTER (WHERE i.currency_id = p.currency_id), p.amount
                   )) AS signed
              FROM account_payment p
              LEFT JOIN account_move__account_payment r ON r.payment_id = p.id
              LEFT JOIN account_move i ON i.id = r.invoice_id
             WHERE p.move_id IS NULL AND p.state IN ('in_process', 'paid') AND p.partner_type = 'customer'
               AND p.company_id IN %(companies)s AND p.partner_id IN (SELECT partner FROM family)
             GROUP BY p.id) p ON p.partner_id = f.partner
     GROUP BY 1, 4
"""

_KEPT = """
    SELECT f.account, 'kept', o.id, m.currency_id,
           SUM(CASE WHEN o.state = 'sent' AND f.drafts <> 'none' OR f.drafts = 'all' THEN 0
                    ELSE m.amount END),
           SUM(m.amount), NULL::date
      FROM (SELECT l.partner_id, t.order_id, l.company_currency_id AS currency_id,
                   -l.amount_residual AS amount
              FROM p2it_bank_transfer_line t
              JOIN account_move_line l ON l.id = t.move_line_id
             WHERE l.reconciled IS NOT TRUE AND l.parent_state = 'posted'
             UNION ALL
            SELECT p.partner_id, r.sale_order_id, p.currency_id,
                   p.amount / COUNT(*) OVER (PARTITION BY p.id)
              FROM account_payment p
              JOIN sale_order_transaction_rel r ON r.transaction_id = p.payment_transaction_id
             WHERE p.state IN ('in_process', 'paid') AND p.payment_type = 'inbound'
               AND p.partner_id IN (SELECT partner FROM family)
               AND (p.move_id IS NULL OR p.move_id IN (
                    SELECT move_id FROM account_move_line
                     WHERE reconciled IS NOT TRUE AND payment_id = p.id AND amount_residual < 0))
           ) m
      JOIN family f ON f.partner = m.partner_id
      JOIN sale_order o ON o.id = m.order_id
     WHERE o.state IN ('draft', 'sent') AND o.company_id IN %(companies)s
     GROUP BY 1, 3, 4
"""

_ORDERS = """
    SELECT o.account, CASE WHEN o.id IN %(judged)s THEN 'this' WHEN o.state = 'sale' THEN 'orders'
                           ELSE 'drafts' END,
           CASE WHEN o.id IN %(judged)s THEN o.id END, o.currency_id,
           SUM(GREATEST(o.amount_total - COALESCE(done.amount, 0), 0)), 0, NULL::date
      FROM open_orders o
      LEFT JOIN (
            SELECT o.account, o.id,
                   SUM(CASE WHEN m.move_type = 'out_refund' THEN -l.price_total ELSE l.price_total END
                       * CASE WHEN m.currency_id = o.currency_id THEN 1
                              ELSE COALESCE(o.currency_rate, 1)
                                   / COALESCE(NULLIF(m.invoice_currency_rate, 0), 1) END) AS amount
              FROM open_orders o
              JOIN sale_order_line s ON s.order_id = o.id
              JOIN sale_order_line_invoice_rel r ON r.order_line_id = s.id
              JOIN account_move_line l ON l.id = r.invoice_line_id
              JOIN account_move m ON m.id = l.move_id
             WHERE o.state = 'sale' AND m.state = 'posted'
               AND m.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
             GROUP BY o.account, o.id
           ) done ON done.id = o.id AND done.account = o.account
     GROUP BY 1, 2, 3, 4
"""

_OPEN_ORDERS = """
    SELECT f.account, o.id, o.state, o.currency_id, o.currency_rate, %(worth)s AS amount_total
      FROM family f JOIN sale_order o ON %(who)s
     WHERE o.company_id IN %(companies)s
       AND (o.state = 'sale' AND (o.invoice_status IS DISTINCT FROM 'invoiced'
                                  OR o.id IN (SELECT id FROM draft_orders))
            OR o.id IN %(judged)s
            OR o.state = 'sent' AND f.drafts <> 'none' OR o.state = 'draft' AND f.drafts = 'all')
"""

_BY_CUSTOMER = "o.partner_id = f.partner"
_BY_PAYER = "o.partner_invoice_id = f.partner AND o.partner_invoice_id <> o.partner_id"

_FIGURES = """
    WITH family AS MATERIALIZED (
        SELECT * FROM unnest(
            %(partners)s::int[], %(accounts)s::int[], %(cutoffs)s::date[], %(drafts)s::text[]
        ) AS t(partner, account, cutoff, drafts)
    ), draft_lines AS MATERIALIZED (
        SELECT l.id FROM account_move m JOIN account_move_line l ON l.move_id = m.id
         WHERE m.state = 'draft' AND m.move_type IN ('out_invoice', 'out_refund')
           AND l.display_type = 'product' AND m.commercial_partner_id IN (SELECT partner FROM family)
    ), draft_orders AS MATERIALIZED (
        SELECT DISTINCT s.order_id AS id FROM draft_lines d
          JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = d.id
          JOIN sale_order_line s ON s.id = r.order_line_id
    ), open_orders AS MATERIALIZED (
        %(by_customer)s UNION %(by_payer)s
    )
    SELECT * FROM (%(receivable)s) receivable
     UNION ALL SELECT * FROM (%(payments)s) payments
     UNION ALL SELECT * FROM (%(orders)s) orders
     UNION ALL SELECT * FROM (%(kept)s) kept
"""

_READ = {
    "account.move": (
        *("state", "move_type", "currency_id", "invoice_currency_rate", "amount_residual"),
        *("commercial_partner_id",),
    ),
    "account.move.line": (
        *("amount_residual", "reconciled", "date_maturity", "date", "partner_id", "price_total"),
        *("parent_state", "account_id", "company_id", "company_currency_id", "payment_id"),
    ),
    "account.payment": (
        *("state", "amount", "move_id", "partner_id", "payment_type", "currency_id"),
        *("payment_transaction_id",),
    ),
    "sale.order": (
        *("state", "partner_id", "partner_invoice_id", "company_id", "currency_id", "currency_rate"),
        *("amount_total", "invoice_status"),
    ),
    "sale.order.line": ("order_id", "invoice_lines"),
    "p2it.bank.transfer.line": ("order_id", "move_line_id"),
    "payment.transaction": ("sale_order_ids",),
}


class Exposure(NamedTuple):
    """What the customers of one account owe and are about to owe, in one currency.

    :param dict parts: ``{part: amount}``, see :data:`PARTS`; money that is not yet matched is negative
    :param dict orders: ``{id of an order that is judged: what of it is not yet invoiced}``, not in the parts
    :param float overdue: what is overdue by more days than allowed, less money not yet matched
    :param date due_since: oldest due date of what is still owed
    :param dict kept: ``{id of a quotation: money that has come for it}``, among the money not yet matched,
        and free for no other order; without quotations that count
    """

    parts: dict
    orders: dict
    overdue: float
    due_since: object
    kept: dict

    @property
    def total(self):
        """:return: without the orders that are judged"""
        return sum(self.parts.values())

    @property
    def claim(self):
        """:return: the total, without the money that quotations keep for themselves"""
        return self.total + sum(self.kept.values())


class P2itCreditExposure(models.AbstractModel):
    """What customers owe and are about to owe: the one definition of it, live from the documents.

    Posted items on receivable accounts that are still open (invoices, refunds; payments not yet matched as
    negative), payments that made no entry, as far as their invoices are still open, and confirmed orders as
    far as no posted invoice has taken them over. Quotations count where the customer's terms say so.
    """

    _name = "p2it.credit.exposure"
    _description = "Credit Exposure"

    @api.model
    def _get(self, members, terms, company, currency, orders=()):
        """Work out what is owed for several customers: one query, whatever they owe.

        :param dict members: of ``p2it.credit.family``
        :param dict terms: ``{contact: Terms}``
        :param company: ``res.company``; its branches share what is owed to them
        :param currency: of the result
        :param orders: those that are judged, told apart from the rest
        :return: ``{id of the account: Exposure}``
        """
        rows = self._read_rows(members, terms, company, orders)
        accounts = set().union(*(found.get_accounts() for found in terms.values()))
        convert = self._make_converter(company, currency)
        parts, own = defaultdict(lambda: dict.fromkeys(PARTS, 0.0)), defaultdict(dict)
        overdue, since, kept = defaultdict(float), {}, defaultdict(dict)
        for account, part, order_id, currency_id, amount, late, due in rows:
            value = convert(currency_id, amount)
            overdue[account] += convert(currency_id, late)
            if part == "kept":
                kept[account][order_id] = kept[account].get(order_id, 0.0) + value
                continue
            if order_id:
                own[account][order_id] = value
                continue
            parts[account][part] += value
            if due and due < since.get(account, due + timedelta(days=1)):
                since[account] = due
        return {
            account: Exposure(
                *(parts[account], own[account], max(overdue[account], 0.0), since.get(account)),
                kept[account],
            )
            for account in accounts
        }

    @api.model
    def _make_converter(self, company, currency):
        """:return: function of a currency's id and an amount; each rate is read once"""
        rates, today = {}, fields.Date.context_today(self)

        def convert(currency_id, amount):
            if currency_id == currency.id or not amount:
                return amount or 0.0
            if currency_id not in rates:
                source = self.env["res.currency"].browse(currency_id)
                rates[currency_id] = self.env["res.currency"]._get_conversion_rate(
                    source, currency, company, today
                )
            return amount * rates[currency_id]

        return convert

    @api.model
    def _read_rows(self, members, terms, company, orders):
        for model, names in _READ.items():
            self.env[model].flush_model(names)
        family = self._get_rows_of_family(members, terms)
        companies = self._get_companies(company)
        judged = tuple(orders.ids) if orders else ()
        params = {"companies": tuple(companies.ids), "judged": judged or (0,), "worth": self._get_worth()}
        return self.env.execute_query(
            SQL(
                _FIGURES,
                **dict(zip(("partners", "accounts", "cutoffs", "drafts"), family, strict=True)),
                receivable=SQL(_RECEIVABLE, companies=params["companies"]),
                kept=SQL(_KEPT, companies=params["companies"]),
                payments=SQL(_PAYMENTS_WITHOUT_ENTRY, companies=params["companies"]),
                orders=SQL(_ORDERS, judged=params["judged"]),
                by_customer=SQL(_OPEN_ORDERS, who=SQL(_BY_CUSTOMER), **params),
                by_payer=SQL(_OPEN_ORDERS, who=SQL(_BY_PAYER), **params),
            )
        )

    @api.model
    def _get_worth(self):
        """:return: SQL of what an order is worth, less what came back of it where returns are kept"""
        if "amount_taken_back" not in self.env["sale.order"]._fields:
            return SQL("o.amount_total")
        self.env["sale.order"].flush_model(["amount_taken_back"])
        return SQL("(o.amount_total - COALESCE(o.amount_taken_back, 0))")

    @api.model
    def _get_companies(self, company):
        """:return: those whose receivables are one: a company with its branches"""
        # sudo: what is owed does not depend on who looks
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        return companies.search([("id", "child_of", company.sudo().root_id.id)])

    @api.model
    def _get_rows_of_family(self, members, terms):
        """:return: lists of contacts, of whose account they are, of due dates and of quotations that count"""
        cutoffs, drafts, today = {}, {}, fields.Date.context_today(self)
        for found in terms.values():
            for account in found.get_accounts():
                drafts[account] = found.drafts
            if found.overdue:
                days = timedelta(days=found.overdue.values[0])
                cutoffs[found.get_account(found.overdue)] = today - days
        rows = []
        for member in members.values():
            path, current = set(), member
            while current and current.id not in path:
                path.add(current.id)
                current = members.get(current.parent)
            rows += [
                (member.id, account, cutoffs.get(account, today), drafts[account])
                for account in path & drafts.keys()
            ]
        return [list(column) for column in zip(*rows, strict=True)] or [[], [], [], []]
