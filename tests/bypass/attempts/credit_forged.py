"""The terms, the hold list and the money are written instead of earned."""

from ..attempt import attempt
from ..world import LIMIT

GATE = "credit"
SUITE = ("p2it_credit",)


def _hold(world, order):
    """Put an order on the hold list as the salesperson would, and ask for its release."""
    ids = order.with_user(world.seller).action_confirm_or_hold()["holds"]
    return world.env["p2it.credit.hold"].browse(ids)


@attempt("the hold released by who asked for it", GATE, "seller", "xmlrpc", "json2", "web", needs=SUITE)
@attempt("the hold released by a sales manager", GATE, "sales_manager", "json2", needs=SUITE)
@attempt("the hold released by an accountant", GATE, "accountant", "xmlrpc", needs=SUITE)
@attempt(
    "the hold released by the credit manager without the approval",
    GATE,
    "credit_manager",
    "xmlrpc",
    needs=SUITE,
)
def release(world, client):
    order = world.quotation()
    hold = _hold(world, order)
    world.passes_if(lambda: world.is_sold(order) or hold.state == "released")
    client.call(hold, "action_release")


@attempt("the hold written as released", GATE, "seller", "xmlrpc", "json2", needs=SUITE)
@attempt("the hold written as released by the credit manager", GATE, "credit_manager", "xmlrpc", needs=SUITE)
@attempt("the hold written as released by the administrator", GATE, "administrator", "json2", needs=SUITE)
def hold_written(world, client):
    order = world.quotation()
    hold = _hold(world, order)
    world.passes_if(lambda: hold.state in ("released", "cleared"))
    client.write(hold, {"state": "released"})


@attempt("the hold written as free by itself", GATE, "seller", "xmlrpc", needs=SUITE)
def hold_cleared(world, client):
    hold = _hold(world, world.quotation())
    world.passes_if(lambda: hold.state != "open")
    client.write(hold, {"state": "cleared"})


@attempt("the hold's figures written smaller, then approved for less", GATE, "seller", "json2", needs=SUITE)
def hold_figures(world, client):
    hold = _hold(world, world.quotation())
    before = hold.total
    world.passes_if(lambda: hold.total != before)
    client.write(hold, {"total": 1, "excess": 1})


@attempt("a release created by hand", GATE, "seller", "xmlrpc", "json2", needs=SUITE)
@attempt("a release created by the credit manager", GATE, "credit_manager", "xmlrpc", needs=SUITE)
def release_created(world, client):
    order = world.quotation()
    hold = _hold(world, order)
    world.passes_if(lambda: bool(hold.release_ids) or world.is_sold(order))
    client.create(
        "p2it.credit.release",
        {
            "hold_id": hold.id,
            "order_id": order.id,
            "partner_ids": [(6, 0, world.customer.ids)],
            "reason_id": world.env.ref("p2it_credit.reason_limit").id,
            "currency_id": order.currency_id.id,
            "figure": 1e12,
            "total": 1e12,
            "user_id": world.seller.id,
        },
    )
    client.call(order, "action_confirm")


@attempt("a hold created as released", GATE, "seller", "json2", needs=SUITE)
def hold_created(world, client):
    order = world.quotation()
    holds = world.env["p2it.credit.hold"]
    world.passes_if(lambda: bool(holds.search([("order_id", "=", order.id)])))
    client.create("p2it.credit.hold", {"order_id": order.id, "stage": "confirm", "state": "released"})


@attempt("the limit raised", GATE, "seller", "xmlrpc", "json2", needs=SUITE)
@attempt("the limit raised by a sales manager", GATE, "sales_manager", "xmlrpc", needs=SUITE)
@attempt("the limit raised by an accountant", GATE, "accountant", "json2", needs=SUITE)
def limit_raised(world, client):
    policy = world.policy
    world.passes_if(lambda: policy.limit > LIMIT)
    client.write(policy, {"limit": 1e12})


@attempt("a raise for some days created", GATE, "seller", "xmlrpc", needs=SUITE)
def raise_created(world, client):
    policies = world.env["p2it.credit.policy"]
    before = policies.search_count([])
    world.passes_if(lambda: policies.search_count([]) > before)
    client.create(
        "p2it.credit.policy",
        {"partner_id": world.customer.id, "limit_kind": "none", "date_to": "2099-01-01"},
    )


@attempt("the policy archived", GATE, "sales_manager", "json2", needs=SUITE)
def policy_archived(world, client):
    policy = world.policy
    world.passes_if(lambda: not policy.active)
    client.call(policy, "action_archive")


@attempt("the policy edited through the customer's form", GATE, "seller", "web", needs=SUITE)
def policy_by_customer(world, client):
    policy = world.policy
    world.passes_if(lambda: policy.limit > LIMIT or policy.limit_kind == "none")
    client.write(world.customer, {"credit_policy_ids": [(1, policy.id, {"limit_kind": "none"})]})


