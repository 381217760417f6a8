"""A quotation that nobody approved is read in the portal, by its link, as a file, or marked as sent."""

import base64

from ..attempt import attempt
from ..world import AMOUNT, LARGE, SECRET

GATE = "quotation"


# ---- in the portal ----


def _outdated(world):
    """:return: a quotation that was approved and sent, and changed since"""
    order = world.quotation(approved=True)
    order.action_quotation_sent()
    order.order_line.price_unit = 130000
    return order


@attempt(
    "the customer's list of quotations, one changed since it was approved and sent", GATE, "portal", "web"
)
def portal_list(world, client):
    order = _outdated(world)
    page = client.get("/my/quotes")
    world.passes_if(lambda: order.name in page.text)


@attempt("the counter of quotations on the customer's home page", GATE, "portal", "web")
def portal_counter(world, client):
    _outdated(world)
    counters = client.jsonrpc("/my/counters", counters=["quotation_count"])
    world.passes_if(lambda: bool(counters.get("quotation_count")))


@attempt("the quotation's page, by its number", GATE, "portal", "web")
def portal_page(world, client):
    order = world.quotation()
    page = client.get(f"/my/orders/{order.id}")
    world.passes_if(lambda: world.shows(page))


@attempt("the print of the quotation in the portal", GATE, "portal", "web")
def portal_print(world, client):
    order = world.quotation()
    page = client.get(f"/my/orders/{order.id}", report_type="pdf")
    world.passes_if(lambda: world.shows(page))


@attempt("sale.order read by RPC", GATE, "portal", "xmlrpc", "web")
def portal_read(world, client):
    order = world.quotation()
    rows = client.call(world.env["sale.order"], "search_read", [], ["name", "amount_total"])
    world.passes_if(lambda: any(row["id"] == order.id for row in rows))


@attempt("sale.order.line read by RPC", GATE, "portal", "xmlrpc")
def portal_read_lines(world, client):
    order = world.quotation()
    rows = client.call(world.env["sale.order.line"], "search_read", [], ["name", "price_unit"])
    world.passes_if(lambda: any(row["id"] in order.order_line.ids for row in rows))


@attempt("its amounts, summed by RPC", GATE, "portal", "xmlrpc")
def portal_group(world, client):
    world.quotation()
    rows = client.call(
        world.env["sale.order"],
        "formatted_read_group",
        [("partner_id", "=", world.customer.id)],
        groupby=[],
        aggregates=["amount_total:sum"],
    )
    world.passes_if(lambda: bool(rows and rows[0]["amount_total:sum"]))


@attempt("a search that guesses the amount of a quotation not shown", GATE, "portal", "xmlrpc")
def portal_guess(world, client):
    world.quotation()
    found = client.call(world.env["sale.order"], "search_count", [("amount_total", ">", LARGE * 100000)])
    world.passes_if(lambda: bool(found))


@attempt("the quotation's chatter in the portal", GATE, "portal", "web")
def portal_chatter(world, client):
    order = world.quotation()
    order.message_post(body=f"Giá {AMOUNT}", message_type="comment", subtype_xmlid="mail.mt_comment")
    answer = client.jsonrpc(
        "/mail/chatter_fetch", thread_model="sale.order", thread_id=order.id, fetch_params={}
    )
    world.passes_if(lambda: AMOUNT in str(answer))


@attempt("the messages on the quotation read by RPC", GATE, "portal", "xmlrpc")
def portal_messages(world, client):
    order = world.quotation()
    order.message_post(body=f"Giá {AMOUNT}", message_type="comment", subtype_xmlid="mail.mt_comment")
    rows = client.call(world.env["mail.message"], "search_read", [("model", "=", "sale.order")], ["body"])
    world.passes_if(lambda: AMOUNT in str(rows))


@attempt("a file attached to the quotation, by RPC", GATE, "portal", "xmlrpc")
def portal_attachment(world, client):
    order = world.quotation()
    file = world.env["ir.attachment"].create(
        {"name": "bao-gia.txt", "raw": SECRET.encode(), "res_model": "sale.order", "res_id": order.id}
    )
    rows = client.call(file, "read", ["datas"])
    world.passes_if(lambda: SECRET.encode() in base64.b64decode(rows[0]["datas"]))


# ---- by the link ----


@attempt("the link of an old e-mail", GATE, "anonymous", "web")
def token_page(world, client):
    order = world.quotation()
    page = client.get(f"/my/orders/{order.id}", access_token=world.token(order))
    world.passes_if(lambda: world.shows(page))


@attempt("the link of a quotation changed after the approval", GATE, "anonymous", "web")
def token_page_changed(world, client):
    order = _outdated(world)
    page = client.get(f"/my/orders/{order.id}", access_token=world.token(order))
    world.passes_if(lambda: world.shows(page))


