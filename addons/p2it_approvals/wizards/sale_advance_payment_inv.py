from odoo import models


class SaleAdvancePaymentInv(models.TransientModel):
    """Extends ``sale.advance.payment.inv``: a down payment is an invoice, too."""

    _inherit = "sale.advance.payment.inv"

    def _create_invoices(self, sale_orders):
        sale_orders._check_order_approved()
        return super()._create_invoices(sale_orders)
