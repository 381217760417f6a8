"""What the search needs in the database: PostgreSQL's extensions, and the text of what is there."""

import logging

import psycopg2
from odoo.modules.db import FunctionStatus, has_trigram, has_unaccent
from odoo.orm.registry import _unaccent
from odoo.tools import SQL, remove_accents, split_every
from odoo.tools.sql import drop_index, make_index_name

_logger = logging.getLogger(__name__)

_BATCH = 1000
_UNACCENT_SCHEMA = "p2it_unaccent"

# The twin of domain.search.to_words() and of how domain.phone reads the plain spellings. What is not
# ASCII when folded, and every other telephone number, is left to Python.
_FUNCTIONS = r"""
    CREATE FUNCTION pg_temp.p2it_fold(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT lower(regexp_replace(
            normalize(translate(coalesce(value, ''), 'đĐðÐ', 'dDdD'), NFKD), '[\u0300-\u036f]', '', 'g'))
    $$;
    CREATE FUNCTION pg_temp.p2it_words(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT btrim(regexp_replace(pg_temp.p2it_fold(value), '[^a-z0-9]+', ' ', 'g'))
    $$;
    CREATE FUNCTION pg_temp.p2it_code(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
        SELECT CASE WHEN words LIKE '% %' THEN words || ' | ' || replace(words, ' ', '') ELSE words END
          FROM (SELECT pg_temp.p2it_words(value) AS words) AS folded
    $$;
    CREATE FUNCTION pg_temp.p2it_is_plain(value text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
        SELECT pg_temp.p2it_fold(value) !~ '[^\x20-\x7e]'
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


def join_parts(*parts):
    """:return: SQL of a search text, as :func:`..domain.search.build_search_text` composes it"""
    array = SQL("ARRAY[%s]", SQL(", ").join(parts))
    return SQL("' ' || array_to_string(array_remove(%s, ''), ' | ') || ' '", array)


def words(*columns):
    """:return: SQL of the words of each column"""
    return [SQL("pg_temp.p2it_words(%s)", SQL(column)) for column in columns]


def codes(*columns):
    """:return: SQL of each column as a code"""
    return [SQL("pg_temp.p2it_code(%s)", SQL(column)) for column in columns]


PHONE = SQL("pg_temp.p2it_phone(record.phone)")


def is_plain(*columns):
    """:return: SQL: the phone and these texts come out as Python has them"""
    return SQL(
        "(COALESCE(record.phone, '') = '' OR %s IS NOT NULL) AND pg_temp.p2it_is_plain(concat_ws(' ', %s))",
        PHONE,
        SQL(", ").join(SQL(column) for column in columns),
    )
