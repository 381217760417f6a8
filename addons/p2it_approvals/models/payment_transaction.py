from odoo import models


class PaymentTransaction(models.Model):
    """Extends ``payment.transaction``: money that comes in waits for approvals without being lost."""

    _inherit = "payment.transaction"

    def _post_process(self):
        return super(PaymentTransaction, self.with_context(p2it_pass_over_held=True))._post_process()

    def _check_amount_and_confirm_order(self):
        """Leave out orders that lack an approval; they are confirmed when it is given."""
        orders = self.sale_order_ids.filtered(lambda order: order.state in ("draft", "sent"))
        held = self.env["p2it.approval.type"]._filter_orders_lacking(orders)
        if not held:
            return super()._check_amount_and_confirm_order()
        held._keep_agreement(
            self.env._("A payment arrived. The order lacks its approval: it is confirmed then.")
        )
        free = self.filtered(lambda payment: not payment.sale_order_ids & held)
        return super(PaymentTransaction, free)._check_amount_and_confirm_order()
