"""An order that nobody approved becomes one."""

from ..attempt import attempt
from ..world import PRICE

GATE = "order"
CONTEXTS = {
    "skip_approval": True,
    "p2it_skip": True,
    "p2it_approvals.passing": True,
    "install_mode": True,
    "install_module": "sale",
    "module": "sale",
    "tracking_disable": True,
    "mail_notrack": True,
    "import_file": True,
    "validate_skip_confirmation": True,
    "uid": 1,
    "su": True,
}
"""Keys that skip checks in Odoo or in addons one meets, and such as one would guess."""


def _made(world, before):
    return world.env["sale.order"].search([]) - before


@attempt("“Confirm” by the administrator", GATE, "administrator", "xmlrpc")
@attempt("“Confirm” by the sales manager", GATE, "sales_manager", "json2")
@attempt("“Confirm”", GATE, "seller", "xmlrpc", "json2", "web")
def confirm(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.call(order, "action_confirm")


@attempt("“Confirm” as the web client's button does", GATE, "seller", "web")
def confirm_button(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.jsonrpc(
        "/web/dataset/call_button/sale.order/action_confirm",
        model="sale.order",
        method="action_confirm",
        args=[order.ids],
        kwargs={},
    )


@attempt("“Confirm” with context keys that skip checks", GATE, "seller", "xmlrpc", "json2")
def confirm_context(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.call(order, "action_confirm", context=CONTEXTS)


@attempt("an approved and an unapproved order confirmed together", GATE, "seller", "xmlrpc")
def confirm_together(world, client):
    approved, order = world.quotation(approved=True), world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.call(approved + order, "action_confirm")


@attempt("the state written as sold by the administrator", GATE, "administrator", "xmlrpc")
@attempt("the state written as sold", GATE, "seller", "xmlrpc", "json2", "web")
def write_sale(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.write(order, {"state": "sale"})


@attempt("the state written as sold with context keys", GATE, "all_seller", "json2")
def write_sale_context(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.write(order, {"state": "sale"}, context=CONTEXTS)


@attempt("the state written as sold by web_save, as a form saves", GATE, "seller", "web")
def web_save_sale(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.call(order, "web_save", {"state": "sale", "client_order_ref": "PO-7"}, {"state": {}})


@attempt("cancelled, then written as sold", GATE, "seller", "xmlrpc")
def write_cancel_sale(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.write(order, {"state": "cancel"})
    client.write(order, {"state": "sale"})


@attempt("created as sold", GATE, "seller", "xmlrpc", "json2", "web")
def create_sale(world, client):
    before = world.env["sale.order"].search([])
    world.passes_if(lambda: "sale" in _made(world, before).mapped("state"))
    client.create("sale.order", world.order_vals(state="sale"))


@attempt("created empty as sold, the lines added afterwards", GATE, "seller", "xmlrpc")
def create_sale_empty(world, client):
    before = world.env["sale.order"].search([])
    world.passes_if(lambda: any(o.state == "sale" and o.order_line for o in _made(world, before)))
    order = client.create("sale.order", world.order_vals(state="sale", order_line=[]))
    client.write(order, {"order_line": [world.line()]})


@attempt("created with a default state in the context", GATE, "seller", "xmlrpc", "web")
def create_default_sale(world, client):
    before = world.env["sale.order"].search([])
    world.passes_if(lambda: "sale" in _made(world, before).mapped("state"))
    client.create("sale.order", world.order_vals(), context={"default_state": "sale"})


@attempt("created after the own default for the state was set to sold", GATE, "seller", "json2")
def default_sale(world, client):
    before = world.env["sale.order"].search([])
    world.passes_if(lambda: "sale" in _made(world, before).mapped("state"))
    client.call(world.env["ir.default"], "set", "sale.order", "state", "sale", user_id=True)
    client.create("sale.order", world.order_vals())


@attempt("imported as sold", GATE, "seller", "xmlrpc", "json2")
def import_sale(world, client):
    before = world.env["sale.order"].search([])
    world.passes_if(lambda: "sale" in _made(world, before).mapped("state"))
    client.call(
        world.env["sale.order"],
        "load",
        [
            "id",
            "partner_id/.id",
            "user_id/.id",
            "state",
            "order_line/product_id/.id",
            "order_line/product_uom_qty",
            "order_line/price_unit",
        ],
        [
            [
                "bypass.imported",
                str(world.customer.id),
                str(world.seller.id),
                "sale",
                str(world.product.id),
                "600",
                str(PRICE),
            ]
        ],
    )


@attempt("a quotation imported anew with another state", GATE, "seller", "xmlrpc")
def import_state(world, client):
    order = world.quotation()
    world.env["ir.model.data"].create(
        {"module": "bypass", "name": "order", "model": "sale.order", "res_id": order.id}
    )
    world.passes_if(lambda: world.is_sold(order))
    client.call(world.env["sale.order"], "load", ["id", "state"], [["bypass.order", "sale"]])


@attempt("copied as sold", GATE, "seller", "xmlrpc")
def copy_sale(world, client):
    order = world.quotation(approved=True)
    copies = order.browse()
    world.passes_if(lambda: copies.state == "sale")
    copies = copies.browse(client.call(order, "copy", {"state": "sale"}))


@attempt("an approved quotation copied, the copy confirmed", GATE, "seller", "json2")
def copy_approved(world, client):
    order = world.quotation(approved=True)
    copies = order.browse()
    world.passes_if(lambda: world.is_sold(copies))
    copies = copies.browse(client.call(order, "copy"))
    client.call(copies, "action_confirm")
