import copy
from dataclasses import dataclass

from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from .p2it_search_mixin import LONG_WALK

_WALK = 1000
"""So many records are looked at in the order of names before the trigram index is asked.

Of a frequent word these hold enough; reading the index would bring a quarter of the table.
"""


@dataclass(frozen=True)
class Branch:
    """One kind of match: its condition, the order among its records, and how many records in the
    order of names are looked at (0: all).
    """

    condition: SQL
    order: SQL
    walk: int = 0


class P2itSearchMixin(models.AbstractModel):
    """Extends the search with ranks, for many2one fields and whoever calls ``name_search``."""

    _inherit = "p2it.search.mixin"

    @api.model
    @api.readonly
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Override of `base` to put what is meant first.

        A code or number typed in full; then names that are the text, that begin with it, records
        with words that begin so, that contain it. Of each, accounts come first. Record rules hold
        as in any search.
        """
        query = self._parse_search(operator, name)
        if not query or not limit:
            return super().name_search(name, domain, operator, limit)
        records = self.browse(self._search_ranked(query, Domain(domain or Domain.TRUE), limit))
        records = records.sudo()  # sudo: they were found by the user's rights; base reads names so, too
        records.fetch(["display_name"])
        return [(record.id, record.display_name) for record in records]

    @api.model
    def _search_ranked(self, query, domain, limit):
        """:return: list of at most ``limit`` ids, best first"""
        base = self._search(domain)
        if base.is_empty():
            return []
        ranked = [self._search_rank] if self._search_rank else []
        self.flush_model(["search_name", "search_text", *ranked, *self._get_exact_columns(query)])
        ids = []
        for get_branches in self._get_search_steps(query):
            branches = get_branches(query)
            if branches:
                ids += self._run_search_step(base, branches, ids, limit - len(ids))
            if len(ids) >= limit:
                break
        return ids

    @api.model
    def _run_search_step(self, base, branches, known, limit):
        """:return: ids; of a look at the first names only if there is all that is wanted, for what
        is found there is not the best of all
        """
        selects = [SQL("(%s)", self._select_branch(base, branch, known, limit)) for branch in branches]
        # PostgreSQL takes the branches one after the other and stops when there is enough.
        union = SQL(" UNION ALL ").join(selects)
        rows = self.env.execute_query(SQL("SELECT id, is_walk FROM (%s) AS found LIMIT %s", union, limit))
        return [record_id for record_id, is_walk in rows if len(rows) == limit or not is_walk]

    @api.model
    def _get_search_steps(self, query):
        """:return: methods that give the branches of one statement each, the best matches first"""
        steps = []
        is_one_word = " " not in query.name and len(query.name) > 2
        if is_one_word or any(map(str.isdigit, query.name)):
            steps.append(self._get_exact_branches)
        steps += [self._get_name_branches, self._get_long_branches, self._get_start_branches]
        if query.alternatives != query.starts:
            steps += [self._get_soon_part_branches, self._get_part_branches]
        return steps

    @api.model
    def _get_exact_columns(self, query):
        """Hook.

        :return: dict of indexed columns and the values by which a record is meant for certain
        """
        return {"phone_key": query.phones}

    @api.model
    def _get_exact_branches(self, query):
        conditions = [
            SQL("%s IN %s", self._get_search_column(name), values)
            for name, values in self._get_exact_columns(query).items()
            if values
        ]
        condition = SQL("(%s)", SQL(" OR ").join(conditions)) if conditions else SQL("FALSE")
        return [Branch(condition, self._get_best_order())]

    @api.model
    def _get_name_branches(self, query):
        """The name is the text, or begins with it: read in order from an index of names."""
        name, order = self._get_search_column("search_name"), self._get_name_order(ranked=False)
        is_name = SQL("%s = %s", name, query.name)
        begins = SQL("%s LIKE %s AND %s != %s", name, f"{query.name}%", name, query.name)
        soon = Branch(
            SQL("%s AND %s NOT LIKE %s", self._match_words(query.starts), name, f"{query.name}%"),
            self._get_name_order(),
            walk=_WALK,
        )
        if not self._search_rank:
            return [Branch(is_name, order), Branch(begins, order), soon]
        rank = self._get_search_column(self._search_rank)
        is_first = SQL("%s = %s", rank, self._search_rank_first)
        return [
            Branch(is_name, self._get_best_order()),
            Branch(SQL("%s AND %s", is_first, begins), order),
            Branch(SQL("(%s) IS NOT TRUE AND %s", is_first, begins), order),
            soon,
        ]

    @api.model
    def _get_long_branches(self, query):
        """A frequent word that the first names don't hold: reading its index costs more than a walk."""
        return self._walk_far(query.starts)

    @api.model
    def _walk_far(self, alternatives):
        condition = self._match_words(alternatives)
        if not self._is_frequent(condition):
            return []
        return [Branch(condition, self._get_name_order(), walk=LONG_WALK)]

    @api.model
    def _get_start_branches(self, query):
        return [Branch(self._match_words(query.starts), self._get_best_order())]

    @api.model
    def _get_soon_part_branches(self, query):
        """Anywhere in a word, as frequent: ``uyen`` is in every third name."""
        return self._walk_far(query.alternatives)

    @api.model
    def _get_part_branches(self, query):
        return [Branch(self._match_words(query.alternatives), self._get_best_order())]

    @api.model
    def _match_words(self, alternatives):
        return self._match_search(self._get_search_column("search_text"), alternatives)

    @api.model
    def _get_search_column(self, name):
        return SQL.identifier(self._table, name)

    @api.model
    def _get_name_order(self, ranked=True):
        """:return: an order that an index of names gives"""
        names = [self._search_rank] if ranked and self._search_rank else []
        return SQL(", ").join(self._get_search_column(name) for name in (*names, "search_name", "id"))

    @api.model
    def _get_best_order(self):
        """:return: the order of what is found by the trigram index: none that another index gives,
        for PostgreSQL would walk that one to the end
        """
        name = self._get_search_column("search_name")
        terms = [*self._get_rank_terms(), SQL("length(%s)", name), name, self._get_search_column("id")]
        return SQL(", ").join(terms)

    @api.model
    def _get_rank_terms(self):
        """Hook.

        :return: list of SQL: what comes first among matches of one kind
        """
        return [self._get_search_column(self._search_rank)] if self._search_rank else []

    @api.model
    def _select_branch(self, base, branch, known, limit):
        """:return: SQL of a branch within ``base``, which holds the domain and the record rules"""
        query = copy.copy(base)
        query._tables, query._where_clauses = dict(base._tables), list(base._where_clauses)
        query.add_where(branch.condition)
        if known:
            query.add_where(SQL("%s NOT IN %s", self._get_search_column("id"), tuple(known)))
        query.order, query.limit = branch.order, limit
        if branch.walk:
            table = SQL.identifier(self._table)
            first = SQL("SELECT * FROM %s ORDER BY %s LIMIT %s", table, self._get_name_order(), branch.walk)
            query._tables[self._table] = SQL("(%s)", first)
        return query.select(self._get_search_column("id"), SQL("%s AS is_walk", bool(branch.walk)))
