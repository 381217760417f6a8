from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .return_common import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnOdd(ReturnCommon):
    """More delivered than ordered, refunds by other ways, goods that go on or back before they are sorted."""

    def _start(self, document):
        document.action_submit()
        document.with_user(self.officer).action_receive()
        return document.sudo().receipt_ids.filtered(lambda one: one.state not in ("done", "cancel"))

    def _receive_part(self, document, quantity):
        receipt = document.sudo().receipt_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        receipt.move_ids.write({"quantity": quantity, "picked": True})
        receipt.with_user(self.officer).with_context(skip_backorder=True).button_validate()
        document.with_user(self.officer).action_inspect()

    def _get_open(self, order):
        return order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))

    def test_what_came_beyond_the_order_goes_back_without_money(self):
        order = self._order((self.water, 10))
        order.picking_ids.move_ids.quantity = 12
        self._invoice(self._deliver(order))
        line = order.order_line
        self.assertEqual((line.qty_delivered, line.qty_invoiced), (12, 10))
        document = self._bring_back((line, 2))
        self.assertFalse(document.sudo().credit_ids)
        self.assertEqual((line.qty_to_invoice, order.amount_taken_back), (0, 0))
        document = self._bring_back((line, 3))
        self.assertEqual(document.sudo().credit_ids.invoice_line_ids.quantity, 3)
        self.assertEqual(line.qty_to_invoice, 0)

    def test_more_delivered_and_invoiced_is_credited(self):
        self.water.invoice_policy = "delivery"
        order = self._order((self.water, 10))
        order.picking_ids.move_ids.quantity = 12
        self._invoice(self._deliver(order))
        document = self._bring_back((order.order_line, 2))
        self.assertEqual(document.sudo().credit_ids.invoice_line_ids.quantity, 2)

    def test_a_draft_refund_of_the_order_is_not_drafted_again(self):
        self.water.invoice_policy = "delivery"
        order = self._sold((self.water, 10))
        document = self._receive(self._return((order.order_line, 4)))
        refund = order._create_invoices(final=True)
        self.assertEqual((refund.move_type, refund.invoice_line_ids.quantity), ("out_refund", 4))
        document.with_user(self.officer).action_inspect()
        self.assertFalse(document.sudo().credit_ids)
        refund.unlink()
        document.with_user(self.accountant).action_credit()
        self.assertEqual(document.sudo().credit_ids.invoice_line_ids.quantity, 4)

    def test_halves_of_whole_goods_are_refused_where_they_are_entered(self):
        unit = self.env["uom.uom"].create({"name": "chai nguyên", "whole_numbers_only": True})
        line = self._sold((self._create_goods("Rượu", 10, uom_id=unit.id), 10)).order_line
        with self.assertRaisesRegex(ValidationError, "whole chai"), self.env.cr.savepoint():
            self._return((line, 0.5))

    def test_a_receipt_in_two_steps(self):
        self.warehouse.reception_steps = "two_steps"
        place = self.warehouse.wh_input_stock_loc_id
        self.warehouse.return_location_id = place
        order = self._sold((self.water, 10))
        document = self._receive(self._return((order.order_line, 4)))
        before = self.env["stock.quant"]._get_available_quantity(self.water, self.stock)
        self.assertEqual(before, 10**5 - 10)
        document.with_user(self.officer).action_inspect()
        self.assertEqual((document.state, document.line_ids.quantity_received), ("done", 4))
        self.assertEqual(self.env["stock.quant"]._get_available_quantity(self.water, self.stock), before + 4)

    def test_refused_goods_go_back_to_the_customer(self):
        order = self._sold((self.water, 10))
        line = order.order_line
        document = self._receive(self._return((line, 4))).with_user(self.officer)
        receipt = document.sudo().receipt_ids.with_user(self.officer)
        wizard = (
            self.env["stock.return.picking"]
            .with_user(self.officer)
            .with_context(active_id=receipt.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 3
        out = receipt.browse(wizard.action_create_returns()["res_id"])
        out.move_ids.picked = True
        out.button_validate()
        self.assertEqual((out.state, document.line_ids.quantity_received), ("done", 1))
        with self.assertRaisesRegex(UserError, "1 Units came"), self.env.cr.savepoint():
            document.action_inspect()
        document.inspection_ids.quantity = 1
        document.action_inspect()
        self.assertEqual((document.state, line.qty_taken_back), ("done", 1))
        self.assertEqual(line._get_return_rooms()[line], 9)
        self.assertEqual(document.sudo().credit_ids.invoice_line_ids.quantity, 1)

    def test_goods_that_were_moved_away_are_not_sorted_twice(self):
        order = self._sold((self.water, 10))
        document = self._receive(self._return((order.order_line, 4)))
        place = self.warehouse.return_location_id
        self.env["stock.quant"]._update_available_quantity(self.water, place, -3)
        with self.assertRaisesRegex(UserError, "1 Units lie in"), self.env.cr.savepoint():
            document.with_user(self.officer).action_inspect()
        self.env["stock.quant"]._update_available_quantity(self.water, place, 3)
        document.with_user(self.officer).action_inspect()
        self.assertEqual(document.state, "done")

    def test_goods_in_packages_are_taken_out_of_them(self):
        line = self._sold((self.water, 10)).order_line
        document = self._return((line, 4))
        receipt = self._start(document)
        receipt.move_ids.write({"quantity": 3, "picked": True})
        receipt.action_put_in_pack()
        receipt.move_ids.quantity = 4
        receipt.move_ids.move_line_ids.picked = True
        receipt.with_user(self.officer).with_context(skip_backorder=True).button_validate()
        rows = document.with_user(self.officer).inspection_ids
        rows[0].action_split()
        rows[0].disposition = "scrap"
        document.with_user(self.officer).action_inspect()
        left = self.env["stock.quant"].search(
            [
                ("product_id", "=", self.water.id),
                ("location_id", "=", self.warehouse.return_location_id.id),
                ("quantity", "!=", 0),
            ]
        )
        self.assertFalse(left)
        self.assertEqual(line.qty_taken_back, 4)

    def test_an_order_with_a_down_payment(self):
        order = self._order((self.water, 10))
        wizard = self.env["sale.advance.payment.inv"].with_context(
            active_ids=order.ids, active_model="sale.order"
        )
        wizard.create({"advance_payment_method": "percentage", "amount": 50}).create_invoices()
        order.invoice_ids.action_post()
        self._deliver(order)
        line = order.order_line[0]
        document = self._bring_back((line, 4))
        self.assertFalse(document.sudo().credit_ids, "only the goods' own invoice is credited")
        last = order._create_invoices(final=True)
        last.action_post()
        self.assertAlmostEqual(self._get_billed(order)[1], 6 * 333 * 1.1, 1)
        self._bring_back((line, 6))
        self.assertAlmostEqual(self._get_billed(order)[1], 0, 1)

    def test_a_cancelled_replacement_is_credited(self):
        order = self._sold((self.water, 10))
        line = order.order_line
        document = self._receive(self._return((line, 4, {"disposition": "replace"})))
        document.with_user(self.officer).action_inspect()
        out = self._get_open(order)
        out.move_ids.write({"quantity": 1, "picked": True})
        out.with_context(skip_backorder=True, picking_ids_not_to_backorder=out.ids).button_validate()
        self.assertEqual((line.qty_delivered, line.qty_replacement_due), (7, 3))
        document.with_user(self.officer).action_credit()
        self.assertEqual(document.sudo().credit_ids.invoice_line_ids.quantity, 3)
        self.assertEqual((line.qty_taken_back, line.qty_replacement_due), (3, 0))
        with self.assertRaisesRegex(UserError, "Nothing is to be credited"), self.env.cr.savepoint():
            document.with_user(self.officer).action_credit()

    def test_replacements_in_parts_and_steps_are_ordered_once(self):
        self.warehouse.delivery_steps = "pick_ship"
        order = self._order((self.water, 10))
        for _step in range(2):
            self._deliver(order)
        self._invoice(order)
        line = order.order_line
        document = self._return((line, 4, {"disposition": "replace"}))
        self._start(document)
        for part in (2, 2):
            self._receive_part(document, part)
        waiting = self._get_open(order).move_ids.filtered("p2it_replacement_line_id")
        self.assertEqual(sum(waiting.mapped("product_uom_qty")), 4)
        for _step in range(2):
            self._deliver(order)
        self.assertEqual((line.qty_delivered, line.qty_replacement_due), (10, 0))
