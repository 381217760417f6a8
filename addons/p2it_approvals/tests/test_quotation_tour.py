from odoo.tests import HttpCase, tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestQuotationTour(ApprovalCommon, HttpCase):
    """From a quotation that must not leave to the mail in the customer's inbox."""

    def test_a_quotation_is_approved_by_the_manager_and_sent(self):
        self._create_type(gate="quotation", guarded_fields=False)
        self.customer.email = "huu.nghi@khach.example"
        order = self._create_order()
        url = f"/odoo/action-sale.action_quotations_with_onboarding/{order.id}"
        self.start_tour(url, "p2it_quotation_ask", login=self.seller.login)
        self.start_tour(url, "p2it_quotation_approve", login=self.boss.login)
        self.start_tour(url, "p2it_quotation_send", login=self.seller.login)
        self.assertEqual(order.state, "sent")
        mail = self.env["mail.mail"].search([("recipient_ids", "in", self.customer.ids)])
        self.assertTrue(mail)
        self.assertTrue(mail.attachment_ids)
