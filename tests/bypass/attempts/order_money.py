"""An order that nobody approved is signed, paid, invoiced or delivered all the same."""

from odoo import Command

from ..attempt import attempt
from ..world import SMALL

GATE = "order"
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="


def _sign(world, client, order):
    client.jsonrpc(
        f"/my/orders/{order.id}/accept", access_token=world.token(order), name="Ông Nghị", signature=PIXEL
    )


@attempt("signed by the link of an old e-mail", GATE, "anonymous", "web")
@attempt("signed by the customer, logged in", GATE, "portal", "web")
def sign_portal(world, client):
    order = world.quotation(require_signature=True, require_payment=False)
    world.passes_if(lambda: world.is_sold(order))
    _sign(world, client, order)


@attempt("signed after its price was changed behind the approval", GATE, "anonymous", "web")
def sign_changed(world, client):
    order = world.quotation(approved=True, require_signature=True, require_payment=False)
    order.order_line.price_unit = 130000
    world.passes_if(lambda: world.is_sold(order))
    _sign(world, client, order)


def _pay(world, client, order, state="done", share=1):
    """Pay so much of an order as the portal's payment form does, with the provider that simulates one."""
    env = world.env
    provider = env["payment.provider"].search([("code", "=", "demo")], limit=1)
    method = (
        env.ref("payment_demo.payment_method_demo", raise_if_not_found=False)
        or provider.payment_method_ids[:1]
    )
    provider.write({"state": "test", "is_published": True})
    provider.with_context(active_test=False).payment_method_ids.active = True
    method = method or provider.with_context(active_test=False).payment_method_ids[:1]
    values = client.jsonrpc(
        f"/my/orders/{order.id}/transaction",
        access_token=world.token(order),
        provider_id=provider.id,
        payment_method_id=method.id,
        token_id=None,
        amount=order.currency_id.round(order.amount_total * share),
        flow="direct",
        tokenization_requested=False,
        landing_route="/my",
    )
    client.jsonrpc(
        "/payment/demo/simulate_payment",
        reference=values["reference"],
        payment_details="1234",
        simulated_state=state,
    )
    client.jsonrpc("/payment/status/poll")


@attempt("paid online by the customer, logged in", GATE, "portal", "web", needs=("payment_demo",))
@attempt("paid online by the link", GATE, "anonymous", "web", needs=("payment_demo",))
def pay_token(world, client):
    order = world.quotation(require_payment=True, require_signature=False)
    world.passes_if(lambda: world.is_sold(order))
    _pay(world, client, order)


@attempt("a tenth paid online, which confirms", GATE, "portal", "web", needs=("payment_demo",))
@attempt("a tenth paid by the link, which confirms", GATE, "anonymous", "web", needs=("payment_demo",))
def pay_tenth(world, client):
    order = world.quotation(require_payment=True, require_signature=False, prepayment_percent=0.1)
    world.passes_if(lambda: world.is_sold(order))
    _pay(world, client, order, share=0.1)


@attempt(
    "an online payment that waits marks the quotation as sent",
    "quotation",
    "anonymous",
    "web",
    needs=("payment_demo",),
)
def pay_pending(world, client):
    order = world.quotation(require_payment=True, require_signature=False)
    world.passes_if(lambda: order.state == "sent")
    _pay(world, client, order, state="pending")


@attempt("a payment link", GATE, "seller", "json2")
def link(world, client):
    order = world.quotation()
    wizard = client.create(
        "payment.link.wizard",
        {"res_model": "sale.order", "res_id": order.id, "amount": 100, "amount_max": 1000},
    )
    url = client.call(wizard, "read", ["link"])[0]["link"]
    world.passes_if(lambda: bool(url) and "access_token=" in url)


def _down_payment(world, client, order, **values):
    wizard = client.create(
        "sale.advance.payment.inv",
        {
            "sale_order_ids": [Command.set(order.ids)],
            "advance_payment_method": "percentage",
            "amount": 30,
            **values,
        },
        context={"active_model": "sale.order", "active_ids": order.ids, "active_id": order.id},
    )
    client.call(wizard, "create_invoices")


@attempt("a down-payment invoice", GATE, "seller", "xmlrpc", "json2")
def down_payment(world, client):
    order = world.quotation()
    world.passes_if(lambda: bool(order.invoice_ids))
    _down_payment(world, client, order)


@attempt("a down-payment invoice of a fixed amount", GATE, "sales_manager", "web")
def down_payment_fixed(world, client):
    order = world.quotation()
    world.passes_if(lambda: bool(order.invoice_ids))
    _down_payment(world, client, order, advance_payment_method="fixed", fixed_amount=1000)


