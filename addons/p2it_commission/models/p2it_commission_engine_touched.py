from odoo import fields, models
from odoo.tools import SQL

_TABLES = ("pc_mark", "pc_move", "pc_order", "pc_prior")

_MARKS = "SELECT DISTINCT kind, res_id FROM p2it_commission_touched WHERE company_id = %(company)s"

_MARKED_MOVES = """
    SELECT res_id FROM pc_mark WHERE kind = 'move'
     UNION
    SELECT l.move_id
      FROM pc_mark k
      JOIN account_move_line own ON own.move_id = k.res_id
      JOIN account_partial_reconcile r ON own.id IN (r.debit_move_id, r.credit_move_id)
      JOIN account_move_line l ON l.id IN (r.debit_move_id, r.credit_move_id)
     WHERE k.kind = 'entry'
     UNION
    SELECT m.id
      FROM pc_mark k
      JOIN res_partner p ON k.res_id IN (p.id, p.commercial_partner_id)
      JOIN account_move m ON m.partner_id = p.id AND m.move_type IN ('out_invoice', 'out_refund')
     WHERE k.kind = 'partner'
     UNION
    SELECT l.move_id
      FROM pc_mark k
      JOIN account_move_line l ON l.product_id = k.res_id AND l.company_id = %(company)s
     WHERE k.kind = 'product' AND %(costs)s
"""
"""Invoices about which something changed. What a product costs matters only where margin does."""

_MARKED_ORDERS = """
    SELECT res_id FROM pc_mark WHERE kind = 'order'
     UNION
    SELECT o.id
      FROM pc_mark k
      JOIN res_partner p ON k.res_id IN (p.id, p.commercial_partner_id)
      JOIN sale_order o ON o.partner_id = p.id
     WHERE k.kind = 'partner'
"""

_JOINED_MOVES = """
    SELECT l.move_id AS id
      FROM pc_order o
      JOIN sale_order_line sol ON sol.order_id = o.id
      JOIN sale_order_line_invoice_rel r ON r.order_line_id = sol.id
      JOIN account_move_line l ON l.id = r.invoice_line_id
     WHERE o.round = %(round)s
     UNION
    SELECT e.move_id FROM pc_order o JOIN p2it_commission_entry e ON e.order_id = o.id
     WHERE o.round = %(round)s AND e.move_id IS NOT NULL
     UNION
    SELECT other.id
      FROM pc_move m JOIN account_move own ON own.id = m.id
      JOIN account_move other ON other.id = own.reversed_entry_id
     WHERE m.round = %(round)s
     UNION
    SELECT other.id FROM pc_move m JOIN account_move other ON other.reversed_entry_id = m.id
     WHERE m.round = %(round)s
     UNION
    SELECT l.move_id
      FROM pc_move m
      JOIN p2it_commission_entry e ON e.move_id = m.id AND e.trigger IN ('invoiced', 'paid')
      JOIN account_move_line l ON l.id = e.refund_of_id
     WHERE m.round = %(round)s
"""
"""Documents that belong to these: invoices of an order, what reverses and what is reversed, now and when it
was entered."""

_JOINED_ORDERS = """
    SELECT sol.order_id AS id
      FROM pc_move m
      JOIN account_move_line l ON l.move_id = m.id
      JOIN sale_order_line_invoice_rel r ON r.invoice_line_id = l.id
      JOIN sale_order_line sol ON sol.id = r.order_line_id
     WHERE m.round = %(round)s
     UNION
    SELECT e.order_id FROM pc_move m JOIN p2it_commission_entry e ON e.move_id = m.id
     WHERE m.round = %(round)s AND e.order_id IS NOT NULL
"""

_PRIOR = """
    SELECT e.*
      FROM p2it_commission_entry e
     WHERE e.company_id = %(company)s AND e.id IN (
            SELECT e.id FROM pc_move m JOIN p2it_commission_entry e ON e.move_id = m.id
             UNION
            SELECT e.id FROM pc_order o JOIN p2it_commission_entry e ON e.order_id = o.id)
"""
"""What was entered for these documents: beside them the rest of the ledger need not be read."""

_LIMITS = {
    "only_moves": "m.id IN (SELECT id FROM pc_move)",
    "only_lines": """
        invoice_line_id IN (SELECT own.id FROM account_move_line own JOIN pc_move ON pc_move.id = own.move_id)
    """,
    "only_due": "l.move_id IN (SELECT id FROM pc_move)",
    "only_sold": "sol.order_id IN (SELECT id FROM pc_order)",
    "only_ordered": "l.order_id IN (SELECT id FROM pc_order)",
}

_MANY = 4
"""The part of all documents from which on reading all of them takes less time."""


