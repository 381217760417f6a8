from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class ApprovalCommon(TransactionCase):
    """A salesperson, a manager, an accountant and orders that need the two to agree."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.seller = cls._create_user("seller", "sales_team.group_sale_salesman_all_leads")
        cls.boss = cls._create_user("boss", "sales_team.group_sale_salesman_all_leads")
        cls.accountant = cls._create_user("accountant", "sales_team.group_sale_salesman_all_leads")
        cls.administrator = cls._create_user(
            "adm", "sales_team.group_sale_manager,p2it_approvals.group_administrator"
        )
        cls.product = cls.env["product.product"].create({"name": "Xi măng Hà Tiên", "list_price": 100000})
        cls.customer = cls.env["res.partner"].create({"name": "Đại lý Hữu Nghị", "is_company": True})

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(cls.env, f"p2it_appr_{login}", groups=groups, email=f"{login}@p2it.example")

    @classmethod
    def _create_type(cls, steps=None, **values):
        steps = steps or [{"name": "Trưởng phòng", "user_ids": cls.boss.ids}]
        return cls.env["p2it.approval.type"].create(
            {
                "name": "Đơn trên 50 triệu",
                "model_id": cls.env["ir.model"]._get_id("sale.order"),
                "operation": "action_confirm",
                "domain": "[('amount_untaxed', '>=', 50000000)]",
                "guarded_fields": "partner_id\npayment_term_id\norder_line.product_id\n"
                "order_line.product_uom_qty\norder_line.price_unit\norder_line.discount",
                "step_ids": [
                    Command.create(
                        {
                            key: [Command.set(value)] if key == "user_ids" else value
                            for key, value in step.items()
                        }
                    )
                    for step in steps
                ],
                **values,
            }
        )

    @classmethod
    def _create_order(cls, quantity=600, **values):
        line = {
            "product_id": cls.product.id,
            "product_uom_qty": quantity,
            "price_unit": 100000,
            "tax_ids": False,
        }
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "user_id": cls.seller.id,
                "order_line": [Command.create(line)],
                **values,
            }
        )

    def _change_past_the_gate(self, order, **values):
        """Change lines of a confirmed order as nobody can, to see what holds it from then on."""
        with self.env["p2it.approval.type"]._passing(order):
            order.order_line.write(values)

    def _ask(self, order, user=None):
        ids = self.env["p2it.approval.request"].with_user(user or self.seller).ask(order._name, order.ids)
        return self.env["p2it.approval.request"].browse(ids)

    def _approve(self, request, user, comment=""):
        return request.with_user(user).action_approve(comment)
