"""Odoo shell, after the company's data is there: some weeks of care, its costs, sales and a request."""

import base64
import io
from datetime import timedelta

from odoo import Command, fields
from PIL import Image, ImageDraw

env = env(context={**env.context, "lang": "vi_VN"})  # noqa: F821  (given by Odoo's shell)
NOW = fields.Datetime.now().replace(microsecond=0)
SUMMARIES = (
    ("follow_up", "Giới thiệu bảng giá mới, khách xem thêm mẫu rồi trả lời tuần sau."),
    ("successful", "Chốt đơn tháng này, khách muốn giao thành hai đợt."),
    ("no_contact", "Gọi ba lần không ai nghe máy."),
    ("follow_up", "Ghé cửa hàng, kiểm tra hàng tồn: còn khoảng mười thùng."),
    ("successful", "Khách đồng ý trưng bày hàng ở quầy chính."),
    ("unsuccessful", "Khách đang dùng hàng của bên khác, chưa muốn đổi."),
)
COSTS = (("Tiếp khách ăn trưa", 450_000), ("Xăng xe đi thăm khách", 120_000), ("Quà biếu", 300_000))


def draw_photo(number):
    """:return: a picture of a shop front, as an attachment's content"""
    image = Image.new("RGB", (480, 360), ("#dbe7f0", "#f3e6d3", "#e3efdf")[number % 3])
    draw = ImageDraw.Draw(image)
    draw.rectangle((60, 120, 420, 330), fill="#ffffff", outline="#555555", width=4)
    draw.rectangle((60, 80, 420, 130), fill=("#b03a2e", "#1f618d", "#1e8449")[number % 3])
    draw.rectangle((210, 210, 270, 330), fill="#7e5109")
    for left in (90, 310):
        draw.rectangle((left, 170, left + 80, 240), fill="#aed6f1", outline="#555555", width=3)
    content = io.BytesIO()
    image.save(content, "JPEG", quality=80)
    return base64.b64encode(content.getvalue())


def record_care(user, customers):
    """:return: entries of the last weeks, some with photos, the newest of today"""
    names = (
        "p2it_crm.activity_type_visit",
        "mail.mail_activity_data_call",
        "mail.mail_activity_data_meeting",
    )
    kinds = env["mail.activity.type"].browse(env.ref(name).id for name in names)
    entries = env["p2it.care"]
    for number, customer in enumerate(customers):
        outcome, summary = SUMMARIES[number % len(SUMMARIES)]
        # today (after local midnight whatever the hour), then further and further back
        date = NOW - (timedelta(minutes=5 * number) if number < 3 else timedelta(days=4 * number, hours=2))
        photo = {"name": f"cua_hang_{number + 1}.jpg", "datas": draw_photo(number)}
        entry = entries.with_user(user).create(
            {
                "partner_id": customer.id,
                "date": date,
                "activity_type_id": kinds[number % len(kinds)].id,
                "outcome": outcome,
                "summary": summary,
                "duration": 0.25 * (1 + number % 4),
                "attachment_ids": [Command.create(photo)] if number % 2 == 0 else [],
            }
        )
        env.cr.execute("UPDATE p2it_care SET create_date = date WHERE id = %s", [entry.id])
        entries += entry
    entries.invalidate_recordset()
    return entries


def spend(entries):
    """Add expenses to some entries: one submitted, one approved, the rest drafts."""
    product = env.ref("hr_expense.product_product_no_cost")
    for number, entry in enumerate(entries[::3]):
        name, amount = COSTS[number % len(COSTS)]
        expense = env["hr.expense"].create(
            {
                "name": name,
                "product_id": product.id,
                "employee_id": entry.user_id.employee_id.id,
                "total_amount_currency": amount,
                "date": entry.date.date(),
                "care_id": entry.id,
            }
        )
        if number % 3 < 2:
            expense.with_user(entry.user_id).action_submit()
        if number % 3 == 1 and expense.state == "submitted":
            expense.action_approve()


def sell(customers):
    """Confirm an order for each customer, and invoice every second one."""
    products = env["product.product"].search(
        [("default_code", "!=", False), ("can_be_expensed", "=", False)], limit=6
    )
    for product in products:
        product.invoice_policy = "order"
    for number, customer in enumerate(customers):
        lines = [
            Command.create({"product_id": product.id, "product_uom_qty": 5 + number})
            for product in products[number % 3 :: 2]
        ]
        order = env["sale.order"].create(
            {"partner_id": customer.id, "user_id": customer.user_id.id, "order_line": lines}
        )
        order.action_confirm()
        order.date_order = NOW - timedelta(days=7 * number)
        if number % 2 == 0:
            order._create_invoices().action_post()


def ask_to_stop(user):
    """Leave one request waiting for the team leader."""
    lead = env["crm.lead"].search([("user_id", "=", user.id), ("won_status", "=", "pending")], limit=1)
    for number in range(env.company.stop_care_attempts):
        env["p2it.care"].with_user(user).create(
            {
                "lead_id": lead.id,
                "date": NOW - timedelta(days=3 - number, hours=1),
                "outcome": "no_contact" if number % 2 else "unsuccessful",
                "summary": "Khách hẹn rồi lại hoãn, gọi lại không nghe máy.",
            }
        )
    reason = env["crm.lost.reason"].search([], limit=1)
    request = (
        env["p2it.stop.care"]
        .with_user(user)
        .create(
            {
                "lead_id": lead.id,
                "reason_id": reason.id,
                "note": "Đã gọi và ghé nhiều lần, khách chuyển sang nhập hàng của bên khác.",
            }
        )
    )
    request.action_request()


# Imported a moment ago, the customers would all be new to whoever looks for those without care.
env.cr.execute(
    "UPDATE res_partner SET create_date = create_date - (30 + id % 100) * interval '1 day'"
    " WHERE lifecycle IS NOT NULL"
)
env.invalidate_all()
env.company.write({"stop_care_required": True, "care_reminder": True})
for login, count in (("nv019@congty.example", 14), ("nv012@congty.example", 4), ("nv013@congty.example", 6)):
    person = env["res.users"].search([("login", "=", login)])
    own = env["res.partner"].search(
        [("user_id", "=", person.id), ("parent_id", "=", False), ("lifecycle", "!=", False)], limit=count
    )
    if person and own:
        spend(record_care(person, own))
        sell(own[:6])
ask_to_stop(env["res.users"].search([("login", "=", "nv019@congty.example")]))
env.cr.commit()
