from odoo.addons.p2it_crm.tests.visibility_common import VisibilityCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestStockScope(VisibilityCommon):
    """A salesperson sees the deliveries of the customers that are his, and the head those of all below."""

    def test_a_delivery_is_seen_by_who_sees_its_customer(self):
        product = self.env["product.product"].create({"name": "Nước mắm", "is_storable": True})
        customer = self._create_customer("Công ty Đại Phát", self.seller)
        order = self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": self.seller.id,
                "order_line": [(0, 0, {"product_id": product.id, "product_uom_qty": 3})],
            }
        )
        order.with_user(self.seller).action_confirm()
        picking = order.picking_ids
        self.assertTrue(picking)
        for record in (picking, picking.move_ids):
            self.assertTrue(self._sees(self.seller, record))
            self.assertTrue(self._sees(self.head, record))
            self.assertFalse(self._sees(self.peer, record))
