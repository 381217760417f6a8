import base64
import io
import re

import zxingcpp
from odoo import Command
from odoo.tests import TransactionCase, new_test_user
from PIL import Image

from ..domain.vietqr import parse


class VietqrCommon(TransactionCase):
    """A company in đồng with an account at Vietcombank on its quotations, and a customer's order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.dong = cls.env.ref("base.VND")
        cls.dong.active = True
        cls.env["p2it.approval.type"].search([]).active = False
        cls.company = cls.env.company
        cls.company.partner_id.name = "Công ty TNHH Đại Phát"
        cls.bank = cls.env["res.bank"].create({"name": "Vietcombank - CN Sài Gòn"})
        cls.account = cls.env["res.partner.bank"].create(
            {
                "partner_id": cls.company.partner_id.id,
                "acc_number": "0011 001 932 418",
                "bank_id": cls.bank.id,
            }
        )
        cls.company.vietqr_account_id = cls.account
        cls.pricelist = cls.env["product.pricelist"].create(
            {"name": "Bảng giá đồng", "currency_id": cls.dong.id}
        )
        cls.customer = cls.env["res.partner"].create({"name": "Đại lý Hữu Nghị", "is_company": True})
        cls.product = cls.env["product.product"].create(
            {"name": "Xi măng Hà Tiên", "list_price": 90000, "type": "consu", "invoice_policy": "order"}
        )
        cls.seller = new_test_user(cls.env, "p2it_qr_seller", groups="sales_team.group_sale_salesman")
        cls.order = cls._create_order()

    @classmethod
    def _create_order(cls, price=120000, **values):
        line = {"product_id": cls.product.id, "product_uom_qty": 1, "price_unit": price, "tax_ids": False}
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "pricelist_id": cls.pricelist.id,
                "require_payment": False,
                "order_line": [Command.create(line)],
                **values,
            }
        )

    def _read_pictures(self, html):
        """:return: the transfers that the pictures of a page ask for"""
        found = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", str(html))
        pictures = [Image.open(io.BytesIO(base64.b64decode(data))) for data in found]
        codes = [code for picture in pictures for code in zxingcpp.read_barcodes(picture)]
        return [parse(code.text) for code in codes]
