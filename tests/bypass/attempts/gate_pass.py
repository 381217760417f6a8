"""Goods pass the gate without a pass, with a forged one, or twice; the guard reads more than needed."""

from contextlib import suppress

from ..attempt import attempt
from ..clients import RefusedError
from ..world import AMOUNT, SECRET
from .dispatch import CONTEXTS

GATE = "gate pass"
NEEDS = ("p2it_approvals",)
PASS = "p2it.gate.pass"


def _at_gate(name, role, *clients):
    return attempt(name, GATE, role, *clients, needs=NEEDS)


def _pass(world, ready=True):
    """:return: the pass of a delivery that all but the guard have agreed to"""
    picking = world.delivery()
    request = world.ask(picking, world.stock_user)
    request.with_user(world.boss).action_approve()
    if ready:
        request.with_user(world.chief).action_approve()
    return picking, picking.gate_pass_ids


def _gone(world):
    before = world.count_gone()
    world.passes_if(lambda: world.count_gone(before) > 0)


def _enter(client, gate_pass, count):
    """Enter what a guard enters before the goods go."""
    for line in gate_pass.line_ids:
        client.write(line, {"counted_qty": count, "is_counted": True})
    client.write(gate_pass, {"vehicle": "51C-123.45", "driver_name": "Lê Văn Tám"})


@_at_gate("“Validate” while the pass is not used", "stock_user", "xmlrpc", "json2", "web")
def validate_with_pass(world, client):
    picking, _gate_pass = _pass(world)
    _gone(world)
    client.call(picking, "button_validate", context={**CONTEXTS, "p2it_approvals.letting_out": picking.ids})


@_at_gate("the moves written as done while the pass is not used", "stock_user", "json2")
def moves_with_pass(world, client):
    picking, _gate_pass = _pass(world)
    world.passes_if(lambda: picking.move_ids.state == "done")
    client.write(picking.move_ids, {"state": "done"})


@_at_gate("a pass created by the administrator", "administrator", "xmlrpc")
@_at_gate("a pass created by hand", "stock_user", "xmlrpc", "json2")
def create_pass(world, client):
    picking = world.delivery()
    world.passes_if(lambda: bool(picking.gate_pass_ids))
    client.create(
        PASS, {"name": "X1", "picking_id": picking.id, "company_id": world.env.company.id, "state": "ready"}
    )


@_at_gate("the own request approved at the gate by who asked", "stock_user", "json2")
def approve_without_gate(world, client):
    picking, _gate_pass = _pass(world)
    _gone(world)
    request = world.env["p2it.approval.request"].search(
        [("res_model", "=", picking._name), ("res_id", "=", picking.id)]
    )
    with suppress(RefusedError):
        client.call(request, "action_approve")
    client.call(picking, "button_validate")


@_at_gate("the gate's step approved by the guard without a pass", "guard", "xmlrpc")
def guard_approves_request(world, client):
    picking, _gate_pass = _pass(world)
    request = world.env["p2it.approval.request"].search(
        [("res_model", "=", picking._name), ("res_id", "=", picking.id)]
    )
    world.passes_if(lambda: request.state == "approved")
    client.call(request, "action_approve")


@_at_gate("let out before all have agreed", "guard", "xmlrpc", "web")
def let_out_early(world, client):
    _picking, gate_pass = _pass(world, ready=False)
    _gone(world)
    if not gate_pass:
        raise RefusedError("There is no pass yet.")
    _enter(client, gate_pass, 5)
    client.call(gate_pass, "action_let_out")


@_at_gate("let out by the administrator instead of the guard", "administrator", "json2")
@_at_gate("let out by the warehouse instead of the guard", "stock_user", "xmlrpc", "json2")
def let_out_by_warehouse(world, client):
    _picking, gate_pass = _pass(world)
    _gone(world)
    with suppress(RefusedError):
        _enter(client, gate_pass, 5)
    client.call(gate_pass, "action_let_out")


@_at_gate("the pass written as let out", "guard", "xmlrpc", "json2")
def write_out(world, client):
    _picking, gate_pass = _pass(world)
    world.passes_if(lambda: gate_pass.state == "out")
    client.write(gate_pass, {"state": "out"})


@_at_gate("the same pass twice", "guard", "xmlrpc", "json2")
def use_twice(world, client):
    _picking, gate_pass = _pass(world)
    _enter(client, gate_pass, 2)
    client.call(gate_pass, "action_let_out")
    _gone(world)
    client.call(gate_pass, "action_let_out")


@_at_gate("more let out than was approved", "guard", "xmlrpc", "web")
def let_out_more(world, client):
    _picking, gate_pass = _pass(world)
    before = world.count_gone()
    world.passes_if(lambda: world.count_gone(before) > 5)
    _enter(client, gate_pass, 50)
    client.call(gate_pass, "action_let_out")


