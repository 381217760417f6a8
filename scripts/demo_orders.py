"""Odoo shell, after the demo company: the year's orders, so that every screen has something to show.

The list ends in the middle of 2026; its days move along, so that the last order was yesterday.
"""

import csv
from collections import defaultdict
from datetime import datetime, timedelta

from odoo import Command, fields
from odoo.tools import mute_logger

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
vietnamese = env(context={"lang": "vi_VN", "tracking_disable": True, "mail_notrack": True})

with open(ORDERS, encoding="utf-8-sig", newline="") as file:  # noqa: F821  (filled in by the set-up)
    rows = list(csv.DictReader(file))
days = {row["Ngày"]: datetime.strptime(row["Ngày"], "%d/%m/%Y") for row in rows}
shift = datetime.combine(fields.Date.today() - timedelta(days=1), datetime.min.time()) - max(days.values())

# Goods that are counted, and enough of each to deliver a year's orders.
goods = env["product.template"].search([("type", "=", "consu"), ("is_storable", "=", False)])
goods.is_storable = True
shelf = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1).lot_stock_id
env["stock.quant"].create(
    [
        {"product_id": product.id, "location_id": shelf.id, "inventory_quantity": 1000000}
        for product in goods.product_variant_ids
    ]
).action_apply_inventory()

customers = {customer.ref: customer for customer in env["res.partner"].search([("ref", "!=", False)])}
products = {product.default_code: product for product in vietnamese["product.product"].search([])}
people = {user.login.split("@")[0].upper(): user for user in env["res.users"].search([])}


def get_line(row):
    """:return: the values of an order line, or ``None`` for a product that is not there"""
    product = products.get(row["Mã hàng"])
    if not product:
        return None
    units = {unit.name.casefold(): unit for unit in product.uom_ids | product.uom_id}
    unit = units.get(row["ĐVT"].casefold(), product.uom_id)
    return {
        "product_id": product.id,
        "product_uom_id": unit.id,
        "product_uom_qty": float(row["Số lượng"]),
        # The list gives the price of the standard unit.
        "price_unit": product.uom_id._compute_price(float(row["Đơn giá"]), unit),
        "discount": float(row["CK %"]),
    }


by_number = defaultdict(list)
for row in rows:
    by_number[row["Số ĐH"]].append(row)

values = []
for number, lines in by_number.items():
    customer, line_values = customers.get(lines[0]["Mã KH"]), list(filter(None, map(get_line, lines)))
    if customer and line_values:
        date = days[lines[0]["Ngày"]] + shift + timedelta(hours=3)
        values.append(
            {
                "name": number,
                "partner_id": customer.id,
                "user_id": (people.get(lines[0]["Mã NVKD"]) or customer.user_id).id,
                "date_order": date,
                "order_line": [Command.create(line) for line in line_values],
            }
        )
values.sort(key=lambda order: order["date_order"])
orders = vietnamese["sale.order"].create(values)
# The latest of them are quotations that wait for an answer; the others were agreed to.
cut = orders[-1].date_order - timedelta(days=7)
agreed = orders.filtered(lambda order: order.date_order < cut)
with mute_logger("odoo.addons.sale"):
    for start in range(0, len(agreed), 100):
        batch = agreed[start : start + 100]
        dates = {order: order.date_order for order in batch}
        batch.action_confirm()
        for order, date in dates.items():
            order.date_order = date

# What was ordered more than two weeks ago has been delivered; the rest is still to go.
due = cut - timedelta(days=14)
transfers = agreed.filtered(lambda order: order.date_order < due).picking_ids
for start in range(0, len(transfers), 200):
    moves = transfers[start : start + 200].move_ids
    # Odoo has reserved the goods when the orders were confirmed.
    moves.picked = True
    moves._action_done()
for transfer in transfers:
    transfer.date_done = transfer.sale_id.date_order + timedelta(days=2)
env.cr.commit()
