"""A quotation is mailed after it was changed behind its approval, with a file, or by a machine."""

from ..attempt import attempt
from ..world import EMAIL
from .quotation_mail import GATE, _template


@attempt("the template mail after a price was raised behind the approval", GATE, "seller", "xmlrpc")
def mail_after_price(world, client):
    order = world.quotation(approved=True)
    world.passes_if(lambda: world.is_mailed(order) and order.order_line.price_unit == 999999)
    client.write(order.order_line, {"price_unit": 999999})
    client.call(_template(world), "send_mail", order.id)


@attempt("the template mail after a discount given through the order's own lines", GATE, "seller", "json2")
def mail_after_discount(world, client):
    order = world.quotation(approved=True)
    world.passes_if(lambda: world.is_mailed(order) and order.order_line.discount == 20)
    client.write(order, {"order_line": [(1, order.order_line.id, {"discount": 20})]})
    client.call(_template(world), "send_mail", order.id)


@attempt("the template mail after the discount wizard", GATE, "seller", "json2")
def mail_after_wizard(world, client):
    order = world.quotation(approved=True)
    world.passes_if(lambda: world.is_mailed(order) and any(order.order_line.mapped("discount")))
    wizard = client.create(
        "sale.order.discount",
        {"sale_order_id": order.id, "discount_type": "sol_discount", "discount_percentage": 0.2},
    )
    client.call(wizard, "action_apply_discount")
    client.call(_template(world), "send_mail", order.id)


@attempt("the template mail after a line was added", GATE, "seller", "xmlrpc")
def mail_after_line(world, client):
    order = world.quotation(approved=True)
    world.passes_if(lambda: world.is_mailed(order) and len(order.order_line) == 2)
    client.create("sale.order.line", {"order_id": order.id, "product_id": world.other_product.id})
    client.call(_template(world), "send_mail", order.id)


@attempt("the template mail after a line was deleted", GATE, "seller", "xmlrpc")
def mail_after_unlink(world, client):
    order = world.quotation(approved=True, order_line=[world.line(), world.line(50)])
    world.passes_if(lambda: world.is_mailed(order) and len(order.order_line) == 1)
    client.call(order.order_line[1], "unlink")
    client.call(_template(world), "send_mail", order.id)


@attempt("the template mail after the terms of payment were changed", GATE, "seller", "json2")
def mail_after_terms(world, client):
    order = world.quotation(approved=True)
    terms = world.env.ref("account.account_payment_term_30days")
    world.passes_if(lambda: world.is_mailed(order) and order.payment_term_id == terms)
    client.write(order, {"payment_term_id": terms.id})
    client.call(_template(world), "send_mail", order.id)


@attempt("the template mail of a copy of an approved quotation", GATE, "seller", "xmlrpc")
def mail_of_copy(world, client):
    order = world.quotation(approved=True)
    copies = world.env["sale.order"].browse()
    world.passes_if(lambda: world.is_mailed(copies))
    copies = copies.browse(client.call(order, "copy"))
    client.call(_template(world), "send_mail", copies.id)


@attempt("the template mail of a quotation that was refused", GATE, "seller", "xmlrpc")
def mail_after_refusal(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    if world.has_types:
        world.ask(order).with_user(world.boss).action_refuse("Giá quá thấp")
    client.call(_template(world), "send_mail", order.id)


@attempt("a message with a file to an address, without a contact", GATE, "seller", "xmlrpc")
def message_to_address(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    file = client.create("ir.attachment", {"name": "bao-gia.txt", "raw": "Xi măng 74,073,600"})
    client.call(
        order,
        "message_post",
        body="Báo giá",
        outgoing_email_to=EMAIL,
        attachment_ids=file.ids,
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )


@attempt("a message with a file to the customer", GATE, "seller", "json2")
def message_with_file(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    file = client.create("ir.attachment", {"name": "bao-gia.txt", "raw": "Xi măng 74,073,600"})
    client.call(
        order,
        "message_post",
        body="Báo giá",
        partner_ids=world.customer.ids,
        attachment_ids=file.ids,
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
    )


@attempt("a server action of the administrator that sends the template", GATE, "administrator", "xmlrpc")
def server_action_mail(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    action = client.create(
        "ir.actions.server",
        {
            "name": "Gửi báo giá",
            "model_id": world.env["ir.model"]._get_id("sale.order"),
            "state": "mail_post",
            "mail_post_method": "email",
            "template_id": _template(world).id,
        },
    )
    client.run(action, order)


@attempt(
    "an automation rule that sends the template when the quotation is changed",
    GATE,
    "administrator",
    "xmlrpc",
    needs=("base_automation",),
)
def automation_mail(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    model = world.env["ir.model"]._get_id("sale.order")
    client.create(
        "base.automation",
        {
            "name": "Gửi báo giá",
            "model_id": model,
            "trigger": "on_create_or_write",
            "action_server_ids": [
                (
                    0,
                    0,
                    {
                        "name": "Gửi",
                        "model_id": model,
                        "state": "mail_post",
                        "mail_post_method": "email",
                        "template_id": _template(world).id,
                    },
                )
            ],
        },
    )
    client.write(order, {"client_order_ref": "PO-7"})
