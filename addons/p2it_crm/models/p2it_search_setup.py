"""What the search needs in the database: PostgreSQL's extensions, and the text of what is there."""

import logging

import psycopg2
from odoo.modules.db import FunctionStatus, has_trigram, has_unaccent
from odoo.tools import SQL, remove_accents, split_every
from odoo.tools.sql import drop_index, make_index_name

_logger = logging.getLogger(__name__)

_BATCH = 1000
_UNACCENT_SCHEMA = "p2it_unaccent"

# The twin of domain.search, one fold for a whole record: PostgreSQL's regular expressions are slow.
# Marks and signs that are not listed stay, are seen by p2it_is_plain, and go to Python with every
# telephone number that is not in one of the plain spellings. PostgreSQL puts most of them in line.
_FUNCTIONS = r"""
    CREATE FUNCTION pg_temp.p2it_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT lower(translate(normalize(coalesce(value, ''), NFKD),
            U&'\0111\0110\00F0\00D0!"#$%&''()*+,-./:;<=>?@[\\]^_`{}~'
                '\0300\0301\0302\0303\0306\0309\031B\0323\0304\0308\030A\030C\0327',
            'dDdD                               '))
    $$;
    CREATE FUNCTION pg_temp.p2it_words(folded text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT btrim(CASE WHEN folded LIKE '%  %' THEN regexp_replace(folded, ' +', ' ', 'g') ELSE folded END)
    $$;
    CREATE FUNCTION pg_temp.p2it_code(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN joined = value THEN value ELSE value || ' | ' || joined END
          FROM (SELECT translate(value, ' !"#$%&''()*+,-./:;<=>?@[\]^_`{}~', '') AS joined) AS code
    $$;
    CREATE FUNCTION pg_temp.p2it_is_plain(folded text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT folded !~ '[^\x20-\x7e]|\| *\||^ *\||\| *$'
    $$;
    CREATE FUNCTION pg_temp.p2it_phone(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN value ~ '^0[35789]\d{8}$' THEN value
                    WHEN value ~ '^0[35789]\d\d \d{3} \d{3}$' THEN replace(value, ' ', '')
                    WHEN value ~ '^\+84 ?[35789]\d{1,2} ?\d{3} ?\d{3,4}$'
                     AND length(replace(value, ' ', '')) = 12 THEN '0' || substr(replace(value, ' ', ''), 4)
               END
    $$;
"""
_DROP_FUNCTIONS = "; ".join(
    f"DROP FUNCTION pg_temp.p2it_{name}(text)" for name in ("phone", "is_plain", "code", "words", "fold")
)


def install_extensions(env):
    """Install pg_trgm and unaccent where the database's owner may, else say what an administrator does.

    Odoo makes use of a function ``unaccent`` that it finds, of its indexes only if the function is
    immutable. The extension's own is not, and only its owner changes that: a wrapper is.
    """
    registry = env.registry
    if not registry.has_trigram:
        _try(env, "pg_trgm", "Searches work, but read every record.", _create_trigram)
        registry.has_trigram = has_trigram(env.cr)
    if has_unaccent(env.cr) == FunctionStatus.MISSING:
        _try(env, "unaccent", "Odoo's own searches tell “Đại” from “Dai”; the smart search does not.", _wrap)
        if has_unaccent(env.cr) == FunctionStatus.INDEXABLE:
            _use_unaccent(env)


def _try(env, extension, consequence, work):
    try:
        with env.cr.savepoint():
            work(env.cr)
    except psycopg2.Error as error:
        _logger.warning(
            "The PostgreSQL extension %s is missing and can't be installed by this role (%s). %s Ask "
            "the database's administrator for: CREATE EXTENSION %s; then update the module p2it_crm.",
            extension,
            str(error).strip().splitlines()[0],
            consequence,
            extension,
        )


def _create_trigram(cr):
    cr.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")


def _wrap(cr):
    """Put the extension into a schema of its own and an immutable function where Odoo looks."""
    cr.execute(SQL("CREATE SCHEMA IF NOT EXISTS %s", SQL.identifier(_UNACCENT_SCHEMA)))
    cr.execute(SQL("CREATE EXTENSION IF NOT EXISTS unaccent SCHEMA %s", SQL.identifier(_UNACCENT_SCHEMA)))
    cr.execute(
        """
        SELECT space.nspname FROM pg_extension AS extension
          JOIN pg_namespace AS space ON space.oid = extension.extnamespace
         WHERE extension.extname = 'unaccent'
        """
    )
    (schema,) = cr.fetchone()
    function = SQL.identifier(schema, "unaccent")
    # The dictionary's name is text within the function's: quoted by PostgreSQL itself.
    cr.execute(SQL("SELECT quote_literal(%s)", function.code))
    (dictionary,) = cr.fetchone()
    cr.execute(
        SQL(
            "CREATE OR REPLACE FUNCTION unaccent(text) RETURNS text LANGUAGE sql"
            " IMMUTABLE STRICT PARALLEL SAFE AS $$ SELECT %s(%s::regdictionary, $1) $$",
            function,
            SQL(dictionary),
        )
    )


