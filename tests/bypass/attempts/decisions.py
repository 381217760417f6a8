"""What people decided is forged, or decided by who may not."""

from contextlib import suppress

from ..attempt import attempt
from ..clients import Refused
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
        "type_id": kind.id, "type_version": kind.version, "res_model": "sale.order", "res_id": order.id,
        "requested_by": world.seller.id, "requested_date": "2026-01-01 08:00:00", "state": "approved",
        "fingerprint": digest, "guarded_fields": kind._get_guarded_paths(),
    }


def _decision_vals(request, user):
    return {"request_id": request.id, "line_id": request.line_ids[0].id, "user_id": user.id, "verdict": "approve",
            "date": "2026-01-01 08:00:00"}


def _forge(name, role, *clients):
    return attempt(name, GATE, role, *clients, needs=NEEDS)


@_forge("an approved request created", "seller", "xmlrpc", "json2", "web")
def create_request(world, client):
    order = world.quotation()
    world.passes_if(lambda: _is_through(world, order))
    with suppress(Refused):
        client.create(REQUEST, _request_vals(world, order))
    _confirm(client, order)


@_forge("an approved request created by the administrator", "administrator", "xmlrpc")
def create_request_as_administrator(world, client):
    order = world.quotation()
    world.passes_if(lambda: _is_through(world, order))
    with suppress(Refused):
        client.create(REQUEST, _request_vals(world, order), context=CONTEXTS)
    _confirm(client, order)


@_forge("an approved request imported", "administrator", "json2")
def import_request(world, client):
    order = world.quotation()
    vals = _request_vals(world, order)
    world.passes_if(lambda: _is_through(world, order))
    names = [f"{name}/.id" if name in ("type_id", "requested_by") else name for name in vals]
    with suppress(Refused):
        client.call(world.env[REQUEST], "load", names, [[str(value) for value in vals.values()]])
    _confirm(client, order)


@_forge("an approved request copied to another order", "seller", "json2")
def copy_request(world, client):
    approved, order = world.quotation(), world.quotation()
    request = world.ask(approved)
    for approver in (world.boss, world.chief):
        request.with_user(approver).action_approve()
    world.passes_if(lambda: _is_through(world, order))
    with suppress(Refused):
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
        with suppress(Refused):
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
    users = {"approver_ids": [(6, 0, client.user.ids)], "candidate_ids": [(6, 0, client.user.ids)],
             "excludes_requester": False}
    with suppress(Refused):
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


