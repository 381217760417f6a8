"""Where the figures of the sales statistics come from: the vocabulary of its sources.

A :class:`Source` says in SQL which rows a kind of document brings, and which tables these rows are read
from. The database marks a document when one of its rows is inserted, changed or deleted, whoever does it
and by whatever way: statement triggers, for Odoo and addons also write past the ORM (a merge of customers
does). A mark is a row of its own, so that two who change one document never wait for each other, and a
document marked after somebody began to read it stays marked.
"""

from dataclasses import dataclass, field

from odoo.tools import SQL

SOURCES_PER_ID = 16
"""A row's id is that of its origin times this plus the source's number: known before it is stored."""

DIMENSIONS = {
    "company_id": "int4",
    "date": "date",
    "partner_id": "int4",
    "user_id": "int4",
    "team_id": "int4",
    "product_id": "int4",
}
"""What a row is about, with the types of the columns."""

_PREFIX = "p2it_statistics"


@dataclass(frozen=True)
class Watch:
    """A table whose rows say something about a document.

    :param table: its name
    :param columns: those that count; a change of others marks nothing
    :param documents: query for the ids of the documents of the rows ``changed``, which has all columns of
        the table, as they were and as they are
    """

    table: str
    columns: tuple
    documents: str


@dataclass(frozen=True)
class Source:
    """A kind of row of the statistics.

    :param name: as in the field ``source``
    :param number: below :data:`SOURCES_PER_ID`, never used twice
    :param root: model of the documents; those of several sources may be the same
    :param origin: SQL of the id of what a row stands for
    :param document: SQL of the document's id
    :param columns: ``{dimension or measure: SQL}``, amounts in the currency of the row's company
    :param tables: SQL of the tables and the condition, without the words FROM and WHERE
    :param watches: what makes the rows change
    """

    name: str
    number: int
    root: str
    origin: str
    document: str
    columns: dict
    tables: str
    condition: str
    watches: tuple = field(default=())

    def select(self, measures, document_ids=None):
        """:return: query of the source's rows, of some documents or of all

        :param measures: ``{name of a measure: type of its column}``, in the order of the columns
        """
        return self._make_query(measures, document_ids)

    def _make_query(self, measures, document_ids):
        columns = [self._get_column(name, kind) for name, kind in {**DIMENSIONS, **measures}.items()]
        condition = SQL(self.condition)
        if document_ids is not None:
            condition = SQL("(%s) AND %s = ANY(%s)", condition, SQL(self.document), list(document_ids))
        return SQL(
            "SELECT (%s)::int8 * %s + %s, %s::varchar, %s, %s FROM %s WHERE %s",
            SQL(self.origin),
            SOURCES_PER_ID,
            self.number,
            self.name,
            SQL(self.document),
            SQL(", ").join(columns),
            SQL(self.tables),
            condition,
        )

    def _get_column(self, name, kind):
        value = SQL(self.columns.get(name, "NULL"))
        # Nobody is 0: rows of nobody are found by the same indexes and joins as others.
        return SQL("COALESCE(%s, 0)", value) if name == "partner_id" else SQL("(%s)::%s", value, SQL(kind))


def make_triggers(sources):
    """:return: iterable of the statements that make the database mark what changes

    :param sources: iterable of :class:`Source`
    """
    watched = {}
    for source in sources:
        for watch in source.watches:
            watched.setdefault(watch.table, {}).setdefault((source.root, watch.documents), set()).update(
                watch.columns
            )
    for table, roots in watched.items():
        yield _make_function(table, roots)
        for operation, tables in _TRANSITIONS.items():
            name = SQL.identifier(f"{_PREFIX}_{operation.lower()}")
            yield SQL("DROP TRIGGER IF EXISTS %s ON %s", name, SQL.identifier(table))
            yield SQL(
                "CREATE TRIGGER %s AFTER %s ON %s REFERENCING %s FOR EACH STATEMENT EXECUTE FUNCTION %s()",
                name,
                SQL(operation),
                SQL.identifier(table),
                SQL(tables),
                SQL.identifier(_get_function(table)),
            )


_TRANSITIONS = {
    "INSERT": "NEW TABLE AS arrived",
    "UPDATE": "OLD TABLE AS gone NEW TABLE AS arrived",
    "DELETE": "OLD TABLE AS gone",
}


def _get_function(table):
    return f"{_PREFIX}_mark_{table}"


def _make_function(table, roots):
    """:return: the statement that makes the function which marks the documents of a table's rows"""
    bodies = {
        operation: "\n".join(
            _MARK % {"root": root, "changed": _make_changed(operation, columns), "documents": documents}
            for (root, documents), columns in roots.items()
        )
        for operation in _TRANSITIONS
    }
    return SQL(_FUNCTION % {"name": _get_function(table), **bodies})


def _make_changed(operation, columns):
    """:return: query for the rows that count, as they were and as they are"""
    if operation == "INSERT":
        return "SELECT * FROM arrived"
    if operation == "DELETE":
        return "SELECT * FROM gone"
    old, new = (", ".join(f"{table}.{name}" for name in sorted(columns)) for table in ("gone", "arrived"))
    both = f"FROM gone JOIN arrived ON arrived.id = gone.id WHERE ({old}) IS DISTINCT FROM ({new})"
    return f"SELECT gone.* {both} UNION ALL SELECT arrived.* {both}"


_MARK = """
            INSERT INTO p2it_sales_statistics_mark (root, document_id)
            WITH changed AS (%(changed)s)
            SELECT DISTINCT '%(root)s', document.id FROM (%(documents)s) AS document(id)
             WHERE document.id IS NOT NULL;"""

_FUNCTION = """
CREATE OR REPLACE FUNCTION "%(name)s"() RETURNS trigger LANGUAGE plpgsql AS $function$
BEGIN
    IF TG_OP = 'INSERT' THEN %(INSERT)s
    ELSIF TG_OP = 'UPDATE' THEN %(UPDATE)s
    ELSE %(DELETE)s
    END IF;
    RETURN NULL;
END
$function$"""


def find_triggers(env, tables=None):
    """:return: ``[(table, trigger, function), …]``, those that the database has

    :param tables: names; all without
    """
    return env.execute_query(
        SQL(
            """
            SELECT relation.relname, event.tgname, routine.proname
              FROM pg_trigger event
              JOIN pg_class relation ON relation.oid = event.tgrelid
              JOIN pg_proc routine ON routine.oid = event.tgfoid
             WHERE starts_with(routine.proname, %s) AND (%s OR relation.relname = ANY(%s))
            """,
            f"{_PREFIX}_mark_",
            tables is None,
            list(tables or ()),
        )
    )


def drop_triggers(env, tables=None):
    """Take the triggers away, before the tables go into which they write."""
    found = find_triggers(env, tables)
    for table, trigger, _function in found:
        env.cr.execute(SQL("DROP TRIGGER %s ON %s", SQL.identifier(trigger), SQL.identifier(table)))
    for function in {function for _table, _trigger, function in found}:
        env.cr.execute(SQL("DROP FUNCTION %s()", SQL.identifier(function)))
