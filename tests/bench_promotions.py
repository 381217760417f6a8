"""What promotions cost: 50 lines and 200 programs, against Odoo's own button, and one edit in the form.

Run it in Odoo's shell on a copy of a database with the suite; it commits nothing:

    createdb -T DATABASE bench_promotions
    odoo shell -d bench_promotions --no-http < tests/bench_promotions.py

The same 200 programs on the same order of 50 lines, with the same rewards on it, are worked out anew by
Odoo's button “Reward” (programs as Odoo has them) and by themselves: the latter must be five times as fast.
Then a quantity is changed in the order's form, without programs and with the 200: the onchange requests
of the latter may take twice as long.
"""

import statistics
import time

from odoo import Command
from odoo.tests import Form

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
LINES, PROGRAMS, ROUNDS, FASTER, SLOWER = 50, 200, 7, 5.0, 2.0


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
    """:return: median milliseconds of the function with nothing in the cache, and its queries"""
    times, queries = [], 0
    for _round in range(ROUNDS):
        env.flush_all()
        env.invalidate_all()
        before, started = env.cr.sql_log_count, time.perf_counter()
        function()
        env.flush_all()
        times.append((time.perf_counter() - started) * 1000)
        queries = env.cr.sql_log_count - before
    return statistics.median(times), queries


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


def measure_edits(programs, plain, promoted):
    """Measure in turns, so that a busy machine is as busy for the one as for the other.

    :return: median milliseconds without and with programs
    """
    totals = ([], [])
    for number in range(ROUNDS):
        programs.is_automatic = False
        totals[0].append(edit_once(plain, number))
        programs.is_automatic = True
        env["loyalty.program"]._get_automatic_facts(env.company.id)
        totals[1].append(edit_once(promoted, number))
    return [statistics.median(times) for times in totals]


env["loyalty.program"].search([]).action_archive()
products = make_products()
plain_order = make_order(products)
programs = make_programs(products)
order = make_order(products)
order._update_programs_and_rewards()
for coupon, rewards in list(order._get_claimable_rewards().items()):
    for reward in rewards:
        order._apply_program_reward(reward, coupon)
claimed = len(order.order_line.filtered("reward_id"))
button, button_queries = measure(order.action_open_reward_wizard)
order.order_line.filtered("reward_id").unlink()
order.coupon_point_ids.coupon_id.sudo().unlink()
programs.is_automatic = True
order = make_order(products)
given = len(order.order_line.filtered("reward_id"))
ours, our_queries = measure(order._refresh_terms)
ours_changed, changed_queries = measure(
    lambda: order.order_line[0].write({"product_uom_qty": 12 + order.order_line[0].product_uom_qty % 2})
)
plain, edit = measure_edits(programs, plain_order, order)
print(f"{LINES} lines, {PROGRAMS} programs, {claimed} and {given} rewards given; medians of {ROUNDS}")
print(f"Odoo's button:          {button:8.0f} ms, {button_queries} queries")
print(f"worked out by itself:   {ours:8.0f} ms, {our_queries} queries, {button / ours:.1f} × faster")
print(f"a line's write, all in: {ours_changed:8.0f} ms, {changed_queries} queries")
print(f"edit in the form:       {edit:8.0f} ms, without programs {plain:.0f} ms, {edit / plain:.2f} ×")
print(f"limits: at least {FASTER} × faster than the button, at most {SLOWER} × in the form")
env.cr.rollback()
if button / ours < FASTER or edit / plain > SLOWER:
    raise SystemExit(1)
