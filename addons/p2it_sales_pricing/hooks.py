"""What happens once, when the addon is installed."""

from odoo.tools import SQL

_FACTS = {
    "sale_order_line": {
        "plan_price_unit": "numeric",
        "floor_price_unit": "numeric",
        "is_price_manual": "boolean",
        "is_under_floor": "boolean",
    },
    "sale_order": {
        "plan_amount": "numeric",
        "plan_discount_amount": "numeric",
        "plan_discount_percent": "numeric",
        "under_floor_count": "integer",
        "manual_price_count": "integer",
    },
}


def pre_init_hook(env):
    """Make the columns of the price facts, so that Odoo doesn't price every order of the past again.

    A company's old orders were priced by rules that may be gone; their facts stay empty until somebody
    changes a line.
    """
    for table, columns in _FACTS.items():
        for column, kind in columns.items():
            env.cr.execute(
                SQL(
                    "ALTER TABLE %s ADD COLUMN IF NOT EXISTS %s %s",
                    SQL.identifier(table),
                    SQL.identifier(column),
                    SQL(kind),
                )
            )
