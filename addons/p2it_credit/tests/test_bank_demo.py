import csv
import re
from collections import Counter, defaultdict
from datetime import datetime

from odoo import Command
from odoo.tests import tagged

from ..domain.payer_name import AGREEING, compare_names
from .bank_common import BankCommon, read_demo


def _read(name):
    with read_demo(name).open(encoding="utf-8-sig") as file:
        return list(csv.DictReader(file))


@tagged("post_install", "-at_install")
class TestDemoStatement(BankCommon):
    """A company's own statement, orders and customers, as they are: 410 rows, ten of them sent twice."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = {row["Mã KH"].strip(): row["Tên khách hàng"] for row in _read("khach_hang.csv")}
        totals, heads = defaultdict(float), {}
        for row in _read("don_hang.csv"):
            number = row["Số ĐH"].strip()
            price = float(row["Số lượng"]) * float(row["Đơn giá"]) * (1 - float(row["CK %"]) / 100)
            totals[number] += price
            heads[number] = row["Mã KH"].strip(), datetime.strptime(row["Ngày"].strip(), "%d/%m/%Y")
        cls.rows = _read("sao_ke.csv")
        named = {f"DH{code}" for row in cls.rows for code in _find(row["Nội dung"])}
        created = cls.env["res.partner"].create(
            [{"name": name, "is_company": True, "ref": code} for code, name in names.items()]
        )
        partners = {partner.ref: partner for partner in created}
        cls.orders = cls.env["sale.order"].create(
            [
                {
                    "name": number,
                    "partner_id": partners[heads[number][0]].id,
                    "company_id": cls.company.id,
                    "pricelist_id": cls.pricelist.id,
                    "date_order": heads[number][1],
                    "order_line": [
                        Command.create(
                            {
                                "product_id": cls.product.id,
                                "price_unit": round(totals[number]),
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
                for number in sorted(named & set(totals) - {"DH00061", "DH00639"})
            ]
        )

    def test_no_line_is_matched_wrongly_and_every_one_says_why(self):
        # Those of the common set-up would stand beside the company's own.
        (self.order | self.other_order).unlink()
        record = self._import_content(read_demo("sao_ke.csv").read_bytes())
        self.assertEqual(record.state, "done", record.message)
        self.assertEqual((record.create_count, record.join_count, record.refuse_count), (400, 10, 0))
        lines = self.env["p2it.bank.line"].search([("import_id", "=", record.id)])
        self.assertEqual(len(lines), 400)
        self.assertFalse(lines.filtered(lambda line: not line.reason or line.state == "new"))
        certain = lines.filtered("is_certain")
        for line in certain:
            orders = line.allocation_ids.order_id
            self.assertEqual({f"DH{code}" for code in _find(line.memo)}, set(orders.mapped("name")))
            self.assertIn(compare_names(line.payer_name, orders.partner_id.name), AGREEING)
            self.assertLessEqual(sum(line.allocation_ids.mapped("amount")), line.amount)
        self.assertGreaterEqual(len(certain), 50)
        print("sao_ke.csv:", dict(Counter(lines.mapped("state"))), "certain:", len(certain))  # noqa: T201
        again = self._import_content(read_demo("sao_ke.csv").read_bytes())
        self.assertEqual((again.create_count, again.join_count), (0, 410))


def _find(text):
    return re.findall(r"DH\s*(\d{5})", text.upper())
