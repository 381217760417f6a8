"""Odoo shell, after credit: goods that are scarce and on their way, packages with barcodes, goods held.

The shelves are full for the year's orders; what quotations of the last days ask for is made scarce here.
"""

from datetime import datetime, time, timedelta

from odoo import Command, fields

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
SCARCE, HOLDS, RETURNS, OLD_RETURNS = 24, 6, 12, 30
company = env.company
warehouse = env["stock.warehouse"].search([("company_id", "=", company.id)], limit=1)
now = fields.Datetime.now()

company.stock_hold_enabled = True
director = env["res.users"].search([("login", "=", "nv001@congty.example")])
director.group_ids += env.ref("p2it_sales_stock.group_manager")
salespeople = env.ref("sales_team.group_sale_salesman").all_user_ids.filtered(lambda user: not user.share)
# One by one: += on all of them would give each the groups of all, the administrator's too.
for user in salespeople:
    user.group_ids += env.ref("p2it_sales_stock.group_hold")
env["res.users"].search([("login", "=", "thukho@congty.example")]).group_ids += env.ref(
    "p2it_sales_stock.group_returns"
)
env.ref("base.group_user").implied_ids += env.ref("uom.group_uom")

# A barcode on each package, as it is printed on cartons.
packages = [
    (product, unit)
    for product in env["product.product"].search([("type", "=", "consu")], order="id")
    for unit in product.uom_ids
]
env["product.uom"].create(
    [
        {"product_id": product.id, "uom_id": unit.id, "barcode": f"8935{number:08}"}
        for number, (product, unit) in enumerate(packages, start=1)
    ]
)

# What is asked for in the quotations of the last days: little is there, more is ordered.
quotations = env["sale.order"].search([("state", "in", ("draft", "sent"))], order="date_order desc, id desc")
asked = {}
for line in quotations.order_line.filtered("product_id.is_storable"):
    amount = line.product_uom_id._compute_quantity(line.product_uom_qty, line.product_id.uom_id)
    asked[line.product_id] = asked.get(line.product_id, 0) + amount
scarce = sorted(asked, key=lambda product: (-asked[product], product.id))[:SCARCE]
counted = env["stock.quant"].search(
    [
        ("product_id", "in", [product.id for product in scarce]),
        ("location_id", "=", warehouse.lot_stock_id.id),
    ]
)
for quant in counted:
    share = (1.5, 0.7, 0.3, 0)[scarce.index(quant.product_id) % 4]
    quant.inventory_quantity = quant.reserved_quantity + round(asked[quant.product_id] * share)
counted.action_apply_inventory()

vendor = env["res.partner"].create(
    {"name": "Công ty TNHH Sản xuất Hàng tiêu dùng Miền Nam", "is_company": True, "supplier_rank": 1}
)
for days, part, confirmed in ((2, 0, True), (6, 1, True), (10, 2, False)):
    planned = datetime.combine((now + timedelta(days=days)).date(), time(3))
    purchase = env["purchase.order"].create(
        {
            "partner_id": vendor.id,
            "picking_type_id": warehouse.in_type_id.id,
            "order_line": [
                Command.create(
                    {
                        "product_id": product.id,
                        "product_qty": max(round(asked[product]), 10),
                        "price_unit": product.standard_price,
                        "date_planned": planned,
                    }
                )
                for position, product in enumerate(scarce)
                if position % 3 == part
            ],
        }
    )
    if confirmed:
        purchase.button_confirm()

# Some customers are still thinking, and their goods wait for them.
held = 0
for order in quotations:
    if held == HOLDS:
        break
    user = order.user_id
    if not user or not user.has_group("p2it_sales_stock.group_hold"):
        continue
    wizard = env["p2it.stock.hold.wizard"].with_user(user).with_context(default_order_id=order.id)
    made = wizard.create({**wizard.default_get(["order_id", "date_until", "line_ids"])})
    made.note = ("khách chốt sáng mai", "chờ chuyển khoản", "chờ giám đốc duyệt giá")[held % 3]
    made.line_ids.filtered(lambda line: not line.quantity).unlink()
    if made.line_ids:
        made.action_hold()
        held += 1
# Some of what was delivered comes back: asked for, received in part, inspected and credited.
reasons = env["p2it.return.reason"].search([])
delivered = env["sale.order"].search(
    [("state", "=", "sale"), ("order_line.qty_delivered", ">", 1), ("user_id", "!=", False)],
    order="date_order desc, id desc",
    limit=RETURNS,
)


def write_return(order, number, **values):
    """:return: a return of a quarter of one or two lines"""
    lines = order.order_line.filtered(lambda line: line.qty_delivered > 1 and line.product_id.is_storable)
    return env["p2it.return"].create(
        {
            "partner_id": order.partner_id.commercial_partner_id.id,
            "user_id": order.user_id.id,
            "reason_id": reasons[number % len(reasons)].id,
            "line_ids": [
                Command.create(
                    {
                        "order_line_id": line.id,
                        "product_uom_id": line.product_uom_id.id,
                        "quantity": max(int(line.qty_delivered / 4), 1),
                    }
                )
                for line in lines[:2]
            ],
            **values,
        }
    )


def bring_back(order, number):
    """Take goods back some days after they were delivered, and credit them on that day."""
    day = order.picking_ids.filtered("date_done")[:1].date_done + timedelta(days=6 + number % 15)
    document = write_return(order, number, date=day.date())
    document.action_submit()
    if document.state != "approved":
        return
    document.action_receive()
    receipts = document.receipt_ids
    receipts.move_ids.picked = True
    receipts.with_context(skip_backorder=True).button_validate()
    document.action_inspect()
    credits = document.credit_ids
    credits.invoice_date = day.date()
    credits.action_post()
    # What the server has just dated today was on that day.
    receipts = document.picking_ids.filtered(lambda transfer: transfer.state == "done")
    receipts.date_done = receipts.move_line_ids.date = day
    document.inspection_ids.inspected_date = day
    document.write({"submitted_date": day, "approved_date": day, "closed_date": document.closed_date and day})


for number, order in enumerate(delivered):
    if number % 4 == 3 and order.invoice_status == "to invoice":  # what was paid is given back
        order._create_invoices().action_post()
    document = write_return(order, number)
    if number % 4:
        document.action_submit()
    if document.state == "approved" and number % 4 > 1:
        document.action_receive()
        receipt = document.receipt_ids
        if number % 4 == 2:  # a part came, and waits to be inspected
            for move in receipt.move_ids:
                move.quantity = max(move.product_uom_qty // 2, 1)
        receipt.move_ids.picked = True
        receipt.with_context(skip_backorder=True).button_validate()
        if number % 4 == 3:
            document.action_inspect()

# Over the two years some goods came back as well.
old = env["sale.order"].search(
    [
        ("state", "=", "sale"),
        ("invoice_status", "=", "invoiced"),
        ("is_taken_over", "=", True),
        ("order_line.qty_delivered", ">", 1),
        ("user_id", "!=", False),
        ("date_order", "<", now - timedelta(days=60)),
        ("id", "not in", delivered.ids),
    ],
    order="date_order, id",
)
for number, order in enumerate(old[:: max(len(old) // OLD_RETURNS, 1)]):
    bring_back(order, number)
env.cr.commit()
