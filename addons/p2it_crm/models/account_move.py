from odoo import api, models


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "p2it.account.source"]

    @api.model_create_multi
    def create(self, vals_list):
        moves = super().create(vals_list)
        moves._convert_customers()
        return moves

    def write(self, vals):
        if not self._may_touch_account(vals):
            return super().write(vals)
        self._lock_prospects(vals)
        result = super().write(vals)
        self._convert_customers()
        return result

    def _lock_prospects(self, vals):
        """Only what is sold to a customer is of interest; a bill must not wait for anybody."""
        return super(AccountMove, self.filtered(self._is_sale))._lock_prospects(vals)

    def _convert_customers(self):
        return super(AccountMove, self.filtered(self._is_sale))._convert_customers()

    @staticmethod
    def _is_sale(move):
        return move.move_type in ("out_invoice", "out_receipt")

    def _get_account_triggers(self):
        return ["purchase"] if self.state == "posted" else []

    def _get_account_lead(self):
        """The opportunity behind the order that was invoiced."""
        return self.invoice_line_ids.sale_line_ids.order_id.opportunity_id[:1]
