from hashlib import sha256

from odoo import api, models
from odoo.tools import SQL

from ..statistics import DIMENSIONS, drop_triggers, make_triggers

ROWS = SQL.identifier("p2it_sales_statistics_row")
MONTHS = SQL.identifier("p2it_sales_statistics_month")
MARKS = SQL.identifier("p2it_sales_statistics_mark")
_SIGNATURE = "p2it_crm.statistics_signature"
_GONE = "p2it_crm.statistics_gone"
"""Key of the transaction's cache: names of the sources whose addons it takes away."""
_LOCK = 0x50324954
"""Key of the advisory lock under which one process at a time folds."""

_INDEXES = {
    "p2it_sales_statistics_row_document_idx": (ROWS, "document_id, source"),
    "p2it_sales_statistics_row_date_idx": (ROWS, "date"),
    "p2it_sales_statistics_row_partner_idx": (ROWS, "partner_id, date"),
    "p2it_sales_statistics_month_partner_idx": (MONTHS, "partner_id, date"),
}

_BATCH = 5000
_MONTH_DIMENSIONS = {name: kind for name, kind in DIMENSIONS.items() if name != "product_id"}


def drop_statistics(env):
    """Take away what is no table of a model: the triggers, and then what they write into."""
    drop_triggers(env)
    for table in (ROWS, MONTHS, MARKS):
        env.cr.execute(SQL("DROP TABLE IF EXISTS %s", table))
    env["ir.config_parameter"].search([("key", "=", _SIGNATURE)]).unlink()


