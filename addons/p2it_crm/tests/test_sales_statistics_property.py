from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.exceptions import UserError
from odoo.tests import tagged

from .statistics_common import StatisticsCommon, to_day

_STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("sell", "sell", "confirm", "confirm", "cancel", "quantity", "price", "person", "day"),
                *("bill", "bill", "pay", "credit", "unpay", "area", "fold", "group"),
            ]
        ),
        st.integers(0, 5),
        st.integers(1, 180),
    ),
    min_size=6,
    max_size=18,
)


@tagged("post_install", "-at_install")
class TestSalesStatisticsProperty(StatisticsCommon):
    """Whatever happens to documents, and whenever their rows are stored, the figures are theirs."""

    @settings(max_examples=12)
    @given(_STEPS)
    def test_random_sequences(self, steps):
        with self.env.cr.savepoint() as savepoint:
            orders, invoices = [], []
            for step in steps:
                self._try(*step, orders, invoices)
            self._check()
            self._merge()
            self._check()
            self.store._fold(10**6)
            self._check()
            savepoint.rollback()
        type(self).customers = self.env["res.partner"].browse(self._customer_ids)
        self.env.invalidate_all()

    def _try(self, *step):
        """Let it happen, or be refused as if nothing had happened."""
        try:
            with self.env.cr.savepoint():
                self._happen(*step)
        except UserError:
            self.env.invalidate_all()

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._customer_ids = cls.customers.ids

    def _merge(self):
        kept, gone = self.customers[0], self.customers[2]
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((kept | gone).ids, kept)
        type(self).customers = kept | self.customers[1]
        self.env.invalidate_all()

    def _happen(self, what, which, number, orders, invoices):
        if what == "sell":
            orders.append(self._sell(which % 3, to_day(number)))
        elif what == "fold":
            self.store._fold(which + 1)
        elif what == "area":
            self.customers[which % 3].area_id = self.areas[number % 2]
        elif what == "group":
            self.customers[which % 3].customer_group_id = self.env["p2it.customer.group"].create(
                {"name": f"Nhóm {number}", "code": f"N{number}"}
            )
        elif what in ("pay", "credit", "unpay"):
            self._happen_to_invoice(what, number, invoices[which % len(invoices)] if invoices else None)
        elif orders:
            self._happen_to_order(what, number, orders[which % len(orders)], invoices)

    def _happen_to_invoice(self, what, number, invoice):
        if not invoice:
            return
        if what == "unpay":
            invoice.line_ids.remove_move_reconcile()
        elif what == "credit":
            self._credit(invoice, to_day(number))
        elif invoice.amount_residual:
            self._pay(invoice, (number % 4 + 1) / 4, to_day(number))

    def _happen_to_order(self, what, number, order, invoices):
        if what == "confirm" and order.state == "draft":
            self._confirm(order)
        elif what == "cancel":
            order._action_cancel()
        elif what == "quantity":
            order.order_line[number % 2].product_uom_qty = number
        elif what == "price":
            order.order_line[number % 2].price_unit = 1000 * number + 0.5
        elif what == "person":
            order.user_id = self.people[number % 2]
        elif what == "day":
            order.date_order = to_day(number)
        elif what == "bill" and order.state == "sale":
            invoices.append(self._bill(order, to_day(number)))
