"""Odoo shell, after the approvals: who may owe how much, what some customers still owe, what is held.

Only the customers named here have terms; they have paid all they owe but for the last invoice.
"""

from datetime import timedelta

from odoo import Command, fields

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
CUSTOMERS, KEPT = 12, 2
today = fields.Date.today()
company = env.company
env["res.users"].search([("login", "=", "ketoan@congty.example")]).group_ids += env.ref(
    "p2it_credit.group_accountant"
)
director = env["res.users"].search([("login", "=", "nv001@congty.example")])
director.group_ids += env.ref("p2it_credit.group_manager")

bank = env["res.bank"].create({"name": "Vietcombank", "bic": "BFTVVNVX"})
account = env["res.partner.bank"].create(
    {"partner_id": company.partner_id.id, "acc_number": "0011001932418", "bank_id": bank.id}
)
journal = env["account.journal"].search([("type", "=", "bank"), ("company_id", "=", company.id)], limit=1)
journal.bank_account_id = account
company.vietqr_account_id = account

groups = env["sale.order"]._read_group(
    [("state", "=", "sale"), ("user_id", "!=", False)],
    ["partner_id"],
    ["amount_total:sum"],
    having=[("__count", ">=", KEPT + 1)],
    order="amount_total:sum desc, partner_id",
    limit=CUSTOMERS,
)
customers = env["res.partner"].union(*(partner for partner, _total in groups))
register = env["account.payment.register"]


def settle(customer, position):
    """Settle all orders but the last ones; most of them are paid, some in part, some are late."""
    orders = env["sale.order"].search(
        [("partner_id", "=", customer.id), ("state", "=", "sale")], order="date_order"
    )
    for number, order in enumerate(orders[:-KEPT]):
        invoice = order.invoice_ids.filtered(lambda move: move.state == "posted")[:1]
        if not invoice:
            invoice = order._create_invoices()
            invoice.invoice_date = order.date_order.date()
            invoice.action_post()
        day = invoice.invoice_date
        is_last = number == len(orders) - KEPT - 1
        share = (1, 0.5, 0)[position % 3] if is_last else 1
        if share and invoice.amount_residual:
            wizard = register.with_context(active_model="account.move", active_ids=invoice.ids)
            wizard.create(
                {
                    "journal_id": journal.id,
                    "payment_date": min(today, day + timedelta(days=20)),
                    "amount": company.currency_id.round(invoice.amount_residual * share),
                }
            )._create_payments()


for position, customer in enumerate(customers):
    settle(customer, position)
env.invalidate_all()
policies = env["p2it.credit.policy"]
for position, customer in enumerate(customers):
    values = {
        "partner_id": customer.id,
        "limit_kind": "amount",
        "limit": 10_000_000 * (1 + (customer.credit_exposure * (1 + position % 3 / 4)) // 10_000_000),
        "note": "Theo hợp đồng đại lý",
    }
    if position % 3 == 2:
        values |= {"overdue_kind": "check", "overdue_days": 15, "note": "Khách hay trả muộn"}
    if position == CUSTOMERS - 1:
        values = {"partner_id": customer.id, "prepayment_kind": "percent", "prepayment_percent": 50}
    policies.create(values)
policies.create(
    {
        "partner_id": customers[0].id,
        "limit_kind": "amount",
        "limit": 2 * policies.search([("partner_id", "=", customers[0].id)], limit=1).limit,
        "date_from": today,
        "date_to": today + timedelta(days=30),
        "note": "Nâng hạn mức mùa Tết",
    }
)
env.invalidate_all()
products = env["product.product"].search([("sale_ok", "=", True), ("list_price", ">", 100_000)], limit=3)


def quote(customer):
    """:return: a quotation over the customer's terms"""
    left = max(customer.credit_available, 0) + 30_000_000
    return env["sale.order"].create(
        {
            "partner_id": customer.id,
            "user_id": customer.user_id.id,
            "order_line": [
                Command.create(
                    {"product_id": product.id, "product_uom_qty": 1 + left // (3 * product.lst_price)}
                )
                for product in products
            ],
        }
    )


held = [quote(customer) for customer in customers[3:] if customer.credit_available < 200_000_000][:6]
for position, order in enumerate(held):
    seller = order.with_user(order.user_id).with_context(lang="vi_VN")
    seller.action_confirm_or_hold("Khách hứa chuyển khoản trong tuần.", ask=position % 2 == 0)
for order in held[1::2]:
    seller = order.with_user(order.user_id).with_context(lang="vi_VN")
    transfers = env["p2it.bank.transfer"].with_env(seller.env)
    transfers.create(
        {
            "partner_id": order.partner_id.id,
            "amount": order.amount_total,
            "bank_id": journal.id,
            "bank_reference": f"FT26{order.id:08d}",
            "line_ids": [Command.create({"order_id": order.id, "amount": order.amount_total})],
        }
    ).action_record()
env.cr.commit()
