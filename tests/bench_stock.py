"""What the figures of an order's lines cost, against those of Odoo's own widget in the same run.

``make bench ARGS=stock`` runs this in Odoo's shell over a copy of a database with the suite.

The database has 1,000,000 stock moves that are done and 4,000 that are open, of 200 products. Measured,
nothing read before, for an order of 200 lines: as a quotation with one date, with ten, and confirmed. Ours
are all figures (on hand, free, reserved, incoming and requests for quotation with dates, ready, when the
whole can be promised, lines competing); Odoo's are the fields its widget reads. Both take turns, so that
noise counts for both. Limits: at most 12 queries each time, and the time of Odoo's at most.
"""

import statistics
import time
from datetime import timedelta

from odoo import Command, fields
from odoo.tools import SQL

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
MOVES, OPEN, PRODUCTS, LINES, ROUNDS = 1_000_000, 4_000, 200, 200, 9
QUERIES = 12
OURS = (
    "stock_on_hand",
    "stock_free",
    "stock_reserved",
    "stock_reserved_own",
    "stock_incoming",
    "stock_incoming_date",
    "stock_rfq",
    "stock_ready",
    "stock_promise_date",
    "stock_state",
)
ODOOS = (
    "virtual_available_at_date",
    "scheduled_date",
    "forecast_expected_date",
    "free_qty_today",
    "qty_available_today",
)


def make_products():
    """:return: products with stock, a receipt that is planned, and an open delivery of others"""
    products = env["product.product"].create(
        [{"name": f"Hàng {number}", "is_storable": True, "taxes_id": False} for number in range(PRODUCTS)]
    )
    place = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1).lot_stock_id
    for product in products:
        env["stock.quant"]._update_available_quantity(product, place, 10_000)
    return products, place


def make_move(product, source, target, **values):
    move = env["stock.move"].create(
        {
            "product_id": product.id,
            "product_uom_qty": 1,
            "location_id": source.id,
            "location_dest_id": target.id,
            **values,
        }
    )
    move._action_confirm()
    return move


def copy_moves(move, count, products):
    """Copy a move so many times, over all products and a year of dates."""
    columns = [
        name
        for (name,) in env.execute_query(
            SQL(
                "SELECT column_name FROM information_schema.columns"
                " WHERE table_name = 'stock_move' AND column_name <> 'id' AND is_generated = 'NEVER'"
            )
        )
    ]
    values = {name: SQL("t.%s", SQL.identifier(name)) for name in columns}
    values["product_id"] = SQL("(%s::int[])[1 + n %% %s]", products.ids, len(products))
    values["date"] = SQL("t.date + (n %% 365) * interval '1 day'")
    env.cr.execute(
        SQL(
            "INSERT INTO stock_move (%s) SELECT %s FROM stock_move t, generate_series(1, %s) n"
            " WHERE t.id = %s",
            SQL(", ").join(map(SQL.identifier, columns)),
            SQL(", ").join(values.values()),
            count,
            move.id,
        )
    )


def fill(products, place):
    supplier, customer = env.ref("stock.stock_location_suppliers"), env.ref("stock.stock_location_customers")
    for source, target in ((supplier, place), (place, customer)):
        move = make_move(products[0], source, target)
        copy_moves(move, OPEN // 2, products)
        move.quantity = 1
        move.picked = True
        move._action_done()
        env.flush_all()
        copy_moves(move, MOVES // 2, products)
    env.invalidate_all()
    env.cr.execute("ANALYZE stock_move")
    env.cr.execute("ANALYZE stock_move_line")


def make_order(products, dates):
    lines = [
        Command.create(
            {
                "product_id": products[number % len(products)].id,
                "product_uom_qty": 2,
                "price_unit": 1,
                "customer_lead": number % dates,
            }
        )
        for number in range(LINES)
    ]
    customer = env["res.partner"].create({"name": "Đại lý Bench"})
    return env["sale.order"].create({"partner_id": customer.id, "order_line": lines})


def measure(order):
    """:return: {name: (queries, median of milliseconds)}, nothing read before, both in turns"""
    ids, times, queries = order.order_line.ids, {"ours": [], "Odoo's": []}, {}
    for _round in range(ROUNDS):
        for name, names in (("ours", OURS), ("Odoo's", ODOOS)):
            env.flush_all()
            env.invalidate_all()
            env.company.name, env.user.name  # noqa: B018  (whoever works has these)
            before, start = env.cr.sql_log_count, time.perf_counter()
            for line in env["sale.order.line"].browse(ids):
                for field_name in names:
                    line[field_name]
            times[name].append(1000 * (time.perf_counter() - start))
            queries[name] = env.cr.sql_log_count - before
    return {name: (queries[name], statistics.median(times[name])) for name in times}


def compare(title, order):
    figures = measure(order)
    ours, odoos = figures["ours"], figures["Odoo's"]
    print(
        f"{title}: {ours[0]} queries, {ours[1]:.0f} ms; Odoo's {odoos[0]} queries, {odoos[1]:.0f} ms: "
        f"{odoos[1] / ours[1]:.1f} times its speed (limits: {QUERIES} queries, 1.0)"
    )
    return ours[0] <= QUERIES and ours[1] <= odoos[1]


products, place = make_products()
fill(products, place)
count = env.execute_query(SQL("SELECT COUNT(*) FROM stock_move"))[0][0]
print(f"{count:,} stock moves, {LINES} lines")
good = [
    compare("A quotation, one date", make_order(products, 1)),
    compare("A quotation, ten dates", make_order(products, 10)),
]
confirmed = make_order(products, 10)
confirmed.commitment_date = fields.Datetime.now() + timedelta(days=3)
confirmed.action_confirm()
good.append(compare("Confirmed", confirmed))
assert all(good)