@_at_gate("the approved quantity on the pass raised by the guard", "guard", "json2")
def raise_approved(world, client):
    _picking, gate_pass = _pass(world)
    before = world.count_gone()
    world.passes_if(lambda: world.count_gone(before) > 5)
    client.write(gate_pass.line_ids, {"approved_qty": 50})
    _enter(client, gate_pass, 50)
    client.call(gate_pass, "action_let_out")


@_at_gate("let out without a vehicle", "guard", "xmlrpc")
def let_out_without_vehicle(world, client):
    _picking, gate_pass = _pass(world)
    _gone(world)
    client.call(gate_pass, "action_count_all")
    client.call(gate_pass, "action_let_out")


@_at_gate("the delivery raised after the pass was made, then let out", "stock_user", "json2")
def raise_behind_pass(world, client):
    picking, gate_pass = _pass(world)
    before = world.count_gone()
    world.passes_if(lambda: world.count_gone(before) > 5)
    client.write(picking.move_ids, {"product_uom_qty": 60, "quantity": 60})
    guard = world.client("guard")
    _enter(guard, gate_pass, 60)
    guard.call(gate_pass, "action_let_out")


@_at_gate("a pass turned to another delivery", "stock_user", "xmlrpc")
def pass_turned(world, client):
    _picking, gate_pass = _pass(world)
    other = world.delivery()
    world.passes_if(lambda: gate_pass.picking_id == other)
    client.write(gate_pass, {"picking_id": other.id})


@_at_gate("a used pass deleted", "administrator", "json2")
def pass_deleted(world, client):
    _picking, gate_pass = _pass(world)
    world.passes_if(lambda: not gate_pass.exists())
    client.call(gate_pass, "unlink")


@_at_gate("the secret of the code read by the warehouse", "stock_user", "json2")
def read_code(world, client):
    _picking, gate_pass = _pass(world)
    token = gate_pass.sudo().token
    rows = client.call(gate_pass, "read", ["token"])
    world.passes_if(lambda: token in str(rows))


@_at_gate("the code of the paper opened by nobody in particular", "anonymous", "web")
def open_code(world, client):
    _picking, gate_pass = _pass(world)
    page = client.get(f"/p2it/gate/{gate_pass.sudo().token}")
    world.passes_if(lambda: SECRET in page.text)


def _read(number, name, model, fields, mark):
    def run(world, client):
        picking, _gate_pass = _pass(world)
        order = picking.sale_id
        seen = {"rows": ""}
        world.passes_if(lambda: mark(world, order) in str(seen["rows"]))
        seen["rows"] = client.call(world.env[model], "search_read", [], fields)

    run.__name__ = f"guard_reads_{number}"
    _at_gate(f"{name} read by the guard", "guard", "xmlrpc", "web")(run)


for _number, _what in enumerate(
    (
        ("orders and their amounts", "sale.order", ["name", "amount_total"], lambda world, order: order.name),
        ("the lines' prices", "sale.order.line", ["name", "price_unit"], lambda world, order: "123456"),
        ("customers", "res.partner", ["name", "phone"], lambda world, order: world.customer.phone),
        (
            "products and their prices",
            "product.product",
            ["name", "list_price"],
            lambda world, order: "123456",
        ),
        ("invoices", "account.move", ["name", "amount_total"], lambda world, order: AMOUNT),
        ("deliveries", "stock.picking", ["name", "origin"], lambda world, order: order.name),
    )
):
    _read(_number, *_what)


@_at_gate("prices through the pass itself, by fields of the transfer", "guard", "json2")
def read_through_pass(world, client):
    _picking, gate_pass = _pass(world)
    seen = {"rows": ""}
    world.passes_if(lambda: "123456" in str(seen["rows"]) or "617280" in str(seen["rows"]))
    seen["rows"] = client.call(
        gate_pass,
        "web_read",
        {
            "picking_id": {"fields": {"sale_id": {"fields": {"amount_total": {}}}}},
            "line_ids": {"fields": {"move_id": {"fields": {"sale_line_id": {"fields": {"price_unit": {}}}}}}},
        },
    )


@_at_gate("another document's file read as a photo of the pass", "guard", "json2")
def foreign_photo(world, client):
    picking, gate_pass = _pass(world)
    file = world.env["ir.attachment"].create(
        {
            "name": "hop-dong.txt",
            "raw": SECRET.encode(),
            "res_model": "sale.order",
            "res_id": picking.sale_id.id,
        }
    )
    seen = {"rows": ""}
    world.passes_if(lambda: file in gate_pass.photo_ids or "datas" in str(seen["rows"]))
    client.write(gate_pass, {"photo_ids": [(4, file.id)]})
    seen["rows"] = client.call(file, "read", ["datas"])