@attempt("the customer put below a company without limit", GATE, "trader", "xmlrpc", needs=SUITE)
def moved_below(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.write(world.customer, {"parent_id": world.other_customer.id})
    client.call(order, "action_confirm")


@attempt(
    "confirmed for a customer without limit, then given to the one with it",
    GATE,
    "seller",
    "xmlrpc",
    "json2",
    needs=SUITE,
)
def given_afterwards(world, client):
    order = world.quotation(partner_id=world.other_customer.id)
    world.passes_if(lambda: world.is_sold(order) and order.partner_id == world.customer)
    client.call(order, "action_confirm")
    client.write(order, {"partner_id": world.customer.id})


@attempt("invoiced to a customer without limit", GATE, "seller", "json2", needs=SUITE)
def invoiced_elsewhere(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.write(order, {"partner_invoice_id": world.other_customer.id})
    client.call(order, "action_confirm")


@attempt("ordered by a contact of the customer", GATE, "seller", "xmlrpc", needs=SUITE)
def by_contact(world, client):
    contact = world.env["res.partner"].create({"name": "Chị Hoa", "parent_id": world.customer.id})
    order = world.quotation(partner_id=contact.id)
    world.passes_if(lambda: world.is_sold(order))
    client.call(order, "action_confirm")


def _without_room(world):
    """:return: a confirmed order, and one for which it leaves no room"""
    first, second = world.quotation(300), world.quotation(300)
    first.with_user(world.seller).action_confirm()
    world.passes_if(lambda: world.is_sold(second))
    return first, second


@attempt("a confirmed order made a quotation to make room", GATE, "seller", "xmlrpc", "json2", needs=SUITE)
def room_by_draft(world, client):
    first, second = _without_room(world)
    client.write(first, {"state": "draft"})
    client.call(second, "action_confirm")


@attempt("a confirmed order written as cancelled to make room", GATE, "seller", "json2", needs=SUITE)
def room_by_cancel(world, client):
    first, second = _without_room(world)
    client.write(first, {"state": "cancel"})
    client.call(second, "action_confirm")


@attempt("a confirmed order written as fully invoiced to make room", GATE, "seller", "xmlrpc", needs=SUITE)
def room_by_invoiced(world, client):
    first, second = _without_room(world)
    client.write(first, {"invoice_status": "invoiced"})
    client.call(second, "action_confirm")


@attempt("a negative order confirmed to make room", GATE, "seller", "json2", needs=SUITE)
def room_by_negative(world, client):
    order, negative = world.quotation(), world.quotation(-LIMIT // 1000)
    world.passes_if(lambda: world.is_sold(order))
    client.call(negative, "action_confirm")
    client.call(order, "action_confirm")


@attempt("the amount paid written", GATE, "seller", "xmlrpc", needs=SUITE)
def paid_written(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order))
    client.write(order, {"amount_paid": 1e12, "credit_state": "free", "hold_reason_ids": [(5,)]})
    client.call(order, "action_confirm")


@attempt("a transfer created as confirmed", GATE, "seller", "xmlrpc", "json2", needs=SUITE)
def transfer_created(world, client):
    order = world.quotation()
    world.passes_if(lambda: world.is_sold(order) or order.amount_paid > 0)
    client.create(
        "p2it.bank.transfer",
        {
            "partner_id": world.customer.id,
            "amount": order.amount_total,
            "state": "confirmed",
            "line_ids": [(0, 0, {"order_id": order.id, "amount": order.amount_total})],
        },
    )
    client.call(order, "action_confirm")


@attempt("a transfer written as confirmed", GATE, "seller", "xmlrpc", "json2", "web", needs=SUITE)
def transfer_written(world, client):
    order = world.quotation()
    transfer = _transfer(world, order)
    world.passes_if(lambda: transfer.state == "confirmed" or order.amount_paid > 0)
    client.write(transfer, {"state": "confirmed"})


@attempt("the own transfer confirmed", GATE, "seller", "json2", needs=SUITE)
def transfer_confirmed(world, client):
    order = world.quotation()
    transfer = _transfer(world, order)
    world.passes_if(lambda: transfer.state == "confirmed" or order.amount_paid > 0)
    client.call(transfer, "action_confirm")


def _transfer(world, order):
    transfers = world.env["p2it.bank.transfer"].with_user(world.seller)
    transfer = transfers.create(
        {
            "partner_id": world.customer.id,
            "amount": order.amount_total,
            "line_ids": [(0, 0, {"order_id": order.id, "amount": order.amount_total})],
        }
    )
    return transfer.with_env(world.env)
