from odoo import models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Extends ``sale.order``: what lacks an approval is neither invoiced nor paid."""

    _inherit = "sale.order"

    def _create_invoices(self, grouped=False, final=False, date=None):
        self._check_order_approved()
        return super()._create_invoices(grouped=grouped, final=final, date=date)

    def _check_order_approved(self):
        """:raise RedirectWarning: for an order that lacks an approval: no invoice, payment or delivery"""
        self.env["p2it.approval.type"]._check_orders_approved(self)

    def _has_to_be_signed(self):
        return super()._has_to_be_signed() and not self._get_held("quotation")

    def _has_to_be_paid(self):
        return super()._has_to_be_paid() and not self._get_held("quotation", "order")

    def _get_default_payment_link_values(self):
        self._check_may_leave()
        self._check_order_approved()
        return super()._get_default_payment_link_values()

    def _validate_order(self):
        """Extends `sale`: a signature on an order that lacks an approval is kept, and confirms then."""
        held = self._get_held_confirmation()
        for order in held:
            order._message_log(
                body=self.env._(
                    "The customer has signed. The order lacks its approval: it is confirmed as soon as that "
                    "is given."
                )
            )
        return super(SaleOrder, self - held)._validate_order() if self - held else None

    def _get_held_confirmation(self):
        """:return: those that a gate or a type on the button keeps from being confirmed"""
        kinds = self.env["p2it.approval.type"]
        missing = kinds._find_missing(self, kinds._get_confirmation_kinds()) if self.ids else ()
        held = {document.id for _kind, document, _request in missing}
        return self.filtered(lambda order: order.id in held)

    def _close_approval(self, request):
        """An order that was signed or paid while it waited is confirmed once nothing holds it any more."""
        result = super()._close_approval(request)
        if request.state == "approved" and self.state in ("draft", "sent"):
            self._confirm_as_agreed()
        return result

    def _confirm_as_agreed(self):
        paid = self.transaction_ids.filtered(lambda payment: payment.state in ("done", "authorized"))
        if self._get_held_confirmation() or not (paid or self.signature) or self._has_to_be_paid():
            return
        try:
            with self.env.cr.savepoint():
                if paid:
                    paid[:1]._check_amount_and_confirm_order()
                else:
                    self._validate_order()
        except UserError as error:  # the approval stands; what is in the way is told to who can mend it
            self._message_log(body=self.env._("It could not be confirmed by itself: %s", error))
