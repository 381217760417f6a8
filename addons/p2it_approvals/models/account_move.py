from odoo import models


class AccountMove(models.Model):
    """Extends ``account.move``: what is not approved is not invoiced, whichever way the invoice was made."""

    _inherit = "account.move"

    def _post(self, soft=True):
        if self.env["p2it.approval.type"]._get_confirmation_kinds():
            # sudo: who posts an invoice may not see its orders
            bills = self.sudo().filtered(lambda move: move._is_customer_bill())
            bills.line_ids.sale_line_ids.order_id._check_order_approved()
        return super()._post(soft=soft)

    def _is_customer_bill(self):
        """:return: whether it asks a customer for money; what is given back needs no approval of the order"""
        return self.move_type in ("out_invoice", "out_receipt")
