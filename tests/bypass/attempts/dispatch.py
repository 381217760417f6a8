"""Goods that nobody let go leave the company."""

from ..attempt import attempt

GATE = "dispatch"
CONTEXTS = {
    "skip_sanity_check": True,
    "skip_backorder": True,
    "skip_immediate": True,
    "skip_sms": True,
    "skip_expired": True,
    "cancel_backorder": True,
    "picking_ids_not_to_backorder": [],
    "inventory_mode": True,
    "is_scrap": True,
    "p2it_skip": True,
    "force_validate": True,
}


def _gone(world):
    """Say that goods went; nothing has gone yet of what the attempt is about."""
    before = world.count_gone()
    world.passes_if(lambda: world.count_gone(before) > 0)


@attempt("“Validate” by the administrator", GATE, "administrator", "json2")
@attempt("“Validate” by the salesperson", GATE, "seller", "xmlrpc")
@attempt("“Validate”", GATE, "stock_user", "xmlrpc", "json2", "web")
def validate(world, client):
    picking = world.delivery()
    _gone(world)
    client.call(picking, "button_validate")


@attempt("“Validate” with context keys that skip checks", GATE, "stock_user", "xmlrpc", "json2")
def validate_context(world, client):
    picking = world.delivery()
    _gone(world)
    client.call(picking, "button_validate", context={**CONTEXTS, "button_validate_picking_ids": picking.ids})


@attempt("an approved and an unapproved delivery validated together", GATE, "stock_user", "json2")
def validate_together(world, client):
    approved, picking = world.delivery(approved=True), world.delivery()
    world.passes_if(lambda: picking.state == "done")
    client.call(approved + picking, "button_validate")


@attempt("a part delivered, the rest on a backorder, by the dialog", GATE, "stock_user", "xmlrpc")
def backorder_dialog(world, client):
    picking = world.delivery()
    picking.move_ids.write({"quantity": 2, "picked": True})
    _gone(world)
    dialog = client.create(
        "stock.backorder.confirmation",
        {
            "pick_ids": [(6, 0, picking.ids)],
            "backorder_confirmation_line_ids": [(0, 0, {"picking_id": picking.id, "to_backorder": True})],
        },
    )
    client.call(dialog, "process", context={"button_validate_picking_ids": picking.ids})


@attempt("a part delivered without backorder, by the dialog", GATE, "stock_user", "json2")
def no_backorder_dialog(world, client):
    picking = world.delivery()
    picking.move_ids.write({"quantity": 2, "picked": True})
    _gone(world)
    dialog = client.create("stock.backorder.confirmation", {"pick_ids": [(6, 0, picking.ids)]})
    client.call(dialog, "process_cancel_backorder", context={"button_validate_picking_ids": picking.ids})


@attempt("the backorder of an approved delivery, more on it than was left", GATE, "stock_user", "xmlrpc")
def backorder_raised(world, client):
    picking = world.delivery(approved=True)
    picking.move_ids.write({"quantity": 2, "picked": True})
    picking.with_context(skip_backorder=True).button_validate()
    rest = picking.backorder_ids
    _gone(world)
    client.write(rest.move_ids, {"product_uom_qty": 300})
    client.call(rest, "action_assign")
    client.call(rest, "button_validate")


@attempt("the moves written as done", GATE, "stock_user", "xmlrpc", "json2", "web")
def move_state(world, client):
    picking = world.delivery()
    world.passes_if(lambda: picking.state == "done" or picking.move_ids.state == "done")
    client.write(picking.move_ids, {"state": "done"})


@attempt("the moves written as done by the salesperson", GATE, "seller", "json2")
def move_state_as_seller(world, client):
    picking = world.delivery()
    world.passes_if(lambda: picking.move_ids.state == "done")
    client.write(picking.move_ids, {"state": "done"})


@attempt("the delivery written as done", GATE, "stock_user", "xmlrpc")
def picking_state(world, client):
    picking = world.delivery()
    world.passes_if(lambda: picking.state == "done")
    client.write(picking, {"state": "done"})


@attempt("a move created as done on the delivery", GATE, "stock_user", "json2")
def move_created_done(world, client):
    picking = world.delivery()
    world.passes_if(lambda: "done" in picking.move_ids.mapped("state"))
    client.create(
        "stock.move",
        {
            "picking_id": picking.id,
            "product_id": world.product.id,
            "product_uom_qty": 3,
            "state": "done",
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
        },
    )
