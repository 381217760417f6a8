"""Care is stopped without the chain that should agree to it."""

from contextlib import suppress

from ..attempt import attempt
from ..clients import RefusedError

GATE = "stop-care"
NEEDS = ("p2it_approvals",)
MODEL = "p2it.stop.care"


def _stop(name, role, *clients):
    return attempt(name, GATE, role, *clients, needs=NEEDS)


def _request(world, asked=True):
    """:return: the salesperson's request to close a customer, and the customer"""
    company = world.env.company
    company.write({"stop_care_required": True, "stop_care_attempts": 0})
    customer = world.env["res.partner"].create(
        {"name": "Đại lý Vắng", "is_company": True, "lifecycle": "prospect", "user_id": world.care_seller.id}
    )
    request = world.env[MODEL].with_user(world.care_seller).create(_vals(world, customer))
    if asked:
        request.action_request()
    return request.with_env(world.env), customer


def _vals(world, customer, **values):
    reason = world.env["crm.lost.reason"].search([], limit=1) or world.env["crm.lost.reason"].create(
        {"name": "Đã đóng cửa"}
    )
    return {"partner_id": customer.id, "reason_id": reason.id, "note": "Đã gọi nhiều lần", **values}


def _watch(world, request, customer):
    world.passes_if(
        lambda: request.state == "approved" or customer.lifecycle == "stopped" or not customer.active
    )


@_stop("agreed by the manager above, past the chain", "care_manager", "xmlrpc", "json2")
@_stop("agreed by who asked", "care_seller", "xmlrpc", "json2", "web")
def approve_own(world, client):
    request, customer = _request(world)
    _watch(world, request, customer)
    client.call(request, "action_approve")


@_stop("the state written as agreed by the administrator", "administrator", "json2")
@_stop("the state written as agreed", "care_manager", "xmlrpc", "web")
def write_state(world, client):
    request, customer = _request(world)
    _watch(world, request, customer)
    client.write(request, {"state": "approved"})


@_stop("created as agreed", "care_seller", "xmlrpc", "json2")
def create_approved(world, client):
    request, customer = _request(world, asked=False)
    world.passes_if(
        lambda: bool(
            world.env[MODEL].search_count([("partner_id", "=", customer.id), ("state", "=", "approved")])
        )
    )
    client.call(request, "unlink")
    client.create(MODEL, _vals(world, customer, state="approved"))


@_stop("created with a default state in the context", "care_seller", "json2")
def create_default(world, client):
    request, customer = _request(world, asked=False)
    world.passes_if(
        lambda: bool(
            world.env[MODEL].search_count([("partner_id", "=", customer.id), ("state", "=", "approved")])
        )
    )
    client.call(request, "unlink")
    client.create(MODEL, _vals(world, customer), context={"default_state": "approved"})


@_stop("imported as agreed", "care_seller", "xmlrpc")
def import_approved(world, client):
    request, customer = _request(world, asked=False)
    world.env["ir.model.data"].create(
        {"module": "bypass", "name": "stop", "model": MODEL, "res_id": request.id}
    )
    _watch(world, request, customer)
    client.call(world.env[MODEL], "load", ["id", "state"], [["bypass.stop", "approved"]])


@_stop("the customer's state written as stopped", "care_seller", "xmlrpc", "json2")
def write_lifecycle(world, client):
    request, customer = _request(world)
    _watch(world, request, customer)
    client.write(customer, {"lifecycle": "stopped"})


@_stop("the customer archived", "care_seller", "json2", "web")
def archive(world, client):
    request, customer = _request(world)
    _watch(world, request, customer)
    client.write(customer, {"active": False})


@_stop("the chain's request taken back, then agreed by the manager", "care_seller", "xmlrpc")
def withdraw_chain(world, client):
    request, customer = _request(world)
    _watch(world, request, customer)
    approvals = world.env["p2it.approval.request"].search(
        [("res_model", "=", MODEL), ("res_id", "=", request.id)]
    )
    with suppress(RefusedError):
        client.call(approvals, "action_withdraw")
    world.client("care_manager").call(request, "action_approve")
