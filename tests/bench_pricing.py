"""What price rules cost, against stock Odoo on the same data.

``make bench ARGS=pricing`` runs this in Odoo's shell twice: over a copy of a database without the suite,
where it keeps its figures in the file P2IT_BENCH_STOCK, then over one with it, where it compares.

An order of 200 lines is priced again (*Update Prices*) with a pricelist of 10,000 rules, five for each of
2,000 products, and with one of none; what counts is what the rules add. With the suite half of the rules are
for customer groups. Limits: the suite's rules add as many queries to 200 lines as to 50, and at most a fifth
of the time that they add in stock Odoo.
"""

import json
import os
import time
from pathlib import Path

from odoo import Command

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
PRODUCTS, STEPS, SMALL, LARGE, ROUNDS, LIMIT = 2_000, (1, 5, 10, 50, 100), 50, 200, 11, 1 / 5
FIGURES = Path(os.environ["P2IT_BENCH_STOCK"])
WITH_SUITE = "p2it.price.floor" in env


def make_data():
    """:return: (pricelist of 10,000 rules, pricelist of none, customer, products)"""
    env.user.group_ids |= env.ref("product.group_product_pricelist")
    products = env["product.product"].create(
        [{"name": f"Hàng {n}", "list_price": 1_000 + n, "taxes_id": False} for n in range(PRODUCTS)]
    )
    ruled, plain = env["product.pricelist"].create([{"name": "10 000"}, {"name": "0"}])
    rules = [
        {
            "pricelist_id": ruled.id,
            "applied_on": "1_product",
            "product_tmpl_id": product.product_tmpl_id.id,
            "compute_price": "fixed",
            "fixed_price": 1_000 - least,
            "min_quantity": least,
        }
        for product in products
        for least in STEPS
    ]
    customer = env["res.partner"].create({"name": "Đại lý Bench", "is_company": True})
    if WITH_SUITE:
        groups = env["p2it.customer.group"]
        top = groups.create({"name": "Bench"})
        customer.customer_group_id = groups.create({"name": "Bench, cấp 1", "parent_id": top.id})
        for number, rule in enumerate(rules):
            rule["customer_group_id"] = top.id if number % 2 else False
    env["product.pricelist.item"].create(rules)
    env.flush_all()
    return ruled, plain, customer, products


def reprice(order):
    """:return: (queries, milliseconds) of pricing an order again, nothing read before"""
    env.flush_all()
    env.invalidate_all()
    order.state  # noqa: B018  (the order itself is open on the screen)
    before, start = env.cr.sql_log_count, time.perf_counter()
    order.action_update_prices()
    env.flush_all()
    return env.cr.sql_log_count - before, (time.perf_counter() - start) * 1000


def collect():
    """:return: ``{name: (queries, milliseconds)}``, the quickest of rounds taken in turn"""
    ruled, plain, customer, products = make_data()
    orders = {}
    for size in (SMALL, LARGE):
        for name, pricelist in (("without", plain), ("with", ruled)):
            lines = [
                Command.create({"product_id": product.id, "product_uom_qty": 10 + number % 3})
                for number, product in enumerate(products[:size])
            ]
            orders[f"{size} lines {name} rules"] = env["sale.order"].create(
                {"partner_id": customer.id, "pricelist_id": pricelist.id, "order_line": lines}
            )
    rounds = [{name: reprice(order) for name, order in orders.items()} for _round in range(ROUNDS)]
    return {name: min((found[name] for found in rounds), key=lambda pair: pair[1]) for name in orders}


def added(figures, size):
    """:return: (queries, milliseconds) that the rules add"""
    pairs = zip(figures[f"{size} lines with rules"], figures[f"{size} lines without rules"], strict=True)
    return tuple(more - less for more, less in pairs)


figures = collect()
env.cr.rollback()
for name, (queries, milliseconds) in figures.items():
    print(f"  {'suite' if WITH_SUITE else 'Odoo '}  {name}: {queries} queries, {milliseconds:.0f} ms")
if not WITH_SUITE:
    FIGURES.write_text(json.dumps(figures))
else:
    stock = json.loads(FIGURES.read_text())
    (few, _), (many, ours) = added(figures, SMALL), added(figures, LARGE)
    ratio = ours / added(stock, LARGE)[1]
    print(f"  rules add {many} queries to {LARGE} lines and {few} to {SMALL} (must be the same)")
    print(f"  rules add {ratio:.2f} of the time that they add in Odoo (limit {LIMIT:.2f})")
    raise SystemExit(0 if many == few and ratio <= LIMIT else 1)
