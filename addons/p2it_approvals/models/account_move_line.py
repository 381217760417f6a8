from odoo import api, models


class AccountMoveLine(models.Model):
    """Extends ``account.move.line``: no invoice is tied to an order that lacks an approval."""

    _inherit = "account.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if any(vals.get("sale_line_ids") for vals in vals_list):
            lines._check_orders_approved()
        return lines

    def write(self, vals):
        result = super().write(vals)
        if vals.get("sale_line_ids"):
            self._check_orders_approved()
        return result

    def _check_orders_approved(self):
        if not self.env["p2it.approval.type"]._get_confirmation_kinds():
            return
        # sudo: who makes an invoice may not see its orders
        bills = self.sudo().filtered(lambda line: line.move_id._is_customer_bill())
        bills.sale_line_ids.order_id._check_order_approved()