@attempt("the quotation as PDF, by the link", GATE, "anonymous", "web")
def token_pdf(world, client):
    order = world.quotation()
    page = client.get(
        f"/my/orders/{order.id}", access_token=world.token(order), report_type="pdf", download="1"
    )
    world.passes_if(lambda: world.shows(page))


@attempt("the quotation as HTML, by the link", GATE, "anonymous", "web")
def token_html(world, client):
    order = world.quotation()
    page = client.get(f"/my/orders/{order.id}", access_token=world.token(order), report_type="html")
    world.passes_if(lambda: world.shows(page))


@attempt("the quotation as text, by the link", GATE, "anonymous", "web")
def token_text(world, client):
    order = world.quotation()
    page = client.get(f"/my/orders/{order.id}", access_token=world.token(order), report_type="text")
    world.passes_if(lambda: world.shows(page))


@attempt("the electronic order (EDI), by the link", GATE, "anonymous", "web", needs=("sale_edi_ubl",))
def token_edi(world, client):
    order = world.quotation()
    page = client.get(f"/my/orders/{order.id}/download_edi", access_token=world.token(order))
    world.passes_if(lambda: world.shows(page))


@attempt("a document of the quoted product, by the link", GATE, "anonymous", "web")
def token_document(world, client):
    document = world.env["product.document"].create(
        {
            "name": "bang-gia.txt",
            "raw": SECRET.encode(),
            "res_model": "product.product",
            "res_id": world.product.id,
            "attached_on_sale": "quotation",
        }
    )
    order = world.quotation()
    page = client.get(f"/my/orders/{order.id}/document/{document.id}", access_token=world.token(order))
    world.passes_if(lambda: world.shows(page))


@attempt("the link of an e-mail, /mail/view", GATE, "anonymous", "web")
def token_mail_view(world, client):
    order = world.quotation()
    page = client.get("/mail/view", model="sale.order", res_id=order.id, access_token=world.token(order))
    world.passes_if(lambda: world.shows(page))


@attempt("the chatter by the link", GATE, "anonymous", "web")
def token_chatter(world, client):
    order = world.quotation()
    order.message_post(body=f"Giá {AMOUNT}", message_type="comment", subtype_xmlid="mail.mt_comment")
    answer = client.jsonrpc(
        "/mail/chatter_fetch",
        thread_model="sale.order",
        thread_id=order.id,
        token=world.token(order),
        fetch_params={},
    )
    world.passes_if(lambda: AMOUNT in str(answer))


@attempt(
    "another quantity of an optional line, by the link, after the approval",
    GATE,
    "anonymous",
    "web",
    needs=("sale_management",),
)
def token_quantity(world, client):
    order = world.quotation(
        approved=True,
        order_line=[
            world.line(),
            (0, 0, {"display_type": "line_section", "name": "Tùy chọn", "is_optional": True, "sequence": 20}),
            world.line(1, product_id=world.other_product.id, sequence=21),
        ],
    )
    order.action_quotation_sent()
    line = order.order_line[-1]
    page = {}
    world.passes_if(lambda: line.product_uom_qty == 500 and world.shows(page["it"]))
    client.jsonrpc(
        f"/my/orders/{order.id}/update_line_dict",
        line_id=line.id,
        input_quantity=500,
        access_token=world.token(order),
    )
    page["it"] = client.get(f"/my/orders/{order.id}", access_token=world.token(order))


@attempt("the token itself read by RPC, then the page", GATE, "seller", "json2", "web")
def read_token(world, client):
    order = world.quotation()
    url = client.call(order, "get_portal_url")
    world.case.authenticate(None, None)
    page = world.case.url_open(url)
    world.passes_if(lambda: world.shows(page))


@attempt("the token written by RPC, then the page", GATE, "seller", "xmlrpc")
def write_token(world, client):
    order = world.quotation()
    client.write(order, {"access_token": "an-anh-biet"})
    page = world.case.url_open(f"/my/orders/{order.id}?access_token=an-anh-biet")
    world.passes_if(lambda: world.shows(page))


@attempt("“Preview”, then its address without a session", GATE, "seller", "xmlrpc")
def preview(world, client):
    order = world.quotation()
    url = client.call(order, "action_preview_sale_order")["url"]
    page = world.case.url_open(url)
    world.passes_if(lambda: world.shows(page))


@attempt("a payment link", GATE, "seller", "xmlrpc")
def payment_link(world, client):
    order = world.quotation()
    wizard = client.create(
        "payment.link.wizard",
        {"res_model": "sale.order", "res_id": order.id, "amount": 100, "amount_max": 1000},
    )
    link = client.call(wizard, "read", ["link"])[0]["link"]
    world.passes_if(lambda: bool(link) and "access_token=" in link)
