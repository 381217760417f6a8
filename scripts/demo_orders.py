"""Odoo shell, after the demo company: two years of orders, imported as any company's are, and what followed.

The list ends in the middle of 2026; its days move along, so that the last order was yesterday. What is older
than three weeks was delivered, invoiced and, as the list says, paid; then come orders that are still to be
delivered, and the last week's quotations that wait for an answer.
"""

import base64
import csv
import io
import time
from collections import defaultdict
from datetime import datetime, timedelta

from odoo import fields

env = env  # noqa: F821, PLW0127  (given by Odoo's shell)
began = time.monotonic()
QUOTATION_DAYS, OPEN_DAYS = 7, 21
today = fields.Date.today()

with open(ORDERS, encoding="utf-8-sig", newline="") as file:  # noqa: F821  (filled in by the set-up)
    rows = list(csv.DictReader(file))
days = {row["Ngày"]: datetime.strptime(row["Ngày"], "%d/%m/%Y").date() for row in rows}
shift = today - timedelta(days=1) - max(days.values())

# Goods that are counted, and enough of each to deliver two years' orders, since before the first of them.
goods = env["product.template"].search([("type", "=", "consu"), ("is_storable", "=", False)])
goods.is_storable = True
shelf = env["stock.warehouse"].search([("company_id", "=", env.company.id)], limit=1).lot_stock_id
env["stock.quant"].create(
    [
        {"product_id": product.id, "location_id": shelf.id, "inventory_quantity": 1000000}
        for product in goods.product_variant_ids
    ]
).action_apply_inventory()
counted = env["stock.move"].search([("is_inventory", "=", True)])
counted.date = counted.move_line_ids.date = datetime.combine(
    min(days.values()) + shift, datetime.min.time()
) - timedelta(days=1)


def prepare(number, lines):
    """:return: the rows of an order with its days of today, and with those of what followed"""
    serial = int("".join(filter(str.isdigit, number)))
    date = days[lines[0]["Ngày"]] + shift
    delivery = date + timedelta(days=1 + serial % 3)
    payment = delivery + timedelta(days=5 + serial * 7 % 41)
    paid = lines[0]["Thanh toán"]
    added = {
        "Ngày": f"{date:%d/%m/%Y}",
        "Ngày giao": f"{delivery:%d/%m/%Y}",
        "Ngày thanh toán": f"{payment:%d/%m/%Y}",
        "Thanh toán": f"{30 + serial % 5 * 10} %" if paid == "Một phần" else paid,
    }
    return date, [{**line, **added} for line in lines]


def take_over(name, prepared, **values):
    """Import orders, one batch after the other, each committed."""
    content = io.StringIO()
    lines = [line for _date, lines in prepared for line in lines]
    writer = csv.DictWriter(content, list(lines[0]))
    writer.writeheader()
    writer.writerows(lines)
    administrator = env.ref("base.user_admin")
    record = (
        env["p2it.import"]
        .with_user(administrator)
        .create(
            {
                "kind": "order",
                "filename": name,
                "file": base64.b64encode(content.getvalue().encode()),
                "order_price_basis": "standard",
                **values,
            }
        )
    )
    record.action_check()
    record._start()
    while record.sudo().state in ("queued", "running") and record.sudo()._process_batch():
        env.cr.commit()
    counts = (record.create_count, record.join_count, record.refuse_count, record.warning_count)
    print(name, record.state, counts, record.summary or "", f"{time.monotonic() - began:.0f} s")


by_number = defaultdict(list)
for row in rows:
    by_number[row["Số ĐH"]].append(row)
prepared = sorted((prepare(*pair) for pair in by_number.items()), key=lambda pair: pair[0])
quoted, ordered = (today - timedelta(days=1 + count) for count in (QUOTATION_DAYS, OPEN_DAYS))
administrator = env.ref("base.user_admin")
language, administrator.lang = administrator.lang, "vi_VN"
take_over(
    "don_hang_da_giao.csv",
    [pair for pair in prepared if pair[0] < ordered],
    order_result="confirmed",
    order_is_delivered=True,
    order_is_invoiced=True,
    order_is_paid=True,
    order_journal_id=env["account.journal"]
    .search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
    .id,
)
take_over(
    "don_hang_cho_giao.csv",
    [pair for pair in prepared if ordered <= pair[0] < quoted],
    order_result="confirmed",
)
take_over("bao_gia.csv", [pair for pair in prepared if pair[0] >= quoted])
administrator.lang = language
env.cr.commit()
