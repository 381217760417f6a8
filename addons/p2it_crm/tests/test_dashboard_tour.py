from odoo.tests import HttpCase, tagged

from .dashboard_common import DashboardCommon


class DashboardRoles:
    """Mixin: each ready-made dashboard, opened by a person of its role."""

    def _get_roles(self):
        """:return: ``{name of a dashboard: who looks at it}``"""
        return {
            "director": self.director,
            "manager": self.leader,
            "leader": self.leader,
            "salesperson": self.salesperson,
            "accountant": self.accountant,
        }

    def _look(self, suffix=""):
        for role, person in self._get_roles().items():
            tour = f"p2it_dashboard_of_{role}{suffix}"
            self.start_tour("/odoo/sales-dashboards", tour, login=person.login)


@tagged("post_install", "-at_install")
class TestDashboardTours(DashboardRoles, DashboardCommon, HttpCase):
    """Dashboards as people use them, at a desk and on the phone."""

    def test_a_director_looks_opens_and_keeps_a_list(self):
        self.start_tour("/odoo/sales-dashboards", "p2it_dashboard", login=self.director.login)
        own = self.env["p2it.dashboard"].search([("name", "=", "Bảng của tôi")])
        self.assertEqual(own.user_id, self.director)
        self.assertEqual((own.tile_ids.name, own.tile_ids.width), ("Đơn hàng của tôi", "6"))

    def test_each_role_opens_its_dashboard_and_what_a_tile_sums_up(self):
        self._look()


@tagged("post_install", "-at_install")
class TestDashboardPhone(DashboardRoles, DashboardCommon, HttpCase):
    browser_size = "390x844"
    touch_enabled = True

    def test_a_salesperson_looks_on_the_phone(self):
        self.start_tour("/odoo/sales-dashboards", "p2it_dashboard_phone", login=self.salesperson.login)

    def test_each_role_opens_its_dashboard_on_the_phone(self):
        self._look("_phone")
