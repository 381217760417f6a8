from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import tagged

from .commission_common import CommissionCommon


@tagged("post_install", "-at_install")
class TestCommissionDiscount(CommissionCommon):
    """What is taken off a whole document lowers what its goods earn, by their own rules."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.discount = cls._create_product("Chiết khấu", cls.env.ref("product.product_category_services"))
        cls.discount.write({"type": "service", "standard_price": 0})
        cls.rules = (
            {"categ_id": cls.beer_category.id, "rate": 2},
            {"categ_id": cls.craft_category.id, "rate": 5},
        )

    def _create_rules(self, trigger, **values):
        return self._create_plan(*({**rule, "trigger": trigger, **values} for rule in self.rules))

    def _get_lines(self):
        return (self.beer, 6_000_000), (self.craft, 3_000_000), (self.discount, -900_000)

    # 5,400,000 of beer at 2 % and 2,700,000 of craft beer at 5 %
    NET = 108_000 + 135_000

    # === TESTS === #

    def test_no_rule_need_name_the_discount(self):
        self._create_rules("invoiced")
        self._sell("2026-03-01", *self._get_lines())
        self._run()
        self.assertEqual(self._get_earned(self.minh), self.NET)
        entries = self.env["p2it.commission.entry"].search([])
        self.assertEqual(entries.product_id, self.beer + self.craft)
        self.assertEqual(sorted(entries.mapped("base")), [2_700_000, 5_400_000])
        for entry in entries:
            self.assertIn("part of the document's discounts", entry.explanation)

    def test_nothing_is_said_where_nothing_is_taken_off(self):
        self._create_rules("invoiced")
        self._sell("2026-03-01", *self._get_lines()[:2])
        self._run()
        for entry in self.env["p2it.commission.entry"].search([]):
            self.assertNotIn("discounts", entry.explanation)

    def test_orders_deliveries_and_payments_say_the_same(self):
        for trigger in ("ordered", "delivered", "paid"):
            with self.subTest(trigger), self.env.cr.savepoint() as savepoint:
                self._create_rules(trigger)
                invoice = self._sell("2026-03-01", *self._get_lines())
                if trigger == "delivered":
                    moves = invoice.invoice_line_ids.sale_line_ids.move_ids
                    moves.quantity = 1
                    moves.picked = True
                    moves._action_done()
                if trigger == "paid":
                    self._pay(invoice, 3_000_000, "2026-03-02")
                    self._run()
                    self._pay(invoice, 5_100_000, "2026-04-02")
                self._run()
                self.assertEqual(self._get_earned(self.minh), self.NET)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_a_rule_for_the_discount_does_not_take_it_off_twice(self):
        self._create_plan(
            *({**rule, "trigger": "invoiced"} for rule in self.rules),
            {"product_id": self.discount.id, "rate": 5, "trigger": "invoiced"},
            {"rate": 1, "trigger": "invoiced"},
        )
        self._sell("2026-03-01", *self._get_lines())
        self._run()
        self.assertEqual(self._get_earned(self.minh), self.NET)

    def test_under_the_minimum_with_the_discount_nothing_is_earned(self):
        self._create_rules("invoiced", min_price=2_800_000)
        self._sell("2026-03-01", *self._get_lines())
        self._run()
        self.assertEqual(self._get_earned(self.minh), 108_000, "a craft beer brought 2,700,000 only")

    def test_a_discount_added_later_lowers_what_was_entered(self):
        self._create_rules("ordered")
        order = self._create_order("2026-03-01", *self._get_lines()[:2])
        self._run()
        self.assertEqual(self._get_earned(self.minh), 120_000 + 150_000)
        order.order_line = [
            (0, 0, {"product_id": self.discount.id, "product_uom_qty": 1, "price_unit": -900_000})
        ]
        self._run()
        self.assertEqual(self._get_earned(self.minh), self.NET)
        order.order_line[-1].product_uom_qty = 0
        self._run()
        self.assertEqual(self._get_earned(self.minh), 120_000 + 150_000)

    def test_the_discount_of_a_credit_note_comes_back_too(self):
        for trigger in ("invoiced", "ordered"):
            with self.subTest(trigger), self.env.cr.savepoint() as savepoint:
                self._create_rules(trigger)
                invoice = self._sell("2026-03-01", *self._get_lines())
                self._run()
                self._settle(invoice, self._refund(invoice, "2026-05-01"))
                self._run()
                self.assertEqual(self._get_earned(self.minh), 0)
                savepoint.rollback()
            self.env.invalidate_all()

    def test_goods_given_back_on_the_same_invoice_are_no_discount(self):
        self._create_rules("invoiced")
        order = self._create_order("2026-03-01", *self._get_lines()[:2], confirm=False)
        order.order_line[1].write({"product_uom_qty": -1, "price_unit": 3_000_000})
        order.action_confirm()
        invoice = order._create_invoices(final=True)
        invoice.invoice_date = "2026-03-01"
        invoice.action_post()
        self._run()
        self.assertEqual(self._get_earned(self.minh), 120_000 - 150_000)

    def test_a_document_of_discounts_alone_keeps_its_own_rule(self):
        self._create_plan({"rate": 2, "trigger": "invoiced"})
        self._sell("2026-03-01", (self.beer, 6_000_000))
        order = self._create_order("2026-03-05", (self.discount, -600_000))
        refund = order._create_invoices(final=True)
        refund.invoice_date = "2026-03-05"
        refund.action_post()
        self._run()
        self.assertEqual(self._get_earned(self.minh), 108_000)

    def test_what_is_coming_is_without_the_discount(self):
        self._create_rules("paid")
        self._create_order("2026-03-01", *self._get_lines())
        self.env["p2it.commission.engine"]._forecast(self.company)
        self.env.cr.execute("SELECT SUM(amount) FROM pc_ledger")
        self.assertEqual(self.env.cr.fetchone()[0], self.NET)

    @settings(max_examples=8)
    @given(
        st.lists(st.integers(1, 9_999_999), min_size=1, max_size=6),
        st.lists(st.integers(1, 999_999), min_size=1, max_size=3),
        st.sampled_from(("ordered", "invoiced", "paid")),
    )
    def test_bases_add_up_to_what_the_customer_pays(self, goods, discounts, trigger):
        discounts = [min(discount, sum(goods) // len(discounts)) for discount in discounts]
        with self.env.cr.savepoint() as savepoint:
            self._create_rules(trigger)
            lines = [((self.beer, self.craft)[n % 2], amount) for n, amount in enumerate(goods)]
            invoice = self._sell("2026-03-01", *lines, *((self.discount, -amount) for amount in discounts))
            total = sum(goods) - sum(discounts)
            if trigger == "paid" and total:
                for part in filter(None, (total // 3, total - total // 3)):
                    self._pay(invoice, part, "2026-04-01")
            self._run()
            self.assertEqual(self._run(), 0)
            entries = self.env["p2it.commission.entry"].search([])
            self.assertEqual(sum(entries.mapped("base")), total)
            savepoint.rollback()
        self.env.invalidate_all()
