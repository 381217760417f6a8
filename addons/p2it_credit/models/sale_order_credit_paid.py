from odoo import api, models
from odoo.tools import SQL

_PAID_BY_INVOICES = """
    SELECT line.order_id,
           SUM(CASE WHEN move.move_type = 'out_refund' THEN -item.price_total ELSE item.price_total END
               * CASE WHEN move.amount_total = 0 THEN 0
                      ELSE (move.amount_total - move.amount_residual) / move.amount_total END
               * CASE WHEN move.currency_id = sale.currency_id THEN 1
                      ELSE COALESCE(sale.currency_rate, 1)
                           / COALESCE(NULLIF(move.invoice_currency_rate, 0), 1) END)
      FROM sale_order_line line
      JOIN sale_order sale ON sale.id = line.order_id
      JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
      JOIN account_move_line item ON item.id = rel.invoice_line_id
      JOIN account_move move ON move.id = item.move_id
     WHERE line.order_id IN %(orders)s AND move.state = 'posted'
       AND move.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
     GROUP BY line.order_id
"""


class SaleOrder(models.Model):
    """What of an order its invoices show as paid."""

    _inherit = "sale.order"

    @api.model
    def _get_paid_by_invoices_sql(self, order_ids):
        """:return: rows of order and amount; an invoice of several orders pays each by its share"""
        self.env["account.move"].flush_model(["state", "amount_total", "amount_residual", "move_type"])
        self.env["account.move.line"].flush_model(["price_total"])
        self.env["sale.order.line"].flush_model(["order_id", "invoice_lines"])
        self.env["sale.order"].flush_model(["currency_id", "currency_rate"])
        return SQL(_PAID_BY_INVOICES, orders=tuple(order_ids))
