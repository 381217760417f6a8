from odoo import models


class AccountMove(models.Model):
    """Extends ``account.move``: a credit note or an entry that lowers what a customer owes frees at once."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft)
        lowering = posted.filtered(lambda move: move.move_type in ("out_refund", "entry"))
        items = lowering.line_ids.filtered(lambda line: line.account_type == "asset_receivable")
        if items.partner_id and self.env["p2it.credit.policy"]._has_any():
            self.env["p2it.credit.hold"]._review(items.partner_id)
        return posted


class AccountPayment(models.Model):
    """Extends ``account.payment``: money without an entry frees at once; with one, its posting does."""

    _inherit = "account.payment"

    def write(self, vals):
        result = super().write(vals)
        if vals.get("state") in ("in_process", "paid") and self.env["p2it.credit.policy"]._has_any():
            came = self.filtered(lambda payment: payment.partner_type == "customer" and not payment.move_id)
            if came.partner_id:
                self.env["p2it.credit.hold"]._review(came.partner_id)
        return result