@attempt("an invoice of an order written as sold", GATE, "seller", "json2")
def invoice_delivered(world, client):
    world.product.invoice_policy = "order"
    order = world.quotation()
    world.passes_if(lambda: bool(order.invoice_ids))
    client.write(order, {"state": "sale"})
    _down_payment(world, client, order, advance_payment_method="delivered")


@attempt("an invoice made by hand for the order's lines, and posted", GATE, "accountant", "xmlrpc", "json2")
def invoice_by_hand(world, client):
    order = world.quotation()
    world.passes_if(lambda: "posted" in order.order_line.invoice_lines.mapped("parent_state"))
    move = client.create(
        "account.move",
        {
            "move_type": "out_invoice",
            "partner_id": world.customer.id,
            "invoice_line_ids": [
                (
                    0,
                    0,
                    {
                        "name": "Xi măng",
                        "quantity": 600,
                        "price_unit": 123456,
                        "sale_line_ids": [(6, 0, order.order_line.ids)],
                    },
                )
            ],
        },
    )
    client.call(move, "action_post")


@attempt("an invoice of the order's lines written as posted", GATE, "accountant", "json2")
def invoice_written_posted(world, client):
    order = world.quotation()
    world.passes_if(lambda: "posted" in order.order_line.invoice_lines.mapped("parent_state"))
    line = {"name": "Xi măng", "quantity": 1, "price_unit": 10, "sale_line_ids": order.order_line.ids}
    move = client.create(
        "account.move",
        {
            "move_type": "out_invoice",
            "partner_id": world.customer.id,
            "invoice_date": "2026-01-15",
            "invoice_line_ids": [(0, 0, line)],
        },
    )
    client.write(move, {"state": "posted"})


@attempt("an invoice's line tied to the order afterwards, then posted", GATE, "accountant", "json2")
def invoice_line_tied(world, client):
    order = world.quotation()
    move = world.env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": world.customer.id,
            "invoice_line_ids": [(0, 0, {"name": "Xi măng", "quantity": 1, "price_unit": 10})],
        }
    )
    world.passes_if(lambda: "posted" in order.order_line.invoice_lines.mapped("parent_state"))
    client.write(move.invoice_line_ids, {"sale_line_ids": [(6, 0, order.order_line.ids)]})
    client.call(move, "action_post")


def _picking_vals(world, order, **values):
    kind = order.warehouse_id.out_type_id
    line = order.order_line
    customers = world.env.ref("stock.stock_location_customers")
    return {
        "partner_id": world.customer.id,
        "picking_type_id": kind.id,
        "location_id": kind.default_location_src_id.id,
        "location_dest_id": customers.id,
        "move_ids": [
            (
                0,
                0,
                {
                    "product_id": world.product.id,
                    "product_uom_qty": 600,
                    "sale_line_id": line.id,
                    "location_id": kind.default_location_src_id.id,
                    "location_dest_id": customers.id,
                },
            )
        ],
        **values,
    }


@attempt("a delivery made by hand for the unapproved order's line", GATE, "stock_user", "xmlrpc", "json2")
def delivery_by_hand(world, client):
    order = world.quotation()
    gone = world.count_gone()
    world.passes_if(lambda: world.count_gone(gone) > 0)
    picking = client.create("stock.picking", _picking_vals(world, order))
    client.call(picking, "action_confirm")
    client.call(picking, "action_assign")
    client.call(picking, "button_validate")


@attempt("a delivery made by hand, validated by the salesperson", GATE, "seller", "json2")
def delivery_by_seller(world, client):
    order = world.quotation()
    picking = world.env["stock.picking"].create(_picking_vals(world, order))
    picking.action_confirm()
    picking.action_assign()
    gone = world.count_gone()
    world.passes_if(lambda: world.count_gone(gone) > 0)
    client.call(picking, "button_validate")


@attempt("another order's delivery tied to the unapproved order's line", GATE, "trader", "json2")
def move_tied(world, client):
    order, small = world.quotation(), world.order(SMALL)
    picking = small.picking_ids
    picking.action_assign()
    move = picking.move_ids
    gone = world.count_gone()
    world.passes_if(lambda: world.count_gone(gone) > 0 and move.sale_line_id == order.order_line)
    client.write(move, {"sale_line_id": order.order_line.id})
    client.call(picking, "button_validate")


@attempt(
    "goods delivered for an order written as sold, through its line's quantity", GATE, "seller", "xmlrpc"
)
def deliver_through_line(world, client):
    order = world.quotation()
    world.passes_if(lambda: bool(order.picking_ids))
    client.write(order, {"state": "sale"})
    client.write(order.order_line, {"product_uom_qty": 601})
