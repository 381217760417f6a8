import threading
from contextlib import contextmanager

from odoo import SUPERUSER_ID, api
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestTwoAtOnce(TransactionCase):
    """Two real transactions on two connections; whatever they commit is deleted afterwards."""

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            self.partner_ids = (
                env["res.partner"]
                .create([{"name": f"Khách cùng lúc {n}", "email": f"k{n}@p2it.example"} for n in range(2)])
                .ids
            )
        self.addCleanup(self._delete)

    @contextmanager
    def _committing(self):
        """Yield an environment on a connection of its own that commits at the end."""
        with self.registry._db.cursor() as cr:
            yield api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _delete(self):
        with self._committing() as env:
            orders = env["sale.order"].search([("partner_id", "in", self.partner_ids)])
            orders._action_cancel()
            orders.unlink()
            env["res.partner"].browse(self.partner_ids).unlink()

    def _run_at_once(self, *functions):
        """Run each function in a thread and transaction of its own, all started before one ends.

        :return: the errors raised
        """
        barrier = threading.Barrier(len(functions), timeout=30)
        errors = []

        def run(function):
            try:
                with self.registry._db.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    first = [True]

                    def once():
                        env["res.partner"].browse(self.partner_ids).mapped("lifecycle")
                        if first.pop() if first else False:
                            barrier.wait()  # both have read “prospect” before either writes
                        function(env)

                    retrying(once, env)
            except Exception as error:  # reported to the test's thread
                errors.append(error)

        threads = [threading.Thread(target=run, args=(function,)) for function in functions]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
            self.assertFalse(thread.is_alive(), "the two wait for each other for ever")
        return errors

    def _events(self):
        with self._committing() as env:
            events = env["p2it.lifecycle.event"].search([("partner_id", "in", self.partner_ids)])
            partners = env["res.partner"].browse(self.partner_ids)
            return events.mapped("partner_id").ids, len(events), partners.mapped("lifecycle")

    def test_two_quotations_at_once_convert_the_customer_once(self):
        partner_id = self.partner_ids[0]

        def order(env):
            env["sale.order"].create({"partner_id": partner_id})

        self.assertFalse(self._run_at_once(order, order))
        with self._committing() as env:
            self.assertEqual(env["sale.order"].search_count([("partner_id", "=", partner_id)]), 2)
        self.assertEqual(self._events(), ([partner_id], 1, ["account", "prospect"]))

    def test_two_batches_in_opposite_order_do_not_wait_for_each_other(self):
        forwards, backwards = self.partner_ids, self.partner_ids[::-1]

        def orders_of(partner_ids):
            return lambda env: env["sale.order"].create([{"partner_id": id_} for id_ in partner_ids])

        self.assertFalse(self._run_at_once(orders_of(forwards), orders_of(backwards)))
        converted, count, lifecycles = self._events()
        self.assertEqual((sorted(converted), count), (sorted(self.partner_ids), 2))
        self.assertEqual(lifecycles, ["account", "account"])

    def test_the_button_and_a_quotation_at_once_convert_once(self):
        partner_id = self.partner_ids[0]

        def order(env):
            env["sale.order"].create({"partner_id": partner_id})

        def press(env):
            env["res.partner"].browse(partner_id).action_convert_to_account()

        errors = self._run_at_once(order, press)
        self.assertTrue(all("account already" in str(error) for error in errors), errors)
        self.assertEqual(self._events()[1:], (1, ["account", "prospect"]))

    def test_if_the_first_fails_the_second_converts(self):
        partner_id = self.partner_ids[0]

        def order(env):
            env["sale.order"].create({"partner_id": partner_id})

        def fail(env):
            order(env)
            raise ValueError("changed my mind")

        errors = self._run_at_once(order, fail)
        self.assertEqual([str(error) for error in errors], ["changed my mind"])
        self.assertEqual(self._events()[1:], (1, ["account", "prospect"]))
