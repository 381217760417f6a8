from odoo import Command, fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferMatch(TransferCommon):
    """Confirmed money pays the invoices of its orders, those that exist and those that come."""

    def _get_paid(self, invoice):
        return invoice.amount_total - invoice.amount_residual

    def test_an_invoice_that_exists_is_paid_on_confirming(self):
        order = self._create_order(100)
        invoice = self._invoice(order)
        transfer = self._confirm(self._record((order, 60)))
        self.assertEqual(self._get_paid(invoice), 60)
        self.assertTrue(transfer.line_ids.move_line_id.reconciled)

    def test_an_invoice_that_comes_later_is_paid_when_it_is_posted(self):
        order = self._create_order(100)
        self._confirm(self._record((order, 100)))
        invoice = self._invoice(order, post=False)
        self.assertEqual(self._get_paid(invoice), 0)
        invoice.action_post()
        self.assertIn(invoice.payment_state, ("paid", "in_payment"))

    def test_money_of_one_order_does_not_pay_another(self):
        one, two = self._create_order(100), self._create_order(100)
        self._confirm(self._record((one, 30), (two, 70)))
        invoice = self._invoice(one)
        self.assertEqual(self._get_paid(invoice), 30)
        invoice = self._invoice(two)
        self.assertEqual(self._get_paid(invoice), 70)

    def test_money_on_account_pays_nothing_by_itself(self):
        order = self._create_order(100)
        self._confirm(self._record((order, 20), amount=100))
        self.assertEqual(self._get_paid(self._invoice(order)), 20)

    def test_in_an_invoice_of_two_orders_each_pays_its_share(self):
        one, two = self._create_order(40), self._create_order(60)
        invoice = self._invoice(one, two)
        self.assertEqual(len(invoice), 1)
        self._confirm(self._record((one, 40), (two, 10)))
        self.assertEqual(self._get_paid(invoice), 50)

    def test_money_of_an_order_stops_at_its_share_of_an_invoice(self):
        one, two = self._create_order(100), self._create_order(60)
        invoice = self._invoice(one, two, post=False)
        mine = invoice.invoice_line_ids.filtered(lambda item: item.sale_line_ids.order_id == one)
        mine.price_unit = 40
        self._confirm(self._record((one, 100)))
        invoice.action_post()
        self.assertEqual(self._get_paid(invoice), 40)
        self._confirm(self._record((two, 60)))
        self.assertEqual(self._get_paid(invoice), 100)
        waiting = self.env["p2it.bank.transfer.line"].search([("order_id", "=", one.id)]).move_line_id
        self.assertEqual(waiting.amount_residual, -60)

    def test_the_share_that_is_paid_is_not_paid_again(self):
        one, two = self._create_order(100), self._create_order(60)
        invoice = self._invoice(one, two, post=False)
        invoice.invoice_line_ids.filtered(lambda item: item.sale_line_ids.order_id == one).price_unit = 40
        self._confirm(self._record((one, 40)))
        invoice.action_post()
        self._confirm(self._record((one, 50)))
        self.assertEqual(self._get_paid(invoice), 40)

    def test_the_oldest_invoice_comes_first(self):
        order = self._create_order(100)
        order.order_line.product_uom_qty = 2
        first = self._invoice_part(order, 1, "2026-03-05")
        second = self._invoice_part(order, 1, "2026-02-01")
        self._confirm(self._record((order, 130)))
        self.assertEqual((self._get_paid(second), self._get_paid(first)), (100, 30))

    def _invoice_part(self, order, quantity, date):
        invoice = order._create_invoices()
        invoice.invoice_line_ids.quantity = quantity
        invoice.invoice_date = date
        invoice.action_post()
        return invoice

    def test_a_down_payment_is_paid_first_and_the_rest_later(self):
        order = self._create_order(100)
        wizard = self.env["sale.advance.payment.inv"].create(
            {
                "sale_order_ids": order.ids,
                "advance_payment_method": "fixed",
                "fixed_amount": 30,
            }
        )
        down = wizard._create_invoices(order)
        self._confirm(self._record((order, 50)))
        down.action_post()
        self.assertEqual(self._get_paid(down), 30)
        rest = order._create_invoices(final=True)
        rest.action_post()
        self.assertEqual((rest.amount_total, self._get_paid(rest)), (70, 20))

    def test_never_more_than_the_invoice_lacks_and_what_is_reconciled_stays(self):
        order = self._create_order(100)
        invoice = self._invoice(order)
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        ).create({"amount": 80})._create_payments()
        before = invoice.line_ids.matched_credit_ids
        transfer = self._confirm(self._record((order, 100)))
        self.assertEqual(invoice.amount_residual, 0)
        self.assertTrue(before <= invoice.line_ids.matched_credit_ids)
        self.assertEqual(before.amount, 80)
        self.assertEqual(transfer.line_ids.move_line_id.amount_residual, -80)

    def test_an_invoice_drafted_and_posted_again_is_paid_again(self):
        order = self._create_order(100)
        invoice = self._invoice(order)
        self._confirm(self._record((order, 100)))
        invoice.button_draft()
        invoice.line_ids.remove_move_reconcile()
        self.assertEqual(invoice.amount_residual, 100)
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 0)

    def test_a_credit_note_is_not_paid(self):
        order = self._create_order(100)
        invoice = self._invoice(order)
        credit = invoice._reverse_moves([{"invoice_date": fields.Date.today()}])
        credit.action_post()
        transfer = self._confirm(self._record((order, 60)))
        self.assertEqual(transfer.line_ids.move_line_id.amount_residual, -60)

    def test_a_branch_s_debt_is_paid_with_its_own_account(self):
        head = self._create_customer("Tập đoàn An Khang")
        account = self.customer.property_account_receivable_id.copy({"code": "131002"})
        branch = self._create_customer(
            "Chi nhánh Đà Nẵng", parent_id=head.id, property_account_receivable_id=account.id
        )
        order = self._create_order(100, partner=branch)
        transfer = self._confirm(self._record((order, 100), partner=head))
        self.assertEqual(transfer.payment_id.partner_id, head)
        self.assertEqual(transfer.line_ids.move_line_id.partner_id, branch)
        self.assertEqual(self._invoice(order).amount_residual, 0)

    def test_dong_in_a_company_of_dollars(self):
        dong = self.env.ref("base.VND")
        dong.active = True
        dong.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {"currency_id": dong.id, "rate": 25431, "name": "2020-01-01", "company_id": self.company.id}
        )
        pricelist = self.env["product.pricelist"].create({"name": "Đồng", "currency_id": dong.id})
        one = self._create_order(3333333, pricelist_id=pricelist.id)
        two = self._create_order(7777777, pricelist_id=pricelist.id)
        transfer = self._record((one, 1111111), (two, 7777777), amount=9000001, currency_id=dong.id)
        self._confirm(transfer)
        entry = transfer.payment_id.move_id
        self.assertTrue(entry.company_currency_id.is_zero(sum(entry.line_ids.mapped("balance"))))
        self.assertEqual((one.amount_paid, two.amount_paid), (1111111, 7777777))
        self.assertEqual(self._get_paid(self._invoice(one)), 1111111)
        self.assertEqual(self._invoice(two).amount_residual, 0)

    def test_a_share_in_a_foreign_currency(self):
        euro = self.env.ref("base.EUR")
        euro.active = True
        pricelist = self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        one = self._create_order(100, pricelist_id=pricelist.id)
        two = self._create_order(60, pricelist_id=pricelist.id)
        invoice = self._invoice(one, two, post=False)
        invoice.invoice_line_ids.filtered(lambda item: item.sale_line_ids.order_id == one).price_unit = 40
        self._confirm(self._record((one, 100), currency_id=euro.id))
        invoice.action_post()
        self.assertEqual(self._get_paid(invoice), 40)
        item = self.env["p2it.bank.transfer.line"].search([("order_id", "=", one.id)]).move_line_id
        self.assertEqual(item.amount_residual_currency, -60)

    def test_the_payment_changes_by_reversing_the_transfer_only(self):
        order = self._create_order(100)
        transfer = self._confirm(self._record((order, 100)))
        payment = transfer.payment_id
        entry = payment.move_id
        attempts = {
            "draft": lambda: payment.action_draft(),
            "cancel": lambda: payment.action_cancel(),
            "reject": lambda: payment.action_reject(),
            "amount": lambda: payment.write({"amount": 1}),
            "partner": lambda: payment.write({"partner_id": self.product.id}),
            "unlink": lambda: payment.unlink(),
            "entry to draft": lambda: entry.button_draft(),
            "entry cancelled": lambda: entry.button_cancel(),
            "entry state": lambda: entry.write({"state": "draft"}),
            "entry unlink": lambda: entry.with_context(force_delete=True).unlink(),
        }
        for name, attempt in attempts.items():
            with self.subTest(name), self.assertRaisesRegex(UserError, "Reverse the transfer"):
                attempt()
        self.assertEqual((entry.state, order.amount_paid), ("posted", 100))

    def test_a_receipt_of_the_customer_is_left_alone(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [Command.create({"name": "Khác", "price_unit": 50, "tax_ids": False})],
            }
        )
        self._confirm(self._record((self._create_order(100), 100)))
        invoice.action_post()
        self.assertEqual(invoice.amount_residual, 50)
