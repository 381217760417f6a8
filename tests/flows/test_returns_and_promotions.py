"""Returns and promotions together: what is left is what would have been ordered without the goods."""

from odoo import Command, fields
from odoo.addons.p2it_sales_stock.tests.return_common import ReturnCommon
from odoo.tests import tagged


class PromotionCommon(ReturnCommon):
    """Programs that apply by themselves, in a company that counts whole đồng."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        dong = cls.env["res.currency"].with_context(active_test=False).search([("name", "=", "VND")])
        dong.write({"active": True, "rounding": 1})
        cls.company.currency_id = dong
        cls.env["product.pricelist"].search([]).action_archive()
        cls.env["loyalty.program"].search([]).action_archive()

    @classmethod
    def _create_program(cls, rules, rewards, **values):
        return cls.env["loyalty.program"].create(
            {
                "name": "Khuyến mãi",
                "program_type": "promotion",
                "trigger": "auto",
                "applies_on": "current",
                "is_automatic": True,
                "company_id": cls.company.id,
                "currency_id": cls.company.currency_id.id,
                "rule_ids": [Command.clear(), *map(Command.create, rules)],
                "reward_ids": [Command.clear(), *map(Command.create, rewards)],
                **values,
            }
        )

    @classmethod
    def _buys(cls, product, quantity=1, **values):
        return {
            "product_ids": [Command.set(product.ids)],
            "minimum_qty": quantity,
            "reward_point_mode": "unit",
            **values,
        }

    @classmethod
    def _gives(cls, product, points):
        return {
            "reward_type": "product",
            "reward_product_id": product.id,
            "required_points": points,
        }

    def _get_twin(self, order, *lines):
        """:return: an order of the day of the other, of what is kept"""
        return self._order(*lines, date_order=order.date_order, confirm=False)

    def _assert_like(self, order, twin):
        self.assertEqual(self._get_billed(order), (twin.amount_untaxed, twin.amount_total))


@tagged("standard", "post_install", "-at_install")
class TestReturnsAndPromotions(PromotionCommon):
    """Order minus return is the order that would have been placed without the returned goods."""

    def test_a_percentage_with_steps(self):
        self._create_program(
            [{"reward_point_mode": "money", "reward_point_amount": 1, "minimum_amount": 0, "minimum_qty": 0}],
            [{"discount": 5, "required_points": 1000}, {"discount": 12, "required_points": 10000}],
            reward_mode="highest",
        )
        order = self._sold((self.water, 10), (self.sauce, 5))
        water, sauce = order.order_line[:2]
        self._bring_back((sauce, 3), (water, 1))
        self._assert_like(order, self._get_twin(order, (self.water, 9), (self.sauce, 2)))
        self._bring_back((sauce, 2))
        self._assert_like(order, self._get_twin(order, (self.water, 9)))
        self._bring_back((water, 9))
        self.assertEqual(self._get_billed(order), (0, 0))
        self.assertFalse(any(order.order_line.mapped("qty_to_invoice")))

    def test_a_gift_comes_back_with_what_earned_it(self):
        self._create_program([self._buys(self.water)], [self._gives(self.gift, 4)])
        order = self._sold((self.water, 12))
        water, gift = order.order_line
        self.assertEqual((gift.product_uom_qty, gift.qty_delivered), (3, 3))
        document = self._return((water, 5))
        document.action_submit()
        self.assertEqual(document.line_ids.filtered("is_gift").quantity, 2)
        self._receive(document).with_user(self.officer).action_inspect()
        twin = self._get_twin(order, (self.water, 7))
        self._assert_like(order, twin)
        self.assertEqual(gift.qty_delivered, twin.order_line.filtered("reward_id").product_uom_qty)

    def test_a_gift_that_is_kept_is_charged(self):
        self._create_program([self._buys(self.water)], [self._gives(self.gift, 4)])
        order = self._sold((self.water, 12))
        water, gift = order.order_line
        document = self._return((water, 5), (gift, 2, {"gift_kept": True}))
        self._receive(document).with_user(self.officer).action_inspect()
        self.assertEqual(gift.qty_delivered, 3)
        self._assert_like(order, self._get_twin(order, (self.water, 7), (self.gift, 2)))
        self._bring_back((water, 7))
        self.assertEqual(gift.qty_delivered, 2, "the last gift came back, those charged are the customer's")
        self._assert_like(order, self._get_twin(order, (self.gift, 2)))

    def test_programs_are_those_of_the_confirmation(self):
        program = self._create_program([{"minimum_qty": 0, "minimum_amount": 0}], [{"discount": 10}])
        order = self._sold((self.water, 10))
        twin = self._get_twin(order, (self.water, 6))
        kept = (twin.amount_untaxed, twin.amount_total)
        program.reward_ids.discount = 50
        self._bring_back((order.order_line[0], 4))
        self.assertEqual(self._get_billed(order), kept)
        program.action_archive()
        self._bring_back((order.order_line[0], 6))
        self.assertEqual(self._get_billed(order), (0, 0))

    def test_the_best_program_of_what_is_kept(self):
        self._create_program([{"minimum_qty": 0, "minimum_amount": 0}], [{"discount": 3}], stacking="best")
        self._create_program(
            [self._buys(self.sauce, 3)], [{"discount": 20, "required_points": 3}], stacking="best"
        )
        order = self._sold((self.water, 10), (self.sauce, 3))
        self._bring_back((order.order_line[1], 1))
        self._assert_like(order, self._get_twin(order, (self.water, 10), (self.sauce, 2)))
        self._bring_back((order.order_line[0], 10), (order.order_line[1], 2))
        self.assertEqual(self._get_billed(order), (0, 0))

    def test_promotions_of_an_order_not_invoiced_yet(self):
        self._create_program([{"minimum_qty": 0, "minimum_amount": 0}], [{"discount": 10}])
        order = self._deliver(self._order((self.water, 10)))
        self._bring_back((order.order_line[0], 4))
        self._invoice(order)
        self._assert_like(order, self._get_twin(order, (self.water, 6)))

    def test_exposure_falls_with_the_goods(self):
        policy = self.env["p2it.credit.policy"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.customer.id,
                "limit_kind": "amount",
                "limit": 10**6,
            }
        )
        self.assertTrue(policy)
        self._create_program([{"minimum_qty": 0, "minimum_amount": 0}], [{"discount": 10}])
        order = self._sold((self.water, 10))
        document = self._bring_back((order.order_line[0], 4)).sudo()
        document.credit_ids.action_post()
        twin = self._get_twin(order, (self.water, 6))
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.credit_exposure, twin.amount_total)
        other = self._deliver(self._order((self.water, 10)))
        self._bring_back((other.order_line[0], 4))
        self.customer.invalidate_recordset()
        self.assertEqual(
            self.customer.credit_exposure, twin.amount_total * 2, "an order that is not invoiced, too"
        )
        self.assertTrue(fields.Date.today())
