from odoo import models


class PaymentLinkWizard(models.TransientModel):
    """Extends ``payment.link.wizard``: no link to pay what is not approved."""

    _inherit = "payment.link.wizard"

    def _prepare_url(self, base_url, related_document):
        if self.res_model == "sale.order":
            related_document._check_may_leave()
            related_document._check_order_approved()
        return super()._prepare_url(base_url, related_document)
