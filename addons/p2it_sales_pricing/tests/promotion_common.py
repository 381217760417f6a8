from odoo import Command, fields
from odoo.addons.p2it_crm.tests.common import P2itCrmCommon


class PromotionCommon(P2itCrmCommon):
    """Products in cartons, a customer in a group and an area, and programs that apply by themselves."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).action_archive()
        cls.tax = cls.env["account.tax"].create({"name": "VAT 10 %", "amount": 10})
        cls.category = cls.env["product.category"].create({"name": "Nước chấm"})
        cls.brand = cls.env["product.tag"].create({"name": "Đại Dương"})
        cls.water = cls._create_product("Nước suối", 1000)
        cls.sauce = cls._create_product("Tương ớt", 2000, categ_id=cls.category.id)
        cls.oil = cls._create_product("Dầu ăn", 5000)
        cls.gift = cls._create_product("Ly thủy tinh", 300)
        cls.carton = cls.env["uom.uom"].create(
            {
                "name": "Thùng 24",
                "relative_factor": 24,
                "relative_uom_id": cls.env.ref("uom.product_uom_unit").id,
            }
        )
        cls.group = cls.env["p2it.customer.group"].create({"name": "Đại lý"})
        cls.subgroup = cls.env["p2it.customer.group"].create({"name": "Cấp 2", "parent_id": cls.group.id})
        cls.customer = cls._create_customer(customer_group_id=cls.subgroup.id)

    @classmethod
    def _create_product(cls, name, price, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "list_price": price,
                "taxes_id": [Command.set(cls.tax.ids)],
                "invoice_policy": "order",
                **values,
            }
        )

    @classmethod
    def _create_program(cls, name="Khuyến mãi", rules=None, rewards=None, **values):
        rules = rules or [{"minimum_qty": 0, "minimum_amount": 0}]
        rewards = rewards or [{"discount": 10}]
        return cls.env["loyalty.program"].create(
            {
                "name": name,
                "program_type": "promotion",
                "trigger": "auto",
                "applies_on": "current",
                "is_automatic": True,
                "rule_ids": [Command.clear(), *map(Command.create, rules)],
                "reward_ids": [Command.clear(), *map(Command.create, rewards)],
                **values,
            }
        )

    @classmethod
    def _buys(cls, product, quantity=1, **values):
        return {
            "product_ids": [Command.set(product.ids)],
            "minimum_qty": quantity,
            "reward_point_mode": "unit",
            **values,
        }

    @classmethod
    def _gives(cls, product, points=1, **values):
        return {
            "reward_type": "product",
            "reward_product_id": product.id,
            "required_points": points,
            **values,
        }

    @classmethod
    def _order(cls, *lines, **values):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "validity_date": fields.Date.add(fields.Date.today(), days=30),
                "order_line": [cls._line(*line) for line in lines],
                **values,
            }
        )

    @classmethod
    def _line(cls, product, quantity, unit=None):
        values = {"product_id": product.id, "product_uom_qty": quantity}
        return Command.create({**values, "product_uom_id": unit.id} if unit else values)

    def _given(self, order):
        """:return: what promotions put on the order: ``[(product, quantity, amount)]``, sorted"""
        lines = order.order_line.filtered("reward_id")
        return sorted((line.product_id.name, line.product_uom_qty, line.price_subtotal) for line in lines)

    def _off(self, order):
        """:return: money taken off, without tax"""
        lines = order.order_line.filtered(lambda line: line.reward_id.reward_type == "discount")
        return -sum(lines.mapped("price_subtotal"))
