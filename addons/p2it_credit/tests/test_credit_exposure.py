from odoo import Command
from odoo.tests import tagged

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditExposure(CreditCommon):
    """What is owed, by its parts."""

    def _get_parts(self, partner=None):
        partner = (partner or self.customer).with_user(self.seller)
        partner.invalidate_recordset()
        return (
            partner.credit_invoices,
            partner.credit_payments,
            partner.credit_orders,
            partner.credit_exposure,
        )

    def test_from_quotation_to_money(self):
        order = self._create_order(100)
        self.assertEqual(self._get_parts(), (0, 0, 0, 0))
        self._confirm(order)
        self.assertEqual(self._get_parts(), (0, 0, 100, 100))
        invoice = self._invoice(order, post=False)
        self.assertEqual(self._get_parts(), (0, 0, 100, 100), "a draft invoice takes nothing off")
        invoice.action_post()
        self.assertEqual(self._get_parts(), (100, 0, 0, 100))
        self._pay(invoice, 30)
        self.assertEqual(self._get_parts(), (70, 0, 0, 70))
        self._receive(50)
        self.assertEqual(self._get_parts(), (70, -50, 0, 20))

    def test_part_invoiced_and_refunded(self):
        order = self._create_order(100)
        self._confirm(order)
        order.order_line.qty_delivered = 0
        invoice = order._create_invoices()
        invoice.invoice_line_ids.quantity = 40
        invoice.action_post()
        self.assertEqual(self._get_parts(), (40, 0, 60, 100))
        reversal = invoice._reverse_moves([{}], cancel=True)
        self.assertEqual(reversal.state, "posted")
        self.assertEqual(self._get_parts(), (0, 0, 100, 100))

    def test_down_payment_counts_once(self):
        order = self._create_order(100)
        self._confirm(order)
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids)
        wizard.create({"advance_payment_method": "fixed", "fixed_amount": 30}).create_invoices()
        order.invoice_ids.action_post()
        self.assertEqual(self._get_parts(), (30, 0, 70, 100))
        final = order._create_invoices(final=True)
        final.action_post()
        self.assertEqual(final.amount_total, 70)
        self.assertEqual(self._get_parts(), (100, 0, 0, 100))

    def test_cancelled_order_owes_nothing(self):
        order = self._create_order(100)
        self._confirm(order)
        order._action_cancel()
        self.assertEqual(self._get_parts(), (0, 0, 0, 0))

    def test_branches_and_contacts_owe_together(self):
        contact = self.env["res.partner"].create({"name": "Chị Hoa", "parent_id": self.customer.id})
        for partner, amount in ((self.customer, 1), (self.branch, 10), (contact, 100)):
            self._confirm(self._create_order(amount, partner))
        self.assertEqual(self._get_parts()[3], 111)
        self.assertEqual(self._get_parts(self.branch)[3], 111)
        self._create_policy(50, partner_id=self.branch.id)
        self.assertEqual(self._get_parts(self.branch)[3], 10)
        self.assertEqual(self._get_parts()[3], 111)

    def test_an_order_invoiced_to_another_counts_for_both(self):
        self._confirm(self._create_order(100, partner_invoice_id=self.other.id))
        self.assertEqual(self._get_parts()[3], 100)
        self.assertEqual(self._get_parts(self.other)[3], 100)

    def test_a_payment_without_entry_counts(self):
        order = self._create_order(100)
        self._confirm(order)
        payment = self._receive(30)
        payment.move_id.button_draft()
        self.env.flush_all()
        # As Odoo's Accounting app leaves it: no outstanding account, no entry.
        self.env.cr.execute("UPDATE account_payment SET move_id = NULL WHERE id = %s", [payment.id])
        payment.invalidate_recordset()
        self.assertEqual(self._get_parts(), (0, -30, 100, 70))

    def test_quotations_count_where_the_terms_say_so(self):
        policy = self._create_policy(10**6, draft_kind="sent")
        draft, sent = self._create_order(10), self._create_order(100)
        sent.action_quotation_sent()
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.credit_drafts, 100)
        policy.draft_kind = "all"
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.credit_drafts, 110)
        self.assertEqual(draft.credit_state, "free")

    def test_another_companys_customer_owes_nothing_here(self):
        self._confirm(self._create_order(100))
        company = self.env["res.company"].create({"name": "Công ty khác"})
        self.assertEqual(self.customer.with_company(company).credit_exposure, 0)

    def test_overdue_less_unmatched_money(self):
        self._create_policy(overdue_kind="check", overdue_days=5)
        for days in (3, 10):
            order = self._create_order(100)
            self.env["p2it.credit.policy"].search([]).active = False
            self._confirm(order)
            self._invoice(order, days_ago=days)
        self.env["p2it.credit.policy"].with_context(active_test=False).search([]).active = True
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.credit_overdue, 100)
        self._receive(30)
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.credit_overdue, 70)

    def test_two_queries_for_the_figures_whatever_is_owed(self):
        self._create_policy(10**6)
        partners = self.env["res.partner"].create(
            [{"name": f"Khách {number}", "is_company": True} for number in range(30)]
        )
        for partner in partners[:6]:
            self._confirm(self._create_order(10, partner))
        few, many = partners[:2], partners
        few.mapped("credit_exposure")
        for found in (few, many):
            self.env.invalidate_all()
            self.env.user.has_group("base.group_user")
            with self.assertQueryCount(12):
                found.mapped("credit_exposure")

    def test_credit_on_a_new_quotation_before_it_is_saved(self):
        self._create_policy(100)
        values = {
            "partner_id": self.customer.id,
            "order_line": [
                Command.create(
                    {"product_id": self.goods.id, "product_uom_qty": 150, "price_unit": 1, "tax_ids": False}
                )
            ],
        }
        order = self.env["sale.order"].with_user(self.seller).new(values)
        self.assertEqual(order.credit_state, "held")
        self.assertEqual(order.credit_excess, 50)
        self.assertEqual(order.hold_reason_ids.mapped("code"), ["limit"])
