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
