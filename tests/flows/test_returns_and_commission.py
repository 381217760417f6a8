"""Returns and commission together: what is left is what the order without the goods would have brought."""

from odoo import Command, fields
from odoo.tests import tagged

from .test_returns_and_promotions import PromotionCommon


@tagged("standard", "post_install", "-at_install")
class TestReturnsAndCommission(PromotionCommon):
    """The commission of an order minus its return is that of the order that would have been placed."""

    def _create_plan(self, trigger):
        plan = self.env["p2it.commission.plan"].create(
            {
                "name": trigger,
                "company_id": self.company.id,
                "date_from": fields.Date.today().replace(month=1, day=1),
                "rule_ids": [Command.create({"rate": 10, "trigger": trigger})],
            }
        )
        plan.action_confirm()
        return plan

    def _get_earned(self, order, plan):
        """:return: base and commission that a plan entered for an order"""
        entries = self.env["p2it.commission.entry"].search(
            [("order_id", "=", order.id), ("plan_id", "=", plan.id)]
        )
        return sum(entries.mapped("base")), sum(entries.mapped("amount"))

    def _bring_back_credited(self, *lines):
        self._bring_back(*lines).sudo().credit_ids.action_post()

    def test_by_invoice_and_by_order_the_base_is_that_of_what_is_kept(self):
        plans = [self._create_plan(trigger) for trigger in ("ordered", "invoiced")]
        self._create_program([{"minimum_qty": 0, "minimum_amount": 0}], [{"discount": 10}])
        order = self._sold((self.water, 10), (self.sauce, 5))
        self._run()
        self._bring_back_credited((order.order_line[0], 4), (order.order_line[1], 2))
        twin = self._sold((self.water, 6), (self.sauce, 3))
        self._run()
        for plan in plans:
            with self.subTest(plan.name):
                kept, earned = self._get_earned(order, plan)
                base, amount = self._get_earned(twin, plan)
                self.assertEqual((kept, base), (twin.amount_untaxed, twin.amount_untaxed))
                # What is taken back is rounded line by line, as what was earned: one đồng a line may stay.
                self.assertAlmostEqual(earned, amount, delta=len(order.order_line))

    def test_by_delivery_the_goods_that_came_back_are_taken_back(self):
        plan = self._create_plan("delivered")
        order = self._sold((self.water, 10))
        self._run()
        self._bring_back_credited((order.order_line[0], 4))
        twin = self._sold((self.water, 6))
        self._run()
        self.assertEqual(self._get_earned(order, plan), self._get_earned(twin, plan))

    def test_everything_returned_leaves_nothing(self):
        plans = [self._create_plan(trigger) for trigger in ("ordered", "delivered", "invoiced")]
        order = self._sold((self.water, 7), (self.sauce, 3))
        self._run()
        self._bring_back_credited((order.order_line[0], 7), (order.order_line[1], 3))
        self._run()
        for plan in plans:
            self.assertEqual(self._get_earned(order, plan), (0, 0), plan.name)

    def _run(self):
        self.env["p2it.commission.engine"].run(self.company)
