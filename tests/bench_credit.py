"""What a customer's exposure costs, against Odoo's own figures for the same customer in the same run.

``make bench ARGS=credit`` runs this in Odoo's shell over a copy of a database with the suite.

A customer has 10,000 open invoices, 1,000 confirmed orders of four lines, and 9,000 that are invoiced.
Measured, nothing read before: the exposure with all its parts, Odoo's ``credit_to_invoice`` (the orders only)
and ``credit`` (the invoices only), and where it is installed, the OCA's ``risk_total``. Limits: at most four
queries, a tenth of the time of ``credit_to_invoice``, and no more time than ``risk_total``.

Then the confirmation of an order of 50 lines, without terms and with them: at most ten queries more.
"""

import statistics
import time

from odoo import Command
from odoo.tools import SQL

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
INVOICES, OPEN, LINES, DONE, ROUNDS = 10_000, 1_000, 4, 9_000, 15
QUERIES, FACTOR, MORE = 4, 10, 10


def make_first():
    """:return: (the customer, a confirmed order, a posted invoice of another)"""
    company = env.company
    if not company.chart_template:
        env["account.chart.template"].try_loading("generic_coa", company, install_demo=False)
    company.account_use_credit_limit = True
    product = env["product.product"].create(
        {"name": "Hàng Bench", "type": "service", "list_price": 1_000, "invoice_policy": "order"}
    )
    customer = env["res.partner"].create({"name": "Đại lý Bench", "is_company": True})
    line = {"product_id": product.id, "product_uom_qty": 3, "tax_ids": False}
    first, second = env["sale.order"].create(
        [
            {"partner_id": customer.id, "order_line": [Command.create(line) for _line in range(lines)]}
            for lines in (LINES, 1)
        ]
    )
    (first + second).action_confirm()
    invoice = second._create_invoices()
    invoice.action_post()
    env.flush_all()
    return customer, first, second, invoice


def copy_rows(table, record_id, count, parent=None, rename=False):
    """Copy a row so many times.

    :param parent: column that points at the new parents, and their ids
    :return: ids of the copies
    """
    env.cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND column_name <> 'id'"
        " AND is_generated = 'NEVER'",
        [table],
    )
    names = [name for (name,) in env.cr.fetchall()]
    values = []
    for name in names:
        column = SQL.identifier(name)
        if parent and name == parent[0]:
            column = SQL("p.id")
        elif rename and name == "name":
            column = SQL("t.name || '-' || p.number")
        elif name == "transfer_code":  # unique, and nothing here asks for it
            column = SQL("NULL")
        else:
            column = SQL("t.%s", column)
        values.append(column)
    parents = parent[1] if parent else list(range(count))
    rows = env.execute_query(
        SQL(
            "INSERT INTO %s (%s) SELECT %s FROM %s t, unnest(%s::int[]) WITH ORDINALITY AS p(id, number)"
            " WHERE t.id = %s RETURNING id",
            SQL.identifier(table),
            SQL(", ").join(map(SQL.identifier, names)),
            SQL(", ").join(values),
            SQL.identifier(table),
            parents,
            record_id,
        )
    )
    return [row[0] for row in rows]


def fill(first, second, invoice):
    """Copy the order and the invoice until there are enough."""
    open_orders = copy_rows("sale_order", first.id, OPEN - 1, rename=True)
    for line in first.order_line:
        copy_rows("sale_order_line", line.id, OPEN - 1, parent=("order_id", open_orders))
    moves = copy_rows("account_move", invoice.id, INVOICES - 1, rename=True)
    products = []
    for item in invoice.line_ids:
        copies = copy_rows("account_move_line", item.id, INVOICES - 1, parent=("move_id", moves))
        products = copies if item.display_type == "product" else products
    done = copy_rows("sale_order", second.id, DONE - 1, rename=True)
    lines = copy_rows("sale_order_line", second.order_line.id, DONE - 1, parent=("order_id", done))
    env.execute_query(
        SQL(
            "INSERT INTO sale_order_line_invoice_rel (order_line_id, invoice_line_id)"
            " SELECT * FROM unnest(%s::int[], %s::int[]) RETURNING 1",
            lines,
            products[: len(lines)],
        )
    )
    env.invalidate_all()
    for table in ("sale_order", "sale_order_line", "account_move", "account_move_line"):
        env.cr.execute(SQL("ANALYZE %s", SQL.identifier(table)))


def measure(functions):
    """Take turns, so that what else the machine does counts for all of them.

    :param functions: {name: function}
    :return: {name: (queries, median of milliseconds)}, nothing read before
    """
    queries, times = {}, {name: [] for name in functions}
    for _round in range(ROUNDS):
        for name, function in functions.items():
            env.flush_all()
            env.invalidate_all()
            env.company.currency_id.name, env.user.name  # noqa: B018  (whoever works has these)
            before, start = env.cr.sql_log_count, time.perf_counter()
            function()
            times[name].append(1000 * (time.perf_counter() - start))
            queries[name] = env.cr.sql_log_count - before
    return {name: (queries[name], statistics.median(times[name])) for name in functions}


def prepare_exposure(customer):
    """:return: the function that is measured"""
    company, family = env.company, env["p2it.credit.family"]
    members = family._get_members(customer)
    terms = family._get_terms(members, customer, company)
    return lambda: env["p2it.credit.exposure"]._get(
        family._get_members(customer), terms, company, company.currency_id
    )


def count_confirmation(customer, product):
    """:return: queries of confirming an order of 50 lines, the second of two"""
    for _round in range(2):
        lines = [Command.create({"product_id": product.id, "tax_ids": False}) for _line in range(50)]
        order = env["sale.order"].create({"partner_id": customer.id, "order_line": lines})
        env.flush_all()
        env.invalidate_all()
        queries = env.cr.sql_log_count
        order.action_confirm()
        env.flush_all()
        queries = env.cr.sql_log_count - queries
    return queries


customer, first, second, invoice = make_first()
fill(first, second, invoice)
functions = {
    "exposure": prepare_exposure(customer),
    "Odoo's credit_to_invoice": lambda: customer.credit_to_invoice,
    "Odoo's credit": lambda: customer.credit,
}
if "risk_total" in env["res.partner"]._fields:
    functions["OCA's risk_total"] = lambda: customer.risk_total
figures = measure(functions)
ours, stock = figures["exposure"], figures["Odoo's credit_to_invoice"]
oca = figures.get("OCA's risk_total")
for name, (queries, milliseconds) in figures.items():
    print(f"{name}: {queries} queries, {milliseconds:.1f} ms")
owed = customer.credit + customer.credit_to_invoice
assert abs(customer.credit_exposure - owed) < 1, (customer.credit_exposure, owed)
print(f"exposure {customer.credit_exposure:,.0f} = credit + credit_to_invoice {owed:,.0f}")
factor = stock[1] / ours[1]
if oca:
    print(f"exposure takes {ours[1] / oca[1]:.2f} of the time of risk_total (limit 1)")
print(
    f"exposure {factor:.1f} times faster than credit_to_invoice (limit {FACTOR}), "
    f"{ours[0]} queries (limit {QUERIES})"
)

product = second.order_line.product_id
without = count_confirmation(customer, product)
env["p2it.credit.policy"].create({"partner_id": customer.id, "limit_kind": "amount", "limit": 10**12})
more = count_confirmation(customer, product) - without
print(f"confirming 50 lines: {without} queries, {more} more with terms (limit {MORE})")
assert ours[0] <= QUERIES
assert factor >= FACTOR
assert not oca or ours[1] <= oca[1]
assert more <= MORE
