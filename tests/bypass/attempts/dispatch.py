"""Goods that nobody let go leave the company."""

from contextlib import suppress

from ..attempt import attempt
from ..clients import Refused

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


@attempt("“Validate”", GATE, "stock_user", "xmlrpc", "json2", "web")
def validate(world, client):
    picking = world.delivery()
    _gone(world)
    client.call(picking, "button_validate")


@attempt("“Validate” by the salesperson", GATE, "seller", "xmlrpc")
def validate_as_seller(world, client):
    picking = world.delivery()
    _gone(world)
    client.call(picking, "button_validate")


@attempt("“Validate” by the administrator", GATE, "administrator", "json2")
def validate_as_administrator(world, client):
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
        {"pick_ids": [(6, 0, picking.ids)],
         "backorder_confirmation_line_ids": [(0, 0, {"picking_id": picking.id, "to_backorder": True})]},
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
        {"picking_id": picking.id, "product_id": world.product.id, "product_uom_qty": 3, "state": "done",
         "location_id": picking.location_id.id, "location_dest_id": picking.location_dest_id.id},
    )


@attempt("a move line added to a delivery that has gone", GATE, "stock_user", "xmlrpc", "json2")
def line_on_done(world, client):
    picking = world.delivered()
    _gone(world)
    client.create(
        "stock.move.line",
        {"picking_id": picking.id, "move_id": picking.move_ids.id, "product_id": world.product.id, "quantity": 7,
         "location_id": picking.location_id.id, "location_dest_id": picking.location_dest_id.id},
    )


@attempt("a move line added to a delivery that has gone, by anybody inside", GATE, "accountant", "json2")
def line_on_done_anybody(world, client):
    picking = world.delivered()
    _gone(world)
    client.create(
        "stock.move.line",
        {"picking_id": picking.id, "move_id": picking.move_ids.id, "product_id": world.product.id, "quantity": 7,
         "location_id": picking.location_id.id, "location_dest_id": picking.location_dest_id.id},
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
        {"move_ids": [(0, 0, {"product_id": world.product.id, "product_uom_qty": 9, "quantity": 9, "picked": True,
                              "location_id": picking.location_id.id,
                              "location_dest_id": picking.location_dest_id.id})]},
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
        {"picking_id": picking.id, "move_id": picking.move_ids.id, "product_id": world.product.id, "quantity": 400,
         "location_id": picking.location_id.id, "location_dest_id": picking.location_dest_id.id},
    )
    picking.with_user(world.stock_user).button_validate()


