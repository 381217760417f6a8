from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .commission_common import CommissionCommon

_DOCUMENTS = (
    *("sell", "order", "pay", "unpay", "refund", "reset", "cancel", "reprice", "hand_over"),
    *("deliver", "move_customer", "split_order"),
)
_SETTINGS = ("recategorize", "split", "promote")


@tagged("post_install", "-at_install")
class TestCommissionTouched(CommissionCommon):
    """A run over what changed enters what a run over everything would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.groups = cls.env["p2it.customer.group"].create([{"name": "Quán"}, {"name": "Siêu thị"}])
        cls.customers = cls.env["res.partner"].create([{"name": f"Khách {number}"} for number in range(3)])
        cls._create_plan(
            {"rate": 2},
            {"categ_id": cls.craft_category.id, "rate": 3, "trigger": "delivered"},
            {"customer_group_id": cls.groups[0].id, "rate": 5, "trigger": "invoiced"},
            {"beneficiary": "leader", "rate": 0.5, "customer_group_id": cls.groups[1].id},
        )
        cls._create_plan(
            {"rate": 1, "base": "margin", "tiers": [(20_000_000, 2), (60_000_000, 3)], "tier_mode": "whole"},
            {"rate": 1, "categ_id": cls.craft_category.id, "trigger": "ordered", "min_margin": 10},
            name="Thưởng",
            period="quarter",
        )
        cls.env["p2it.commission.engine"].run(cls.company)

    def setUp(self):
        super().setUp()
        self._begin()

    def _begin(self):
        self.orders = self.env["sale.order"]
        self.invoices = self.env["account.move"]

    def _count_whole(self):
        """:return: a mock that counts the runs over everything"""
        engine = self.env.registry["p2it.commission.engine"]
        return patch.object(engine, "_note_whole", autospec=True, side_effect=engine._note_whole)

    # === WHAT HAPPENS === #

    def _do(self, what, amount, pick):
        day = f"2026-{pick % 9 + 1:02}-15"
        getattr(self, f"_do_{what}")(amount, pick, day)

    def _get_lines(self, amount, pick):
        return [((self.craft, self.beer)[pick % 2], amount), (self.beer, amount // 3 + 1)]

    def _do_order(self, amount, pick, day):
        self.orders += self._create_order(
            day, *self._get_lines(amount, pick), customer=self.customers[pick % 3]
        )

    def _do_sell(self, amount, pick, day):
        self._do_order(amount, pick, day)
        self.invoices += self._invoice(self.orders[-1:], day)

    def _pick_invoice(self, pick):
        open_ones = self.invoices.filtered(lambda move: move.state == "posted" and move.amount_residual)
        return open_ones[pick % len(open_ones)] if open_ones else open_ones

    def _do_pay(self, amount, pick, day):
        invoice = self._pick_invoice(pick)
        if invoice:
            self._pay(invoice, min(amount, invoice.amount_residual), day)

    def _do_unpay(self, _amount, pick, _day):
        paid = self.invoices.line_ids.filtered(lambda line: line.account_id == self.receivable)
        paid = paid.filtered("matched_credit_ids")
        if paid:
            paid[pick % len(paid)].remove_move_reconcile()

    def _do_refund(self, amount, pick, day):
        invoice = self._pick_invoice(pick)
        if invoice:
            left = invoice.invoice_line_ids[0].price_subtotal - sum(
                invoice.reversal_move_ids.mapped("amount_total")
            )
            part = min(amount, invoice.amount_residual, left)
            if part > 0:
                self._settle(invoice, self._refund(invoice, day, part))

    def _do_reset(self, amount, pick, _day):
        invoice = self._pick_invoice(pick)
        if invoice:
            invoice.button_draft()
            invoice.invoice_line_ids[:1].price_unit = amount
            invoice.action_post()

    def _do_cancel(self, _amount, pick, _day):
        invoice = self._pick_invoice(pick)
        if invoice:
            invoice.button_draft()
            invoice.button_cancel()

    def _do_reprice(self, amount, pick, _day):
        order = self.orders[pick % len(self.orders)] if self.orders else self.orders
        if order and not order.invoice_ids:
            order.order_line[0].price_unit = amount

    def _do_hand_over(self, _amount, pick, _day):
        if self.orders:
            self.orders[pick % len(self.orders)].user_id = self.lan

    def _do_deliver(self, _amount, pick, _day):
        pickings = self.orders.picking_ids.filtered(lambda picking: picking.state == "assigned")
        if pickings:
            pickings[pick % len(pickings)].button_validate()

    def _do_move_customer(self, _amount, pick, _day):
        self.customers[pick % 3].customer_group_id = (*self.groups, self.groups.browse())[pick // 3 % 3]

    def _do_split_order(self, _amount, pick, _day):
        order = self.orders[pick % len(self.orders)] if self.orders else self.orders
        known = self.env["p2it.commission.assignment"].search([("order_id", "=", order.id)])
        if known:
            known.unlink()
        elif order:
            known.create({"order_id": order.id, "user_id": self.lan.id, "share": 40})

    def _do_recategorize(self, _amount, pick, _day):
        self.beer.categ_id = (self.beer_category, self.craft_category)[pick % 2]

    def _do_split(self, _amount, pick, _day):
        shares = self.env["p2it.commission.assignment"].search([("salesperson_id", "=", self.minh.id)])
        shares.unlink()
        if pick % 2:
            shares.create({"salesperson_id": self.minh.id, "user_id": self.lan.id, "share": 25})

    def _do_promote(self, _amount, pick, _day):
        self.minh.employee_id.parent_id = (self.leader.employee_id, self.lan.employee_id)[pick % 2]

    # === TESTS === #

    @settings(max_examples=6)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(("sell", "pay", *_DOCUMENTS, *_SETTINGS)),
                st.integers(1, 40_000_000),
                st.integers(0, 35),
                st.booleans(),
            ),
            min_size=4,
            max_size=10,
        )
    )
    def test_it_enters_what_a_run_over_everything_would(self, steps):
        with self.env.cr.savepoint() as savepoint:
            self._begin()
            for what, amount, pick, runs in [("sell", 30_000_000, 0, True), *steps]:
                self._do(what, amount, pick)
                if not runs:
                    continue
                self._run()
                self._check_whole_adds_nothing((what, amount, pick))
            savepoint.rollback()
        self.env.invalidate_all()

    def _check_whole_adds_nothing(self, step):
        with self.env.cr.savepoint() as savepoint:
            added = self.env["p2it.commission.engine"].run(self.company, is_whole=True)
            self.assertEqual(added, 0, step)
            savepoint.rollback()
        self.env.invalidate_all()

    def test_documents_are_looked_at_alone(self):
        """Each of these is found by what changed, and no run over everything is needed."""
        with self._count_whole() as whole:
            for number in range(2):
                for what in _DOCUMENTS:
                    self._do(what, 10_000_000 + number, number)
                    self._run()
                    self.assertEqual(whole.call_count, 0, what)
                    self._check_whole_adds_nothing(what)
                    whole.reset_mock()
        self.assertGreater(self._get_earned(self.minh), 0)

    def test_settings_make_the_next_run_look_at_everything(self):
        self._do("sell", 10_000_000, 1)
        self._run()
        for what in _SETTINGS:
            with self.subTest(what), self._count_whole() as whole:
                self._do(what, 0, 1)
                self._run()
                self.assertEqual(whole.call_count, 1)
                self._run()
                self.assertEqual(whole.call_count, 1, "only once")

    def test_what_was_written_round_odoo_is_found_by_the_first_run_of_a_day(self):
        self._do("sell", 10_000_000, 1)
        self._pay(self.invoices, 10_000_000, "2026-03-03")
        self._run()
        self.env.cr.execute(
            "UPDATE account_move_line SET balance = balance - 1000 WHERE id IN %s",
            [self.invoices.invoice_line_ids._ids],
        )
        self.assertEqual(self._run(), 0)
        self.env.cr.execute("UPDATE p2it_commission_plan SET last_whole = last_whole - 1")
        self.assertGreater(self._run(), 0)
        self.assertEqual(self._run(), 0)

    def test_always_everything_if_the_parameter_says_so(self):
        self.env["ir.config_parameter"].set_param("p2it_commission.always_whole", "1")
        with self._count_whole() as whole:
            self._run()
            self._run()
        self.assertEqual(whole.call_count, 2)

    def test_the_button_looks_at_everything(self):
        with self._count_whole() as whole:
            self.env["p2it.commission.plan"].search([("company_id", "=", self.company.id)]).action_compute()
        self.assertEqual(whole.call_count, 1)

    def test_queue_is_emptied_for_this_company_only_and_written_by_nobody(self):
        touched = self.env["p2it.commission.touched"]
        self._do("sell", 10_000_000, 1)
        touched._add_marks()
        self.assertTrue(touched.search([("company_id", "=", self.company.id)]))
        other = self.env["res.company"].create({"name": "Công ty khác"})
        self.env.cr.execute(
            "INSERT INTO p2it_commission_touched (company_id, kind, res_id) VALUES (%s, 'all', 0)", [other.id]
        )
        self._run()
        self.assertFalse(touched.search([("company_id", "=", self.company.id)]))
        rest = touched.search([("company_id", "=", other.id)])
        self.assertTrue(rest)
        with self.assertRaises(AccessError):
            rest.unlink()
        with self.assertRaises(AccessError):
            touched.create({"company_id": other.id, "kind": "all"})
        touched._gc_without_plan()
        self.assertFalse(touched.search([("company_id", "=", other.id)]))

    def test_queries_do_not_grow_with_what_changed(self):
        def count(number):
            for _one in range(number):
                self._do("sell", 10_000_000, 1)
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            self._run()
            return self.env.cr.sql_log_count - before

        count(1)
        small = count(1)
        self.assertLessEqual(count(8), small + 3)
