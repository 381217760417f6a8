from odoo import models
from odoo.tools import SQL
from psycopg2.errors import LockNotAvailable

_LEDGER = SQL.identifier("p2it_commission_entry")

_MANY = 50_000
"""Entries from which on an index is made faster from all of them than entry by entry."""

_IS_BULK = """
    SELECT COUNT(*) >= %s AND COUNT(*) * 200 >= pg_relation_size('p2it_commission_entry') FROM pc_delta
"""
"""Whether this run adds more than the ledger holds; 200 bytes are less than an entry takes."""

_INDEXES = """
    SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid)
      FROM pg_index WHERE indrelid = 'p2it_commission_entry'::regclass AND NOT indisprimary
     ORDER BY indexrelid
"""


class P2itCommissionEngine(models.AbstractModel):
    """The first run over a year, which adds more to the ledger than it holds.

    Half of such a run's time would go into the indexes. So it takes them away and makes them anew at the
    end, in the same transaction, if nobody reads the ledger at that moment; who comes then waits for it.
    """

    _inherit = "p2it.commission.engine"

    def _insert(self, target, query):
        """Add rows.

        :param target: identifier of the table
        :param query: the statement
        :return: how many were added
        """
        indexes = self._drop_indexes() if target == _LEDGER and self._is_bulk() else []
        self._execute(query)
        added = self.env.cr.rowcount
        for _name, definition in indexes:
            self._execute(SQL(definition))
        return added

    def _is_bulk(self):
        self._execute(SQL(_IS_BULK, _MANY))
        return self.env.cr.fetchone()[0]

    def _drop_indexes(self):
        """:return: list of (name, definition) of what was taken away: nothing while somebody reads"""
        try:
            with self.env.cr.savepoint(flush=False):
                self.env.cr.execute(
                    SQL("LOCK TABLE %s IN ACCESS EXCLUSIVE MODE NOWAIT", _LEDGER), log_exceptions=False
                )
        except LockNotAvailable:
            return []
        indexes = self.env.execute_query(SQL(_INDEXES))
        for name, _definition in indexes:
            self._execute(SQL("DROP INDEX %s", SQL(name)))
        return indexes
