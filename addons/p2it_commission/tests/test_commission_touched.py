from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .commission_steps import DOCUMENTS, SETTINGS, CommissionSteps


@tagged("post_install", "-at_install")
class TestCommissionTouched(CommissionSteps):
    """A run over what changed enters what a run over everything would."""

    def _count_whole(self):
        """:return: a mock that counts the runs over everything"""
        engine = self.env.registry["p2it.commission.engine"]
        return patch.object(engine, "_note_whole", autospec=True, side_effect=engine._note_whole)

    # === TESTS === #

    @settings(max_examples=6)
    @given(
        st.lists(
            st.tuples(
                st.sampled_from(("sell", "pay", *DOCUMENTS, *SETTINGS)),
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
                for what in DOCUMENTS:
                    self._do(what, 10_000_000 + number, number)
                    self._run()
                    self.assertEqual(whole.call_count, 0, what)
                    self._check_whole_adds_nothing(what)
                    whole.reset_mock()
        self.assertGreater(self._get_earned(self.minh), 0)

    def test_settings_make_the_next_run_look_at_everything(self):
        self._do("sell", 10_000_000, 1)
        self._run()
        for what in SETTINGS:
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
