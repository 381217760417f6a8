"""A quotation that nobody approved reaches the customer's mailbox or phone."""

from odoo import fields

from ..attempt import attempt
from ..world import PHONE

GATE = "quotation"


def _template(world):
    return world.env.ref("sale.email_template_edi_sale")


def _compose(world, client, orders, **values):
    """Open the composer as a client does, and send."""
    vals = {"model": "sale.order", "res_ids": str(orders.ids), "template_id": _template(world).id, **values}
    composer = client.create("mail.compose.message", vals)
    client.call(composer, "action_send_mail")


@attempt(
    "“Send” on the quotation, then the composer with what the button returned",
    GATE,
    "seller",
    "xmlrpc",
    "web",
)
def send_button(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    context = client.call(order, "action_quotation_send")["context"]
    composer = client.create(
        "mail.compose.message", {"partner_ids": [(4, world.customer.id)]}, context=context
    )
    client.call(composer, "action_send_mail", context=context)


@attempt("the composer by itself, in comment mode", GATE, "seller", "xmlrpc", "json2", "web")
def composer_comment(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    _compose(world, client, order, composition_mode="comment", partner_ids=[(4, world.customer.id)])


@attempt("the composer by itself, in mass mail mode", GATE, "all_seller", "xmlrpc", "json2")
def composer_mass_mail(world, client):
    orders = world.quotation() + world.quotation()
    world.passes_if(lambda: world.is_mailed(orders))
    _compose(world, client, orders, composition_mode="mass_mail")


@attempt("a mass mail about an approved and an unapproved quotation together", GATE, "seller", "json2")
def composer_mixed(world, client):
    approved, order = world.quotation(approved=True), world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    _compose(world, client, approved + order, composition_mode="mass_mail")


@attempt("mail.template.send_mail", GATE, "seller", "xmlrpc", "json2")
def template_send_mail(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    client.call(_template(world), "send_mail", order.id, force_send=True)


@attempt("mail.template.send_mail with another address", GATE, "seller", "json2")
def template_send_mail_elsewhere(world, client):
    order = world.quotation()
    world.passes_if(lambda: bool(world.mails(order)))
    values = {"email_to": world.customer.email, "recipient_ids": [(5, 0, 0)]}
    client.call(_template(world), "send_mail", order.id, email_values=values)


@attempt("mail.template.send_mail_batch", GATE, "sales_manager", "json2")
def template_send_mail_batch(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    client.call(_template(world), "send_mail_batch", order.ids)


@attempt("the template mail of the next activity", GATE, "seller", "xmlrpc")
def activity_send_mail(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    client.call(order, "activity_send_mail", _template(world).id)


@attempt(
    "a chatter message, whose e-mail has a button that opens the quotation", GATE, "seller", "xmlrpc", "json2"
)
def message_post(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    client.call(
        order,
        "message_post",
        body="Anh xem giúp em",
        partner_ids=world.customer.ids,
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        email_layout_xmlid="mail.mail_notification_layout",
    )


@attempt("a message to the customer as a follower, without naming anybody", GATE, "seller", "json2")
def message_follower(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    client.call(order, "message_subscribe", partner_ids=world.customer.ids)
    client.call(
        order,
        "message_post",
        body="Chào anh",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        email_layout_xmlid="mail.mail_notification_layout",
    )


@attempt("the chatter's own controller, /mail/message/post", GATE, "seller", "web")
def message_controller(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    client.jsonrpc(
        "/mail/message/post",
        thread_model="sale.order",
        thread_id=order.id,
        post_data={
            "body": "Anh xem giúp em",
            "partner_ids": world.customer.ids,
            "message_type": "comment",
            "subtype_xmlid": "mail.mt_comment",
            "email_layout_xmlid": "mail.mail_notification_layout",
        },
    )


@attempt("a message from the template by its external id", GATE, "seller", "xmlrpc")
def message_with_source(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    client.call(
        order,
        "message_post_with_source",
        "sale.email_template_edi_sale",
        message_type="comment",
        subtype_xmlid="mail.mt_comment",
        partner_ids=world.customer.ids,
    )


@attempt("an e-mail from the template by its external id", GATE, "seller", "json2")
def mail_with_source(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    client.call(order, "message_mail_with_source", "sale.email_template_edi_sale")


@attempt("a message planned for later, posted at once", GATE, "seller", "xmlrpc")
def scheduled_message(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    message = client.create(
        "mail.scheduled.message",
        {
            "model": "sale.order",
            "res_id": order.id,
            "author_id": client.user.partner_id.id,
            "partner_ids": [(4, world.customer.id)],
            "body": "Báo giá",
            "scheduled_date": fields.Datetime.to_string(fields.Datetime.add(fields.Datetime.now(), days=1)),
        },
    )
    client.call(message, "post_message")


@attempt("a message planned while it was approved, posted after a price was changed", GATE, "seller", "json2")
def scheduled_before_change(world, client):
    order = world.quotation(approved=True)
    world.passes_if(lambda: world.is_mailed(order))
    tomorrow = fields.Datetime.to_string(fields.Datetime.add(fields.Datetime.now(), days=1))
    message = client.create(
        "mail.scheduled.message",
        {
            "model": "sale.order",
            "res_id": order.id,
            "author_id": client.user.partner_id.id,
            "body": "Báo giá",
            "partner_ids": [(4, world.customer.id)],
            "scheduled_date": tomorrow,
        },
    )
    client.write(order.order_line, {"price_unit": 130000})
    client.call(message, "post_message")


@attempt("“Share” with the customer", GATE, "trader", "xmlrpc", "json2")
def portal_share(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    share = client.create(
        "portal.share",
        {"res_model": "sale.order", "res_id": order.id, "partner_ids": [(4, world.customer.id)]},
    )
    client.call(share, "action_send_mail")


@attempt("an SMS about the quotation", GATE, "seller", "xmlrpc")
def sms_composer(world, client):
    order = world.quotation()
    world.passes_if(lambda: bool(world.env["sms.sms"].search_count([("number", "=", PHONE)])))
    composer = client.create(
        "sms.composer",
        {
            "composition_mode": "comment",
            "res_model": "sale.order",
            "res_id": order.id,
            "body": "Giá 74.073.600",
        },
    )
    client.call(composer, "action_send_sms")


@attempt("many SMS about quotations", GATE, "sales_manager", "json2")
def sms_composer_mass(world, client):
    orders = world.quotation() + world.quotation()
    world.passes_if(lambda: bool(world.env["sms.sms"].search_count([("number", "=", PHONE)])))
    composer = client.create(
        "sms.composer",
        {
            "composition_mode": "mass",
            "res_model": "sale.order",
            "res_ids": str(orders.ids),
            "body": "Giá 74.073.600",
            "mass_keep_log": True,
        },
    )
    client.call(composer, "action_send_sms")


@attempt("the pro-forma by e-mail", GATE, "seller", "xmlrpc")
def proforma_mail(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_mailed(order))
    template = world.env.ref("sale.email_template_proforma")
    composer = client.create(
        "mail.compose.message",
        {
            "model": "sale.order",
            "res_ids": str(order.ids),
            "template_id": template.id,
            "composition_mode": "comment",
            "partner_ids": [(4, world.customer.id)],
        },
        context={"proforma": True},
    )
    client.call(composer, "action_send_mail", context={"proforma": True})
