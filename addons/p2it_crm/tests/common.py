from contextlib import contextmanager

from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class P2itCrmCommon(TransactionCase):
    """People of the three roles, customers and leads for the tests of this addon."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.salesperson = cls._create_user("sonia", "p2it_crm.group_salesperson")
        cls.manager = cls._create_user("manuel", "p2it_crm.group_manager")
        cls.administrator = cls._create_user("adele", "p2it_crm.group_administrator")
        above = cls.env["hr.employee"].create({"name": "Manuel", "user_id": cls.manager.id})
        cls.env["hr.employee"].create({"name": "Sonia", "user_id": cls.salesperson.id, "parent_id": above.id})
        cls.product = cls.env["product.product"].create(
            {"name": "Nước mắm Phú Quốc 40°", "list_price": 85000, "invoice_policy": "order"}
        )

    @classmethod
    def _create_user(cls, login, groups, **values):
        return new_test_user(
            cls.env, login=f"p2it_{login}", groups=groups, email=f"{login}@p2it.example", **values
        )

    @classmethod
    def _create_customer(cls, name="Công ty TNHH Đại Phát", **values):
        values = {
            "name": name,
            "is_company": True,
            "phone": "0903 123 456",
            "user_id": cls.salesperson.id,
            **values,
        }
        return cls.env["res.partner"].create(values)

    @classmethod
    def _create_lead(cls, name="Hỏi giá nước mắm", **values):
        return cls.env["crm.lead"].create({"name": name, "type": "lead", **values})

    @classmethod
    def _create_order(cls, partner, **values):
        lines = [Command.create({"product_id": cls.product.id, "product_uom_qty": 5})]
        return cls.env["sale.order"].create({"partner_id": partner.id, "order_line": lines, **values})

    @classmethod
    def _create_invoice(cls, partner, **values):
        lines = [Command.create({"product_id": cls.product.id, "quantity": 1, "price_unit": 1000})]
        return cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_line_ids": lines,
                **values,
            }
        )

    @classmethod
    def _create_sample(cls, **values):
        return cls.env["p2it.sample"].create({"description": "Chai 500 ml, nắp đỏ", **values})

    @classmethod
    def _set_triggers(cls, *triggers):
        for trigger in ("quotation", "sample", "purchase"):
            cls.company[f"account_on_{trigger}"] = trigger in triggers

    @contextmanager
    def _count_queries(self):
        """Yield a list that holds, afterwards, the number of queries run within."""
        counted = []
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        yield counted
        self.env.flush_all()
        counted.append(self.env.cr.sql_log_count - start)
