from odoo import models


class AccountMove(models.Model):
    """Extends ``account.move``: invoices are paid by the transfers of their orders when they are posted."""

    _inherit = "account.move"

    def _post(self, soft=True):
        posted = super()._post(soft=soft)
        # sudo: who posts an invoice may see neither its orders nor their transfers
        bills = posted.sudo().filtered(lambda move: move.move_type in ("out_invoice", "out_receipt"))
        orders = bills.invoice_line_ids.sale_line_ids.order_id
        if orders:
            lines = bills.env["p2it.bank.transfer.line"].search(
                [("order_id", "in", orders.ids), ("transfer_id.state", "=", "confirmed")]
            )
            lines._match_invoices()
        return posted

    def write(self, vals):
        if vals.get("state", "posted") != "posted":
            self._check_no_transfer()
        return super().write(vals)

    def unlink(self):
        self._check_no_transfer()
        return super().unlink()

    def _reverse_moves(self, default_values_list=None, cancel=False):
        self._check_no_transfer()
        return super()._reverse_moves(default_values_list=default_values_list, cancel=cancel)

    def _check_no_transfer(self):
        """:raise UserError: for the entry of a confirmed transfer, superusers included"""
        # sudo: it is kept for who doesn't see the transfer as well
        self.env["account.payment"].sudo().search(
            [("move_id", "in", self.ids), ("bank_transfer_ids.state", "=", "confirmed")], limit=1
        )._check_no_transfer()
