from odoo.tests import HttpCase, tagged

from .unit_common import UnitCommon


@tagged("post_install", "-at_install")
class TestUnitTour(UnitCommon, HttpCase):
    """An order entered in pallets, cartons and bottles, and by scanning a carton."""

    def test_an_order_is_entered_as_it_is_said_and_scanned(self):
        self.beer._set_packaging_barcode(self.thung, "18930000000008")
        self.customer.user_id = self.seller
        url = "/odoo/action-sale.action_quotations_with_onboarding/new"
        self.start_tour(url, "p2it_units", login=self.seller.login)
        lines = self.env["sale.order"].search([("partner_id", "=", self.customer.id)]).order_line
        self.assertEqual(lines.mapped("product_uom_qty"), [2952, 2])
        self.assertEqual(lines.product_uom_id, self.chai + self.thung)
        self.assertEqual(sum(lines.mapped("standard_uom_qty")), 3000)

    def test_on_a_phone_a_quantity_is_seen_and_entered_in_packages(self):
        order = self._create_order(self.beer, 1, packaging_display="2 thùng 5 chai")
        order.user_id = self.customer.user_id = self.seller
        self.browser_size, self.touch_enabled = "400x860", True
        url = f"/odoo/action-sale.action_quotations_with_onboarding/{order.id}"
        self.start_tour(url, "p2it_units_on_a_phone", login=self.seller.login)
        self.assertEqual(order.order_line.product_uom_qty, 1441)
