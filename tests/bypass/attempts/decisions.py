"""What people decided is forged, or decided by who may not."""

from contextlib import suppress

from ..attempt import attempt
from ..clients import RefusedError
from .order_confirm import CONTEXTS

GATE = "decisions"
NEEDS = ("p2it_approvals",)
REQUEST = "p2it.approval.request"


def _is_through(world, order):
    """:return: whether the order is sold, or could be: nothing is lacking any more"""
    return world.is_sold(order) or (
        world.has_types and not world.env["p2it.approval.type"]._find_gate_missing(order, "order")
    )


def _confirm(client, order):
    """Confirm after a forgery, even where that was refused half way."""
    client.call(order, "action_confirm")


def _request_vals(world, order):
    kind = world.env["p2it.approval.type"].search([("name", "=like", "Bypass %")], limit=1)
    digest = world.env["p2it.approval.document"]._get_fingerprint(order, kind._get_guarded_paths())
    return {
        "type_id": kind.id,
        "type_version": kind.version,
        "res_model": "sale.order",
        "res_id": order.id,
        "requested_by": world.seller.id,
        "requested_date": "2026-01-01 08:00:00",
        "state": "approved",
        "fingerprint": digest,
        "guarded_fields": kind._get_guarded_paths(),
    }


def _decision_vals(request, user):
    return {
        "request_id": request.id,
        "line_id": request.line_ids[0].id,
        "user_id": user.id,
        "verdict": "approve",
        "date": "2026-01-01 08:00:00",
    }


def _forge(name, role, *clients):
    return attempt(name, GATE, role, *clients, needs=NEEDS)


@_forge("an approved request created", "seller", "xmlrpc", "json2", "web")
def create_request(world, client):
    order = world.quotation()
    world.passes_if(lambda: _is_through(world, order))
    with suppress(RefusedError):
        client.create(REQUEST, _request_vals(world, order))
    _confirm(client, order)


@_forge("an approved request created by the administrator", "administrator", "xmlrpc")
def create_request_as_administrator(world, client):
    order = world.quotation()
    world.passes_if(lambda: _is_through(world, order))
    with suppress(RefusedError):
        client.create(REQUEST, _request_vals(world, order), context=CONTEXTS)
    _confirm(client, order)


@_forge("an approved request imported", "administrator", "json2")
def import_request(world, client):
    order = world.quotation()
    vals = _request_vals(world, order)
    world.passes_if(lambda: _is_through(world, order))
    names = [f"{name}/.id" if name in ("type_id", "requested_by") else name for name in vals]
    with suppress(RefusedError):
        client.call(world.env[REQUEST], "load", names, [[str(value) for value in vals.values()]])
    _confirm(client, order)


@_forge("an approved request copied to another order", "seller", "json2")
def copy_request(world, client):
    approved, order = world.quotation(), world.quotation()
    request = world.ask(approved)
    for approver in (world.boss, world.chief):
        request.with_user(approver).action_approve()
    world.passes_if(lambda: _is_through(world, order))
    with suppress(RefusedError):
        client.call(request, "copy", {"res_id": order.id})
    _confirm(client, order)


@_forge("an approved request turned to another order", "sales_manager", "xmlrpc")
def move_request(world, client):
    approved, order = world.quotation(), world.quotation()
    request = world.ask(approved)
    for approver in (world.boss, world.chief):
        request.with_user(approver).action_approve()
    world.passes_if(lambda: request.res_id == order.id or _is_through(world, order))
    client.write(request, {"res_id": order.id})


def _write_state(name, role, *clients):
    @_forge(name, role, *clients)
    def write_request(world, client):
        order = world.quotation()
        request = world.ask(order)
        world.passes_if(lambda: request.state == "approved" or _is_through(world, order))
        with suppress(RefusedError):
            client.write(request, {"state": "approved"}, context=CONTEXTS)
        _confirm(client, order)


_write_state("the own request written as approved", "seller", "xmlrpc", "json2", "web")
_write_state("a request written as approved by the administrator", "administrator", "json2")


@_forge("a step of the own request written as approved", "seller", "xmlrpc")
def write_line(world, client):
    order = world.quotation()
    request = world.ask(order)
    world.passes_if(lambda: "approved" in request.line_ids.mapped("state"))
    client.write(request.line_ids, {"state": "approved"})


@_forge("oneself made the approver of the own request, then approved", "seller", "xmlrpc", "json2")
def write_approvers(world, client):
    order = world.quotation()
    request = world.ask(order)
    world.passes_if(lambda: request.state == "approved")
    users = {
        "approver_ids": [(6, 0, client.user.ids)],
        "candidate_ids": [(6, 0, client.user.ids)],
        "excludes_requester": False,
    }
    with suppress(RefusedError):
        client.write(request.line_ids, users)
    client.call(request, "action_approve")


@_forge("a decision in another's name created", "seller", "xmlrpc", "json2")
def create_decision(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    client.create("p2it.approval.decision", _decision_vals(request, world.boss))


@_forge("a decision in another's name created by the administrator", "administrator", "web")
def create_decision_as_administrator(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    client.create("p2it.approval.decision", _decision_vals(request, world.boss), context=CONTEXTS)


@_forge("a decision changed from refused to approved", "administrator", "xmlrpc")
def write_decision(world, client):
    request = world.ask(world.quotation())
    request.with_user(world.boss).action_refuse("Giá quá thấp")
    world.passes_if(lambda: request.decision_ids.verdict == "approve")
    client.write(request.decision_ids, {"verdict": "approve"})


@_forge("a refusal deleted", "administrator", "json2")
def unlink_decision(world, client):
    request = world.ask(world.quotation())
    request.with_user(world.boss).action_refuse("Giá quá thấp")
    decision = request.decision_ids
    world.passes_if(lambda: not decision.exists())
    client.call(decision, "unlink")


@_forge("a request deleted", "administrator", "xmlrpc")
def unlink_request(world, client):
    request = world.ask(world.quotation())
    request.with_user(world.boss).action_refuse("Giá quá thấp")
    world.passes_if(lambda: not request.exists())
    client.call(request, "unlink")
