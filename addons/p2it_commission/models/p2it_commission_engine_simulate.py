from odoo import fields, models
from odoo.tools import SQL

from .. import queries


class P2itCommissionEngine(models.AbstractModel):
    """Runs that touch nothing: what another plan would have paid, and what is still to come."""

    _inherit = "p2it.commission.engine"

    def _simulate(self, company, plans, first, last):
        """Compute what versions would have paid in a time, into ``pc_ledger`` alone.

        :param plans: the versions, drafts or not, as if they had held from the first day to the last
        """
        self.env.flush_all()
        self._enter(company, self._create_ledger(), plans, (first, last))

    def _forecast(self, company):
        """Compute what confirmed orders will still bring, by today's plans, into ``pc_ledger`` alone.

        Only lines that aren't invoiced or not paid are looked at: as many as are open, not as many as were
        ever sold.
        """
        self.env.flush_all()
        ledger, simulated = SQL.identifier("p2it_commission_entry"), self._create_ledger()
        self._begin()
        self._prepare_versions(company, None)
        self._execute(SQL("UPDATE pc_rule SET trigger = 'ordered'"))
        self._create_table("pc_open", SQL(queries.OPEN_LINES, company=company.id))
        args = self._get_query_args(company, fields.Date.to_date("1900-01-01"))
        args["only_sold"] = SQL("sol.order_id IN (SELECT order_id FROM pc_open)")
        args.update(self._prepare_discounts({**args, "only_moves": SQL("FALSE")}))
        args["only_sold"] = SQL("sol.id IN (SELECT id FROM pc_open)")
        lines = SQL(queries.COMING_LINES, lines=SQL(queries.ORDER_LINES, **args), today=args["today"])
        self._create_events(lines)
        self._match_events(company, simulated)
        self._prepare_deltas(self._get_position_query(company, simulated), None)
        self._add_entries(company, ledger, target=simulated)
        self._drop_tables()

    def _create_ledger(self):
        """:return: identifier of an empty ledger of this transaction's own"""
        ledger = SQL.identifier("pc_ledger")
        self._execute(SQL("DROP TABLE IF EXISTS %s", ledger))
        self._execute(
            SQL("CREATE TEMP TABLE %s (LIKE p2it_commission_entry INCLUDING DEFAULTS) ON COMMIT DROP", ledger)
        )
        return ledger
