"""Goods that nobody let go leave the company by another way than their delivery."""

from contextlib import suppress

from ..attempt import attempt
from ..clients import RefusedError
from ..world import LIMIT
from .dispatch import CONTEXTS, GATE, _gone


@attempt("an internal transfer straight to the customers", GATE, "stock_user", "xmlrpc", "json2")
def internal_to_customer(world, client):
    order = world.delivery().sale_id
    _gone(world)
    kind = order.warehouse_id.int_type_id
    customers = world.env.ref("stock.stock_location_customers")
    picking = client.create(
        "stock.picking",
        {
            "picking_type_id": kind.id,
            "location_id": order.warehouse_id.lot_stock_id.id,
            "location_dest_id": customers.id,
            "move_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": world.product.id,
                        "product_uom_qty": 5,
                        "location_id": order.warehouse_id.lot_stock_id.id,
                        "location_dest_id": customers.id,
                    },
                )
            ],
        },
    )
    client.call(picking, "action_confirm")
    client.call(picking, "action_assign")
    client.call(picking, "button_validate")


@attempt(
    "the destination of a transfer turned to the customers at the last moment", GATE, "stock_user", "xmlrpc"
)
def destination_turned(world, client):
    warehouse = world.delivery().sale_id.warehouse_id
    customers = world.env.ref("stock.stock_location_customers")
    shelf = world.env["stock.location"].create({"name": "Kệ", "location_id": warehouse.lot_stock_id.id})
    picking = world.env["stock.picking"].create(
        {
            "picking_type_id": warehouse.int_type_id.id,
            "location_id": warehouse.lot_stock_id.id,
            "location_dest_id": shelf.id,
            "move_ids": [
                (
                    0,
                    0,
                    {
                        "product_id": world.product.id,
                        "product_uom_qty": 5,
                        "location_id": warehouse.lot_stock_id.id,
                        "location_dest_id": shelf.id,
                    },
                )
            ],
        }
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
    world.passes_if(
        lambda: "done" in world.env["stock.scrap"].search([("picking_id", "=", picking.id)]).mapped("state")
    )
    scrap = client.create(
        "stock.scrap",
        {
            "product_id": world.product.id,
            "scrap_qty": 5,
            "picking_id": picking.id,
            "location_id": picking.location_id.id,
        },
    )
    client.call(scrap, "action_validate")


@attempt("scrapped to the customers' location", GATE, "stock_user", "json2")
def scrap_to_customer(world, client):
    picking = world.delivery()
    _gone(world)
    scrap = client.create(
        "stock.scrap",
        {
            "product_id": world.product.id,
            "scrap_qty": 5,
            "location_id": picking.location_id.id,
            "scrap_location_id": picking.location_dest_id.id,
        },
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


@attempt("an inventory that finds the goods at the customers", GATE, "stock_user", "json2")
def quant_create(world, client):
    picking = world.delivery()
    _gone(world)
    quant = client.create(
        "stock.quant",
        {"product_id": world.product.id, "location_id": picking.location_dest_id.id, "inventory_quantity": 5},
        context={"inventory_mode": True},
    )
    client.call(quant, "action_apply_inventory", context={"inventory_mode": True})


@attempt("a batch of deliveries done", GATE, "stock_user", "xmlrpc", "json2", needs=("stock_picking_batch",))
def batch(world, client):
    pickings = world.delivery() + world.delivery()
    _gone(world)
    made = client.create(
        "stock.picking.batch",
        {"picking_ids": [(6, 0, pickings.ids)], "picking_type_id": pickings.picking_type_id.id},
    )
    client.call(made, "action_confirm")
    client.call(made, "action_done", context=CONTEXTS)


@attempt("the goods sent again as an exchange for a return", GATE, "stock_user", "json2")
def exchange(world, client):
    picking = world.delivered()
    wizard = client.create(
        "stock.return.picking",
        {
            "picking_id": picking.id,
            "product_return_moves": [
                (0, 0, {"product_id": world.product.id, "quantity": 5, "move_id": picking.move_ids.id})
            ],
        },
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
    world.forbid_debts()
    _gone(world)
    for _step in range(3):
        for picking in order.picking_ids.filtered(lambda p: p.state not in ("done", "cancel")):
            picking.action_assign()
            if picking.state == "assigned":
                with suppress(RefusedError):
                    client.call(picking, "button_validate")


@attempt("a server action with code that validates", GATE, "administrator", "json2")
def server_action(world, client):
    picking = world.delivery()
    _gone(world)
    action = client.create(
        "ir.actions.server",
        {
            "name": "Xuất",
            "model_id": world.env["ir.model"]._get_id("stock.picking"),
            "state": "code",
            "code": "records.with_context(skip_sanity_check=True).button_validate()",
        },
    )
    client.call(
        action,
        "run",
        context={"active_model": "stock.picking", "active_id": picking.id, "active_ids": picking.ids},
    )


@attempt(
    "goods shipped by the vendor straight to the customer",
    GATE,
    "stock_user",
    "xmlrpc",
    needs=("stock_dropshipping",),
)
def dropship(world, client):
    vendor = world.env["res.partner"].create({"name": "Nhà máy"})
    route = world.env.ref("stock_dropshipping.route_drop_shipping")
    world.product.write(
        {"route_ids": [(6, 0, route.ids)], "seller_ids": [(0, 0, {"partner_id": vendor.id, "price": 9})]}
    )
    world.forbid_debts(LIMIT)
    order = world.quotation(5)
    order.action_confirm()
    world.forbid_debts()
    purchase = world.env["purchase.order"].search([("partner_id", "=", vendor.id)], limit=1)
    purchase.button_confirm()
    picking = purchase.picking_ids
    world.passes_if(lambda: picking.state == "done")
    client.call(picking, "button_validate")
