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
