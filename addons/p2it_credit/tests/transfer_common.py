import base64
from contextlib import contextmanager

from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


class TransferCommon(TransactionCase):
    """A salesperson with a customer, two accountants, and a bank account; the chart is Odoo's own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.salesperson = cls._create_user("sonia", "p2it_crm.group_salesperson")
        cls.colleague = cls._create_user("colin", "p2it_crm.group_salesperson")
        cls.accountant = cls._create_user("anna", "p2it_credit.group_accountant")
        cls.second = cls._create_user("bruno", "p2it_credit.group_accountant")
        cls.customer = cls._create_customer("Công ty TNHH Đại Phát")
        cls.product = cls.env["product.product"].create(
            {
                "name": "Gạo nếp cái hoa vàng",
                "type": "service",
                "list_price": 100,
                "taxes_id": False,
                "invoice_policy": "order",
            }
        )
        cls.bank = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.company.id)], limit=1
        )

    @classmethod
    def _create_user(cls, login, groups, **values):
        return new_test_user(
            cls.env, login=f"p2it_{login}", groups=groups, email=f"{login}@p2it.example", **values
        )

    @classmethod
    def _create_customer(cls, name, **values):
        values = {"name": name, "is_company": True, "user_id": cls.salesperson.id, **values}
        return cls.env["res.partner"].create(values)

    @classmethod
    def _create_order(cls, amount=100, partner=None, confirm=True, **values):
        lines = [
            Command.create(
                {
                    "product_id": cls.product.id,
                    "product_uom_qty": 1,
                    "price_unit": amount,
                    "tax_ids": [Command.clear()],
                }
            )
        ]
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "user_id": cls.salesperson.id,
                "order_line": lines,
                **values,
            }
        )
        if confirm:
            order.action_confirm()
        return order

    @classmethod
    def _prepare_transfer(cls, *orders, amount=None, partner=None, **values):
        lines = [Command.create({"order_id": order.id, "amount": part}) for order, part in orders]
        return {
            "partner_id": (partner or cls.customer).id,
            "amount": sum(part for _order, part in orders) if amount is None else amount,
            "bank_id": cls.bank.id,
            "line_ids": lines,
            **values,
        }

    @classmethod
    def _record(cls, *orders, user=None, **values):
        """Record a transfer as the salesperson.

        :param orders: pairs of order and amount
        """
        cls.counter = getattr(cls, "counter", 0) + 1
        values.setdefault("bank_reference", f"FT{cls.counter:06}")
        transfers = cls.env["p2it.bank.transfer"].with_user(user or cls.salesperson)
        transfer = transfers.create(cls._prepare_transfer(*orders, **values))
        transfer.action_record()
        return transfer.sudo().with_user(cls.env.user)

    @classmethod
    def _confirm(cls, transfer, user=None):
        transfer.with_user(user or cls.accountant).action_confirm()
        return transfer

    @classmethod
    def _invoice(cls, *orders, post=True):
        invoices = cls.env["sale.order"].union(*orders)._create_invoices(grouped=False)
        invoices.invoice_date = fields.Date.today()
        if post:
            invoices.action_post()
        return invoices

    @classmethod
    def _create_file(cls, user=None, raw=PNG, **values):
        return (
            cls.env["ir.attachment"]
            .with_user(user or cls.salesperson)
            .create({"name": "Ảnh ủy nhiệm chi.png", "raw": raw, **values})
        )

    @contextmanager
    def _count_queries(self):
        """Yield a list that holds, afterwards, the number of queries run within."""
        counted = []
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        yield counted
        self.env.flush_all()
        counted.append(self.env.cr.sql_log_count - start)
