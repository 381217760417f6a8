from odoo.tests import tagged

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestTransferCost(TransferCommon):
    """What a transfer costs doesn't grow with its orders."""

    def _measure(self, count, invoiced):
        orders = self.env["sale.order"].union(*(self._create_order(10) for _n in range(count)))
        if invoiced:
            self._invoice(*orders)
        # Half of it: of an invoice that is paid Odoo writes a message into each order.
        transfer = self._record(*[(order, 5) for order in orders])
        self.env.flush_all()
        self.env.invalidate_all()
        with self._count_queries() as counted:
            self._confirm(transfer)
        self.assertEqual(set(orders.mapped("amount_paid")), {5})
        return counted[0]

    def test_confirming_costs_the_same_for_many_orders(self):
        self._measure(1, False)
        small, large = self._measure(2, False), self._measure(50, False)
        self.assertLessEqual(large, small + 5, (small, large))

    def test_confirming_for_invoiced_orders_costs_the_same(self):
        self._measure(1, True)
        small, large = self._measure(2, True), self._measure(30, True)
        self.assertLessEqual(large, small + 5, (small, large))

    def test_recording_costs_the_same_for_many_orders(self):
        def measure(count):
            orders = [(self._create_order(10), 10) for _n in range(count)]
            self.env.flush_all()
            self.env.invalidate_all()
            with self._count_queries() as counted:
                self._record(*orders)
            return counted[0]

        measure(1)
        small, large = measure(2), measure(50)
        self.assertLessEqual(large, small + 5, (small, large))

    def test_a_list_of_orders_reads_what_was_paid_at_once(self):
        def measure(count):
            orders = self.env["sale.order"].union(*(self._create_order(10) for _n in range(count)))
            for order in orders[:5]:
                self._confirm(self._record((order, 5)))
            self.env.flush_all()
            self.env.invalidate_all()
            with self._count_queries() as counted:
                orders.mapped("amount_paid")
                orders.mapped("amount_lacking")
                orders.with_user(self.salesperson).mapped("transfer_count")
            return counted[0]

        measure(1)
        self.assertLessEqual(measure(30), measure(2) + 2)

    def test_a_list_of_transfers_is_read_at_once(self):
        def measure(count):
            transfers = self.env["p2it.bank.transfer"].union(
                *(self._record((self._create_order(10), 10)) for _n in range(count))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            names = ["amount_on_account", "family_head_id", "may_decide", "may_change", "has_surplus"]
            with self._count_queries() as counted:
                transfers.with_user(self.accountant).read(names)
            return counted[0]

        measure(1)
        self.assertLessEqual(measure(20), measure(2) + 2)
