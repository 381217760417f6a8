"""Odoo shell, last of all: limits of time, a rule of approval, and what waits because of them."""

from odoo import Command

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
env["p2it.stage.limit"].create([{"lead_type": "lead", "days": 30}, {"lead_type": "opportunity", "days": 14}])
# The list is of the middle of 2026: by now every lead in it would be stale.
env.cr.execute("UPDATE crm_lead SET stage_entered = now() - (id * 7919 % 45) * interval '1 day'")
env.invalidate_all()

kind = env["p2it.approval.type"].create(
    {
        "name": "Orders above 200 million",
        "model_id": env["ir.model"]._get_id("sale.order"),
        "operation": "action_confirm",
        "state_field": "state",
        "state_value": "sale",
        "domain": "[('amount_untaxed', '>=', 200000000)]",
        "guarded_fields": "partner_id\norder_line.product_id\norder_line.product_uom_qty\n"
        "order_line.price_unit\norder_line.discount",
        "step_ids": [
            Command.create(
                {"name": "Manager of the salesperson", "approver_kind": "salesperson_manager", "sla_hours": 8}
            )
        ],
    }
)
kind.with_context(lang="vi_VN").name = "Đơn hàng trên 200 triệu"
kind.step_ids.with_context(lang="vi_VN").name = "Quản lý của nhân viên kinh doanh"
waiting = env["sale.order"].search(
    [("state", "in", ("draft", "sent")), ("amount_untaxed", ">=", 200000000), ("user_id", "!=", False)],
    limit=6,
)
for order in waiting.filtered(lambda order: order.user_id._get_users_above()):
    requests = env["p2it.approval.request"].with_user(order.user_id).with_context(lang="vi_VN")
    requests.ask(order._name, order.ids, kind.id, "Khách quen, cần hàng trong tuần này.")
env.cr.commit()
