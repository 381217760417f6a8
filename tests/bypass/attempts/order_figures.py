"""The state and the stored figures of a confirmed order are written."""

from odoo import fields

from ..attempt import attempt
from ..world import LARGE

GATE = "order"


@attempt(
    "a confirmed order written back to draft, changed, written as sold", GATE, "seller", "xmlrpc", "json2"
)
def draft_after(world, client):
    order = world.order()
    world.passes_if(lambda: world.is_sold(order) and order.order_line.price_unit == 999999)
    client.write(order, {"state": "draft"})
    client.write(order.order_line, {"price_unit": 999999})
    client.write(order, {"state": "sale"})


@attempt("a confirmed order written back to draft", GATE, "seller", "json2")
def draft_only(world, client):
    order = world.order()
    world.passes_if(lambda: order.state == "draft")
    client.write(order, {"state": "draft"})


@attempt("a locked order unlocked by writing, then its price raised", GATE, "seller", "xmlrpc")
def unlock_write(world, client):
    order = world.order()
    order.action_lock()
    world.passes_if(lambda: not order.locked and order.order_line.price_unit == 999999)
    client.write(order, {"locked": False})
    client.write(order.order_line, {"price_unit": 999999})


@attempt("cancelled, set back to a quotation, raised and confirmed again", GATE, "trader", "xmlrpc")
def cancel_and_again(world, client):
    order = world.order()
    world.passes_if(lambda: world.is_sold(order) and order.order_line.price_unit == 999999)
    client.call(order, "action_cancel")
    client.call(order, "action_draft")
    client.write(order.order_line, {"price_unit": 999999})
    client.call(order, "action_confirm")


@attempt("a confirmed order's date put back", GATE, "seller", "xmlrpc", "json2")
def back_date(world, client):
    order = world.order()
    past = fields.Datetime.to_datetime("2020-01-01 08:00:00")
    world.passes_if(lambda: order.date_order == past)
    client.write(order, {"date_order": "2020-01-01 08:00:00"})


@attempt("a confirmed order renamed", GATE, "seller", "xmlrpc")
def rename(world, client):
    order = world.order()
    world.passes_if(lambda: order.name == "S99999")
    client.write(order, {"name": "S99999"})


def _write_figure(model, name, value):
    """:return: a function that writes a stored figure of a confirmed order by RPC"""

    def run(world, client):
        order = world.order()
        record = order if model == "sale.order" else order.order_line
        world.passes_if(lambda: record[name] == value)
        client.write(record, {name: value})

    run.__name__ = f"figure_{model.replace('.', '_')}_{name}"
    return run


for _model, _name, _value in (
    ("sale.order", "amount_total", 1),
    ("sale.order", "amount_untaxed", 1),
    ("sale.order", "invoice_status", "invoiced"),
    ("sale.order.line", "price_subtotal", 1),
    ("sale.order.line", "qty_invoiced", LARGE),
    ("sale.order.line", "qty_delivered", LARGE),
    ("sale.order.line", "invoice_status", "invoiced"),
):
    attempt(f"the stored figure {_name} of {_model} written", GATE, "seller", "xmlrpc")(
        _write_figure(_model, _name, _value)
    )
