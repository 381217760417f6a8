from odoo.tests import TransactionCase, tagged

from .transactions import RealTransactions


@tagged("post_install", "-at_install")
class TestTwoAtOnce(RealTransactions, TransactionCase):
    """Two real transactions on two connections; whatever they commit is deleted afterwards."""

    transaction_context = {"tracking_disable": True}

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            self.partner_ids = (
                env["res.partner"]
                .create([{"name": f"Khách cùng lúc {n}", "email": f"k{n}@p2it.example"} for n in range(2)])
                .ids
            )
        self.addCleanup(self._delete)

    def _delete(self):
        with self._committing() as env:
            orders = env["sale.order"].search([("partner_id", "in", self.partner_ids)])
            orders._action_cancel()
            orders.unlink()
            env["res.partner"].browse(self.partner_ids).unlink()

    def _read_first(self, env):
        env["res.partner"].browse(self.partner_ids).mapped("lifecycle")  # both have read “prospect”

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
