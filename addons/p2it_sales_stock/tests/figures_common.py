from odoo import SUPERUSER_ID, Command, fields
from odoo.tests import TransactionCase, new_test_user

OPEN = ("waiting", "confirmed", "partially_available", "assigned")


class FiguresCommon(TransactionCase):
    """Goods, two warehouses, salespeople of different teams, a supplier and customers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.env["res.company"].create({"name": "Công ty Vật liệu"})
        cls.env = cls.env(user=SUPERUSER_ID, context={"allowed_company_ids": company.ids})
        cls.company = company
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", company.id)])
        cls.second = cls.env["stock.warehouse"].create(
            {"name": "Kho Cần Thơ", "code": "CT", "company_id": company.id}
        )
        cls.piece = cls.env.ref("uom.product_uom_unit")
        cls.dozen = cls.env.ref("uom.product_uom_dozen")
        cls.cement = cls._create_product("Xi măng Hà Tiên")
        cls.brick = cls._create_product("Gạch ống Đồng Nai")
        cls.supplier = cls.env["res.partner"].create({"name": "Nhà máy Bỉm Sơn"})
        cls.seller = cls._create_user("seller", "p2it_crm.group_salesperson")
        cls.customer = cls.env["res.partner"].create({"name": "Đại lý Hữu Nghị", "user_id": cls.seller.id})

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(
            cls.env,
            f"p2it_stock_{login}",
            groups=groups,
            email=f"{login}@p2it.example",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )

    @classmethod
    def _create_product(cls, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "is_storable": True,
                "uom_id": cls.piece.id,
                "taxes_id": False,
                "supplier_taxes_id": False,
                **values,
            }
        )

    @classmethod
    def _stock(cls, product, quantity, warehouse=None, **values):
        place = (warehouse or cls.warehouse).lot_stock_id
        cls.env["stock.quant"]._update_available_quantity(product, place, quantity, **values)

    @classmethod
    def _create_order(cls, *lines, confirm=False, **values):
        """:param lines: (product, quantity) or (product, quantity, unit)"""
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "warehouse_id": cls.warehouse.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_uom_qty": quantity,
                            "product_uom_id": (unit[0] if unit else product.uom_id).id,
                            "price_unit": 1,
                            "sequence": 10 + at,
                        }
                    )
                    for at, (product, quantity, *unit) in enumerate(lines)
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _create_purchase(cls, product, quantity, days=5, confirm=True, warehouse=None, unit=None):
        order = cls.env["purchase.order"].create(
            {
                "partner_id": cls.supplier.id,
                "picking_type_id": (warehouse or cls.warehouse).in_type_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": quantity,
                            "product_uom_id": (unit or product.uom_id).id,
                            "price_unit": 1,
                            "date_planned": fields.Datetime.add(fields.Datetime.now(), days=days),
                        }
                    )
                ],
            }
        )
        if confirm:
            order.button_confirm()
        return order

    @classmethod
    def _set_steps(cls, steps):
        number = ("one_step", "two_steps", "three_steps")[steps - 1]
        ways = ("ship_only", "pick_ship", "pick_pack_ship")
        cls.warehouse.write({"delivery_steps": ways[steps - 1], "reception_steps": number})

    def _validate(self, picking, quantity=None):
        """Do a transfer, of the first so many units, the rest in a backorder."""
        picking.action_assign()
        for move in picking.move_ids:
            done = move.quantity if quantity is None else min(quantity, move.quantity)
            move.quantity = done
            move.picked = bool(done)
        if any(picking.move_ids.mapped("quantity")):
            picking._action_done()

    def _get_figures(self, product=None, warehouse=None, **options):
        product, warehouse = product or self.cement, warehouse or self.warehouse
        return product._get_stock_figures(warehouse, **options)[product.id, warehouse.id]

    def _ask(self, orders):
        """:return: the lines, asked anew"""
        self.env.flush_all()
        self.env.invalidate_all()
        return orders.order_line
