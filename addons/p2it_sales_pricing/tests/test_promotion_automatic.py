from itertools import permutations

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged

from .promotion_common import PromotionCommon


@tagged("post_install", "-at_install")
class TestAutomaticPromotions(PromotionCommon):
    """Promotions follow from what is bought, whatever client says so, without a button."""

    def test_an_order_made_by_a_script_has_its_promotion(self):
        self._create_program(rules=[self._buys(self.water, 10)])
        self.assertEqual(self._off(self._order((self.water, 10))), 1000)

    def test_changing_a_line_by_script_changes_the_promotion(self):
        self._create_program(rules=[self._buys(self.water, 10)])
        order = self._order((self.water, 9))
        self.assertEqual(self._off(order), 0)
        order.order_line.product_uom_qty = 20
        self.assertEqual(self._off(order), 2000)
        order.order_line.filtered(lambda line: not line.reward_id).write({"product_uom_qty": 1})
        self.assertFalse(order.order_line.filtered("reward_id"))

    def test_a_line_added_or_removed_alone_changes_the_promotion(self):
        self._create_program(rules=[self._buys(self.water, 10)])
        order = self._order((self.sauce, 1))
        line = self.env["sale.order.line"].create(
            {"order_id": order.id, "product_id": self.water.id, "product_uom_qty": 10}
        )
        self.assertEqual(self._off(order), 1200)
        line.unlink()
        self.assertEqual(self._off(order), 0)

    def test_three_cartons_of_24_are_72(self):
        self._create_program(rules=[self._buys(self.water, 72)])
        self.assertEqual(self._off(self._order((self.water, 3, self.carton))), 7200)
        self.assertEqual(self._off(self._order((self.water, 3))), 0)

    def test_working_it_out_again_writes_nothing(self):
        self._create_program(rules=[self._buys(self.water, 10)], rewards=[self._gives(self.gift, 10)])
        self._create_program(rewards=[{"discount": 3.5}])
        order = self._order((self.water, 25), (self.oil, 3))
        self.env.flush_all()
        before = order.order_line.read(["write_date", "price_unit", "product_uom_qty", "sequence"])
        with self._count_queries() as counted:
            order._refresh_terms()
        self.assertEqual(
            order.order_line.read(["write_date", "price_unit", "product_uom_qty", "sequence"]), before
        )
        self.assertLess(counted[0], 25)

    def test_the_order_of_edits_does_not_matter(self):
        self._create_program("A", rules=[self._buys(self.water, 10)], rewards=[{"discount": 5}])
        self._create_program("B", rules=[self._buys(self.sauce, 5)], rewards=[self._gives(self.gift, 5)])
        self._create_program("C", rewards=[{"discount": 777, "discount_mode": "per_order"}])
        results = set()
        for steps in permutations([(self.water, 12), (self.sauce, 10), (self.oil, 1)]):
            order = self._order()
            for product, quantity in steps:
                order.order_line = [self._line(product, 1)]
                line = order.order_line.filtered(lambda line, product=product: line.product_id == product)
                line.product_uom_qty = quantity
            results.add((tuple(self._given(order)), order.amount_total))
        self.assertEqual(len(results), 1)

    def test_a_gift_goes_with_its_reason_and_takes_no_other_gift_along(self):
        self._create_program("A", rules=[self._buys(self.water, 10)], rewards=[self._gives(self.gift, 10)])
        self._create_program("B", rules=[self._buys(self.sauce, 5)], rewards=[self._gives(self.gift, 5)])
        order = self._order((self.water, 20), (self.sauce, 5))
        self.assertEqual(self._given(order), [("Ly thủy tinh", 1, 0), ("Ly thủy tinh", 2, 0)])
        order.order_line.filtered(lambda line: line.product_id == self.water).product_uom_qty = 9
        self.assertEqual(self._given(order), [("Ly thủy tinh", 1, 0)])

    def test_a_discount_carries_the_taxes_of_what_it_is_taken_from(self):
        self._create_program()
        self.oil.taxes_id = False
        order = self._order((self.water, 10), (self.oil, 2))
        self.assertEqual(order.amount_untaxed, 18000)
        self.assertEqual(order.amount_total, 9000 * 1.1 + 9000)
        self.assertEqual(len(order.order_line.filtered("reward_id")), 2)

    def test_a_form_shows_the_promotion_while_it_is_typed_and_saves_it_once(self):
        self._create_program(rules=[self._buys(self.water, 10)])
        self._create_program(rules=[self._buys(self.water, 10)], rewards=[self._gives(self.gift, 10)])
        with Form(self.env["sale.order"]) as form:
            form.partner_id = self.customer
            with form.order_line.new() as line:
                line.product_id = self.water
                line.product_uom_qty = 10
            self.assertEqual(len(form.order_line), 3)
            shown = form.amount_untaxed
            self.assertIn("Khuyến mãi", form.promotion_explanation)
        order = form.record
        self.assertEqual(order.amount_untaxed, shown)
        self.assertEqual(self._given(order), [("10% on your order", 1, -1000), ("Ly thủy tinh", 1, 0)])

    def test_a_form_changes_a_saved_order_and_takes_the_promotion_away(self):
        self._create_program(rules=[self._buys(self.water, 10)])
        order = self._order((self.water, 10))
        with Form(order) as form:
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 20
            self.assertEqual(form.amount_untaxed, 18000)
        self.assertEqual((len(order.order_line), order.amount_untaxed), (2, 18000))
        with Form(order) as form:
            with form.order_line.edit(0) as line:
                line.product_uom_qty = 5
            self.assertEqual(len(form.order_line), 1)
        self.assertEqual((len(order.order_line), order.amount_untaxed), (1, 5000))

    def test_a_forged_line_of_a_promotion_changes_nothing(self):
        program = self._create_program(rules=[self._buys(self.water, 10)])
        reward = program.reward_ids
        forged = {
            "product_id": reward.discount_line_product_id.id,
            "name": "Giảm thêm",
            "product_uom_qty": 1,
            "price_unit": -9000,
            "reward_id": reward.id,
            "reward_identifier_code": "p2it-forged",
        }
        order = self._order((self.water, 10))
        order.with_user(self.salesperson).write({"order_line": [Command.create(forged)]})
        self.assertEqual(self._off(order), 1000)
        order.order_line.filtered("reward_id").with_user(self.salesperson).price_unit = -9000
        self.assertEqual(self._off(order), 1000)
        self.env["sale.order.line"].with_user(self.salesperson).create({**forged, "order_id": order.id})
        self.assertEqual(self._off(order), 1000)
        order.order_line.filtered("reward_id").unlink()
        self.assertEqual(self._off(order), 1000)

    def test_a_copy_has_the_promotions_of_its_own(self):
        program = self._create_program(rules=[self._buys(self.water, 10)])
        order = self._order((self.water, 10))
        self.assertEqual(self._given(order.copy()), self._given(order))
        program.active = False
        self.assertEqual(self._given(order.copy()), [])

    def test_audience_of_the_group_above(self):
        program = self._create_program(customer_group_ids=[Command.set(self.group.ids)])
        self.assertEqual(self._off(self._order((self.water, 10))), 1000)
        program.customer_group_ids = self.env["p2it.customer.group"].create({"name": "Bán lẻ"})
        self.assertEqual(self._off(self._order((self.water, 10))), 0)

    def test_only_the_first_order(self):
        self._create_program(first_order_only=True)
        order = self._order((self.water, 10))
        order.action_confirm()
        self.assertEqual(self._off(order), 1000)
        self.assertEqual(self._off(self._order((self.water, 10))), 0)

    def test_all_criteria_a_brand_and_tiers_that_accumulate(self):
        (self.water | self.sauce | self.oil).product_tmpl_id.product_tag_ids = self.brand
        self._create_program(
            rules=[
                self._buys(self.water, 10),
                {
                    "product_tag_id": self.brand.id,
                    "minimum_qty": 1,
                    "minimum_distinct_products": 3,
                    "minimum_amount": 0,
                },
            ],
            match_mode="all",
        )
        self.assertEqual(self._off(self._order((self.water, 10), (self.sauce, 1))), 0)
        self.assertEqual(self._off(self._order((self.water, 10), (self.sauce, 1), (self.oil, 1))), 1700)

    def test_tiers_accumulate_over_confirmed_orders(self):
        self._create_program(
            rules=[self._buys(self.water)],
            rewards=[{"discount": 5, "required_points": 10}, {"discount": 8, "required_points": 50}],
            reward_mode="highest",
            accumulate=True,
        )
        first = self._order((self.water, 2, self.carton))
        self.assertEqual(self._off(first), 48 * 50)
        first.action_confirm()
        self.assertEqual(self._off(first), 48 * 50)
        self.assertEqual(self._off(self._order((self.water, 2))), 160)

    def test_a_fixed_price_per_piece_of_a_carton(self):
        self._create_program(
            rules=[self._buys(self.water)],
            rewards=[
                {
                    "discount_mode": "fixed_price",
                    "fixed_price": 900,
                    "discount_applicability": "specific",
                    "discount_product_ids": [Command.set(self.water.ids)],
                }
            ],
        )
        order = self._order((self.water, 1, self.carton), (self.oil, 1))
        self.assertEqual(order.amount_untaxed, 24 * 900 + 5000)

    def test_a_choice_of_gifts_is_part_of_the_order(self):
        (self.gift | self.sauce).product_tmpl_id.product_tag_ids = self.brand
        program = self._create_program(
            rules=[self._buys(self.water, 10)],
            rewards=[
                {
                    "reward_type": "product",
                    "reward_product_tag_id": self.brand.id,
                    "required_points": 10,
                }
            ],
        )
        order = self._order((self.water, 10))
        chosen = self.gift if self.gift.name not in str(self._given(order)) else self.sauce
        order.with_user(self.salesperson).action_choose_promotion(program.reward_ids.id, chosen.id)
        self.assertEqual(order.order_line.filtered("reward_id").product_id, chosen)
        order.order_line.filtered(lambda line: not line.reward_id).product_uom_qty = 30
        self.assertEqual(order.order_line.filtered("reward_id").product_id, chosen)
        with self.assertRaisesRegex(Exception, "not offered"):
            order.action_choose_promotion(program.reward_ids.id, self.oil.id)

    def test_odoo_s_own_programs_stay_on_their_button(self):
        stock = self._create_program("Odoo", is_automatic=False)
        automatic = self._create_program("P2IT")
        order = self._order((self.water, 10))
        self.assertEqual(order.order_line.reward_id.program_id, automatic)
        order._update_programs_and_rewards()
        coupon = order.coupon_point_ids.coupon_id
        self.assertEqual(coupon.program_id, stock)
        order._apply_program_reward(stock.reward_ids, coupon)
        self.assertEqual(order.amount_untaxed, 8100)
        order._update_programs_and_rewards()
        self.assertEqual(order.amount_untaxed, 8100)

    def test_what_can_t_apply_by_itself_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "can't apply by itself"):
            self._create_program(trigger="with_code", program_type="promo_code")

    def test_nobody_enters_the_moment_of_promotions(self):
        order = self._order((self.water, 1))
        with self.assertRaises(AccessError):
            order.with_user(self.salesperson).promotion_date = "2020-01-01"

    def test_a_date_before_the_quotation_was_written_brings_nothing_back(self):
        self._create_program(date_from="2020-01-01", date_to="2020-12-31")
        order = self._order((self.water, 10), date_order="2020-06-01 10:00:00")
        self.assertEqual(self._off(order), 0)