class P2itSalesStatisticsStore(models.AbstractModel):
    """Keeps the rows of the sales statistics, and their sums by month, without ever being behind.

    Each document's rows are stored. The database marks a document in the transaction that changes it, and
    whoever reads takes the marked ones from the documents themselves: what is read is what the documents
    say, at every moment and for everybody. Folding, every few minutes, stores their rows anew and takes
    the marks away. A mark that came after the folding began stays; so nothing is ever lost between them.
    """

    _name = "p2it.sales.statistics.store"
    _description = "Rows and Sums of the Sales Statistics"

    def init(self):
        """Make the tables and triggers, and fill them anew when a source has changed."""
        self.pool.post_init(self._set_up)

    @api.model
    def _get_measures(self):
        """Tell what is counted and summed.

        Hook: an addon adds its own, and a field of the same name on ``p2it.sales.statistics``.

        :return: ``{name: SQL type of its column}``
        """
        return {
            "ordered": "numeric",
            "quantity": "numeric",
            "cost": "numeric",
            "order_count": "int4",
            "invoiced": "numeric",
            "paid": "numeric",
            "care_count": "int4",
            "care_cost": "numeric",
            "new_customer_count": "int4",
        }

    @api.model
    def _get_sources(self):
        """Tell where the rows come from.

        Hook: an addon that knows other documents of customers adds a source, or a column to one.

        :return: list of ``Source``
        """
        return self.env["p2it.sales.statistics.documents"]._get_sources()

    # --- tables

    @api.model
    def _set_up(self, without=()):
        """Make the tables and triggers as the sources want them; fill them anew when a source has changed.

        :param without: names of sources whose addon is about to go
        """
        # Of addons that go together each says so by itself, and none comes back with the next.
        gone = self.env.cr.cache.setdefault(_GONE, set())
        gone.update(without)
        measures = self._get_measures()
        sources = [source for source in self._get_sources() if source.name not in gone]
        self._make_tables(measures)
        drop_triggers(self.env)
        for statement in make_triggers(sources):
            self.env.cr.execute(statement)
        signature = sha256(repr((measures, sources)).encode()).hexdigest()
        parameters = self.env["ir.config_parameter"]
        if parameters.get_param(_SIGNATURE) != signature:
            self._rebuild(sources)
            parameters.set_param(_SIGNATURE, signature)

    @api.model
    def _make_tables(self, measures):
        for table, dimensions in ((ROWS, DIMENSIONS), (MONTHS, _MONTH_DIMENSIONS)):
            self.env.cr.execute(SQL("CREATE TABLE IF NOT EXISTS %s (id bigserial PRIMARY KEY)", table))
            own = {"source": "varchar", "document_id": "int4"} if table is ROWS else {}
            for name, kind in {**own, **dimensions, **measures}.items():
                self.env.cr.execute(
                    SQL(
                        "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s %s",
                        table,
                        SQL.identifier(name),
                        SQL(kind),
                    )
                )
        self.env.cr.execute(
            SQL(
                "CREATE TABLE IF NOT EXISTS %s (id bigserial PRIMARY KEY, root varchar, document_id int4)",
                MARKS,
            )
        )
        for name, (table, columns) in _INDEXES.items():
            self.env.cr.execute(
                SQL("CREATE INDEX IF NOT EXISTS %s ON %s (%s)", SQL.identifier(name), table, SQL(columns))
            )

    @api.model
    def _rebuild(self, sources=None):
        """Store all rows anew; marks of who is writing meanwhile stay.

        :param sources: all of them without
        """
        cr, measures = self.env.cr, self._get_measures()
        self.env.flush_all()
        cr.execute(SQL("DELETE FROM %s", MARKS))
        cr.execute(SQL("TRUNCATE %s, %s", ROWS, MONTHS))
        for source in self._get_sources() if sources is None else sources:
            self._store(source.select(measures))
        self._store_months(ROWS)
        for table in (ROWS, MONTHS):
            cr.execute(SQL("ANALYZE %s", table))

    @api.model
    def _store(self, query):
        self.env.cr.execute(SQL("INSERT INTO %s (%s) %s", ROWS, self._get_row_columns(), query))

    @api.model
    def _get_row_columns(self):
        """:return: SQL of the columns of a row, in the order in which sources select them"""
        names = ("id", "source", "document_id", *DIMENSIONS, *self._get_measures())
        return SQL(", ").join(map(SQL.identifier, names))

    @api.model
    def _store_months(self, rows):
        """Sum up rows by month and what they are about.

        :param rows: SQL of a table of rows
        """
        measures = self._get_measures()
        dimensions = SQL(", ").join(map(SQL.identifier, _MONTH_DIMENSIONS))
        keys = SQL(", ").join(
            SQL("date_trunc('month', date)::date") if name == "date" else SQL.identifier(name)
            for name in _MONTH_DIMENSIONS
        )
        sums = SQL(", ").join(SQL("SUM(%s)", SQL.identifier(name)) for name in measures)
        self.env.cr.execute(
            SQL(
                "INSERT INTO %s (%s, %s) SELECT %s, %s FROM %s GROUP BY %s",
                MONTHS,
                dimensions,
                SQL(", ").join(map(SQL.identifier, measures)),
                keys,
                sums,
                rows,
                keys,
            )
        )

    # --- marks

    @api.model
    def _get_marked(self):
        """Find the documents whose stored rows count no more. What waits to be written is written first.

        :return: ``{model: ids}``
        """
        statistics = self.env["p2it.sales.statistics"]
        for model_name, names in statistics._depends.items():
            self.env[model_name].flush_model(names)
        return dict(
            self.env.execute_query(
                SQL("SELECT root, array_agg(DISTINCT document_id) FROM %s GROUP BY root", MARKS)
            )
        )

    @api.model
    def _select_marked(self, marked):
        """:return: list of queries for the rows of marked documents, as the documents say them now"""
        measures = self._get_measures()
        return [
            source.select(measures, marked[source.root])
            for source in self._get_sources()
            if source.root in marked
        ]

    @api.model
    def _is_marked(self, marked):
        """:return: SQL, whether a stored row belongs to a marked document"""
        return SQL(
            "(%s)",
            SQL(" OR ").join(
                SQL("(source = %s AND document_id = ANY(%s))", source.name, marked[source.root])
                for source in self._get_sources()
                if source.root in marked
            )
            or SQL("FALSE"),
        )

    # --- folding

    @api.model
    def _cron_fold(self):
        """Store the rows of marked documents, some at a time, as long as there is time and work."""
        progress = self.env["ir.cron"]
        while True:
            folded, left = self._fold()
            if not progress._commit_progress(folded, remaining=left) or not left or not folded:
                return

    @api.model
    def _fold(self, limit=_BATCH):
        """Store the rows of marked documents anew. One process at a time; another does nothing.

        :param limit: marks at once
        :return: how many marks went, and about how many are left
        """
        if not self.env.execute_query(SQL("SELECT pg_try_advisory_xact_lock(%s)", _LOCK))[0][0]:
            return 0, 0
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """
                WITH taken AS (
                    DELETE FROM %s WHERE id IN (SELECT id FROM %s ORDER BY id LIMIT %s)
                    RETURNING root, document_id
                )
                SELECT root, array_agg(DISTINCT document_id), COUNT(*) FROM taken GROUP BY root
                """,
                MARKS,
                MARKS,
                limit,
            )
        )
        if not rows:
            return 0, 0
        self._fold_documents({root: ids for root, ids, _count in rows})
        taken = sum(count for _root, _ids, count in rows)
        return taken, self.env.execute_query(SQL("SELECT COUNT(*) FROM %s", MARKS))[0][0]

    @api.model
    def _fold_documents(self, marked):
        cr = self.env.cr
        is_marked = self._is_marked(marked)
        cr.execute(SQL("CREATE TEMPORARY TABLE p2it_touched (partner_id int4, date date) ON COMMIT DROP"))
        touch = SQL(
            "INSERT INTO p2it_touched"
            " SELECT DISTINCT partner_id, date_trunc('month', date)::date FROM %s WHERE %s",
            ROWS,
            is_marked,
        )
        cr.execute(touch)
        cr.execute(SQL("DELETE FROM %s WHERE %s", ROWS, is_marked))
        for query in self._select_marked(marked):
            self._store(query)
        cr.execute(touch)
        cr.execute(SQL("ANALYZE p2it_touched"))
        touched = SQL("SELECT DISTINCT partner_id, date FROM p2it_touched")
        cr.execute(SQL("DELETE FROM %s WHERE (partner_id, date) IN (%s)", MONTHS, touched))
        self._store_months(self._get_rows_of_months(SQL("(%s)", touched)))
        cr.execute(SQL("DROP TABLE p2it_touched"))

    @api.model
    def _get_rows_of_months(self, touched):
        """:return: SQL of a table, the stored rows of some customers' months, looked up one by one

        :param touched: SQL of a table of customers and firsts of months
        """
        # OFFSET keeps PostgreSQL from joining all rows there are, for it takes the months for many.
        return SQL(
            "(SELECT stored.* FROM %s AS touched CROSS JOIN LATERAL ("
            "SELECT * FROM %s AS any_row WHERE any_row.partner_id = touched.partner_id"
            " AND any_row.date >= touched.date AND any_row.date < touched.date + INTERVAL '1 month' OFFSET 0"
            ") AS stored) AS of_months",
            touched,
            ROWS,
        )
