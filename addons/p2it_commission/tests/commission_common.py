from datetime import date

from odoo import Command
from odoo.tests import TransactionCase, new_test_user


class CommissionCommon(TransactionCase):
    """A company in đồng with two salespeople, their leader, two categories and a helper for each document."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context={**cls.env.context, "tracking_disable": True})
        cls.company = cls.env["res.company"].create(
            {
                "name": "Công ty Hoa Hồng",
                "currency_id": cls._get_currency().id,
                "country_id": cls.env.ref("base.vn").id,
            }
        )
        cls.env.user.write({"company_ids": [Command.link(cls.company.id)], "company_id": cls.company.id})
        cls.env = cls.env(context={**cls.env.context, "allowed_company_ids": cls.company.ids})
        cls._create_accounts()
        cls.leader = cls._create_person("truong.nhom")
        cls.minh = cls._create_person("minh", cls.leader)
        cls.lan = cls._create_person("lan", cls.leader)
        cls.beer_category = cls.env["product.category"].create({"name": "Bia"})
        cls.craft_category = cls.env["product.category"].create(
            {"name": "Bia thủ công", "parent_id": cls.beer_category.id}
        )
        cls.beer = cls._create_product("Bia Hà Nội", cls.beer_category)
        cls.craft = cls._create_product("Bia Đông Phương", cls.craft_category)
        cls.customer = cls.env["res.partner"].create({"name": "Đại lý Bảy Hiền"})

    @classmethod
    def _get_currency(cls):
        currency = cls.env.ref("base.VND")
        currency.active = True
        return currency

    @classmethod
    def _create_accounts(cls):
        def create(code, name, kind, **values):
            return cls.env["account.account"].create(
                {"code": code, "name": name, "account_type": kind, **values}
            )

        cls.income = create("511000", "Doanh thu", "income")
        cls.receivable = create("131000", "Phải thu", "asset_receivable", reconcile=True)
        cls.payable = create("331000", "Phải trả", "liability_payable", reconcile=True)
        cls.expense = create("641000", "Chi phí bán hàng", "expense")
        cls.env["res.partner"].search([]).invalidate_recordset()
        defaults = cls.env["ir.default"]
        for name, account in (
            ("property_account_receivable_id", cls.receivable),
            ("property_account_payable_id", cls.payable),
        ):
            defaults.set("res.partner", name, account.id, company_id=cls.company.id)
        for name, account in (
            ("property_account_income_categ_id", cls.income),
            ("property_account_expense_categ_id", cls.expense),
        ):
            defaults.set("product.category", name, account.id, company_id=cls.company.id)
        create_journal = cls.env["account.journal"].create
        cls.sales = create_journal({"name": "Bán hàng", "code": "BH", "type": "sale"})
        cls.purchases = create_journal({"name": "Mua hàng", "code": "MH", "type": "purchase"})
        cls.bank = create_journal({"name": "Ngân hàng", "code": "NH", "type": "bank"})
        cls.general = create_journal({"name": "Khác", "code": "KH", "type": "general"})

    @classmethod
    def _create_person(cls, login, manager=None):
        user = new_test_user(
            cls.env,
            login,
            groups="sales_team.group_sale_salesman",
            company_id=cls.company.id,
            company_ids=[Command.set(cls.company.ids)],
        )
        cls.env["hr.employee"].create(
            {
                "name": login,
                "user_id": user.id,
                "company_id": cls.company.id,
                "parent_id": manager.employee_id.id if manager else False,
            }
        )
        return user

    @classmethod
    def _create_product(cls, name, category, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "categ_id": category.id,
                "type": "consu",
                "list_price": 100_000,
                "standard_price": 60_000,
                "taxes_id": [Command.clear()],
                "invoice_policy": "order",
                **values,
            }
        )

    @classmethod
    def _create_plan(cls, *rules, confirm=True, **values):
        """:param rules: values of rules; ``tiers`` are pairs of a total and what it pays"""
        plan = cls.env["p2it.commission.plan"].create(
            {
                "name": "Kinh doanh",
                "date_from": date(2026, 1, 1),
                "date_to": date(2026, 12, 31),
                "rule_ids": [Command.create(cls._prepare_rule(**rule)) for rule in rules],
                **values,
            }
        )
        if confirm:
            plan.action_confirm()
        return plan

    @classmethod
    def _prepare_rule(cls, tiers=(), ages=(), **values):
        return {
            **values,
            "tier_ids": [Command.create({"threshold": start, "value": value}) for start, value in tiers],
            "age_ids": [Command.create({"days": days, "percent": percent}) for days, percent in ages],
        }

    @classmethod
    def _create_order(cls, day, *lines, user=None, customer=None, confirm=True, **values):
        """:param lines: pairs of a product and the line's amount without tax"""
        order = cls.env["sale.order"].create(
            {
                "partner_id": (customer or cls.customer).id,
                "user_id": (user or cls.minh).id,
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 1, "price_unit": amount})
                    for product, amount in lines
                ],
                **values,
            }
        )
        if confirm:
            order.action_confirm()
            order.date_order = f"{day} 05:00:00"
        return order

    @classmethod
    def _invoice(cls, order, day, due=None):
        invoice = order._create_invoices()
        invoice.write({"invoice_date": day, "invoice_date_due": due or day})
        invoice.action_post()
        return invoice

    @classmethod
    def _sell(cls, day, *lines, due=None, **values):
        """:return: the posted invoice of an order of the same day"""
        return cls._invoice(cls._create_order(day, *lines, **values), day, due)

    @classmethod
    def _pay(cls, move, amount, day):
        """Pay an invoice, or pay a credit note out, in whole or in part."""
        sign = -1 if move.move_type == "out_refund" else 1
        customer = move.commercial_partner_id.id
        entry = cls.env["account.move"].create(
            {
                "journal_id": cls.bank.id,
                "date": day,
                "line_ids": [
                    Command.create({"account_id": cls.bank.default_account_id.id, "balance": sign * amount}),
                    Command.create(
                        {"account_id": cls.receivable.id, "balance": -sign * amount, "partner_id": customer}
                    ),
                ],
            }
        )
        entry.action_post()
        cls._settle(entry, move)
        return entry

    @classmethod
    def _refund(cls, invoice, day, part=None):
        """Credit an invoice, in whole or so much of its first line."""
        wizard = cls.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        wizard = wizard.create({"date": day, "journal_id": invoice.journal_id.id})
        refund = cls.env["account.move"].browse(wizard.refund_moves()["res_id"])
        refund.invoice_date = day
        if part is not None:
            (refund.invoice_line_ids - refund.invoice_line_ids[:1]).unlink()
            refund.invoice_line_ids.price_unit = part
        refund.action_post()
        return refund

    @classmethod
    def _settle(cls, *moves):
        """Settle documents against each other."""
        lines = cls.env["account.move"].union(*moves).line_ids
        lines.filtered(lambda line: line.account_id == cls.receivable and not line.reconciled).reconcile()

    @classmethod
    def _run(cls):
        return cls.env["p2it.commission.engine"].run(cls.company)

    @classmethod
    def _get_earned(cls, user, date_from=None, date_to=None):
        entries = cls.env["p2it.commission.entry"].search(
            [
                ("user_id", "=", user.id),
                ("date", ">=", date_from or "1900-01-01"),
                ("date", "<=", date_to or "9999-12-31"),
            ]
        )
        return sum(entries.mapped("amount"))
