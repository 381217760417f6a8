from odoo import SUPERUSER_ID, Command, fields
from odoo.addons.account.tests.common import AccountTestInvoicingCommon
from odoo.tests import new_test_user


class CreditCommon(AccountTestInvoicingCommon):
    """A salesperson, an accountant, a credit manager, customers with branches, and goods without taxes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        company = cls.company_data["company"]
        # Prepared by the system; what is tried is done by users of their own.
        cls.env = cls.env(user=SUPERUSER_ID, context={"allowed_company_ids": company.ids})
        cls.company = cls.env.company
        cls.seller = cls._create_user("seller", "sales_team.group_sale_salesman_all_leads")
        cls.accountant = cls._create_user(
            "accountant", "p2it_credit.group_accountant,sales_team.group_sale_salesman_all_leads"
        )
        cls.credit_manager = cls._create_user(
            "chief", "p2it_credit.group_manager,sales_team.group_sale_salesman_all_leads"
        )
        cls.storekeeper = cls._create_user("store", "stock.group_stock_user")
        cls.group = cls.env["p2it.customer.group"].create({"name": "Đại lý"})
        cls.subgroup = cls.env["p2it.customer.group"].create(
            {"name": "Đại lý cấp 2", "parent_id": cls.group.id}
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Đại lý Hữu Nghị", "is_company": True, "customer_group_id": cls.subgroup.id}
        )
        cls.branch = cls.env["res.partner"].create(
            {"name": "Hữu Nghị – Cần Thơ", "is_company": True, "parent_id": cls.customer.id}
        )
        cls.other = cls.env["res.partner"].create({"name": "Cửa hàng Thúy", "is_company": True})
        cls.goods = cls.env["product.product"].create(
            {
                "name": "Xi măng Hà Tiên",
                "is_storable": True,
                "list_price": 1,
                "taxes_id": False,
                "invoice_policy": "order",
            }
        )
        cls.env["stock.quant"]._update_available_quantity(
            cls.goods,
            cls.env["stock.warehouse"].search([("company_id", "=", cls.company.id)]).lot_stock_id,
            10**6,
        )

    @classmethod
    def _create_user(cls, login, groups):
        return new_test_user(
            cls.env,
            f"p2it_credit_{login}",
            groups=groups,
            email=f"{login}@p2it.example",
            company_id=cls.env.company.id,
            company_ids=[Command.set(cls.env.company.ids)],
        )

    @classmethod
    def _create_policy(cls, limit=None, **values):
        """:param limit: an amount, or nothing for a policy that says nothing about it"""
        if limit is not None:
            values = {"limit_kind": "amount", "limit": limit, **values}
        return cls.env["p2it.credit.policy"].create({"company_id": cls.env.company.id, **values})

    @classmethod
    def _create_order(cls, amount=60, partner=None, **values):
        line = {"product_id": cls.goods.id, "product_uom_qty": amount, "price_unit": 1, "tax_ids": False}
        return cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "user_id": cls.seller.id,
                "order_line": [Command.create(line)],
                **values,
            }
        )

    def _confirm(self, order, user=None):
        order.with_user(user or self.seller).action_confirm()

    def _invoice(self, order, post=True, days_ago=None):
        invoice = order._create_invoices()
        if days_ago:
            day = fields.Date.subtract(fields.Date.today(), days=days_ago)
            invoice.write({"invoice_date": day, "invoice_date_due": day, "invoice_payment_term_id": False})
        if post:
            invoice.action_post()
        return invoice

    def _pay(self, invoice, amount=None):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        return wizard.create({"amount": amount or invoice.amount_residual})._create_payments()

    def _receive(self, amount, partner=None):
        """Money that is not matched with anything."""
        payment = self.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (partner or self.customer).id,
                "amount": amount,
                "journal_id": self.company_data["default_journal_bank"].id,
            }
        )
        payment.action_post()
        return payment
