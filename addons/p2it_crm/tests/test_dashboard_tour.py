from odoo.tests import HttpCase, tagged

from .dashboard_common import DashboardCommon


@tagged("post_install", "-at_install")
class TestDashboardTours(DashboardCommon, HttpCase):
    """Dashboards as people use them, at a desk and on the phone."""

    def test_a_director_looks_opens_and_keeps_a_list(self):
        self.start_tour("/odoo/sales-dashboards", "p2it_dashboard", login=self.director.login)
        own = self.env["p2it.dashboard"].search([("name", "=", "Bảng của tôi")])
        self.assertEqual(own.user_id, self.director)
        self.assertEqual((own.tile_ids.name, own.tile_ids.width), ("Đơn hàng của tôi", "6"))


@tagged("post_install", "-at_install")
class TestDashboardPhone(DashboardCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_salesperson_looks_on_the_phone(self):
        self.start_tour("/odoo/sales-dashboards", "p2it_dashboard_phone", login=self.salesperson.login)
