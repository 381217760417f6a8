from odoo import models
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
    """Extends ``sale.order`` with what has come for it, by whatever way: the one definition of it."""

    _inherit = "sale.order"

    def _get_credit_paid(self):
        """Tell what has come for orders: confirmed transfers and payments, or what their invoices were paid.

        Money that came as a transfer may have paid the invoice as well, so the greater of the two counts.

        :return: ``{order: amount in the order's currency}``
        """
        # What matched money with other debts in this same call tells the order nothing.
        self.invalidate_recordset(["amount_paid"], flush=False)
        paid = {order: order.amount_paid for order in self}
        confirmed = self.filtered(lambda order: order.state == "sale")  # quotations have no invoices
        for order, amount in confirmed._get_paid_by_invoices().items():
            paid[order] = max(paid[order], amount)
        return paid

    def _get_paid_by_invoices(self):
        """Tell what posted invoices show as paid; one of several orders pays each by its share.

        :return: ``{order: amount in the order's currency}``, without orders that have no posted invoice
        """
        saved = self._origin
        if not saved.ids:
            return {}
        self.env["account.move"].flush_model(["state", "amount_total", "amount_residual", "move_type"])
        self.env["account.move.line"].flush_model(["price_total"])
        self.env["sale.order.line"].flush_model(["order_id", "invoice_lines"])
        self.env["sale.order"].flush_model(["currency_id", "currency_rate"])
        amounts = dict(self.env.execute_query(SQL(_PAID_BY_INVOICES, orders=tuple(saved.ids))))
        return {order: float(amounts[order._origin.id]) for order in self if order._origin.id in amounts}
