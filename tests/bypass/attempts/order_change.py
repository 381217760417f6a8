"""An order is changed after it was approved, or after it was confirmed."""

from ..attempt import attempt
from ..world import LARGE, PRICE, SMALL
from .order_confirm import CONTEXTS

GATE = "order"


# ---- after the approval, before “Confirm” ----


@attempt("a price raised after the approval, then “Confirm”", GATE, "seller", "xmlrpc", "json2")
def price_then_confirm(world, client):
    order = world.quotation(approved=True)
    world.passes_if(lambda: world.is_sold(order) and order.order_line.price_unit == 999999)
    client.write(order.order_line, {"price_unit": 999999})
    client.call(order, "action_confirm")


@attempt("a discount given after the approval with context keys, then “Confirm”", GATE, "seller", "json2")
def discount_then_confirm(world, client):
    order = world.quotation(approved=True)
    world.passes_if(lambda: world.is_sold(order) and order.order_line.discount == 20)
    client.write(order, {"order_line": [(1, order.order_line.id, {"discount": 20})]}, context=CONTEXTS)
    client.call(order, "action_confirm", context=CONTEXTS)


@attempt("the discount wizard after the approval, then “Confirm”", GATE, "seller", "xmlrpc")
def wizard_then_confirm(world, client):
    world.env.company.sale_discount_product_id = world.env["product.product"].create(
        {"name": "Giảm giá", "type": "service", "taxes_id": False}
    )
    order = world.quotation(approved=True)
    world.passes_if(lambda: world.is_sold(order) and len(order.order_line) > 1)
    wizard = client.create(
        "sale.order.discount",
        {"sale_order_id": order.id, "discount_type": "so_discount", "discount_percentage": 0.3},
    )
    client.call(wizard, "action_apply_discount")
    client.call(order, "action_confirm")


@attempt("another customer after the approval, then “Confirm”", GATE, "seller", "xmlrpc")
def customer_then_confirm(world, client):
    order = world.quotation(approved=True)
    world.passes_if(lambda: world.is_sold(order) and order.partner_id == world.other_customer)
    client.write(order, {"partner_id": world.other_customer.id})
    client.call(order, "action_confirm")


@attempt("another pricelist and “Update prices” after the approval, then “Confirm”", GATE, "seller", "json2")
def pricelist_then_confirm(world, client):
    order = world.quotation(approved=True)
    pricelist = world.env["product.pricelist"].create(
        {
            "name": "Rẻ",
            "item_ids": [
                (0, 0, {"compute_price": "percentage", "percent_price": 20, "applied_on": "3_global"})
            ],
        }
    )
    world.passes_if(lambda: world.is_sold(order) and order.amount_total < LARGE * PRICE)
    client.write(order, {"pricelist_id": pricelist.id})
    client.call(order, "action_update_prices")
    client.call(order, "action_confirm")


@attempt("another product on the approved line, then “Confirm”", GATE, "seller", "xmlrpc")
def product_then_confirm(world, client):
    order = world.quotation(approved=True)
    world.passes_if(lambda: world.is_sold(order) and order.order_line.product_id == world.other_product)
    client.write(order.order_line, {"product_id": world.other_product.id, "price_unit": PRICE})
    client.call(order, "action_confirm")


@attempt("lines of an approved order moved under another order, then “Confirm”", GATE, "seller", "json2")
def line_moved(world, client):
    approved, order = world.quotation(approved=True), world.quotation(SMALL)
    line = approved.order_line
    world.passes_if(lambda: world.is_sold(order) and order.amount_total > 50_000_000)
    client.write(line, {"order_id": order.id})
    client.call(order, "action_confirm")


# ---- after “Confirm” ----


@attempt("a price raised on a confirmed order by the sales manager", GATE, "sales_manager", "json2")
@attempt("a price raised on the line of a confirmed order", GATE, "seller", "xmlrpc", "json2", "web")
def price_after(world, client):
    order = world.order()
    world.passes_if(lambda: world.is_sold(order) and order.order_line.price_unit == 999999)
    client.write(order.order_line, {"price_unit": 999999})


@attempt("a price raised through the confirmed order's lines", GATE, "seller", "json2", "web")
def price_after_by_order(world, client):
    order = world.order()
    world.passes_if(lambda: world.is_sold(order) and order.order_line.price_unit == 999999)
    client.write(order, {"order_line": [(1, order.order_line.id, {"price_unit": 999999})]})


@attempt("a price raised on a confirmed order with context keys", GATE, "all_seller", "xmlrpc")
def price_after_context(world, client):
    order = world.order()
    world.passes_if(lambda: world.is_sold(order) and order.order_line.price_unit == 999999)
    client.write(order.order_line, {"price_unit": 999999}, context=CONTEXTS)


