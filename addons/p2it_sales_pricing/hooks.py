"""What happens once, when the addon is installed or removed."""

from odoo.tools import SQL

_FACTS = {
    "sale_order_line": {
        "plan_price_unit": "numeric",
        "floor_price_unit": "numeric",
        "is_price_manual": "boolean",
        "is_under_floor": "boolean",
        "technical_discount": "double precision",
    },
    "sale_order": {
        "plan_amount": "numeric",
        "plan_discount_amount": "numeric",
        "plan_discount_percent": "numeric",
        "under_floor_count": "integer",
        "manual_price_count": "integer",
        "is_other_pricelist": "boolean",
    },
}


def pre_init_hook(env):
    """Make the columns of the price facts, so that Odoo doesn't price every order of the past again.

    A company's old orders were priced by rules that may be gone; their facts stay empty until somebody
    changes a line. Discounts of quotations that are still open are taken as their rules', as Odoo does.
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
    env.cr.execute(
        """
        UPDATE sale_order_line line
           SET technical_discount = line.discount
          FROM sale_order quotation
         WHERE quotation.id = line.order_id
           AND quotation.state IN ('draft', 'sent')
           AND line.technical_discount IS NULL
        """
    )


def uninstall_hook(env):
    """Let nothing hold for everybody that was for some: without this addon nobody asks who buys what.

    Price rules can't be archived: those for a group or area, or counted over the order, are deleted.
    Programs that apply by themselves, or give a fixed price that Odoo would take for a percentage, are
    archived.
    """
    rules = env["product.pricelist.item"].with_context(active_test=False)
    rules.search(
        [
            "|",
            "|",
            ("customer_group_id", "!=", False),
            ("area_id", "!=", False),
            ("quantity_basis", "!=", "line"),
        ]
    ).unlink()
    env["loyalty.program"].search(
        ["|", ("is_automatic", "=", True), ("reward_ids.discount_mode", "=", "fixed_price")]
    ).action_archive()
