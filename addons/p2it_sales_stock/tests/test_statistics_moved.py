from odoo.addons.p2it_crm.tests.statistics_common import StatisticsCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestStatisticsMoved(StatisticsCommon):
    """Deliveries follow what changes them without being the delivery."""

    def _deliver(self, order):
        moves = order.picking_ids.move_ids
        for move in moves:
            move.quantity = move.product_uom_qty
        moves.picked = True
        moves._action_done()

    def test_goods_of_a_cancelled_order_follow_their_customer(self):
        order = self._sell(2)
        self._confirm(order)
        self._deliver(order)
        order._action_cancel()
        self.store._fold(10**6)
        delivered = self._read_total("delivered")
        self.assertEqual(delivered, 330000)
        kept, gone = self.customers[0], self.customers[2]
        self.env["base.partner.merge.automatic.wizard"].create({})._merge((kept | gone).ids, kept)
        self.customers -= gone
        order.invalidate_recordset()
        order.user_id = self.people[1]
        self.env.invalidate_all()
        for _fold in range(2):
            found = self.statistics._read_group(
                [("partner_id", "in", self.customers.ids), ("delivered", "!=", False)],
                ["partner_id", "user_id"],
                ["delivered:sum"],
            )
            self.assertEqual(found, [(kept, self.people[1], delivered)])
            self.store._fold(10**6)

    def test_a_place_that_is_no_customers_any_more_takes_its_deliveries_along(self):
        order = self._sell(2)
        self._confirm(order)
        self._deliver(order)
        self.store._fold(10**6)
        place = order.picking_ids.move_ids.location_dest_id
        self.env.flush_all()
        self.env.cr.execute("UPDATE stock_location SET usage = 'transit' WHERE id = %s", [place.id])
        self.env.invalidate_all()
        self.assertEqual(self._read_total("delivered"), 0)
