from odoo import fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import NO_ACCESS

from .p2it_approval_gate import BUILT_IN_GATES


class SaleOrder(models.Model):
    """Extends ``sale.order``: what lacks an approval is neither invoiced nor paid."""

    _inherit = "sale.order"

    agreed_fingerprint = fields.Char(
        readonly=True,
        copy=False,
        groups=NO_ACCESS,
        help="Digest of what the customer signed or paid for while the order waited for its approval.",
    )

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
        held = self.env["p2it.approval.type"]._filter_orders_lacking(self)
        held._keep_agreement(
            self.env._("The customer has signed. The order lacks its approval: it is confirmed then.")
        )
        return super(SaleOrder, self - held)._validate_order() if self - held else None

    def _keep_agreement(self, text):
        """Keep what the customer agreed to while the order waits, and tell it.

        :param str text: for those inside
        """
        for order in self:
            # sudo: kept by the server, whoever signed or paid
            order.sudo().agreed_fingerprint = order._get_agreement()
            order._message_log(body=text)

    def _get_agreement(self):
        """:return: digest of what a customer agrees to with an order, as it is now"""
        paths = "\n".join(BUILT_IN_GATES["order"].guarded_fields)
        return self.env["p2it.approval.document"]._get_fingerprint(self, paths)

    def _close_approval(self, request):
        """An order that was signed or paid while it waited is confirmed once nothing holds it any more."""
        result = super()._close_approval(request)
        if request.state == "approved" and self.state in ("draft", "sent") and self.agreed_fingerprint:
            self._confirm_as_agreed()
        return result

    def _confirm_as_agreed(self):
        if self.env["p2it.approval.type"]._filter_orders_lacking(self) or self._has_to_be_paid():
            return
        if self.agreed_fingerprint != self._get_agreement():
            self._message_log(
                body=self.env._(
                    "The order was changed after the customer signed or paid: confirm it when the customer "
                    "agrees to the change."
                )
            )
            return
        paid = self.transaction_ids.filtered(lambda payment: payment.state in ("done", "authorized"))
        try:
            with self.env.cr.savepoint():
                if paid:
                    paid[:1]._check_amount_and_confirm_order()
                else:
                    self._validate_order()
        except (UserError, RedirectWarning) as error:
            # The approval stands; what is in the way is told to who can mend it.
            self._message_log(body=self.env._("It could not be confirmed by itself: %s", error.args[0]))
