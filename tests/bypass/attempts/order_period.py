"""One big order is made of many small ones."""

from contextlib import suppress

from ..attempt import attempt
from ..clients import RefusedError

GATE = "order"


@attempt("five orders, each under the limit, confirmed in one call", GATE, "seller", "xmlrpc", "json2")
def five_at_once(world, client):
    orders = world.small_orders(5)
    world.passes_if(lambda: world.is_over_limit(orders))
    client.call(orders, "action_confirm")


@attempt("five orders, each under the limit, written as sold in one call", GATE, "seller", "web")
def five_written(world, client):
    orders = world.small_orders(5)
    world.passes_if(lambda: world.is_over_limit(orders))
    client.write(orders, {"state": "sale"})


def _confirm_each(client, orders):
    for order in orders:
        client.call(order, "action_confirm")


@attempt("one order split into ten, each under the limit, confirmed one by one", GATE, "seller", "json2")
def ten_in_turn(world, client):
    orders = world.small_orders(10)
    world.passes_if(lambda: world.is_over_limit(orders))
    _confirm_each(client, orders)


@attempt("ten small orders, each dated back after it was confirmed", GATE, "seller", "xmlrpc")
def ten_back_dated(world, client):
    orders = world.small_orders(10)
    world.passes_if(lambda: world.is_over_limit(orders))
    for order in orders:
        client.call(order, "action_confirm")
        with suppress(RefusedError):
            client.write(order, {"date_order": "2020-01-01 08:00:00"})


@attempt("ten small orders for the branches of one customer", GATE, "seller", "json2")
def ten_branches(world, client):
    orders = world.small_orders(10)
    for number, order in enumerate(orders):
        order.partner_id = world.env["res.partner"].create(
            {"name": f"Chi nhánh {number}", "parent_id": world.customer.id}
        )
    world.passes_if(lambda: world.is_over_limit(orders))
    _confirm_each(client, orders)


@attempt("ten small orders of one salesperson for ten customers", GATE, "seller", "xmlrpc")
def ten_customers(world, client):
    orders = world.small_orders(10, whose="salesperson")
    for number, order in enumerate(orders):
        order.partner_id = world.env["res.partner"].create({"name": f"Khách {number}"})
    world.passes_if(lambda: world.is_over_limit(orders))
    _confirm_each(client, orders)


@attempt("four small orders, each raised a little after it was confirmed", GATE, "seller", "json2")
def four_raised(world, client):
    orders = world.small_orders(4)
    world.passes_if(lambda: world.is_over_limit(orders))
    for order in orders:
        client.call(order, "action_confirm")
    for order in orders:
        client.write(order.order_line, {"product_uom_qty": 110})


@attempt(
    "a coupon redeemed after the approval, then “Confirm”", GATE, "seller", "xmlrpc", needs=("sale_loyalty",)
)
def coupon_then_confirm(world, client):
    order = world.quotation(approved=True)
    program = world.env["loyalty.program"].create(
        {
            "name": "Giảm 10 %",
            "program_type": "promo_code",
            "rule_ids": [(0, 0, {"mode": "with_code", "code": "GIAM10"})],
            "reward_ids": [
                (0, 0, {"reward_type": "discount", "discount": 10, "discount_applicability": "order"})
            ],
        }
    )
    world.passes_if(lambda: world.is_sold(order) and len(order.order_line) > 1)
    coupon = client.create("sale.loyalty.coupon.wizard", {"order_id": order.id, "coupon_code": "GIAM10"})
    client.call(coupon, "action_apply")
    reward = client.create(
        "sale.loyalty.reward.wizard", {"order_id": order.id, "selected_reward_id": program.reward_ids.id}
    )
    client.call(reward, "action_apply")
    client.call(order, "action_confirm")
