from collections import defaultdict

from odoo import Command, fields

from .common import P2itCrmCommon

KEYS = ("date:month", "user_id", "partner_id")


class StatisticsCommon(P2itCrmCommon):
    """Documents of three customers by two salespeople, and what the statistics must say of them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.store = cls.env["p2it.sales.statistics.store"]
        cls.statistics = cls.env["p2it.sales.statistics"]
        cls.company.resource_calendar_id.tz = "UTC"
        cls.people = cls.salesperson | cls._create_user("tam", "p2it_crm.group_salesperson")
        cls.customers = cls.env["res.partner"].union(
            *(
                cls._create_customer(
                    f"Khách hàng {number}", user_id=cls.people[number % 2].id, phone=f"090312345{number}"
                )
                for number in range(3)
            )
        )
        cls.product.write({"standard_price": 60000, "taxes_id": False})
        cls.rice = cls.env["product.product"].create(
            {"name": "Gạo ST25", "list_price": 25000, "taxes_id": False, "invoice_policy": "order"}
        )
        cls.goods = cls.product | cls.rice
        cls.areas = cls.env["p2it.area"].create(
            [{"name": name, "code": name, "kind": "region"} for name in ("Vùng A", "Vùng B")]
        )

    @classmethod
    def _sell(cls, customer=0, day="2026-03-10", **values):
        return cls.env["sale.order"].create(
            {
                "partner_id": cls.customers[customer].id,
                "user_id": cls.customers[customer].user_id.id,
                "date_order": f"{day} 03:00:00",
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": 3}) for product in cls.goods
                ],
                **values,
            }
        )

    @classmethod
    def _confirm(cls, order):
        day = order.date_order
        order.action_confirm()
        order.date_order = day

    @classmethod
    def _bill(cls, order, day="2026-04-02"):
        invoice = order._create_invoices()
        invoice.invoice_date = day
        invoice.action_post()
        return invoice

    @classmethod
    def _pay(cls, invoice, part=1.0, day="2026-05-05"):
        amount = invoice.currency_id.round(invoice.amount_residual * part)
        wizard = cls.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        return wizard.create({"amount": amount, "payment_date": day})._create_payments()

    @classmethod
    def _credit(cls, invoice, day="2026-05-20"):
        wizard = cls.env["account.move.reversal"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        action = wizard.create({"journal_id": invoice.journal_id.id, "date": day}).refund_moves()
        refund = cls.env["account.move"].browse(action["res_id"])
        refund.action_post()
        return refund

    # --- what the documents say

    def _get_expected(self, user=None):
        """:return: ``{(first of the month, user, partner): {measure: figure}}``, from the documents"""
        self.env.flush_all()  # sale.report doesn't do so itself
        expected = defaultdict(lambda: defaultdict(float))
        rows = (
            self.env["sale.report"]
            .with_user(user or self.env.user)
            ._read_group(
                [("state", "=", "sale"), ("partner_id", "in", self.customers.ids)],
                KEYS,
                ["price_subtotal:sum", "product_uom_qty:sum", "order_reference:count_distinct"],
            )
        )
        for month, person, partner, *figures in rows:
            found = expected[month.date(), person.id, partner.id]
            found.update(zip(("ordered", "quantity", "order_count"), figures, strict=True))
        moves = (
            self.env["account.move"]
            .with_user(user or self.env.user)
            .search([("state", "=", "posted"), ("partner_id", "in", self.customers.ids)])
        )
        for move in moves.filtered(lambda move: move.is_sale_document()):
            key = (move.invoice_date.replace(day=1), move.invoice_user_id.id, move.partner_id.id)
            expected[key]["invoiced"] += move.amount_untaxed_signed
        return {key: _round(figures) for key, figures in expected.items() if any(_round(figures).values())}

    def _get_figures(self, extra=(), user=None):
        """:return: the same, from the statistics

        :param extra: group-bys besides; they choose the rows
        """
        names = ("ordered", "quantity", "order_count", "invoiced")
        rows = self.statistics.with_user(user or self.env.user)._read_group(
            [("partner_id", "in", self.customers.ids)],
            [*KEYS, *extra],
            [f"{name}:sum" for name in names],
        )
        found = defaultdict(lambda: defaultdict(float))
        for row in rows:
            month, person, partner, *figures = row[:3] + row[3 + len(extra) :]
            for name, figure in zip(names, figures, strict=True):
                found[month, person.id, partner.id][name] += figure or 0
        return {key: _round(figures) for key, figures in found.items() if any(_round(figures).values())}

    def _check(self, user=None):
        """Compare sums by month, rows by day and rows by kind with the documents."""
        expected = self._get_expected(user)
        self.assertEqual(self._get_figures(user=user), expected)
        self.assertEqual(self._get_figures(("date:day",), user=user), expected)
        self.assertEqual(self._get_figures(("source",), user=user), expected)
        self.assertEqual(self._get_paid(user=user), self._get_expected_paid(user=user))

    def _get_paid(self, user=None):
        return self._read_total("paid", user=user)

    def _get_expected_paid(self, user=None):
        moves = (
            self.env["account.move"]
            .with_user(user or self.env.user)
            .search([("state", "=", "posted"), ("partner_id", "in", self.customers.ids)])
            .filtered(lambda move: move.is_sale_document())
        )
        return round(
            sum(moves.mapped("amount_total_signed")) - sum(moves.mapped("amount_residual_signed")), 2
        )

    def _read_total(self, name, domain=(), user=None):
        rows = self.statistics.with_user(user or self.env.user)._read_group(
            [("partner_id", "in", self.customers.ids), *domain], [], [f"{name}:sum"]
        )
        return round(rows[0][0] or 0, 2)


def _round(figures):
    return {name: round(figures[name], 4) for name in ("ordered", "quantity", "order_count", "invoiced")}


def to_day(number):
    """:return: a day of the first half of 2026, by its number"""
    return fields.Date.add(fields.Date.to_date("2026-01-01"), days=number)
