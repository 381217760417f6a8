"""Odoo shell, after the stock: two years' plans, a team's invoices and money, the ledger, settlements.

What the orders of some people of one team still owe is paid now, most of it in full.
"""

from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import Command, fields

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
TEAM = ("nv019", "nv021", "nv039")
LATE, LARGEST = 75, 400_000_000
company = env.company
today = fields.Date.today()
year = today.year
users = {user.login.split("@")[0]: user for user in env["res.users"].search([])}
team = [users[login] for login in TEAM]
director, accountant = users["nv001"], users["ketoan"]
director.group_ids += env.ref("p2it_commission.group_manager")
accountant.group_ids += env.ref("p2it_commission.group_officer")
company.p2it_commission_account_id = env["account.account"].search(
    [("code", "=like", "641%"), ("account_type", "=", "expense")], order="code", limit=1
)
groups = {group.complete_name: group for group in env["p2it.customer.group"].search([])}
categories = {category.complete_name: category for category in env["product.category"].search([])}
products = {product.default_code: product for product in env["product.product"].search([])}
journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)


def get_by_end(records, name):
    """:return: the record whose full name ends so, whatever it stands below"""
    return next(record for full, record in records.items() if full.endswith(name))


def get_rule(tiers=(), ages=(), **values):
    """:return: a rule; tiers are pairs of a total and what it pays, ages of days and percent"""
    return Command.create(
        {
            **values,
            "tier_ids": [Command.create({"threshold": total, "value": value}) for total, value in tiers],
            "age_ids": [Command.create({"days": days, "percent": percent}) for days, percent in ages],
        }
    )


def pay(move, day, share=1):
    """Pay an invoice, or a credit note out, in whole or in part."""
    wizard = env["account.payment.register"].with_context(active_model="account.move", active_ids=move.ids)
    wizard.create(
        {
            "journal_id": journal.id,
            "payment_date": min(today, day),
            "amount": company.currency_id.round(move.amount_residual * share),
        }
    )._create_payments()


def settle_invoice(order, number):
    """Have the rest of an order's invoice paid, late by some; others keep a part."""
    move = order.invoice_ids.filtered(lambda move: move.state == "posted")[:1]
    money = move.invoice_date + timedelta(days=LATE if number % 9 == 5 else 5 + number % 10)
    if move.amount_residual and money <= today:
        pay(move, money, 0.6 if number % 11 == 7 else 1)
    return move


beer, drinks, seasoning = (get_by_end(categories, name) for name in ("Bia", "Nước giải khát", "Gia vị"))
projects = get_by_end(groups, "Dự án")
late = [(15, 50), (60, 0)]
plan = env["p2it.commission.plan"].create(
    {
        "name": "Kinh doanh",
        "date_from": f"{year - 1}-01-01",
        "date_to": f"{year - 1}-12-31",
        "cap": 10_000_000,
        "rule_ids": [
            get_rule(rate=1.2, tiers=[(50_000_000, 1.6)], ages=late, cap=8_000_000),
            get_rule(rate=2, categ_id=beer.id),
            get_rule(rate=0.3, beneficiary="leader"),
        ],
    }
)
plan.action_confirm()
version = env["p2it.commission.plan"].browse(plan.action_new_version()["res_id"])
version.write(
    {
        "rule_ids": [
            Command.clear(),
            get_rule(rate=1.5, tiers=[(40_000_000, 2), (120_000_000, 2.5)], ages=late, cap=8_000_000),
            get_rule(rate=2.5, categ_id=beer.id),
            get_rule(rate=2, categ_id=drinks.id, ages=late),
            get_rule(rate=8, base="margin", categ_id=seasoning.id),
            get_rule(rate=1, customer_group_id=projects.id),
            get_rule(rate=0.4, beneficiary="leader"),
            get_rule(rate=0.1, beneficiary="leader", leader_level=2),
        ],
        "tier_ids": [
            Command.create({"threshold_kind": "target", "threshold": percent, "value": value})
            for percent, value in ((100, 110), (120, 125))
        ],
        "note": "<p>Hoa hồng trả khi khách đã trả tiền, thu đến đâu tính đến đó. Khách trả trễ quá 15 ngày "
        "chỉ tính một nửa, quá 60 ngày không tính.</p>",
    }
)
version.target_ids = [
    Command.create({"user_id": user.id, "date_from": f"{year}-{month:02}-01", "amount": 60_000_000})
    for user in team
    for month in range(1, 13)
]
version.action_confirm()
orders = env["sale.order"].search(
    [
        ("state", "=", "sale"),
        ("user_id", "in", [user.id for user in team]),
        ("invoice_status", "=", "invoiced"),
        ("amount_total", "<", LARGEST),
        ("date_order", ">", today - relativedelta(years=1)),
    ],
    order="date_order, id",
)
shared = orders.filtered(lambda order: order.user_id == team[0])[-1:].partner_id
env["p2it.commission.assignment"].create(
    {
        "user_id": team[1].id,
        "partner_id": shared.id,
        "share": 30,
        "note": "Cùng chăm sóc khách hàng này",
    }
)
invoices = [settle_invoice(order, number) for number, order in enumerate(orders)]

# One customer sends everything back, and gets the money again.
paid = [move for move in invoices if move.payment_state in ("paid", "in_payment")]
own = [move for move in paid if move.invoice_user_id == team[0]]
returned = min(own, key=lambda move: (move.amount_total, move.id))
wizard = env["account.move.reversal"].with_context(active_model="account.move", active_ids=returned.ids)
wizard = wizard.create({"date": today, "journal_id": returned.journal_id.id, "reason": "Hàng lỗi"})
refund = env["account.move"].browse(wizard.refund_moves()["res_id"])
refund.action_post()
pay(refund, today)

# What is older was sent to payroll. Last month is settled: one person agrees, another has a question.
officer = env(user=accountant.id, context={"lang": "vi_VN", "tz": "Asia/Ho_Chi_Minh"})
month = today.replace(day=1)


def settle(date_from, date_to):
    """:return: the settlements proposed, as the officer sees them"""
    wizard = officer["p2it.commission.settle.wizard"].create({"date_from": date_from, "date_to": date_to})
    return officer["p2it.commission.settlement"].search(wizard.action_settle()["domain"])


last = month - relativedelta(months=1)
old = settle(last - relativedelta(months=3), last - timedelta(days=1))
old.action_accept_for("Đã đồng ý qua thư điện tử.")
old.with_user(director).action_approve()
old.filtered(lambda one: one.state == "approved").action_send_to_payroll()
settlements = settle(last, month - timedelta(days=1))
accepted = settlements.filtered(lambda one: one.user_id == team[0])
accepted.with_user(team[0]).action_accept()
entry = env["p2it.commission.entry"].search([("user_id", "=", team[1].id), ("weight", "=", 50)], limit=1)
dispute = entry.with_user(team[1]).action_ask("Khách này trả đúng hạn, sao chỉ được tính một nửa?")
dispute.with_env(officer).action_answer(
    "Hạn là ngày ghi trên hóa đơn, tiền về sau hạn hơn 15 ngày nên theo chính sách chỉ tính một nửa."
)
env.cr.commit()
