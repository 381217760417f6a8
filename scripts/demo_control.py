"""Odoo shell, last of all: limits of time, what needs whose approval, and what waits because of it."""

from odoo import Command

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
env["p2it.stage.limit"].create([{"lead_type": "lead", "days": 30}, {"lead_type": "opportunity", "days": 14}])
# The list is of the middle of 2026: by now every lead in it would be stale.
env.cr.execute("UPDATE crm_lead SET stage_entered = now() - (id * 7919 % 45) * interval '1 day'")
env.invalidate_all()


def make_person(login, name, groups):
    """:return: a colleague who is no salesperson"""
    user = env["res.users"].create(
        {
            "name": name,
            "login": f"{login}@congty.example",
            "email": f"{login}@congty.example",
            "password": "demo",
            "lang": "vi_VN",
            "tz": "Asia/Ho_Chi_Minh",
            "odoobot_state": "disabled",
            "group_ids": [Command.set([env.ref(group).id for group in groups])],
        }
    )
    env["hr.employee"].create({"name": name, "user_id": user.id})
    return user


accountant = make_person(
    "ketoan", "Phạm Thị Thu Hà", ["account.group_account_invoice", "stock.group_stock_user"]
)
keeper = make_person("thukho", "Đỗ Văn Kho", ["stock.group_stock_manager"])
guard = make_person("baove", "Lê Văn Cổng", ["p2it_approvals.group_guard"])


def make_type(name, vietnamese, steps, **values):
    """:return: an approval type with its steps, in both languages"""
    kind = env["p2it.approval.type"].create(
        {"name": name, "step_ids": [Command.create(step) for step, _words in steps], **values}
    )
    kind.with_context(lang="vi_VN").name = vietnamese
    for step, (_values, words) in zip(kind.step_ids, steps, strict=True):
        step.with_context(lang="vi_VN").name = words
    return kind


manager = (
    {"name": "Manager of the salesperson", "approver_kind": "salesperson_manager", "sla_hours": 8},
    "Quản lý của nhân viên kinh doanh",
)
director = (
    {
        "name": "Sales director",
        "user_ids": [Command.set(env["res.users"].search([("login", "=", "nv001@congty.example")]).ids)],
        "sequence": 20,
    },
    "Giám đốc kinh doanh",
)
quotation = make_type(
    "Quotations above 200 million",
    "Báo giá trên 200 triệu",
    [manager],
    gate="quotation",
    domain="[('amount_untaxed', '>=', 200000000)]",
)
make_type(
    "Orders above 500 million, or 1 billion of a customer in a month",
    "Đơn hàng trên 500 triệu, hoặc khách đặt 1 tỷ trong tháng",
    [manager, director],
    gate="order",
    domain="['|', ('amount_untaxed', '>=', 500000000), ('customer_period_total', '>=', 1000000000)]",
)
dispatch = make_type(
    "Goods leave the company",
    "Xuất hàng khỏi công ty",
    [
        ({"name": "Warehouse", "user_ids": [Command.set(keeper.ids)], "sequence": 10}, "Thủ kho"),
        ({"name": "Accountant", "user_ids": [Command.set(accountant.ids)], "sequence": 20}, "Kế toán"),
        (
            {
                "name": "Guard",
                "approver_kind": "group",
                "group_id": env.ref("p2it_approvals.group_guard").id,
                "by_gate_pass": True,
                "sequence": 30,
            },
            "Bảo vệ",
        ),
    ],
    gate="dispatch",
    needs_gate_pass=True,
)
waiting = env["sale.order"].search(
    [("state", "in", ("draft", "sent")), ("amount_untaxed", ">=", 200000000), ("user_id", "!=", False)],
    limit=6,
)
requests = env["p2it.approval.request"]
for order in waiting.filtered(lambda order: order.user_id._get_users_above()):
    asking = requests.with_user(order.user_id).with_context(lang="vi_VN")
    asking.ask(order._name, order.ids, quotation.id, "Khách quen, cần hàng trong tuần này.")

# Four transfers wait for the accountant, two of them have passed him and wait at the gate.
transfers = env["stock.picking"].search(
    [("picking_type_code", "=", "outgoing"), ("state", "=", "assigned")], order="id desc", limit=4
)
for position, transfer in enumerate(transfers):
    asking = requests.with_user(env.ref("base.user_admin")).with_context(lang="vi_VN")
    request = requests.browse(asking.ask(transfer._name, transfer.ids, dispatch.id, "Giao trong ngày."))
    request.with_user(keeper).action_approve()
    if position < 2:
        request.with_user(accountant).action_approve()
env.cr.commit()
