"""A quotation that nobody approved is printed without the mark, said to be sent, or exported."""

from ..attempt import attempt

GATE = "quotation"
TEXT = "/report/{kind}/{report}/{id}"


def _print(world, client, kind, report, order, **params):
    return client.get(TEXT.format(kind=kind, report=report, id=order.id), **params)


@attempt("the print as HTML, not marked as a draft", GATE, "seller", "web")
def print_html(world, client):
    order = world.quotation()
    page = _print(world, client, "html", "sale.report_saleorder", order)
    world.passes_if(lambda: world.shows_unmarked(page))


@attempt("the print as PDF, not marked as a draft", GATE, "seller", "web")
def print_pdf(world, client):
    order = world.quotation()
    page = _print(
        world, client, "pdf", "sale.report_saleorder", order, context='{"force_report_rendering": true}'
    )
    world.passes_if(lambda: world.shows_unmarked(page))


@attempt("the print as text, not marked as a draft", GATE, "seller", "web")
def print_text(world, client):
    order = world.quotation()
    page = _print(world, client, "text", "sale.report_saleorder", order)
    world.passes_if(lambda: world.shows_unmarked(page))


@attempt("the print of an approved and an unapproved quotation in one file", GATE, "seller", "web")
def print_together(world, client):
    approved, order = world.quotation(1, approved=False), world.quotation()
    page = client.get(f"/report/html/sale.report_saleorder/{approved.id},{order.id}")
    world.passes_if(lambda: world.shows_unmarked(page))


@attempt("the pro-forma, not marked as a draft", GATE, "seller", "web")
def print_proforma(world, client):
    order = world.quotation()
    page = _print(world, client, "html", "sale.report_saleorder_pro_forma", order)
    world.passes_if(lambda: world.shows_unmarked(page))


@attempt("the print with context keys that a client sets", GATE, "seller", "web")
def print_context(world, client):
    order = world.quotation()
    page = _print(
        world,
        client,
        "html",
        "sale.report_saleorder",
        order,
        context='{"proforma": true, "approved": true, "p2it_skip": true}',
    )
    world.passes_if(lambda: world.shows_unmarked(page))


@attempt("the download of the print, not marked as a draft", GATE, "sales_manager", "web")
def print_download(world, client):
    order = world.quotation()
    page = client.post(
        "/report/download",
        data=f'["/report/pdf/sale.report_saleorder/{order.id}?context=%7B%22force_report_rendering%22%3Atrue%7D",'
        ' "qweb-pdf"]',
    )
    world.passes_if(lambda: world.shows_unmarked(page))


@attempt("the electronic order (EDI) downloaded inside", GATE, "seller", "web", needs=("sale_edi_ubl",))
def edi_inside(world, client):
    order = world.quotation()
    page = client.get(f"/my/orders/{order.id}/download_edi")
    world.passes_if(lambda: world.shows_unmarked(page))


@attempt("the portal's own print, downloaded inside", GATE, "seller", "web")
def portal_print_inside(world, client):
    order = world.quotation()
    page = client.get(f"/my/orders/{order.id}", report_type="html")
    world.passes_if(lambda: world.shows_unmarked(page))


# ---- said to be sent ----


@attempt("“Mark as sent”", GATE, "seller", "xmlrpc", "json2", "web")
def mark_as_sent(world, client):
    order = world.quotation()
    world.passes_if(lambda: order.state == "sent")
    client.call(order, "action_quotation_sent")


@attempt("the state written as sent", GATE, "seller", "xmlrpc", "json2", "web")
def write_sent(world, client):
    order = world.quotation()
    world.passes_if(lambda: order.state == "sent")
    client.write(order, {"state": "sent"})


@attempt("created as sent", GATE, "seller", "xmlrpc", "json2")
def create_sent(world, client):
    orders = world.env["sale.order"]
    before = orders.search([])
    world.passes_if(lambda: "sent" in (orders.search([]) - before).mapped("state"))
    client.create("sale.order", world.order_vals(state="sent"))


@attempt("created with a default state in the context", GATE, "seller", "json2", "web")
def create_default_sent(world, client):
    orders = world.env["sale.order"]
    before = orders.search([])
    world.passes_if(lambda: "sent" in (orders.search([]) - before).mapped("state"))
    client.create("sale.order", world.order_vals(), context={"default_state": "sent"})


@attempt("imported as sent", GATE, "seller", "xmlrpc")
def import_sent(world, client):
    order = world.quotation()
    world.env["ir.model.data"].create(
        {"module": "bypass", "name": "order", "model": "sale.order", "res_id": order.id}
    )
    world.passes_if(lambda: order.state == "sent")
    client.call(world.env["sale.order"], "load", ["id", "state"], [["bypass.order", "sent"]])


@attempt("copied as sent", GATE, "seller", "xmlrpc")
def copy_sent(world, client):
    order = world.quotation()
    copies = order.browse()
    world.passes_if(lambda: copies.state == "sent")
    copies = copies.browse(client.call(order, "copy", {"state": "sent"}))


@attempt("a message that marks it as sent", GATE, "seller", "xmlrpc")
def message_marks_sent(world, client):
    order = world.quotation()
    world.passes_if(lambda: order.state == "sent")
    client.call(order, "message_post", body="Đã gửi", context={"mark_so_as_sent": True})


# ---- listed ----


@attempt("the lines with their prices in a list export", GATE, "seller", "web")
def export_lines(world, client):
    order = world.quotation()
    client.user.group_ids += world.env.ref("base.group_allow_export")
    fields = [{"name": name, "label": name} for name in ("name", "order_line/name", "order_line/price_unit")]
    page = client.post(
        "/web/export/csv",
        data=world.json(
            {
                "model": "sale.order",
                "fields": fields,
                "ids": order.ids,
                "domain": [],
                "import_compat": False,
                "context": {},
            }
        ),
    )
    world.passes_if(lambda: world.shows_unmarked(page))
