from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo import Command, fields
from odoo.tests import tagged

from .common import CreditCommon

_EVENTS = (
    "order",
    "order abroad",
    "confirm",
    "invoice",
    "post",
    "pay",
    "receive",
    "refund",
    "cancel",
    "deliver",
)


@tagged("post_install", "-at_install")
class TestCreditSum(CreditCommon):
    """Whatever happens in whatever order: the exposure is the sum of its documents."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.abroad = cls.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        cls.abroad_list = cls.env["product.pricelist"].create(
            {"name": "Xuất khẩu", "currency_id": cls.abroad.id}
        )
        cls.second = cls.env["res.company"].create({"name": "Công ty miền Bắc"})

    @settings(max_examples=25)
    @given(st.lists(st.tuples(st.sampled_from(_EVENTS), st.integers(1, 90)), min_size=3, max_size=14))
    def test_any_sequence(self, events):
        savepoint = self.env.cr.savepoint()
        try:
            partners = self.customer, self.branch
            orders, invoices = self.env["sale.order"], self.env["account.move"]
            for position, (event, number) in enumerate(events):
                orders, invoices = self._happen(event, number, orders, invoices, partners[position % 2])
                self.env.flush_all()
            self._check_sums(orders)
        finally:
            savepoint.rollback()
            savepoint.close()
            self.env.invalidate_all()
            self.env.registry.clear_cache()

    def _happen(self, event, number, orders, invoices, partner):
        """:return: all orders and invoices there are then"""
        chosen = orders[number % len(orders)] if orders else orders
        if event.startswith("order"):
            values = {"pricelist_id": self.abroad_list.id} if event == "order abroad" else {}
            return orders | self._create_order(number, partner, **values), invoices
        if event == "confirm":
            orders.filtered(lambda order: order.state == "draft")[:1].action_confirm()
        elif event == "receive":
            self._receive(number, partner)
        elif chosen.state == "sale" and event in ("cancel", "deliver", "invoice"):
            invoices |= getattr(self, f"_{event}_order")(chosen, number)
        elif event in ("post", "pay", "refund"):
            invoices |= getattr(self, f"_{event}_invoice")(invoices, number)
        return orders, invoices

    def _cancel_order(self, order, number):
        order.with_context(disable_cancel_warning=True).action_cancel()
        return self.env["account.move"]

    def _deliver_order(self, order, number):
        for picking in order.picking_ids.filtered(lambda picking: picking.state == "assigned"):
            picking.move_ids.picked = True
            picking._action_done()
        return self.env["account.move"]

    def _invoice_order(self, order, number):
        if order.invoice_status != "to invoice":
            return self.env["account.move"]
        made = order._create_invoices()
        made.invoice_line_ids[:1].quantity = min(number, made.invoice_line_ids[:1].quantity)
        return made

    def _post_invoice(self, invoices, number):
        invoices.filtered(lambda move: move.state == "draft")[:1].action_post()
        return self.env["account.move"]

    def _pay_invoice(self, invoices, number):
        due = invoices.filtered(lambda move: move.state == "posted" and move.amount_residual > 1)
        if due:
            self._pay(due[0], min(number, due[0].amount_residual))
        return self.env["account.move"]

    def _refund_invoice(self, invoices, number):
        posted = invoices.filtered(lambda move: move.state == "posted" and move.payment_state == "not_paid")
        return posted[:1]._reverse_moves([{}], cancel=bool(number % 2)) if posted else posted

    def _check_sums(self, orders):
        self.customer.invalidate_recordset()
        partners = self.customer | self.branch
        items = self.env["account.move.line"].search(
            [
                ("partner_id", "in", partners.ids),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        booked = sum(items.mapped("amount_residual"))
        self.assertAlmostEqual(self.customer.credit_invoices + self.customer.credit_payments, booked, 2)
        self.assertAlmostEqual(self.customer.credit_orders, sum(map(self._get_open, orders)), 2)
        self.assertAlmostEqual(
            self.customer.credit_exposure, self.customer.credit_orders + booked, 2, "its parts"
        )
        self.assertEqual(self.customer.with_company(self.second).credit_exposure, 0)

    def _get_open(self, order):
        """What of an order no posted invoice has taken over, by its documents, in the company's currency."""
        if order.state != "sale":
            return 0
        lines = order.order_line.invoice_lines.filtered(lambda line: line.parent_state == "posted")
        if order.invoice_status == "invoiced" and "draft" not in order.invoice_ids.mapped("state"):
            return 0
        done = sum(line.price_total * -line.move_id.direction_sign for line in lines)
        left = max(order.amount_total - done, 0)
        return order.currency_id._convert(left, self.company.currency_id, self.company, fields.Date.today())

    def test_days_pass(self):
        self._create_policy(overdue_kind="check", overdue_days=0)
        order = self._create_order(10)
        self._confirm(order)
        invoice = self._invoice(order)
        today = fields.Date.today()
        for days, overdue in ((0, 0), (1, 10)):
            invoice.line_ids.filtered("date_maturity").date_maturity = today - timedelta(days=days)
            self.customer.invalidate_recordset()
            self.assertEqual(self.customer.credit_overdue, overdue)

    def test_several_lines_and_taxes(self):
        tax = self.company_data["default_tax_sale"]
        lines = [
            Command.create({"product_id": self.goods.id, "product_uom_qty": qty, "tax_ids": [tax.id]})
            for qty in (3, 7)
        ]
        order = self.env["sale.order"].create({"partner_id": self.customer.id, "order_line": lines})
        self._confirm(order)
        self.assertAlmostEqual(self.customer.credit_orders, order.amount_total, 2)
        self.assertGreater(order.amount_tax, 0)
