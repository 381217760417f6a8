"""Goods that nobody let go leave the company by their place, a copy or a return."""

from contextlib import suppress

from ..attempt import attempt
from ..clients import RefusedError
from .dispatch import GATE, _gone


@attempt("goods relocated to the customers", GATE, "stock_manager", "xmlrpc", "json2")
def relocate(world, client):
    picking = world.delivery()
    quant = world.shelf()
    _gone(world)
    wizard = client.create(
        "stock.quant.relocate",
        {"quant_ids": [(6, 0, quant.ids)], "dest_location_id": picking.location_dest_id.id},
    )
    client.call(wizard, "action_relocate_quants")


@attempt("a lot's place written as the customers", GATE, "stock_user", "xmlrpc")
def lot_place(world, client):
    picking = world.delivery()
    product = world.env["product.product"].create({"name": "Sơn", "is_storable": True, "tracking": "lot"})
    lot = world.env["stock.lot"].create({"name": "L1", "product_id": product.id})
    world.env["stock.quant"]._update_available_quantity(product, picking.location_id, 9, lot_id=lot)
    world.passes_if(lambda: lot.location_id == picking.location_dest_id)
    client.write(lot, {"location_id": picking.location_dest_id.id})


@attempt(
    "the customers' place made one inside, validated, and made the customers' again",
    GATE,
    "stock_manager",
    "json2",
)
def place_disguised(world, client):
    picking = world.delivery()
    place = picking.location_dest_id
    world.passes_if(lambda: picking.state == "done")
    client.write(place, {"usage": "internal"})
    client.call(picking, "button_validate")
    with suppress(RefusedError):
        client.write(place, {"usage": "customer"})


@attempt(
    "a delivery to a place inside that is put under the customers' afterwards",
    GATE,
    "stock_manager",
    "xmlrpc",
)
def place_moved(world, client):
    picking = world.delivery()
    warehouse, customers = picking.sale_id.warehouse_id, picking.location_dest_id
    lorry = world.env["stock.location"].create({"name": "Xe", "location_id": warehouse.lot_stock_id.id})
    world.passes_if(lambda: picking.state == "done")
    client.write(picking, {"location_dest_id": lorry.id})
    client.write(picking.move_ids, {"location_dest_id": lorry.id})
    client.call(picking, "button_validate")
    client.write(lorry, {"location_id": customers.id})


@attempt("an approved delivery copied, the copy validated", GATE, "stock_user", "json2")
def copy_delivery(world, client):
    picking = world.delivered()
    copies = picking.browse()
    before = world.count_gone()
    world.passes_if(lambda: world.count_gone(before) > 0)
    copies = copies.browse(client.call(picking, "copy"))
    client.call(copies, "action_confirm")
    client.call(copies, "action_assign")
    client.call(copies, "button_validate")


@attempt("a return returned to the customer", GATE, "stock_user", "xmlrpc")
def return_of_return(world, client):
    picking = world.delivered()

    def give_back(of):
        lines = [
            (0, 0, {"product_id": world.product.id, "quantity": 5, "move_id": of.move_ids.id}),
        ]
        wizard = client.create(
            "stock.return.picking",
            {"picking_id": of.id, "product_return_moves": lines},
            context={"active_id": of.id, "active_model": "stock.picking"},
        )
        client.call(wizard, "action_create_returns")
        return world.env["stock.picking"].search([("return_id", "=", of.id)], limit=1)

    back = give_back(picking)
    client.call(back, "action_assign")
    client.call(back, "button_validate")
    before = world.count_gone()
    world.passes_if(lambda: world.count_gone(before) > 0)
    again = give_back(back)
    client.call(again, "action_assign")
    client.call(again, "button_validate")
