from odoo.tests import HttpCase, tagged

from .statistics_common import StatisticsCommon


class SalesMapCommon(StatisticsCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        places = [(21.03, 105.85), (10.78, 106.7), (0, 0)]
        for customer, (latitude, longitude) in zip(cls.customers, places, strict=True):
            customer.write(
                {"partner_latitude": latitude, "partner_longitude": longitude, "area_id": cls.areas[0].id}
            )
        for customer, day in ((0, "2026-02-10"), (0, "2026-03-10"), (0, "2026-03-20"), (1, "2026-03-02")):
            cls._confirm(cls._sell(customer, day))
        for customer in cls.customers:
            customer.lifecycle = customer.lifecycle or "account"


@tagged("post_install", "-at_install")
class TestSalesMap(SalesMapCommon):
    """Where customers are and what they buy, each reader's own."""

    def _get_map(self, user=None, **values):
        values = {"date_from": "2026-03-01", "date_to": "2026-03-31", **values}
        data = self.env["p2it.sales.map"].with_user(user or self.administrator).get_map(**values)
        own = {point["id"]: point for point in data["points"] if point["id"] in self.customers.ids}
        return data, own

    def test_a_circle_is_what_was_ordered_now_and_in_the_time_before(self):
        _data, points = self._get_map()
        first, second = (points[customer.id] for customer in self.customers[:2])
        self.assertEqual((first["ordered"], first["orders"], first["before"]), (660000, 2, 330000))
        self.assertEqual((second["ordered"], second["orders"], second["before"]), (330000, 1, 0))
        self.assertEqual((first["latitude"], first["area"]), (21.03, "Vùng A"))

    def test_who_has_no_position_is_counted_and_listed(self):
        _data, points = self._get_map()
        self.assertNotIn(self.customers[2].id, points)
        action = self.env["p2it.sales.map"].with_user(self.administrator).get_without_position()
        listed = self.env["res.partner"].search(action["domain"])
        self.assertIn(self.customers[2], listed)
        self.assertNotIn(self.customers[0], listed)

    def test_a_salesperson_finds_the_own_customers_only(self):
        data, points = self._get_map(self.people[1])
        self.assertEqual(list(points), self.customers[1].ids)
        self.assertEqual([person["id"] for person in data["people"]], self.people[1].ids)
        _data, points = self._get_map(self.people[1], user_id=self.people[0].id)
        self.assertEqual(points, {})

    def test_a_leader_filters_by_a_person_below(self):
        _data, points = self._get_map(self.manager, user_id=self.salesperson.id)
        self.assertEqual(list(points), self.customers[0].ids)
        _data, points = self._get_map(self.administrator, user_id=self.manager.id)
        self.assertEqual(list(points), self.customers[0].ids)

    def test_its_cost_does_not_grow_with_the_customers(self):
        def count():
            self.env.invalidate_all()
            with self._count_queries() as counted:
                self._get_map(self.manager)
            return counted[0]

        count()
        few = count()
        for number in range(20):
            self._create_customer(
                f"Khách mới {number}",
                phone=f"09031299{number:02}",
                partner_latitude=16 + number / 10,
                partner_longitude=107,
                area_id=self.areas[number % 2].id,
            ).lifecycle = "account"
        count()
        self.assertLessEqual(count(), few + 1)


@tagged("post_install", "-at_install")
class TestSalesMapTour(HttpCase, SalesMapCommon):
    """Looked at in the browser: circles, the time, a person, and the customer behind a circle."""

    def test_on_a_desk(self):
        self.start_tour("/odoo/sales-map", "p2it_sales_map", login=self.administrator.login)


@tagged("post_install", "-at_install")
class TestSalesMapPhoneTour(HttpCase, SalesMapCommon):
    browser_size = "390x844"
    touch_enabled = True

    def test_on_a_phone(self):
        self.start_tour("/odoo/sales-map", "p2it_sales_map", login=self.administrator.login)
