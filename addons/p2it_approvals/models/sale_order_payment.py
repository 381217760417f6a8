from odoo import models


class SaleOrder(models.Model):
    """Extends ``sale.order``: what lacks an approval is neither invoiced nor paid."""

    _inherit = "sale.order"

    def _create_invoices(self, grouped=False, final=False, date=None):
        self._check_order_approved()
        return super()._create_invoices(grouped=grouped, final=final, date=date)

    def _check_order_approved(self):
        """:raise RedirectWarning: for an order that lacks an approval: no invoice, payment or delivery"""
        self.env["p2it.approval.type"]._check_gate_open(self, "order")

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and not self._get_held("quotation")

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._get_held("quotation", "order")

    def _get_default_payment_link_values(self):
        self._check_may_leave()
        self._check_order_approved()
        return super()._get_default_payment_link_values()

    def _close_approval(self, request):
        """An order that was paid while it waited is confirmed as soon as nothing holds it any more."""
        result = super()._close_approval(request)
        if request.state == "approved" and self.state in ("draft", "sent") and self.transaction_ids:
            paid = self.transaction_ids.filtered(lambda payment: payment.state in ("done", "authorized"))
            paid[:1]._check_amount_and_confirm_order()
        return result
