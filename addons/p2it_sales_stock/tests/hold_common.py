from datetime import timedelta

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user


class HoldCommon(TransactionCase):
    """Ten bottles in the warehouse, a salesperson who may hold them, a colleague, a manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.env["p2it.approval.type"].search([]).active = False
        cls.company = cls.env.company
        cls.company.stock_hold_enabled = True
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)], limit=1)
        cls.stock = cls.warehouse.lot_stock_id
        groups = "p2it_sales_stock.group_hold"
        cls.seller = new_test_user(cls.env, "giu.hang", groups=groups)
        cls.colleague = new_test_user(cls.env, "giu.hang.khac", groups=groups)
        cls.manager = new_test_user(
            cls.env,
            "quan.ly.kho",
            groups="p2it_sales_stock.group_manager,sales_team.group_sale_salesman_all_leads",
        )
        cls.partner = cls.env["res.partner"].create({"name": "Quán Bà Tư", "user_id": cls.seller.id})
        cls.bottle = cls._create_product("Nước mắm Phú Quốc", 10)
        cls.until = fields.Datetime.now() + timedelta(hours=5)

    @classmethod
    def _create_product(cls, name, quantity):
        product = cls.env["product.product"].create({"name": name, "is_storable": True, "list_price": 1})
        if quantity:
            cls.env["stock.quant"]._update_available_quantity(product, cls.stock, quantity)
        return product

    @classmethod
    def _create_order(cls, quantity=6, product=None, user=None, unit=None):
        user = user or cls.seller
        vals = {"product_id": (product or cls.bottle).id, "product_uom_qty": quantity}
        if unit:
            vals["product_uom_id"] = unit.id
        return (
            cls.env["sale.order"]
            .with_user(user)
            .create(
                {
                    "partner_id": cls.partner.id,
                    "user_id": user.id,
                    "warehouse_id": cls.warehouse.id,
                    "order_line": [Command.create(vals)],
                }
            )
        )

    def _hold(self, order, quantity=None, until=None):
        line = order.order_line
        quantity = line.product_uom_qty if quantity is None else quantity
        return order._hold_goods({line: quantity}, until or self.until)

    def _read_free(self, product=None):
        product = product or self.bottle
        product.invalidate_recordset()
        return product.with_context(warehouse_id=self.warehouse.id).free_qty
