from odoo import api, fields, models
from odoo.tools import SQL

_TABLES = tuple(
    f"pc_{name}"
    for name in (
        *(
            "version",
            "rule",
            "tier",
            "age",
            "member",
            "leader",
            "payment",
            "move_discount",
            "sale_discount",
            "event",
            "known",
            "new",
            "partner",
        ),
        *("product", "combo", "match", "share", "row", "delta", "bucket"),
    )
)
"""What a run keeps for itself, step by step."""


class P2itCommissionEngine(models.AbstractModel):
    """Computes the ledger from documents, set by set in the database.

    One run takes these steps, each a table of the transaction's own (``pc_…``) that the next one reads:

    1. *facts*: versions in force, their rules in order of precedence, tiers, and events: an order line that
    was
       confirmed, goods that moved, an invoice line, a payment's part of one;
    2. *match*: for events that the ledger doesn't know, the rule that pays and the people who get a share;
    3. *positions*: what every origin is worth to a person now, beside what was entered for it;
    4. *amounts*: the differences are entered; where tiers or caps hold, by the totals of the period.

    Refunds come in a second round: they take back a part of what their origin brought, by its rule and rate.
    A run waits for no other: of two at once the second fails to lock the plans and is repeated by Odoo, and
    finds nothing left to do.
    """

    _name = "p2it.commission.engine"
    _description = "Commission Engine"

    @api.private
    def run(self, company, is_whole=False):
        """Enter all that was earned in a company and isn't in the ledger yet.

        Looks at what changed since the last run, and at everything on the first run of a day, after a new
        version and after a change by which any document may pay otherwise.

        :param company: the company whose plans are applied
        :param bool is_whole: look at everything
        :return: how many entries were added
        :rtype: int
        """
        self.env.flush_all()
        self.env["p2it.commission.touched"]._add_marks()
        days = self._lock_plans(company)
        if not days:
            return 0
        is_whole = self._prepare_touched(company, is_whole or self._must_be_whole(days))
        added = 0
        if is_whole or self._has_touched():
            added = self._enter(company, SQL.identifier("p2it_commission_entry"), is_whole=is_whole)
        self._drop_touched()
        self.env["p2it.commission.entry"].invalidate_model()
        self.env["p2it.commission.plan"].invalidate_model(["last_run", "last_whole"])
        return added

    @api.model
    def _cron_run(self):
        """Compute for every company, each in a transaction of its own."""
        plans = self.env["p2it.commission.plan"].search([("state", "=", "confirmed")])
        companies = plans.company_id
        for done, company in enumerate(companies, 1):
            self.run(company)
            self.env["ir.cron"]._commit_progress(1, remaining=len(companies) - done)

    def _lock_plans(self, company):
        """Change the plans' rows, not only lock them: who waited then must begin with what is new.

        :return: for each when all documents were last compared with the ledger
        """
        rows = self.env.execute_query(
            SQL(
                "UPDATE p2it_commission_plan SET last_run = %s WHERE company_id = %s AND state = 'confirmed' "
                "RETURNING last_whole",
                fields.Datetime.now(),
                company.id,
            )
        )
        return [day for (day,) in rows]

    def _enter(self, company, ledger, plans=None, span=None, is_whole=True):
        """Compare documents and ledger and add what differs.

        :param ledger: identifier of the table that holds the entries
        :param plans: the versions to go by, all confirmed ones of the company if None
        :param span: first and last day for which the versions shall hold, instead of their own
        :param is_whole: compare all documents, or those that :meth:`_prepare_touched` found
        :return: how many entries were added
        """
        self._begin()
        self._prepare_versions(company, plans)
        if span:
            self._execute(SQL("UPDATE pc_version SET date_from = %s, date_to = %s", *span))
        self._prepare_events(company, is_whole)
        added = self._compare(company, ledger, is_whole, is_fresh=bool(span))
        self._drop_tables()
        return added

    def _compare(self, company, ledger, is_whole=True, is_fresh=False):
        """Compare what happened with a ledger and add what differs, refunds last.

        :param is_fresh: whether nothing was entered there before
        :return: how many entries were added
        """
        added = 0
        for is_refund in (False, True):
            prior = ledger if is_whole else self._prepare_prior(company)
            if is_refund:
                positions = self._get_refund_position_query(company, prior)
            else:
                self._match_events(company, prior)
                positions = self._get_position_query(company, prior)
            self._prepare_deltas(positions, None if is_fresh else prior)
            added += self._add_entries(company, ledger)
        return added

    def _begin(self):
        """Set the database up for few large queries: compiling them takes longer than they do, they sort in
        memory, and ten values of a column tell the planner enough."""
        self._drop_tables()
        self._execute(SQL("SET LOCAL jit = off"))
        self._execute(SQL("SET LOCAL work_mem = '64MB'"))
        self._execute(SQL("SET LOCAL default_statistics_target = 10"))

    def _execute(self, query):
        self.env.cr.execute(query)

    def _create_table(self, name, query, *indexed):
        """Keep the rows of a query for the rest of the run, with what the planner needs to know about
        them."""
        table = SQL.identifier(name)
        self._execute(SQL("DROP TABLE IF EXISTS %s", table))
        self._execute(SQL("CREATE TEMP TABLE %s ON COMMIT DROP AS %s", table, query))
        for column in indexed:
            self._execute(SQL("CREATE INDEX ON %s (%s)", table, SQL.identifier(column)))
        self._execute(SQL("ANALYZE %s", table))

    def _get_join(self, table, alias, condition, nothing):
        """Join a table of this run where it has rows: in a million lines looking for none takes its time.

        :param str table: its name
        :param str alias: its name in the query
        :param nothing: SQL of the columns that the query reads, as they are without a row
        """
        name = SQL.identifier(alias)
        self._execute(SQL("SELECT EXISTS (SELECT FROM %s)", SQL.identifier(table)))
        if self.env.cr.fetchone()[0]:
            return SQL("LEFT JOIN %s %s ON %s", SQL.identifier(table), name, condition)
        return SQL("CROSS JOIN (SELECT %s) %s", nothing, name)

    def _drop_tables(self):
        self._execute(SQL("DROP TABLE IF EXISTS %s", SQL(", ").join(map(SQL.identifier, _TABLES))))

    @api.model
    def _get_time_zone(self, company):
        """:return: in which zone the company's days begin"""
        return company.partner_id.tz or "UTC"
