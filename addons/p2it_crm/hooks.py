from odoo.tools import SQL

from .models.p2it_search_setup import fill_search_texts, install_extensions
from .models.p2it_statistics_store import drop_statistics


def pre_init_hook(env):
    """Install the extensions that the search's indexes need."""
    install_extensions(env)


def post_init_hook(env):
    """Load the areas of Vietnam when a company is there, and read the past of the customers."""
    env["res.company"].search([])._load_areas_of_country()
    _convert_customers_of_the_past(env)
    fill_search_texts(env)


def uninstall_hook(env):
    """Let the addon's rows go whoever points at them: the columns that point go right after."""
    drop_statistics(env)
    tables = tuple(
        model._table
        for model in env.values()
        if model._original_module == "p2it_crm" and model._auto and not model._abstract
    )
    rows = env.execute_query(
        SQL(
            """
            SELECT conrelid::regclass::text, conname
              FROM pg_constraint
              JOIN pg_class target ON target.oid = confrelid
             WHERE contype = 'f' AND target.relname IN %s
            """,
            tables,
        )
    )
    for table, constraint in rows:
        env.cr.execute(
            SQL(
                "ALTER TABLE %s DROP CONSTRAINT %s",
                SQL.identifier(table.strip('"')),
                SQL.identifier(constraint),
            )
        )


def _convert_customers_of_the_past(env):
    """Make accounts of the customers who asked for a quotation or bought before this addon came.

    The earliest document counts. Nothing is said in the chatter, for nothing happened today.
    """
    env.flush_all()  # the query below reads the tables themselves
    rows = env.execute_query_dict(
        SQL(
            """
            SELECT DISTINCT ON (customer_id) customer_id, date, model, id, user_id, company_id
              FROM (
                SELECT partner.commercial_partner_id AS customer_id,
                       COALESCE(so.date_order, so.create_date)::date AS date,
                       'sale.order' AS model, so.id, so.create_uid AS user_id, so.company_id
                  FROM sale_order so
                  JOIN res_partner partner ON partner.id = so.partner_id
                 WHERE so.state != 'cancel'
                UNION ALL
                SELECT partner.commercial_partner_id,
                       COALESCE(move.invoice_date, move.date),
                       'account.move', move.id, move.create_uid, move.company_id
                  FROM account_move move
                  JOIN res_partner partner ON partner.id = move.partner_id
                 WHERE move.state = 'posted' AND move.move_type IN ('out_invoice', 'out_receipt')
              ) AS document
             ORDER BY customer_id, date, model DESC, id
            """
        )
    )
    details = {
        row["customer_id"]: {
            "document": env[row["model"]].browse(row["id"]),
            "date": row["date"],
            "user": env["res.users"].browse(row["user_id"]),
            "company": env["res.company"].browse(row["company_id"]),
        }
        for row in rows
    }
    env["res.partner"].browse(details)._convert_to_account("history", details, tell=False)