@attempt("another product put on the approved delivery, then “Validate”", GATE, "stock_user", "xmlrpc")
def product_after_approval(world, client):
    picking = world.delivery(approved=True)
    world.passes_if(lambda: world.other_product in picking.move_ids.filtered(lambda m: m.state == "done").product_id)
    client.create(
        "stock.move",
        {"picking_id": picking.id, "product_id": world.other_product.id, "product_uom_qty": 100,
         "location_id": picking.location_id.id, "location_dest_id": picking.location_dest_id.id},
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
    with suppress(Refused):
        client.write(picking.move_ids, {"state": "draft"})
        client.write(picking, {"state": "draft"})
    client.call(picking, "button_validate")


@attempt("the delivery made an internal transfer, then “Validate”", GATE, "stock_user", "json2")
def made_internal(world, client):
    picking = world.delivery()
    _gone(world)
    kind = picking.picking_type_id.warehouse_id.int_type_id
    client.write(picking, {"picking_type_id": kind.id})
    client.call(picking, "button_validate")


@attempt("the moves taken off their order's line, then “Validate”", GATE, "stock_user", "xmlrpc")
def untied(world, client):
    picking = world.delivery()
    _gone(world)
    with suppress(Refused):
        client.write(picking.move_ids, {"sale_line_id": False})
        client.write(picking, {"sale_id": False})
    client.call(picking, "button_validate")


@attempt("the moves taken off the delivery, then put through by themselves", GATE, "stock_user", "json2")
def move_alone(world, client):
    picking = world.delivery()
    move = picking.move_ids
    _gone(world)
    client.write(move, {"picking_id": False})
    client.write(move, {"state": "done"})


@attempt("an internal transfer straight to the customers", GATE, "stock_user", "xmlrpc", "json2")
def internal_to_customer(world, client):
    order = world.delivery().sale_id
    _gone(world)
    kind = order.warehouse_id.int_type_id
    customers = world.env.ref("stock.stock_location_customers")
    picking = client.create(
        "stock.picking",
        {"picking_type_id": kind.id, "location_id": order.warehouse_id.lot_stock_id.id,
         "location_dest_id": customers.id, "move_ids": [
             (0, 0, {"product_id": world.product.id, "product_uom_qty": 5,
                     "location_id": order.warehouse_id.lot_stock_id.id, "location_dest_id": customers.id})]},
    )
    client.call(picking, "action_confirm")
    client.call(picking, "action_assign")
    client.call(picking, "button_validate")


@attempt("the destination of a transfer turned to the customers at the last moment", GATE, "stock_user", "xmlrpc")
def destination_turned(world, client):
    warehouse = world.delivery().sale_id.warehouse_id
    customers = world.env.ref("stock.stock_location_customers")
    shelf = world.env["stock.location"].create({"name": "Kệ", "location_id": warehouse.lot_stock_id.id})
    picking = world.env["stock.picking"].create(
        {"picking_type_id": warehouse.int_type_id.id, "location_id": warehouse.lot_stock_id.id,
         "location_dest_id": shelf.id, "move_ids": [
             (0, 0, {"product_id": world.product.id, "product_uom_qty": 5,
                     "location_id": warehouse.lot_stock_id.id, "location_dest_id": shelf.id})]}
    )
    picking.action_confirm()
    picking.action_assign()
    _gone(world)
    client.write(picking.move_line_ids, {"location_dest_id": customers.id})
    client.call(picking, "button_validate")


@attempt("a location inside made one of customers", GATE, "stock_user", "json2")
def location_usage(world, client):
    picking = world.delivery()
    warehouse = picking.sale_id.warehouse_id
    shelf = world.env["stock.location"].create({"name": "Kệ", "location_id": warehouse.lot_stock_id.id})
    world.env["stock.quant"]._update_available_quantity(world.product, shelf, 9)
    _gone(world)
    client.write(shelf, {"usage": "customer"})


@attempt("what is sold scrapped from the delivery", GATE, "stock_user", "xmlrpc", "json2")
def scrap(world, client):
    picking = world.delivery()
    _gone(world)
    scrap = client.create(
        "stock.scrap",
        {"product_id": world.product.id, "scrap_qty": 5, "picking_id": picking.id,
         "location_id": picking.location_id.id},
    )
    client.call(scrap, "action_validate")


@attempt("scrapped to the customers' location", GATE, "stock_user", "json2")
def scrap_to_customer(world, client):
    picking = world.delivery()
    _gone(world)
    scrap = client.create(
        "stock.scrap",
        {"product_id": world.product.id, "scrap_qty": 5, "location_id": picking.location_id.id,
         "scrap_location_id": picking.location_dest_id.id},
    )
    client.call(scrap, "do_scrap")


@attempt("the quantity on the shelf written by hand", GATE, "stock_user", "xmlrpc")
def quant_write(world, client):
    picking = world.delivery()
    quant = world.env["stock.quant"].search(
        [("product_id", "=", world.product.id), ("location_id", "=", picking.location_id.id)], limit=1
    )
    before = quant.quantity
    world.passes_if(lambda: quant.quantity < before)
    client.write(quant, {"quantity": before - 5})


@attempt("a quantity created at the customers", GATE, "stock_user", "json2")
def quant_create(world, client):
    picking = world.delivery()
    _gone(world)
    client.create(
        "stock.quant",
        {"product_id": world.product.id, "location_id": picking.location_dest_id.id, "quantity": 5,
         "inventory_quantity": 5},
        context={"inventory_mode": True},
    )


@attempt("an inventory that counts what was taken away", GATE, "administrator", "json2")
def inventory(world, client):
    picking = world.delivery()
    quant = world.env["stock.quant"].search(
        [("product_id", "=", world.product.id), ("location_id", "=", picking.location_id.id)], limit=1
    )
    world.passes_if(lambda: picking.state == "done")
    client.write(quant, {"inventory_quantity": 0}, context={"inventory_mode": True})
    client.call(quant, "action_apply_inventory", context={"inventory_mode": True})


@attempt("a batch of deliveries done", GATE, "stock_user", "xmlrpc", "json2", needs=("stock_picking_batch",))
def batch(world, client):
    pickings = world.delivery() + world.delivery()
    _gone(world)
    made = client.create("stock.picking.batch", {"picking_ids": [(6, 0, pickings.ids)],
                                                 "picking_type_id": pickings.picking_type_id.id})
    client.call(made, "action_confirm")
    client.call(made, "action_done", context=CONTEXTS)


@attempt("the goods sent again as an exchange for a return", GATE, "stock_user", "json2")
def exchange(world, client):
    picking = world.delivered()
    wizard = client.create(
        "stock.return.picking",
        {"picking_id": picking.id, "product_return_moves": [
            (0, 0, {"product_id": world.product.id, "quantity": 5, "move_id": picking.move_ids.id})]},
        context={"active_id": picking.id, "active_model": "stock.picking"},
    )
    client.call(wizard, "action_create_exchanges")
    again = (picking.return_ids | world.env["stock.picking"].search([("id", ">", picking.id)])).filtered(
        lambda p: p.picking_type_code == "outgoing" and p.state != "done"
    )
    before = world.count_gone()
    world.passes_if(lambda: bool(again) and world.count_gone(before) > 0)
    client.call(again, "action_assign")
    client.call(again, "button_validate")


@attempt("the last step of pick, pack and ship", GATE, "stock_user", "xmlrpc")
def three_steps(world, client):
    warehouse = world.env["stock.warehouse"].search([("company_id", "=", world.env.company.id)], limit=1)
    warehouse.delivery_steps = "pick_pack_ship"
    order = world.quotation(5)
    order.action_confirm()
    _gone(world)
    for _step in range(3):
        for picking in order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")):
            picking.action_assign()
            if picking.state == "assigned":
                with suppress(Refused):
                    client.call(picking, "button_validate")


@attempt("a server action with code that validates", GATE, "administrator", "json2")
def server_action(world, client):
    picking = world.delivery()
    _gone(world)
    action = client.create(
        "ir.actions.server",
        {"name": "Xuất", "model_id": world.env["ir.model"]._get_id("stock.picking"), "state": "code",
         "code": "records.with_context(skip_sanity_check=True)._action_done()"},
    )
    client.call(action, "run",
                context={"active_model": "stock.picking", "active_id": picking.id, "active_ids": picking.ids})


@attempt("goods shipped by the vendor straight to the customer", GATE, "stock_user", "xmlrpc",
         needs=("stock_dropshipping",))
def dropship(world, client):
    vendor = world.env["res.partner"].create({"name": "Nhà máy"})
    route = world.env.ref("stock_dropshipping.route_drop_shipping")
    world.product.write({"route_ids": [(6, 0, route.ids)], "seller_ids": [(0, 0, {"partner_id": vendor.id, "price": 9})]})
    order = world.quotation(5)
    order.action_confirm()
    purchase = world.env["purchase.order"].search([("partner_id", "=", vendor.id)], limit=1)
    purchase.button_confirm()
    picking = purchase.picking_ids
    world.passes_if(lambda: picking.state == "done")
    client.call(picking, "button_validate")
