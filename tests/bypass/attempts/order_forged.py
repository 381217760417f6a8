"""The figures that conditions judge are forged, or a machine confirms."""

from ..attempt import attempt
from .order_confirm import GATE, _made


@attempt("the stored totals written below the limit, then “Confirm”", GATE, "seller", "xmlrpc", "json2")
def forge_totals(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.write(order, {"amount_total": 1, "amount_untaxed": 1, "amount_tax": 0})
    client.call(order, "action_confirm")


@attempt("totals and state written at once", GATE, "seller", "xmlrpc")
def forge_totals_state(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.write(order, {"amount_untaxed": 1, "amount_total": 1, "state": "sale"})


@attempt("created as sold with totals of its own", GATE, "seller", "json2")
def create_forged(world, client):
    before = world.env["sale.order"].search([])
    world.passes_if(lambda: "sale" in _made(world, before).mapped("state"))
    client.create("sale.order", world.order_vals(state="sale", amount_untaxed=1, amount_total=1))


@attempt("the lines' stored subtotals written, then “Confirm”", GATE, "seller", "json2")
def forge_subtotals(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.write(order.order_line, {"price_subtotal": 1, "price_total": 1})
    client.call(order, "action_confirm")


@attempt("a line with a negative amount that is deleted after “Confirm”", GATE, "seller", "xmlrpc")
def negative_line(world, client):
    order = world.quotation(order_line=[world.line(), world.line(1, price_unit=-70_000_000)])
    world.passes_if(lambda: world.is_sold(order) and order.amount_total > 50_000_000)
    client.call(order, "action_confirm")
    client.write(order.order_line[1], {"price_unit": 0})


@attempt("an unapproved order locked, then written as sold", GATE, "seller", "xmlrpc")
def lock_first(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.call(order, "action_lock")
    client.write(order, {"state": "sale"})


@attempt("a quotation that was refused, confirmed", GATE, "seller", "xmlrpc")
def confirm_refused(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    if world.has_types:
        world.ask(order).with_user(world.boss).action_refuse("Giá quá thấp")
    client.call(order, "action_confirm")


@attempt("a server action of the administrator that writes the state", GATE, "administrator", "json2")
def server_action_state(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    action = client.create(
        "ir.actions.server",
        {
            "name": "Chốt đơn",
            "model_id": world.env["ir.model"]._get_id("sale.order"),
            "state": "object_write",
            "update_path": "state",
            "selection_value": world.env["ir.model.fields.selection"]
            .search(
                [
                    ("field_id", "=", world.env["ir.model.fields"]._get("sale.order", "state").id),
                    ("value", "=", "sale"),
                ]
            )
            .id,
        },
    )
    client.run(action, order)


@attempt("a server action with code that confirms", GATE, "administrator", "xmlrpc")
def server_action_code(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    action = client.create(
        "ir.actions.server",
        {
            "name": "Chốt đơn",
            "model_id": world.env["ir.model"]._get_id("sale.order"),
            "state": "code",
            "code": "records.action_confirm()",
        },
    )
    client.run(action, order)


@attempt(
    "an automation rule that confirms what is changed",
    GATE,
    "administrator",
    "xmlrpc",
    needs=("base_automation",),
)
def automation_confirm(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    model = world.env["ir.model"]._get_id("sale.order")
    client.create(
        "base.automation",
        {
            "name": "Chốt đơn",
            "model_id": model,
            "trigger": "on_create_or_write",
            "action_server_ids": [
                (
                    0,
                    0,
                    {
                        "name": "Chốt",
                        "model_id": model,
                        "state": "code",
                        "code": "records.filtered(lambda o: o.state == 'draft').action_confirm()",
                    },
                )
            ],
        },
    )
    client.write(order, {"client_order_ref": "PO-7"})


def _automation(world, client, model, values):
    model_id = world.env["ir.model"]._get_id(model)
    client.create(
        "base.automation",
        {
            "name": "Đổi đơn",
            "model_id": model_id,
            "trigger": "on_create_or_write",
            "action_server_ids": [
                (0, 0, {"name": "Đổi", "model_id": model_id, "state": "object_write", **values})
            ],
        },
    )


@attempt(
    "an automation rule that changes the terms of payment of a confirmed order",
    GATE,
    "administrator",
    "json2",
    needs=("base_automation",),
)
def automation_terms(world, client):
    order = world.order()
    terms = world.env.ref("account.account_payment_term_30days")
    world.passes_if(lambda: world.is_sold(order) and order.payment_term_id == terms)
    _automation(
        world,
        client,
        "sale.order",
        {"update_path": "payment_term_id", "resource_ref": f"account.payment.term,{terms.id}"},
    )
    world.client("seller").write(order, {"client_order_ref": "PO-7"})


@attempt(
    "an automation rule that raises the price on a confirmed order's line",
    GATE,
    "administrator",
    "xmlrpc",
    needs=("base_automation",),
)
def automation_price(world, client):
    order = world.order()
    world.passes_if(lambda: world.is_sold(order) and order.order_line.price_unit == 999999)
    _automation(world, client, "sale.order.line", {"update_path": "price_unit", "value": "999999"})
    world.client("seller").write(order.order_line, {"name": "Xi măng loại tốt"})