def _unaccent(text):
    """Twin of the function that Odoo's registry takes when it finds ``unaccent`` while it is loaded."""
    if isinstance(text, SQL):
        return SQL("unaccent(%s)", text)
    return f"unaccent({text})"


def _use_unaccent(env):
    """Let this process search with it at once, and make Odoo's trigram indexes anew with it.

    Other processes read what the database has when they load the registry after the installation.
    """
    registry, cr = env.registry, env.cr
    registry.has_unaccent = has_unaccent(cr)
    registry.unaccent = _unaccent
    registry.unaccent_python = remove_accents
    cr.execute(
        """
        SELECT indexname FROM pg_indexes
         WHERE schemaname = current_schema
           AND indexdef LIKE '% USING gin %gin_trgm_ops%' AND indexdef NOT LIKE '%unaccent%'
        """
    )
    stale = {name for (name,) in cr.fetchall()}
    for model in registry.values():
        if model._auto and not model._abstract:
            for field in model._fields.values():
                name = make_index_name(model._table, field.name)
                if field.store and field.index == "trigram" and name in stale:
                    drop_index(cr, name, model._table)
    registry.check_indexes(cr, list(registry))


def fill_search_texts(env):
    """Give all customers and leads that have none their search text: one statement for each table.

    What the statement can't fold exactly as Python does, Python folds afterwards, in batches.
    """
    env.flush_all()
    env.cr.execute(_FUNCTIONS)
    for name in ("res.partner", "crm.lead"):
        env.cr.execute(env[name]._get_search_fill())
    env.cr.execute(_DROP_FUNCTIONS)
    for name in ("res.partner", "crm.lead"):
        model = env[name].with_context(active_test=False, prefetch_fields=False)
        table = SQL.identifier(model._table)
        rows = env.execute_query(SQL("SELECT id FROM %s WHERE search_text IS NULL ORDER BY id", table))
        for batch in split_every(_BATCH, [row[0] for row in rows]):
            model.browse(batch)._compute_search_text()
            env.flush_all()
            env.invalidate_all()
        # Without statistics PostgreSQL takes every search for a rare one.
        env.cr.execute(SQL("ANALYZE %s (search_name, search_text)", table))


def get_fill(table, name, parts, codes, others, joins, extra=None):
    """Compose the statement that fills one table with the search texts that are plain.

    :param str table: the table, ``record`` in all expressions
    :param SQL name: what names the record
    :param parts: further names
    :param codes: its codes
    :param others: e-mail, address and the like
    :param joins: SQL of the joined tables
    :param extra: SQL condition for a record to be plain
    :rtype: SQL
    """
    columns = {text: SQL.identifier(*text.split(".")) for text in (*parts, *codes, *others)}
    pieces = [
        *(SQL("NULLIF(%s, '')", columns[part]) for part in parts),
        *(SQL("NULLIF(pg_temp.p2it_code(%s), '')", columns[code]) for code in codes),
        SQL("pg_temp.p2it_phone(record.phone)"),
        *(SQL("NULLIF(%s, '')", columns[other]) for other in others),
    ]
    # A bar separates the parts; within one, or with a code that begins or ends with a sign, it's Python's.
    checks = [
        SQL("COALESCE(%s, '') NOT LIKE '%%|%%'", column)
        for text, column in columns.items()
        if text != "contacts.names"
    ]
    checks += [SQL("COALESCE(%s, 'a') !~ '^[[:punct:] ]|[[:punct:] ]$'", columns[code]) for code in codes]
    return SQL(
        """
        UPDATE %(table)s SET search_name = filled.name, search_text = ' ' || filled.text || ' '
          FROM (
            SELECT id, pg_temp.p2it_words(name) AS name, pg_temp.p2it_words(text) AS text FROM (
            SELECT record.id, pg_temp.p2it_fold(%(name)s) AS name,
                   pg_temp.p2it_fold(concat_ws(' | ', %(pieces)s)) AS text
              FROM %(table)s AS record %(joins)s
             WHERE record.search_text IS NULL AND %(checks)s AND %(extra)s
               AND (COALESCE(record.phone, '') = '' OR pg_temp.p2it_phone(record.phone) IS NOT NULL)
            OFFSET 0) AS folded OFFSET 0
               ) AS filled
         WHERE filled.id = %(table)s.id AND pg_temp.p2it_is_plain(filled.text)
        """,
        table=SQL.identifier(table),
        name=name,
        pieces=SQL(", ").join(pieces),
        joins=joins,
        checks=SQL(" AND ").join(checks),
        extra=extra or SQL("TRUE"),
    )
