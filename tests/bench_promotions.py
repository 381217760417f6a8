"""What promotions cost: 50 lines and 200 programs, against stock Odoo on the same data.

``make bench ARGS=promotions`` runs this in Odoo's shell twice: over a copy of a database without the suite,
where it keeps its figures in the file P2IT_BENCH_STOCK, then over one with it, where it compares.

In stock Odoo the button *Reward* works out an order whose rewards were claimed, and a quantity is changed
in the form of an order without programs. With the suite the same 200 programs apply by themselves. Limits:
the suite works the order out five times as fast as the button, and a change in the form with 200 programs
takes at most twice what it takes in stock Odoo with none. What counts is the quickest of some rounds: the
machine may be busy.
"""

import json
import os
import time
from pathlib import Path

from odoo import Command
from odoo.tests import Form

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
LINES, PROGRAMS, ROUNDS, FASTER, SLOWER = 50, 200, 9, 5.0, 2.0
FIGURES = Path(os.environ["P2IT_BENCH_STOCK"])
WITH_SUITE = "p2it.price.floor" in env


def make_products():
    category = env["product.category"].create({"name": "Bench"})
    return env["product.product"].create(
        [
            {"name": f"Hàng {n}", "list_price": 10000 + n, "categ_id": category.id, "type": "consu"}
            for n in range(LINES)
        ]
    )


def make_programs(products):
    """Every tenth program matches, and half of those that match give a gift."""
    vals_list = []
    for n in range(PROGRAMS):
        product = products[n % LINES]
        quantity = 10 if n % 10 == 0 else 10000
        gift = {"reward_type": "product", "reward_product_id": product.id, "required_points": 10}
        discount = {"discount": 1, "discount_applicability": "specific", "required_points": 10}
        discount["discount_product_ids"] = [Command.set(product.ids)]
        vals_list.append(
            {
                "name": f"Chương trình {n}",
                "program_type": "promotion",
                "trigger": "auto",
                "applies_on": "current",
                "rule_ids": [
                    Command.clear(),
                    Command.create(
                        {
                            "product_ids": [Command.set(product.ids)],
                            "minimum_qty": quantity,
                            "reward_point_mode": "unit",
                        }
                    ),
                ],
                "reward_ids": [Command.clear(), Command.create(gift if n % 20 else discount)],
            }
        )
    return env["loyalty.program"].create(vals_list)


def make_order(products):
    partner = env["res.partner"].create({"name": "Khách đo", "is_company": True})
    lines = [Command.create({"product_id": product.id, "product_uom_qty": 12}) for product in products]
    order = env["sale.order"].create({"partner_id": partner.id, "order_line": lines})
    env.flush_all()
    return order


def measure(function):
    """:return: the quickest milliseconds of the function with nothing in the cache, and its queries"""
    times, queries = [], 0
    for _round in range(ROUNDS):
        env.flush_all()
        env.invalidate_all()
        before, started = env.cr.sql_log_count, time.perf_counter()
        function()
        env.flush_all()
        times.append((time.perf_counter() - started) * 1000)
        queries = env.cr.sql_log_count - before
    return min(times), queries


class Requests:
    """Times the onchange requests that a form makes."""

    def __enter__(self):
        self.times = []
        self.originals = {}
        for model in ("sale.order", "sale.order.line"):
            cls = type(env[model])
            self.originals[cls] = cls.onchange
            cls.onchange = self._timed(cls.onchange)
        return self

    def _timed(self, original):
        def onchange(records, *args):
            # Each request of a client begins with an empty cache.
            records.env.flush_all()
            records.env.invalidate_all()
            started = time.perf_counter()
            try:
                return original(records, *args)
            finally:
                self.times.append((time.perf_counter() - started) * 1000)

        return onchange

    def __exit__(self, *error):
        for cls in self.originals:
            del cls.onchange


def edit_once(order, number):
    """:return: milliseconds of the requests of one changed quantity"""
    form = Form(order)
    with Requests() as requests, form.order_line.edit(number) as line:
        line.product_uom_qty = 11
    return sum(requests.times)


def measure_edits(order):
    """:return: the quickest milliseconds of one changed quantity"""
    return min(edit_once(order, number) for number in range(ROUNDS))


def measure_stock(products):
    """:return: figures of Odoo's button, with rewards claimed, and of an edit without programs"""
    edit = measure_edits(make_order(products))
    make_programs(products)
    order = make_order(products)
    order._update_programs_and_rewards()
    for coupon, rewards in list(order._get_claimable_rewards().items()):
        for reward in rewards:
            order._apply_program_reward(reward, coupon)
    claimed = len(order.order_line.filtered("reward_id"))
    button, queries = measure(order.action_open_reward_wizard)
    print(f"  Odoo   button, {claimed} rewards on the order: {button:.0f} ms, {queries} queries")
    print(f"  Odoo   one edit in the form, no program: {edit:.0f} ms")
    return {"claimed": claimed, "button": button, "edit": edit}


def compare(products, stock):
    """:return: whether the suite stays within its limits"""
    plain = measure_edits(make_order(products))
    programs = make_programs(products)
    programs.is_automatic = True
    order = make_order(products)
    given = len(order.order_line.filtered("reward_id"))
    ours, queries = measure(order._refresh_terms)
    edit = measure_edits(order)
    faster, slower = stock["button"] / ours, edit / stock["edit"]
    print(f"  suite  by itself, {given} rewards on the order: {ours:.0f} ms, {queries} queries")
    print(f"  suite  one edit in the form, no program: {plain:.0f} ms; {PROGRAMS} programs: {edit:.0f} ms")
    print(f"  worked out {faster:.1f} times as fast as by the button (at least {FASTER})")
    print(
        f"  an edit with {PROGRAMS} programs takes {slower:.2f} of stock Odoo's with none (at most {SLOWER})"
    )
    return given == stock["claimed"] and faster >= FASTER and slower <= SLOWER


env["loyalty.program"].search([]).action_archive()
products = make_products()
if WITH_SUITE:
    within = compare(products, json.loads(FIGURES.read_text()))
else:
    FIGURES.write_text(json.dumps(measure_stock(products)))
    within = True
env.cr.rollback()
raise SystemExit(0 if within else 1)
