from odoo import Command
from odoo.addons.p2it_crm.tests.common import P2itCrmCommon


class PricingCommon(P2itCrmCommon):
    """A price list, groups, areas and goods of a trading company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.group_ids |= cls.env.ref("product.group_product_pricelist")
        groups = cls.env["p2it.customer.group"]
        cls.trade = groups.create({"name": "Thương mại"})
        cls.dealers = groups.create({"name": "Đại lý", "parent_id": cls.trade.id})
        cls.dealers_1 = groups.create({"name": "Đại lý cấp 1", "parent_id": cls.dealers.id})
        cls.loyal = groups.create({"name": "Khách thân thiết"})
        areas = cls.env["p2it.area"]
        cls.south = areas.create({"name": "Miền Nam"})
        cls.delta = areas.create({"name": "Miền Tây", "parent_id": cls.south.id})
        categories = cls.env["product.category"]
        cls.food = categories.create({"name": "Thực phẩm"})
        cls.sauces = categories.create({"name": "Nước chấm", "parent_id": cls.food.id})
        cls.unit = cls.env.ref("uom.product_uom_unit")
        cls.carton = cls.env["uom.uom"].create(
            {"name": "Thùng 24", "relative_factor": 24, "relative_uom_id": cls.unit.id}
        )
        cls.fish_sauce = cls._create_product("Nước mắm 40°", 100, categ_id=cls.sauces.id)
        cls.soy_sauce = cls._create_product("Nước tương", 50, categ_id=cls.sauces.id)
        cls.rice = cls._create_product("Gạo ST25", 30, categ_id=cls.food.id)
        cls.pricelist = cls.env["product.pricelist"].create({"name": "Bảng giá 2026"})
        cls.dealer = cls._create_customer("Cửa hàng Bà Năm", customer_group_id=cls.dealers_1.id)
        cls.dealer.area_id = cls.delta
        cls.stranger = cls._create_customer("Khách lẻ", phone="0909 111 222")

    @classmethod
    def _create_product(cls, name, price, **values):
        values = {"uom_ids": [Command.set(cls.carton.ids)], "taxes_id": False, **values}
        return cls.env["product.product"].create({"name": name, "list_price": price, **values})

    @classmethod
    def _create_rule(cls, price=None, pricelist=None, **values):
        """Create a price rule; a product or category says what it applies to."""
        if product := values.pop("product", None):
            values.update(applied_on="1_product", product_tmpl_id=product.product_tmpl_id.id)
        if category := values.pop("category", None):
            values.update(applied_on="2_product_category", categ_id=category.id)
        if price is not None:
            values.update(compute_price="fixed", fixed_price=price)
        return cls.env["product.pricelist.item"].create(
            {"pricelist_id": (pricelist or cls.pricelist).id, **values}
        )

    @classmethod
    def _create_quotation(cls, *lines, partner=None, **values):
        """Create a quotation of ``(product, quantity)`` or ``(product, quantity, unit)``."""
        commands = [
            Command.create(
                {
                    "product_id": product.id,
                    "product_uom_qty": quantity,
                    **({"product_uom_id": unit[0].id} if unit else {}),
                }
            )
            for product, quantity, *unit in lines
        ]
        return cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.dealer).id,
                "pricelist_id": cls.pricelist.id,
                "order_line": commands,
                **values,
            }
        )
