from odoo.tests import tagged

from .return_common import ReturnCommon


@tagged("post_install", "-at_install")
class TestStatisticsStock(ReturnCommon):
    """What left for a customer and what came back stand in the sales statistics, as the documents say."""

    def _read(self, *names, domain=()):
        rows = self.env["p2it.sales.statistics"]._read_group(
            [("partner_id", "=", self.customer.id), *domain], [], [f"{name}:sum" for name in names]
        )
        return tuple(round(value or 0, 2) for value in rows[0])

    def _fold(self):
        self.env["p2it.sales.statistics.store"]._fold(10**6)

    def test_what_was_delivered_counts_at_the_price_of_the_order(self):
        goods = self._create_goods("Gạo ST25", 25000)
        order = self._order((goods, 8))
        self.assertEqual(self._read("delivered", "delivered_quantity"), (0, 0))
        self._deliver(order)
        expected = (order.amount_untaxed, 8)
        self.assertEqual(self._read("delivered", "delivered_quantity"), expected)
        self._fold()
        self.assertEqual(self._read("delivered", "delivered_quantity"), expected)

    def test_a_price_changed_afterwards_changes_what_was_delivered(self):
        goods = self._create_goods("Gạo Nàng Hương", 25000)
        order = self._deliver(self._order((goods, 4)))
        self._fold()
        order.order_line.price_unit = 20000
        self.assertEqual(self._read("delivered", "ordered"), (80000, 80000))

    def test_what_came_back_is_taken_from_what_left(self):
        goods = self._create_goods("Nước mắm", 85000)
        order = self._sold((goods, 10))
        self._fold()
        self._bring_back((order.order_line, 3))
        self.assertEqual(self._read("delivered_quantity", "returned_quantity"), (7, 3))
        returned = order.amount_total * 3 / 10
        self.assertAlmostEqual(self._read("returned")[0], returned, 2)
        self._fold()
        self.assertEqual(self._read("delivered_quantity", "returned_quantity"), (7, 3))
        kept = self.env["p2it.return.line"].search([("partner_id", "=", self.customer.id)])
        self.assertAlmostEqual(self._read("returned")[0], sum(kept.mapped("amount")), 2)

    def test_a_return_that_nobody_received_is_none(self):
        goods = self._create_goods("Đường", 20000)
        order = self._sold((goods, 10))
        self._return((order.order_line, 3)).action_submit()
        self.assertEqual(self._read("returned", "returned_quantity"), (0, 0))

    def test_without_this_addon_its_rows_go_and_the_others_stay(self):
        goods = self._create_goods("Muối", 5000)
        order = self._sold((goods, 10))
        store = self.env["p2it.sales.statistics.store"]
        self.env.flush_all()
        store._set_up(without=("delivery", "return"))
        rows = self.env["p2it.sales.statistics"]._read_group(
            [("partner_id", "=", self.customer.id)], ["source"], ["ordered:sum"]
        )
        self.assertNotIn("delivery", dict(rows))
        self.assertEqual(dict(rows)["order"], order.amount_untaxed)
