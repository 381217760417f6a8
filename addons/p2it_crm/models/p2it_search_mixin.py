import time

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL, Query, sql
from odoo.tools.lru import LRU

from ..domain.search import build_search_text, parse_query, to_words

_WALK = 1000
"""So many records at the start of a list's order tell whether what is searched is found soon."""
LONG_WALK = 50_000
"""So many, where PostgreSQL expects more than ``_FREQUENT`` records to match."""
_FREQUENT = 20_000
_WALKS = LRU(4096)
"""What the starts of lists told of a search, and until when that is believed."""
_WALK_SECONDS = 600
"""A list is right whatever the walk told; what it told long ago only makes it slow."""


class P2itSearchMixin(models.AbstractModel):
    """One box that finds records by any part of what they hold, ranked.

    The search text is stored, folded, under a trigram index. ``display_name`` is what everything
    searches by: many2one fields, ``name_search``, lists, other models' domains.
    """

    _name = "p2it.search.mixin"
    _description = "Smart Search"

    _search_rank = None
    """Name of a stored field of few values whose first value comes first among equals."""
    _search_rank_first = None
    """That first value. The field sorts it first."""

    search_name = fields.Char(
        compute="_compute_search_text",
        store=True,
        prefetch=False,
        copy=False,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    search_text = fields.Text(
        compute="_compute_search_text",
        store=True,
        prefetch=False,
        copy=False,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )

    def _compute_search_text(self):
        """The concrete model declares what the text depends on."""
        for record in self:
            record.search_name = to_words(record._get_search_name())
            record.search_text = build_search_text(**record._get_search_parts())

    def _get_search_name(self):
        """Hook.

        :return: the text that names the record
        """
        self.ensure_one()
        return self.display_name

    def _get_search_parts(self):
        """Hook: by what the record is found. Who adds to it adds the field to the dependencies.

        :return: arguments of :func:`..domain.search.build_search_text`, lists of texts
        """
        self.ensure_one()
        return {"names": [self._get_search_name()], "codes": [], "phones": [], "others": []}

    # ---- Columns and indexes ----

    def _auto_init(self):
        """Add the columns ourselves: ordered by bytes, and filled at once instead of by the ORM."""
        if self._auto and sql.table_exists(self.env.cr, self._table):
            columns = sql.table_columns(self.env.cr, self._table)
            if "search_text" not in columns:
                self.env.cr.execute(
                    SQL(
                        """
                        ALTER TABLE %(table)s
                          ADD COLUMN search_name varchar COLLATE "C", ADD COLUMN search_text text,
                        ALTER COLUMN search_text SET STATISTICS 400
                        """,
                        table=SQL.identifier(self._table),
                    )
                )
        result = super()._auto_init()
        if self._auto and "search_text" in self._fields:
            self._make_search_indexes()
        return result

    def _make_search_indexes(self):
        """Make the indexes of the search; without pg_trgm (see the log) only those of names."""
        table, names = self._table, ["search_name", "id"]
        sql.create_index(self.env.cr, f"{table}_p2it_search_name_idx", table, names)
        if self._search_rank:
            ranked = [f'"{self._search_rank}"', *names]
            sql.create_index(self.env.cr, f"{table}_p2it_search_rank_idx", table, ranked)
        if self.env.registry.has_trigram and not sql.index_exists(
            self.env.cr, f"{table}_p2it_search_text_idx"
        ):
            # A short list of pending entries: every search reads it through.
            self.env.cr.execute(
                SQL(
                    "CREATE INDEX %s ON %s USING gin (search_text gin_trgm_ops)"
                    " WITH (gin_pending_list_limit = 512)",
                    SQL.identifier(f"{table}_p2it_search_text_idx"),
                    SQL.identifier(table),
                )
            )

    # ---- Conditions ----

    @api.model
    def _parse_search(self, operator, value):
        """:return: what to look for, ``None`` where Odoo's own search decides"""
        if operator != "ilike" or not isinstance(value, str) or "%" in value:
            return None
        return parse_query(value)

    @api.model
    def _search_display_name(self, operator, value):
        """Override of `base`: the text of a search box finds by everything a record is known by.

        Equality and patterns stay as they are; “does not contain” is the opposite of “contains”.
        """
        if operator == "not ilike" and self._parse_search("ilike", value):
            return NotImplemented
        query = self._parse_search(operator, value)
        return self._get_search_domain(query) if query else super()._search_display_name(operator, value)

    @api.model
    def _get_search_domain(self, query):
        """:return: domain of the records that ``query`` means"""

        def to_sql(model, alias, sql_query):
            column = model.sudo()._field_to_sql(alias, "search_text", sql_query)  # sudo: hidden field
            return self._match_search(column, query.alternatives)

        def is_meant(record):
            return query.matches(record.sudo().search_text or "")  # sudo: hidden field

        return Domain.custom(to_sql=to_sql, predicate=is_meant)

    @api.model
    def _match_search(self, column, alternatives):
        """:return: SQL: all needles of one alternative are in the search text"""
        return SQL(
            "(%s)",
            SQL(" OR ").join(
                SQL("(%s)", SQL(" AND ").join(SQL("%s LIKE %s", column, f"%{needle}%") for needle in needles))
                for needles in alternatives
            ),
        )

    # ---- Lists: their own order is kept ----

    @api.model
    def _search(self, domain, offset=0, limit=None, order=None, **kwargs):
        """Override of `base` to keep PostgreSQL from walking a list's order for what comes late in it.

        It takes what is searched to be spread evenly; of names it is not: all the “tran thi” stand
        together near the end. The start of the order is looked at: when it holds too little, a first
        term that no index gives makes PostgreSQL find first and sort then. The order is the same.
        """
        query = super()._search(domain, offset, limit, order, **kwargs)
        searched = order and limit and not query.is_empty() and self._find_search(Domain(domain))
        if searched and self._is_walkable(order) and not self._is_soon_found(order, searched, limit):
            text = SQL.identifier(self._table, "search_text")
            query.order = SQL("%s IS NULL, %s", text, query.order)
        return query

    @api.model
    def _find_search(self, domain):
        """:return: what a domain's condition on the name looks for, if all must meet it"""
        conditions = [domain] if hasattr(domain, "field_expr") else getattr(domain, "children", ())
        if getattr(domain, "OPERATOR", "&") != "&":
            return None
        for condition in conditions:
            if getattr(condition, "field_expr", None) == "display_name":
                return self._parse_search(condition.operator, condition.value)
        return None

    @api.model
    def _is_walkable(self, order):
        """:return: whether an index gives this order"""
        name = order.split(",")[0].split()[0]
        field = self._fields.get(name)
        return name == "id" or bool(field and field.store and field.index and not field.relational)

    @api.model
    def _is_soon_found(self, order, searched, limit):
        """:return: whether a tenth of what is wanted is among the first records of the order; looked
        up once in ten minutes, for it changes slowly and is the same for everybody
        """
        wanted = -(-limit // 10)
        key = (self.env.cr.dbname, self._table, order, searched.alternatives, wanted)
        found, until = _WALKS.get(key, (None, 0.0))
        if until < time.monotonic():
            found = self._walk_first(order, searched, wanted)
            _WALKS[key] = (found, time.monotonic() + _WALK_SECONDS)
        return found

    @api.model
    def _walk_first(self, order, searched, wanted):
        self.flush_model(["search_text"])
        if self._is_among_first(order, searched, wanted, _WALK):
            return True
        is_frequent = self._is_frequent(self._match_words(searched.alternatives))
        return is_frequent and self._is_among_first(order, searched, wanted, LONG_WALK)

    @api.model
    def _is_among_first(self, order, searched, wanted, walk):
        """:return: whether ``wanted`` of the first ``walk`` records of the order are meant"""
        query = Query(self.env, self._table, self._table_sql)
        query.order, query.limit = self._order_to_sql(order.split(",")[0], query), walk
        first = query.select(SQL.identifier(self._table, "search_text"))
        match = self._match_search(SQL("first.search_text"), searched.alternatives)
        found = SQL("SELECT 1 FROM (%s) AS first WHERE %s LIMIT %s", first, match, wanted)
        return len(self.env.execute_query(found)) >= wanted

    @api.model
    def _is_frequent(self, condition):
        """:return: whether PostgreSQL expects so many matches that reading their index is slow"""
        plan = SQL("EXPLAIN (FORMAT JSON) SELECT FROM %s WHERE %s", SQL.identifier(self._table), condition)
        ((explained,),) = self.env.execute_query(plan)
        return explained[0]["Plan"]["Plan Rows"] >= _FREQUENT