@attempt(
    "a small order confirmed without approval, its quantity raised over the limit", GATE, "seller", "xmlrpc"
)
def small_then_quantity(world, client):
    order = world.order(SMALL)
    world.passes_if(lambda: world.is_sold(order) and order.order_line.product_uom_qty == LARGE)
    client.write(order.order_line, {"product_uom_qty": LARGE})


@attempt("a small order confirmed without approval, a line added", GATE, "seller", "xmlrpc", "json2")
def small_then_line(world, client):
    order = world.order(SMALL)
    world.passes_if(lambda: world.is_sold(order) and len(order.order_line) > 1)
    client.create(
        "sale.order.line",
        {"order_id": order.id, "product_id": world.product.id, "product_uom_qty": LARGE, "price_unit": PRICE},
    )


@attempt("a line added through the confirmed order", GATE, "seller", "web")
def line_after(world, client):
    order = world.order()
    world.passes_if(lambda: world.is_sold(order) and len(order.order_line) > 1)
    client.write(order, {"order_line": [world.line(50)]})


@attempt("a line imported into the confirmed order", GATE, "seller", "json2")
def line_imported(world, client):
    order = world.order()
    world.passes_if(lambda: world.is_sold(order) and len(order.order_line) > 1)
    client.call(
        world.env["sale.order.line"],
        "load",
        ["order_id/.id", "product_id/.id", "product_uom_qty", "price_unit"],
        [[str(order.id), str(world.product.id), "600", str(PRICE)]],
    )


@attempt("a big line of another quotation moved to the confirmed order", GATE, "seller", "xmlrpc")
def line_moved_after(world, client):
    order, other = world.order(SMALL), world.quotation()
    line = other.order_line
    world.passes_if(lambda: world.is_sold(order) and line.order_id == order)
    client.write(line, {"order_id": order.id})


@attempt("a discount on a confirmed order", GATE, "seller", "xmlrpc")
def discount_after(world, client):
    order = world.order()
    world.passes_if(lambda: world.is_sold(order) and order.order_line.discount == 30)
    client.write(order.order_line, {"discount": 30})


@attempt("the discount wizard on a confirmed order", GATE, "seller", "json2")
def wizard_after(world, client):
    order = world.order()
    total = order.amount_total
    world.passes_if(lambda: world.is_sold(order) and order.amount_total < total)
    wizard = client.create(
        "sale.order.discount",
        {"sale_order_id": order.id, "discount_type": "sol_discount", "discount_percentage": 0.3},
    )
    client.call(wizard, "action_apply_discount")


@attempt("“Update prices” on a confirmed order", GATE, "seller", "xmlrpc")
def update_prices_after(world, client):
    order = world.order()
    world.product.list_price = 200000
    total = order.amount_total
    world.passes_if(lambda: world.is_sold(order) and order.amount_total != total)
    client.call(order, "action_update_prices")


@attempt("another unit of measure on a confirmed order's line", GATE, "seller", "xmlrpc")
def unit_after(world, client):
    order = world.order()
    dozen = world.env.ref("uom.product_uom_dozen")
    world.passes_if(lambda: world.is_sold(order) and order.order_line.product_uom_id == dozen)
    client.write(order.order_line, {"product_uom_id": dozen.id})


@attempt("another customer on a confirmed order", GATE, "seller", "xmlrpc", "json2")
def customer_after(world, client):
    order = world.order()
    world.passes_if(lambda: world.is_sold(order) and order.partner_id == world.other_customer)
    client.write(order, {"partner_id": world.other_customer.id})


@attempt("another invoice address on a confirmed order", GATE, "seller", "xmlrpc", "json2")
def invoice_address_after(world, client):
    order = world.order()
    world.passes_if(lambda: world.is_sold(order) and order.partner_invoice_id == world.other_customer)
    client.write(order, {"partner_invoice_id": world.other_customer.id})


@attempt("another delivery address on a confirmed order", GATE, "seller", "json2")
def delivery_address_after(world, client):
    order = world.order()
    world.passes_if(lambda: world.is_sold(order) and order.partner_shipping_id == world.other_customer)
    client.write(order, {"partner_shipping_id": world.other_customer.id})


@attempt("other terms of payment on a confirmed order", GATE, "seller", "xmlrpc")
def terms_after(world, client):
    order = world.order()
    terms = world.env.ref("account.account_payment_term_30days")
    world.passes_if(lambda: world.is_sold(order) and order.payment_term_id == terms)
    client.write(order, {"payment_term_id": terms.id})
