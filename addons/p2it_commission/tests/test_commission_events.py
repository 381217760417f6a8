from odoo.exceptions import UserError
from odoo.tests import tagged

from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionEvents(CommissionCommon):
    """What is earned when, and taken back when it is undone."""

    def test_paid_in_part_as_paid(self):
        self._create_plan({"rate": 2.5})
        invoice = self._sell("2026-03-05", (self.beer, 1_000_001), (self.craft, 500_000))
        self.assertEqual(self._run(), 0)
        self._pay(invoice, 700_000, "2026-03-20")
        self.assertEqual(self._run(), 2)
        self.assertEqual(self._get_earned(self.minh), 17_500)
        self._pay(invoice, 800_001, "2026-04-02")
        self._run()
        self.assertEqual(self._get_earned(self.minh), 25_000 + 12_500)
        self.assertEqual(self._run(), 0)

    def test_a_payment_taken_back_takes_the_commission_back(self):
        self._create_plan({"rate": 2})
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        payment = self._pay(invoice, 400_000, "2026-03-20")
        self._run()
        self.assertEqual(self._get_earned(self.minh), 8_000)
        payment.line_ids.remove_move_reconcile()
        self._run()
        self.assertEqual(self._get_earned(self.minh), 0)
        self._pay(invoice, 1_000_000, "2026-05-20")
        self._run()
        self.assertEqual(self._get_earned(self.minh), 20_000)

    def test_parts_of_odd_amounts_add_up_to_the_whole(self):
        self._create_plan({"rate": 3.33})
        invoice = self._sell("2026-03-05", (self.beer, 1_000_003), (self.craft, 777_777))
        for day in range(10, 17):
            self._pay(invoice, 253_968 if day < 16 else 1_777_780 - 6 * 253_968, f"2026-03-{day}")
            self._run()
        self.assertEqual(self._get_earned(self.minh), 33_300 + 25_900)

    def test_an_order_earns_when_confirmed_and_loses_when_cancelled(self):
        self._create_plan({"rate": 2, "trigger": "ordered"})
        order = self._create_order("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self.assertEqual(self._get_earned(self.minh), 20_000)
        order.order_line.price_unit = 800_000
        self._run()
        self.assertEqual(self._get_earned(self.minh), 16_000)
        order._action_cancel()
        self._run()
        self.assertEqual(self._get_earned(self.minh), 0)
        self.assertEqual(self._run(), 0)

    def test_goods_earn_as_they_leave_and_come_back(self):
        self._create_plan({"rate": 2, "trigger": "delivered"})
        order = self._create_order("2026-03-05", (self.beer, 100_000), confirm=False)
        order.order_line.product_uom_qty = 10
        order.action_confirm()
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 4, "picked": True})
        picking.with_context(skip_backorder=True)._action_done()
        picking.move_ids.date = "2026-03-08 05:00:00"
        self._run()
        self.assertEqual(self._get_earned(self.minh, date_to="2026-03-31"), 8_000)
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = 1
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        back.move_ids.write({"quantity": 1, "picked": True})
        back._action_done()
        self._run()
        self.assertEqual(self._get_earned(self.minh), 6_000)

    def test_tiers_by_the_total_of_the_month(self):
        self._create_plan({"rate": 1, "trigger": "invoiced", "tiers": [(1_000_000, 2), (2_000_000, 3)]})
        self._sell("2026-03-05", (self.beer, 800_000))
        self._sell("2026-03-06", (self.beer, 800_000))
        self._sell("2026-03-07", (self.beer, 800_000), (self.craft, 100_000))
        self._run()
        self.assertEqual(self._get_earned(self.minh), 10_000 + 20_000 + 15_000)
        last = self.env["p2it.commission.entry"].search([("user_id", "=", self.minh.id)], limit=1)
        self.assertIn("The tier reached pays 3%.", last.explanation)

    def test_a_refund_goes_by_the_rule_that_paid(self):
        self._create_plan(
            {"rate": 3, "trigger": "invoiced"},
            {"rate": 1, "trigger": "invoiced", "beneficiary": "leader"},
        )
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self.assertEqual((self._get_earned(self.minh), self._get_earned(self.leader)), (30_000, 10_000))
        self._refund(invoice, "2026-04-01", part=250_000)
        self._run()
        self.assertEqual((self._get_earned(self.minh), self._get_earned(self.leader)), (22_500, 7_500))
        self._refund(invoice, "2026-04-02", part=750_000)
        self._run()
        self.assertEqual((self._get_earned(self.minh), self._get_earned(self.leader)), (0, 0))

    def test_a_credit_note_that_settles_its_invoice_pays_for_what_was_kept(self):
        self._create_plan({"rate": 2}, {"categ_id": self.craft_category.id, "rate": 5})
        invoice = self._sell("2026-03-05", (self.craft, 500_000), (self.beer, 500_000))
        refund = self._refund(invoice, "2026-03-10", part=200_000)
        self._settle(invoice, refund)
        self._run()
        self._pay(invoice, 800_000, "2026-03-20")
        self._run()
        self.assertEqual(self._get_earned(self.minh), 15_000 + 10_000)

    def test_a_refund_of_what_was_paid_in_two_periods_takes_back_from_both(self):
        self._create_plan({"rate": 1, "tiers": [(500_000, 2)], "tier_mode": "whole"})
        invoice = self._sell("2026-03-05", (self.beer, 1_000_000))
        self._pay(invoice, 400_000, "2026-03-20")
        self._pay(invoice, 600_000, "2026-04-20")
        self._run()
        self.assertEqual(self._get_earned(self.minh), 4_000 + 12_000)
        refund = self._refund(invoice, "2026-05-05", part=500_000)
        self._pay(refund, 500_000, "2026-05-06")
        self._run()
        # half of each: 200,000 of March and 300,000 of April, which falls below its tier
        self.assertEqual(self._get_earned(self.minh), 2_000 + 3_000)
        self.assertEqual(self._run(), 0)

    def test_of_the_rules_the_most_specific_pays(self):
        group = self.env["p2it.customer.group"].create({"name": "Đại lý cấp 1"})
        below = self.env["p2it.customer.group"].create(
            {"name": "Đại lý cấp 1 miền Nam", "parent_id": group.id}
        )
        self.customer.customer_group_id = below
        self._create_plan(
            {"rate": 1, "trigger": "invoiced"},
            {"rate": 2, "trigger": "invoiced", "customer_group_id": group.id},
            {"rate": 3, "trigger": "invoiced", "categ_id": self.beer_category.id},
            {"rate": 4, "trigger": "invoiced", "categ_id": self.craft_category.id},
            {"rate": 5, "trigger": "invoiced", "product_id": self.craft.id},
        )
        water = self._create_product("Nước suối", self.env.ref("product.product_category_goods"))
        other = self._create_product("Bia Sài Gòn thủ công", self.craft_category)
        for product, earned in ((water, 2_000), (self.beer, 3_000), (other, 4_000), (self.craft, 5_000)):
            before = self._get_earned(self.minh)
            self._sell("2026-03-05", (product, 100_000))
            self._run()
            self.assertEqual(self._get_earned(self.minh) - before, earned, product.name)

    def test_below_the_minimum_nothing_is_earned(self):
        self._create_plan({"rate": 2, "trigger": "invoiced", "min_price": 90_000, "min_margin": 20})
        self._sell("2026-03-05", (self.beer, 89_999))
        self._sell("2026-03-05", (self.beer, 90_000))
        self._run()
        self.assertEqual(self._get_earned(self.minh), 1_800)

    def test_margin_and_quantity_as_base(self):
        self._create_plan(
            {"rate": 10, "base": "margin", "trigger": "invoiced"},
            {
                "categ_id": self.craft_category.id,
                "amount_per_unit": 700,
                "rate": 0,
                "base": "quantity",
                "trigger": "invoiced",
            },
        )
        self._sell("2026-03-05", (self.beer, 100_000), (self.craft, 50_000))
        self._run()
        self.assertEqual(self._get_earned(self.minh), 4_000 + 700)

    def test_an_accelerator_and_a_cap_over_all_rules(self):
        plan = self._create_plan(
            {"rate": 1, "trigger": "invoiced"},
            {"categ_id": self.craft_category.id, "rate": 2, "trigger": "invoiced"},
            confirm=False,
            cap=40_000,
        )
        self.env["p2it.commission.tier"].create({"plan_id": plan.id, "threshold": 1_000_000, "value": 150})
        plan.action_confirm()
        self._sell("2026-03-05", (self.beer, 1_000_000))
        self._run()
        self.assertEqual(self._get_earned(self.minh), 10_000)
        self._sell("2026-03-06", (self.craft, 1_000_000))
        self._run()
        # 30,000 by the rules on 2,000,000: the first half as it is, the second half and a half more
        self.assertEqual(self._get_earned(self.minh), 37_500)
        self._sell("2026-03-07", (self.craft, 1_000_000))
        self._run()
        self.assertEqual(self._get_earned(self.minh), 40_000)
        entry = self.env["p2it.commission.entry"].search([("user_id", "=", self.minh.id)], limit=1)
        self.assertIn("The tier reached pays 150% of what the rules pay. At most", entry.explanation)

    def test_tiers_by_the_target(self):
        plan = self._create_plan({"rate": 1, "trigger": "invoiced"}, confirm=False)
        self.env["p2it.commission.tier"].create(
            {"rule_id": plan.rule_ids.id, "threshold_kind": "target", "threshold": 100, "value": 3}
        )
        self.env["p2it.commission.target"].create(
            {"plan_id": plan.id, "user_id": self.minh.id, "date_from": "2026-03-01", "amount": 2_000_000}
        )
        plan.action_confirm()
        self._sell("2026-03-05", (self.beer, 3_000_000))
        self._sell("2026-03-05", (self.beer, 3_000_000), user=self.lan)
        self._run()
        self.assertEqual(self._get_earned(self.minh), 20_000 + 30_000)
        self.assertEqual(self._get_earned(self.lan), 30_000)
        target = plan.target_ids
        for attempt in (
            lambda: target.write({"amount": 9}),
            target.unlink,
            lambda: target.copy({"user_id": self.lan.id}),
        ):
            with self.assertRaises(UserError):
                attempt()
        target.copy({"date_from": "2026-04-01"})

    def test_what_one_version_paid_at_the_order_the_next_does_not_pay_again(self):
        plan = self._create_plan({"rate": 2, "trigger": "ordered"}, date_to="2026-06-30")
        following = self.env["p2it.commission.plan"].browse(plan.action_new_version()["res_id"])
        following.write({"date_from": "2026-07-01", "date_to": "2026-12-31"})
        following.rule_ids.trigger = "paid"
        following.action_confirm()
        old = self._create_order("2026-06-20", (self.beer, 1_000_000))
        self._run()
        self._pay(self._invoice(old, "2026-07-03"), 1_000_000, "2026-07-04")
        self._run()
        self.assertEqual(self._get_earned(self.minh), 20_000)

    def test_what_the_old_version_would_pay_at_the_payment_is_paid_by_it(self):
        plan = self._create_plan({"rate": 2, "trigger": "paid"}, date_to="2026-06-30")
        following = self.env["p2it.commission.plan"].browse(plan.action_new_version()["res_id"])
        following.write({"date_from": "2026-07-01", "date_to": "2026-12-31"})
        following.rule_ids.write({"trigger": "ordered", "rate": 9})
        following.action_confirm()
        old = self._create_order("2026-06-20", (self.beer, 1_000_000))
        self._pay(self._invoice(old, "2026-07-03"), 1_000_000, "2026-07-04")
        self._run()
        self.assertEqual(self._get_earned(self.minh), 20_000)