class P2itCommissionEngine(models.AbstractModel):
    """Runs over what was touched: documents that changed since the last run, and those that belong to them.

    What an origin is worth follows from its own document, from what is joined with it by order, reversal or
    refund, and from the totals of the periods in which it counts; those are read from the ledger. So a
    whole of joined documents can be compared alone, with the same outcome as all of them.
    """

    _inherit = "p2it.commission.engine"

    def _prepare_touched(self, company, must_be_whole):
        """Empty the queue of what changed, and find the documents to look at.

        :param must_be_whole: look at all documents, whatever changed
        :return: whether all documents are to be looked at; else they are in ``pc_move`` and ``pc_order``
        """
        self._drop_touched()
        self._create_table("pc_mark", SQL(_MARKS, company=company.id))
        self._execute(SQL("DELETE FROM p2it_commission_touched WHERE company_id = %s", company.id))
        self._execute(SQL("SELECT COUNT(*) FROM pc_mark WHERE kind = 'all'"))
        is_whole = must_be_whole or self.env.cr.fetchone()[0] or not self._join_documents(company)
        if is_whole:
            self._note_whole(company)
        return bool(is_whole)

    def _join_documents(self, company):
        """Find what belongs to the documents that changed, until nothing is added.

        :return: whether they are few enough to be looked at alone
        """
        self._execute(
            SQL(
                "CREATE TEMP TABLE pc_move (id int PRIMARY KEY, round int) ON COMMIT DROP;"
                "CREATE TEMP TABLE pc_order (id int PRIMARY KEY, round int) ON COMMIT DROP"
            )
        )
        most = self._get_most_documents()
        args = {"company": company.id, "costs": self._must_look_at_costs(company)}
        moves = self._join("pc_move", SQL(_MARKED_MOVES, **args), 0)
        orders = self._join("pc_order", SQL(_MARKED_ORDERS, **args), 0)
        found, number = moves + orders, 0
        while moves + orders and found <= most:
            added = {
                "pc_move": SQL(_JOINED_MOVES, round=number),
                "pc_order": SQL(_JOINED_ORDERS, round=number),
            }
            number += 1
            moves, orders = (self._join(table, query, number) for table, query in added.items())
            found += moves + orders
        return found <= most

    def _join(self, table, query, number):
        """:return: how many documents of a query were added to those that are looked at"""
        name = SQL.identifier(table)
        self._execute(
            SQL(
                "INSERT INTO %s (id, round) SELECT *, %s FROM (%s) joined ON CONFLICT DO NOTHING",
                name,
                number,
                query,
            )
        )
        added = self.env.cr.rowcount
        if added:
            self._execute(SQL("ANALYZE %s", name))
        return added

    def _get_most_documents(self):
        """:return: how many documents may be looked at alone; with more all are looked at, which is faster"""
        self._execute(
            SQL(
                "SELECT SUM(reltuples) FROM pg_class WHERE oid IN "
                "('account_move'::regclass, 'sale_order'::regclass)"
            )
        )
        return max(1000, self.env.cr.fetchone()[0] / _MANY)

    def _must_look_at_costs(self, company):
        # sudo: a run goes by all plans, whoever started it
        return company in self.env["p2it.commission.rule"].sudo()._get_margin_companies()

    def _must_be_whole(self, days):
        """Look at everything once a day: versions begin and end, and what was written round Odoo is found.

        :param days: the days on which the plans in force were last compared in whole
        """
        always = self.env["ir.config_parameter"].sudo().get_param("p2it_commission.always_whole")
        today = fields.Date.context_today(self)
        return bool(always) or any(day != today for day in days)

    def _note_whole(self, company):
        self._execute(
            SQL(
                "UPDATE p2it_commission_plan SET last_whole = %s "
                "WHERE company_id = %s AND state = 'confirmed'",
                fields.Date.context_today(self),
                company.id,
            )
        )

    def _has_touched(self):
        """:return: whether there is anything to look at"""
        self._execute(SQL("SELECT EXISTS (SELECT FROM pc_move) OR EXISTS (SELECT FROM pc_order)"))
        return self.env.cr.fetchone()[0]

    def _prepare_prior(self, company):
        """:return: identifier of a table with what was entered for the documents that are looked at"""
        self._create_table("pc_prior", SQL(_PRIOR, company=company.id), "origin_id")
        return SQL.identifier("pc_prior")

    def _drop_touched(self):
        self._execute(SQL("DROP TABLE IF EXISTS %s", SQL(", ").join(map(SQL.identifier, _TABLES))))

    def _get_limits(self, is_whole):
        """:return: conditions by which queries read what is looked at"""
        return {name: SQL("TRUE") if is_whole else SQL(_LIMITS[name]) for name in _LIMITS}
