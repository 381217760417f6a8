"""A delivery is changed after it was approved, or after it has gone."""

from contextlib import suppress

from ..attempt import attempt
from ..clients import RefusedError
from .dispatch import GATE, _gone


@attempt("a move line added to a delivery that has gone, by anybody inside", GATE, "accountant", "json2")
@attempt("a move line added to a delivery that has gone", GATE, "stock_user", "xmlrpc", "json2")
def line_on_done(world, client):
    picking = world.delivered()
    _gone(world)
    client.create(
        "stock.move.line",
        {
            "picking_id": picking.id,
            "move_id": picking.move_ids.id,
            "product_id": world.product.id,
            "quantity": 7,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
        },
    )


@attempt("more written on a move line of a delivery that has gone", GATE, "stock_user", "xmlrpc", "web")
def line_raised_on_done(world, client):
    picking = world.delivered()
    _gone(world)
    client.write(picking.move_line_ids, {"quantity": 50})


@attempt("more written on a move of a delivery that has gone", GATE, "stock_user", "json2")
def move_raised_on_done(world, client):
    picking = world.delivered()
    _gone(world)
    client.write(picking.move_ids, {"quantity": 50})


@attempt("another product on a move line of a delivery that has gone", GATE, "stock_user", "json2")
def line_product_on_done(world, client):
    picking = world.delivered()
    world.passes_if(lambda: picking.move_line_ids.product_id == world.other_product)
    client.write(picking.move_line_ids, {"product_id": world.other_product.id})


@attempt("a move added to a delivery that has gone", GATE, "stock_user", "json2")
def move_on_done(world, client):
    picking = world.delivered()
    _gone(world)
    client.write(picking, {"is_locked": False})
    client.write(
        picking,
        {
            "move_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": world.product.id,
                        "product_uom_qty": 9,
                        "quantity": 9,
                        "picked": True,
                        "location_id": picking.location_id.id,
                        "location_dest_id": picking.location_dest_id.id,
                    },
                )
            ]
        },
    )


@attempt("the quantity raised after the approval, then “Validate”", GATE, "stock_user", "xmlrpc", "json2")
def raised_after_approval(world, client):
    picking = world.delivery(approved=True)
    before = world.count_gone()
    world.passes_if(lambda: world.count_gone(before) > 5)
    client.write(picking.move_ids, {"product_uom_qty": 500})
    client.call(picking, "action_assign")
    client.call(picking, "button_validate")


@attempt("more picked than was approved, then “Validate”", GATE, "stock_user", "json2")
def picked_more(world, client):
    picking = world.delivery(approved=True)
    before = world.count_gone()
    world.passes_if(lambda: world.count_gone(before) > 5)
    client.write(picking.move_ids, {"quantity": 500, "picked": True})
    client.call(picking, "button_validate")


@attempt("a move line with more put on the approved delivery, then “Validate”", GATE, "accountant", "xmlrpc")
def line_added_after_approval(world, client):
    picking = world.delivery(approved=True)
    before = world.count_gone()
    world.passes_if(lambda: world.count_gone(before) > 5)
    client.create(
        "stock.move.line",
        {
            "picking_id": picking.id,
            "move_id": picking.move_ids.id,
            "product_id": world.product.id,
            "quantity": 400,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
        },
    )
    world.client("stock_user").call(picking, "button_validate")


@attempt("another product put on the approved delivery, then “Validate”", GATE, "trader", "xmlrpc")
def product_after_approval(world, client):
    picking = world.delivery(approved=True)
    world.passes_if(
        lambda: world.other_product in picking.move_ids.filtered(lambda m: m.state == "done").product_id
    )
    client.create(
        "stock.move",
        {
            "picking_id": picking.id,
            "product_id": world.other_product.id,
            "product_uom_qty": 100,
            "location_id": picking.location_id.id,
            "location_dest_id": picking.location_dest_id.id,
        },
    )
    client.call(picking, "action_confirm")
    client.call(picking, "action_assign")
    client.call(picking, "button_validate")


@attempt("another address on the approved delivery, then “Validate”", GATE, "stock_user", "json2")
def address_after_approval(world, client):
    picking = world.delivery(approved=True)
    world.passes_if(lambda: picking.state == "done" and picking.partner_id == world.other_customer)
    client.write(picking, {"partner_id": world.other_customer.id})
    client.call(picking, "button_validate")


@attempt("the moves of an unapproved delivery put on an approved one", GATE, "stock_user", "xmlrpc")
def moves_moved(world, client):
    approved, picking = world.delivery(approved=True), world.delivery(quantity=50)
    move = picking.move_ids
    world.passes_if(lambda: move.state == "done")
    client.write(move, {"picking_id": approved.id})
    client.write(move.move_line_ids, {"picking_id": approved.id})
    client.call(approved, "button_validate")


@attempt("the delivery's state put back to draft, then “Validate”", GATE, "stock_user", "xmlrpc")
def draft_then_validate(world, client):
    picking = world.delivery()
    _gone(world)
    with suppress(RefusedError):
        client.write(picking.move_ids, {"state": "draft"})
        client.write(picking, {"state": "draft"})
    client.call(picking, "button_validate")


@attempt("the delivery made an internal transfer, then “Validate”", GATE, "stock_user", "json2")
def made_internal(world, client):
    picking = world.delivery()
    _gone(world)
    kind = picking.picking_type_id.warehouse_id.int_type_id
    customers = picking.location_dest_id.id
    client.write(picking, {"picking_type_id": kind.id})
    client.write(picking, {"location_dest_id": customers})
    client.write(picking.move_ids, {"location_dest_id": customers})
    client.call(picking, "button_validate")


@attempt("the moves taken off their order's line, then “Validate”", GATE, "trader", "xmlrpc")
def untied(world, client):
    picking = world.delivery()
    _gone(world)
    with suppress(RefusedError):
        client.write(picking.move_ids, {"sale_line_id": False})
        client.write(picking, {"sale_id": False})
    client.call(picking, "button_validate")


@attempt("the moves taken off the delivery, then put through by themselves", GATE, "stock_user", "json2")
def move_alone(world, client):
    picking = world.delivery()
    move = picking.move_ids
    world.passes_if(lambda: move.state == "done")
    client.write(move, {"picking_id": False})
    client.write(move, {"state": "done"})
