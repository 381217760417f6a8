from odoo import Command, fields
from odoo.tests import TransactionCase, new_test_user


class ReceivableCommon(TransactionCase):
    """Customers with invoices, credit notes and payments on a receivable account of their own company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["p2it.approval.type"].search([]).active = False
        cls.today = fields.Date.today()
        cls.company = cls.env.company
        cls.euro = (
            cls.env.ref("base.EUR") if cls.company.currency_id.name != "EUR" else cls.env.ref("base.USD")
        )
        cls.euro.active = True
        cls.env["res.currency.rate"].create(
            {"currency_id": cls.euro.id, "name": "2020-01-01", "rate": 0.5, "company_id": cls.company.id}
        )
        cls.product = cls.env["product.product"].create({"name": "Xi măng Hà Tiên", "list_price": 100})
        cls.seller = cls._create_seller("seller")
        cls.peer = cls._create_seller("peer")
        cls.accountant = new_test_user(
            cls.env, "p2it_rec_accountant", groups="p2it_credit.group_accountant,base.group_partner_manager"
        )
        cls.customer = cls._create_customer("Đại lý Hữu Nghị", cls.seller)

    @classmethod
    def _create_seller(cls, login):
        user = new_test_user(cls.env, f"p2it_rec_{login}", groups="p2it_crm.group_salesperson")
        cls.env["hr.employee"].create({"name": login, "user_id": user.id, "company_id": cls.company.id})
        return user

    @classmethod
    def _create_customer(cls, name, user=None, **values):
        return cls.env["res.partner"].create(
            {"name": name, "is_company": True, "user_id": user.id if user else False, **values}
        )

    @classmethod
    def _create_invoice(cls, amount, day, due=None, customer=None, move_type="out_invoice", **values):
        """:return: a posted invoice or credit note without taxes"""
        move = cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": (customer or cls.customer).id,
                "invoice_date": day,
                "date": day,
                "invoice_date_due": due or day,
                "invoice_payment_term_id": False,
                "invoice_line_ids": [
                    Command.create(
                        {
                            "product_id": cls.product.id,
                            "quantity": 1,
                            "price_unit": amount,
                            "tax_ids": False,
                        }
                    )
                ],
                **values,
            }
        )
        move.action_post()
        return move

    @classmethod
    def _get_bank(cls, company=None):
        """:return: a bank journal whose payments are in the books at once"""
        company = company or cls.company
        journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", company.id)], limit=1
        )
        outstanding = cls.env["account.account"].search(
            [("account_type", "=", "asset_current"), ("company_ids", "in", company.id)], limit=1
        )
        lines = journal.inbound_payment_method_line_ids | journal.outbound_payment_method_line_ids
        lines.payment_account_id = outstanding
        return journal

    @classmethod
    def _pay(cls, amount, day, customer=None, invoice=None, **values):
        """:return: a posted payment, matched with an invoice when there is one"""
        journal = values.pop("journal", None) or cls._get_bank()
        payment = cls.env["account.payment"].create(
            {
                "payment_type": "inbound",
                "partner_type": "customer",
                "partner_id": (customer or cls.customer).id,
                "amount": amount,
                "date": day,
                "journal_id": journal.id,
                **values,
            }
        )
        payment.action_post()
        if invoice:
            (payment.move_id | invoice).line_ids.filtered(
                lambda line: line.account_type == "asset_receivable" and not line.reconciled
            ).reconcile()
        return payment
