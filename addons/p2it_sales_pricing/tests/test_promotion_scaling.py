from odoo.tests import tagged

from .promotion_common import PromotionCommon


@tagged("post_install", "-at_install")
class TestPromotionsScale(PromotionCommon):
    """The number of queries depends neither on the lines nor on the programs."""

    def _count_refresh(self, order):
        self.env.flush_all()
        self.env.invalidate_all()
        with self._count_queries() as counted:
            order._refresh_terms()
        return counted[0]

    def test_many_lines_and_programs_cost_as_few_queries_as_few(self):
        for number in range(3):
            self._create_program(f"A{number}", rules=[self._buys(self.water, 10)], rewards=[{"discount": 1}])
        small = self._order((self.water, 10), (self.oil, 1))
        self._count_refresh(small)
        few = self._count_refresh(small)
        for number in range(30):
            self._create_program(
                f"B{number}", rules=[self._buys(self.water, 999)], limit_usage=True, max_usage=5
            )
        large = self._order(*[(self.water, 10)] * 20, *[(self.oil, 1)] * 20)
        self._count_refresh(large)
        many = self._count_refresh(large)
        self.assertLessEqual(many, few + 3)

    def test_without_programs_a_change_asks_for_none(self):
        order = self._order((self.water, 10))
        self.assertFalse(order._get_promotion_programs())
        self.env.flush_all()
        order.order_line.mapped("reward_id")
        with self._count_queries() as counted:
            order._refresh_terms()
        self.assertEqual(counted[0], 0)
