from odoo.tests import HttpCase, tagged

from .return_common import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnTour(ReturnCommon, HttpCase):
    """From the order to the end: written by the salesperson, received and inspected by the warehouse."""

    def test_from_the_order_to_done(self):
        order = self._sold((self.water, 10))
        url = f"/odoo/action-sale.action_quotations_with_onboarding/{order.id}"
        self.start_tour(url, "p2it_return_write", login=self.seller.login)
        document = order.order_line.return_line_ids.return_id
        self.assertEqual((document.state, document.line_ids.quantity), ("approved", 4))
        action = self.env.ref("p2it_sales_stock.action_inspections")
        url = f"/odoo/action-{action.id}/{document.id}"
        self.start_tour(url, "p2it_return_receive", login=self.officer.login)
        self.assertEqual(document.state, "done")
        self.assertEqual(
            document.inspection_ids.sorted("id").mapped(lambda row: (row.disposition, row.quantity)),
            [("restock", 2), ("scrap", 2)],
        )
        self.assertEqual(len(document.credit_ids), 1)

    def test_on_a_phone(self):
        self._sold((self.water, 10))
        document = self.env["p2it.return"].create(
            {"partner_id": self.customer.id, "user_id": self.seller.id, "reason_id": self.reason.id}
        )
        self.browser_size, self.touch_enabled = "390x844", True
        url = f"/odoo/action-p2it_sales_stock.action_returns/{document.id}"
        self.start_tour(url, "p2it_return_choose_on_a_phone", login=self.seller.login)
        self.assertEqual(document.line_ids.quantity, 10)
