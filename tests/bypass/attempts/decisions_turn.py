"""Somebody decides whose turn it is not, or changes who decides."""

from contextlib import suppress

from ..clients import RefusedError
from .decisions import CONTEXTS, _confirm, _forge, _is_through


@_forge("approved out of turn, the second before the first", "chief", "xmlrpc")
@_forge("approved by somebody who isn't asked", "sales_manager", "xmlrpc")
@_forge("approved by who asked", "seller", "xmlrpc", "json2", "web")
def approve_own(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    client.call(request, "action_approve")


@_forge("approved by who asked, through the dialog's model", "seller", "json2")
def approve_by_dialog(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    dialog = client.create(
        "p2it.approval.answer", {"request_ids": [(6, 0, request.ids)], "comment": "Đồng ý"}
    )
    client.call(dialog, "action_approve")


@_forge("approved by the administrator, who isn't asked", "administrator", "json2")
def approve_administrator(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    client.call(request, "action_approve", context=CONTEXTS)


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
    with suppress(RefusedError):
        client.create("p2it.approval.delegation", {"user_id": world.boss.id, "delegate_id": client.user.id})
    client.call(request, "action_approve")


@_forge("another's lending turned to oneself", "seller", "json2")
def delegation_turned(world, client):
    request = world.ask(world.quotation())
    lending = world.env["p2it.approval.delegation"].create(
        {"user_id": world.boss.id, "delegate_id": world.accountant.id}
    )
    world.passes_if(lambda: bool(request.decision_ids) or lending.delegate_id == client.user)
    with suppress(RefusedError):
        client.write(lending, {"delegate_id": client.user.id})
    client.call(request, "action_approve")


@_forge("the own approvals lent in another's name by changing who lends", "seller", "xmlrpc")
def delegation_renamed(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids))
    with suppress(RefusedError):
        lending = client.create("p2it.approval.delegation", {"delegate_id": world.accountant.id})
        client.write(lending, {"user_id": world.boss.id, "delegate_id": client.user.id})
    client.call(request, "action_approve")


@_forge("the type switched off by a salesperson", "sales_manager", "xmlrpc", "json2")
def switch_off_type(world, client):
    order = world.quotation()
    kinds = world.env["p2it.approval.type"].search([("name", "=like", "Bypass %")])
    world.passes_if(lambda: _is_through(world, order))
    with suppress(RefusedError):
        client.write(kinds, {"active": False})
    _confirm(client, order)


@_forge(
    "the type's steps changed by the administrator while a request waits, then approved",
    "administrator",
    "json2",
)
def edit_type_in_flight(world, client):
    order = world.quotation()
    request = world.ask(order)
    world.passes_if(lambda: bool(request.decision_ids) or request.state == "approved")
    steps = request.type_id.step_ids
    client.write(
        request.type_id,
        {"step_ids": [(2, steps[1].id), (1, steps[0].id, {"user_ids": [(6, 0, client.user.ids)]})]},
    )
    client.call(request, "action_approve")


@_forge("a type of the own created, whose approval would count for the order", "sales_manager", "xmlrpc")
def create_type(world, client):
    before = world.env["p2it.approval.type"].search([])
    world.passes_if(lambda: bool(world.env["p2it.approval.type"].search([]) - before))
    client.create(
        "p2it.approval.type",
        {
            "name": "Của tôi",
            "gate": "order",
            "model_id": world.env["ir.model"]._get_id("sale.order"),
            "operation": "action_confirm",
            "step_ids": [
                (0, 0, {"name": "Tôi", "user_ids": [(6, 0, client.user.ids)], "excludes_requester": False})
            ],
        },
    )


@_forge("a server action that approves, run by the administrator", "administrator", "json2")
@_forge("a server action that approves, run by who asked", "seller", "xmlrpc")
def server_action_approve(world, client):
    order = world.quotation()
    request = world.ask(order)
    action = world.env["ir.actions.server"].create(
        {"name": "Duyệt", "model_id": world.env["ir.model"]._get_id("sale.order"), "state": "p2it_approve"}
    )
    world.passes_if(lambda: bool(request.decision_ids))
    client.run(action, order)


@_forge("the engine's inner methods called by name", "administrator", "xmlrpc")
def inner_methods(world, client):
    order = world.quotation()
    request = world.ask(order)
    world.passes_if(lambda: bool(request.decision_ids) or request.state == "approved")
    for method, args in (
        ("_close", ("approved",)),
        ("_add_decisions", ("approve", "")),
        ("_decide", ("approve", "")),
    ):
        with suppress(RefusedError):
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


@_forge("oneself made the approver's substitute", "sales_manager", "json2")
def substitute(world, client):
    request = world.ask(world.quotation())
    world.passes_if(lambda: bool(request.decision_ids) or world.boss.approval_substitute_id == client.user)
    with suppress(RefusedError):
        client.write(world.boss, {"approval_substitute_id": client.user.id})
    client.call(request, "action_approve")


@_forge("oneself put into the approvers' group", "sales_manager", "xmlrpc")
def join_group(world, client):
    request = world.ask(world.quotation())
    group = world.env.ref("p2it_approvals.group_administrator")
    world.passes_if(lambda: group in client.user.group_ids or bool(request.decision_ids))
    with suppress(RefusedError):
        client.write(client.user, {"group_ids": [(4, group.id)]})
    client.call(request, "action_approve")
