from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .promotion_common import PromotionCommon


@tagged("post_install", "-at_install")
class TestConfirmedPromotions(PromotionCommon):
    """Confirmation books budgets and uses; a draft holds nothing; what is lost is said."""

    def test_a_confirmation_books_and_a_cancellation_gives_back(self):
        program = self._create_program(budget_amount=1500)
        order = self._order((self.water, 10))
        self.assertEqual((program.budget_used, program.use_count), (0, 0))
        order.action_confirm()
        self.assertEqual((program.budget_used, program.use_count), (1000, 1))
        self.assertEqual(self._off(order), 1000)
        order._action_cancel()
        self.assertEqual((program.budget_used, program.use_count), (0, 0))
        self.assertEqual(program.use_ids.mapped("uses"), [-1, 1])
        order.action_draft()
        self.assertEqual(self._off(order), 1000)
        order.action_confirm()
        self.assertEqual((program.budget_used, program.use_count), (1000, 1))

    def test_a_budget_gone_is_told_and_nothing_has_changed(self):
        program = self._create_program("Tết Đinh Mùi", budget_amount=1500)
        first, second = self._order((self.water, 10)), self._order((self.water, 10))
        first.action_confirm()
        with self.assertRaisesRegex(UserError, "Tết Đinh Mùi: its budget has too little left"):
            second.action_confirm()
        self.assertEqual((second.state, self._off(second)), ("draft", 1000))
        second.action_update_promotions()
        self.assertEqual(self._off(second), 0)
        second.action_confirm()
        self.assertEqual(program.use_count, 1)

    def test_uses_are_counted_in_total_and_per_customer(self):
        program = self._create_program(limit_usage=True, max_usage=2, max_usage_per_customer=1)
        other = self._create_customer("Công ty Hai")
        orders = [self._order((self.water, 1)) for _n in range(2)]
        orders[0].action_confirm()
        with self.assertRaisesRegex(UserError, "as often as allowed"):
            orders[1].action_confirm()
        self._order((self.water, 1), partner_id=other.id).action_confirm()
        third = self._order((self.water, 1), partner_id=self._create_customer("Công ty Ba").id)
        self.assertEqual(self._off(third), 0)
        self.assertEqual(program.use_count, 2)

    def test_two_in_one_call_share_what_is_left(self):
        self._create_program(limit_usage=True, max_usage=1)
        orders = self._order((self.water, 1)) | self._order((self.water, 1))
        with self.assertRaisesRegex(UserError, "all its uses are taken"):
            orders.action_confirm()

    def test_a_state_written_or_created_is_a_confirmation_too(self):
        program = self._create_program(limit_usage=True, max_usage=2)
        orders = [self._order((self.water, 10)) for _n in range(3)]
        orders[0].with_user(self.salesperson).write({"state": "sale"})
        created = self._order((self.water, 10), state="sale")
        self.assertEqual((self._off(created), program.use_count), (1000, 2))
        with self.assertRaises(UserError):
            orders[1].write({"state": "sale"})

    def test_lines_written_together_with_the_state_count(self):
        program = self._create_program(budget_amount=1500)
        order = self._order((self.water, 10))
        line = order.order_line.filtered(lambda line: not line.reward_id)
        order.write({"state": "sale", "order_line": [Command.update(line.id, {"product_uom_qty": 5})]})
        self.assertEqual((self._off(order), program.budget_used), (500, 500))

    def test_a_change_of_a_confirmed_order_changes_promotion_and_booking(self):
        program = self._create_program(budget_amount=1500)
        order = self._order((self.water, 10))
        order.action_confirm()
        line = order.order_line.filtered(lambda line: not line.reward_id)
        line.product_uom_qty = 12
        self.assertEqual((self._off(order), program.budget_used), (1200, 1200))
        with self.assertRaisesRegex(UserError, "budget"), self.env.cr.savepoint():
            line.product_uom_qty = 20
        self.env.invalidate_all()
        self.assertEqual((self._off(order), program.budget_used, program.use_count), (1200, 1200, 1))
        line.product_uom_qty = 15
        self.assertEqual((self._off(order), program.budget_used, program.use_count), (1500, 1500, 1))

    def test_an_ended_program_holds_while_the_offer_is_open_and_not_after(self):
        self._create_program("Hè", date_to=fields.Date.today())
        order = self._order((self.water, 10))
        order_too_late = self._order((self.water, 10), validity_date=False)
        tomorrow = fields.Datetime.now() + timedelta(days=2)
        with self.freeze(tomorrow):
            order._refresh_terms()
            self.assertEqual(self._off(order), 1000)
            order.action_confirm()
            self.assertEqual(self._off(order), 1000)
            with self.assertRaisesRegex(UserError, "Hè: it has ended"):
                order_too_late.action_confirm()
            order_too_late.action_update_promotions()
            self.assertEqual(self._off(order_too_late), 0)
            order_too_late.action_confirm()

    def freeze(self, moment):
        from freezegun import freeze_time

        return freeze_time(moment)

    def test_nobody_writes_the_ledger(self):
        program = self._create_program()
        self._order((self.water, 10)).action_confirm()
        for user in (self.salesperson, self.manager, self.administrator):
            uses = program.use_ids.with_user(user)
            with self.assertRaises(AccessError):
                uses.write({"amount": 0})
            with self.assertRaises(AccessError):
                uses.unlink()
            with self.assertRaises(AccessError):
                uses.create({"program_id": program.id})

    def test_nobody_writes_the_counter_of_a_program(self):
        program = self._create_program()
        manager = self._create_user("sales_manager", "sales_team.group_sale_manager")
        with self.assertRaises(AccessError):
            program.with_user(manager).ledger_serial = 5

    def test_a_salesperson_confirms(self):
        program = self._create_program(budget_amount=100000)
        order = self._order((self.water, 10), user_id=self.salesperson.id).with_user(self.salesperson)
        order.action_confirm()
        self.assertEqual((self._off(order), program.use_count), (1000, 1))

    def test_update_prices_leaves_gifts_and_discounts_as_they_are(self):
        self._create_program(rewards=[self._gives(self.gift)])
        self._create_program()
        order = self._order((self.water, 10))
        before = self._given(order)
        order.action_update_prices()
        self.assertEqual(self._given(order), before)

    def test_a_locked_order_keeps_what_it_has(self):
        program = self._create_program()
        order = self._order((self.water, 10))
        order.action_confirm()
        order.action_lock()
        program.active = False
        order._refresh_terms()
        self.assertEqual(self._off(order), 1000)

    def test_a_discount_stops_at_the_floor_price(self):
        self.env["p2it.price.floor"].create({"product_id": self.water.id, "amount": 950})
        self._create_program(rewards=[{"discount": 50}])
        order = self._order((self.water, 1, self.carton), (self.oil, 1))
        self.assertEqual(order.amount_untaxed, 24 * 950 + 2500)