@_forge("approved by who asked", "seller", "xmlrpc", "json2", "web")
def approve_own(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    client.call(request, "action_approve")


@_forge("approved by who asked, through the dialog's model", "seller", "json2")
def approve_by_dialog(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    dialog = client.create("p2it.approval.answer", {"request_ids": [(6, 0, request.ids)], "comment": "Đồng ý"})
    client.call(dialog, "action_approve")


@_forge("approved by somebody who isn't asked", "sales_manager", "xmlrpc")
def approve_stranger(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    client.call(request, "action_approve")


@_forge("approved by the administrator, who isn't asked", "administrator", "json2")
def approve_administrator(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    client.call(request, "action_approve", context=CONTEXTS)


@_forge("approved out of turn, the second before the first", "chief", "xmlrpc")
def approve_out_of_turn(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    client.call(request, "action_approve")


@_forge("approved twice by the first, for the second as well", "boss", "json2")
def approve_twice(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: request.state == "approved" or len(request.decision_ids) > 1)
    client.call(request, "action_approve")
    client.call(request, "action_approve")


@_forge("another's approvals lent to oneself", "seller", "xmlrpc", "json2")
def delegate_to_oneself(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    with suppress(Refused):
        client.create("p2it.approval.delegation", {"user_id": world.boss.id, "delegate_id": client.user.id})
    client.call(request, "action_approve")


@_forge("another's lending turned to oneself", "seller", "json2")
def delegation_turned(world, client):
    request = world.ask(world.quotation())
    lending = world.env["p2it.approval.delegation"].create(
        {"user_id": world.boss.id, "delegate_id": world.accountant.id}
    )
    world.passes_if(lambda: bool(request.decision_ids) or lending.delegate_id == client.user)
    with suppress(Refused):
        client.write(lending, {"delegate_id": client.user.id})
    client.call(request, "action_approve")


@_forge("the own approvals lent in another's name by changing who lends", "seller", "xmlrpc")
def delegation_renamed(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    with suppress(Refused):
        lending = client.create("p2it.approval.delegation", {"delegate_id": world.accountant.id})
        client.write(lending, {"user_id": world.boss.id, "delegate_id": client.user.id})
    client.call(request, "action_approve")


@_forge("the type switched off by a salesperson", "sales_manager", "xmlrpc", "json2")
def switch_off_type(world, client):
    order = world.quotation()
    kinds = world.env["p2it.approval.type"].search([("name", "=like", "Bypass %")])
    world.passes_if(lambda: _is_through(world, order))
    with suppress(Refused):
        client.write(kinds, {"active": False})
    _confirm(client, order)


@_forge("the type's steps changed by the administrator while a request waits, then approved", "administrator", "json2")
def edit_type_in_flight(world, client):
    order = world.quotation()
    request = world.ask(order)
    world.passes_if(lambda: bool(request.decision_ids) or request.state == "approved")
    steps = request.type_id.step_ids
    client.write(request.type_id, {"step_ids": [(2, steps[1].id), (1, steps[0].id, {
        "user_ids": [(6, 0, client.user.ids)]})]})
    client.call(request, "action_approve")


@_forge("a type of the own created, whose approval would count for the order", "sales_manager", "xmlrpc")
def create_type(world, client):
    before = world.env["p2it.approval.type"].search([])
    world.passes_if(lambda: bool(world.env["p2it.approval.type"].search([]) - before))
    client.create(
        "p2it.approval.type",
        {"name": "Của tôi", "gate": "order", "model_id": world.env["ir.model"]._get_id("sale.order"),
         "operation": "action_confirm", "step_ids": [(0, 0, {"name": "Tôi", "user_ids": [(6, 0, client.user.ids)],
                                                              "excludes_requester": False})]},
    )


@_forge("a server action that approves, run by who asked", "seller", "xmlrpc")
def server_action_approve(world, client):
    order = world.quotation()
    request = world.ask(order)
    action = world.env["ir.actions.server"].create(
        {"name": "Duyệt", "model_id": world.env["ir.model"]._get_id("sale.order"), "state": "p2it_approve"}
    )
    world.passes_if(lambda: bool(request.decision_ids))
    client.call(action, "run", context={"active_model": "sale.order", "active_id": order.id, "active_ids": order.ids})


@_forge("a server action that approves, run by the administrator", "administrator", "json2")
def server_action_approve_administrator(world, client):
    order = world.quotation()
    request = world.ask(order)
    action = world.env["ir.actions.server"].create(
        {"name": "Duyệt", "model_id": world.env["ir.model"]._get_id("sale.order"), "state": "p2it_approve"}
    )
    world.passes_if(lambda: bool(request.decision_ids))
    client.call(action, "run", context={"active_model": "sale.order", "active_id": order.id, "active_ids": order.ids})


@_forge("the engine's inner methods called by name", "administrator", "xmlrpc")
def inner_methods(world, client):
    order = world.quotation()
    request = world.ask(order)
    world.passes_if(lambda: bool(request.decision_ids) or request.state == "approved")
    for method, args in (("_close", ("approved",)), ("_add_decisions", ("approve", "")), ("_decide", ("approve", ""))):
        with suppress(Refused):
            client.call(request, method, *args)


@_forge("approved, the document changed, its state written as sold", "seller", "web")
def approve_then_change(world, client):
    order = world.quotation()
    request = world.ask(order)
    for approver in (world.boss, world.chief):
        request.with_user(approver).action_approve()
    world.passes_if(lambda: world.is_sold(order) and order.order_line.price_unit == 123000)
    client.write(order.order_line, {"price_unit": 123000})
    client.write(order, {"state": "sale"})


@_forge("an approver named by who is no administrator of approvals", "seller", "json2")
def name_approver(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: client.user in request.line_ids.approver_ids)
    client.call(request, "action_name_approver", request.line_ids[0].id, client.user.id)
