"""An order that nobody approved becomes one."""

from ..attempt import attempt
from ..world import PRICE, SMALL

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


@attempt("“Confirm”", GATE, "seller", "xmlrpc", "json2", "web")
def confirm(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.call(order, "action_confirm")


@attempt("“Confirm” by the sales manager", GATE, "sales_manager", "json2")
def confirm_as_manager(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.call(order, "action_confirm")


@attempt("“Confirm” by the administrator", GATE, "administrator", "xmlrpc")
def confirm_as_administrator(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.call(order, "action_confirm")


@attempt("“Confirm” as the web client's button does", GATE, "seller", "web")
def confirm_button(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.jsonrpc("/web/dataset/call_button/sale.order/action_confirm", model="sale.order",
                   method="action_confirm", args=[order.ids], kwargs={})


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


@attempt("the state written as sold by the administrator", GATE, "administrator", "xmlrpc")
def write_sale_administrator(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.write(order, {"state": "sale"})


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
        world.env["sale.order"], "load",
        ["id", "partner_id/.id", "user_id/.id", "state", "order_line/product_id/.id", "order_line/product_uom_qty",
         "order_line/price_unit"],
        [["bypass.imported", str(world.customer.id), str(world.seller.id), "sale", str(world.product.id), "600",
          str(PRICE)]],
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
        {"name": "Chốt đơn", "model_id": world.env["ir.model"]._get_id("sale.order"), "state": "object_write",
         "update_path": "state", "selection_value": world.env["ir.model.fields.selection"].search(
             [("field_id", "=", world.env["ir.model.fields"]._get("sale.order", "state").id), ("value", "=", "sale")]
         ).id},
    )
    client.call(action, "run", context={"active_model": "sale.order", "active_id": order.id, "active_ids": order.ids})


@attempt("a server action with code that confirms", GATE, "administrator", "xmlrpc")
def server_action_code(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    action = client.create(
        "ir.actions.server",
        {"name": "Chốt đơn", "model_id": world.env["ir.model"]._get_id("sale.order"), "state": "code",
         "code": "records.action_confirm()"},
    )
    client.call(action, "run", context={"active_model": "sale.order", "active_id": order.id, "active_ids": order.ids})


@attempt("an automation rule that confirms what is changed", GATE, "administrator", "xmlrpc",
         needs=("base_automation",))
def automation_confirm(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    model = world.env["ir.model"]._get_id("sale.order")
    client.create(
        "base.automation",
        {"name": "Chốt đơn", "model_id": model, "trigger": "on_create_or_write",
         "action_server_ids": [(0, 0, {"name": "Chốt", "model_id": model, "state": "code",
                                       "code": "records.filtered(lambda o: o.state == 'draft').action_confirm()"})]},
    )
    client.write(order, {"client_order_ref": "PO-7"})
