from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestSummary(ApprovalCommon):
    """Who decides from a list or on a phone reads whom it is about and how much."""

    def test_a_request_says_whom_it_is_about_and_how_much(self):
        self._create_type()
        request = self._ask(self._create_order())
        self.assertIn("Đại lý Hữu Nghị", request.summary)
        self.assertIn("60,000,000", request.summary)

    def test_a_document_without_an_amount_names_its_partner(self):
        self._create_type(
            model_id=self.env["ir.model"]._get_id("stock.picking"),
            operation="do_unreserve",
            domain="[]",
            guarded_fields="partner_id",
        )
        kind = self.env["stock.picking.type"].search([("code", "=", "incoming")], limit=1)
        picking = self.env["stock.picking"].create(
            {"partner_id": self.customer.id, "picking_type_id": kind.id}
        )
        seller = self._create_user("keeper", "stock.group_stock_user")
        self.assertEqual(self._ask(picking, seller).summary, self.customer.display_name)

    def test_a_document_tells_apart_what_waits_and_what_was_not_asked(self):
        quotation = self._create_type(gate="quotation", name="Báo giá")
        steps = [{"name": "Kế toán", "user_ids": self.accountant.ids}]
        self._create_type(steps, gate="order", name="Đơn hàng")
        order = self._create_order()
        requests = self.env["p2it.approval.request"].with_user(self.seller)
        requests.ask("sale.order", order.ids, quotation.id)
        self.assertEqual((order.approval_state, order.approval_lacks), ("needed", "Đơn hàng"))
        self.assertIn("Trưởng phòng", order.approval_waits_for)

    def test_each_of_two_approvers_is_told_that_a_document_waits_for_him(self):
        self._create_type(gate="quotation", name="Báo giá")
        steps = [{"name": "Kế toán", "user_ids": self.accountant.ids}]
        self._create_type(steps, gate="order", name="Đơn hàng")
        order = self._create_order()
        self._ask(order)
        for user in (self.boss, self.accountant):
            self.assertTrue(order.with_user(user).is_my_approval)
        self.assertIn("Trưởng phòng", order.approval_waits_for)
        self.assertIn("Kế toán", order.approval_waits_for)

    def test_terms_written_after_the_approval_do_not_leave(self):
        self._create_type(gate="quotation", guarded_fields=False)
        order = self._create_order()
        self._approve(self._ask(order), self.boss)
        self.assertFalse(order._get_held("quotation"))
        order.with_user(self.seller).note = "<p>Chiết khấu thêm 50%</p>"
        self.assertEqual(order._get_held("quotation"), order)
        self.assertEqual(order.approval_state, "outdated")
