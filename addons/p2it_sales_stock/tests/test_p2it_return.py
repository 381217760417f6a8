from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .return_common import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturn(ReturnCommon):
    """One document, from what was delivered to the credit note."""

    def test_a_return_goes_all_the_way(self):
        order = self._sold((self.water, 10), (self.sauce, 3))
        line = order.order_line[0]
        before = self.env["stock.quant"]._get_available_quantity(self.water, self.stock)
        document = self._return((line, 4))
        self.assertEqual(document.line_ids.returnable, 10)
        document.action_submit()
        self.assertEqual(document.state, "approved", "nobody need agree where no type applies")
        document.with_user(self.officer).action_receive()
        receipt = document.sudo().receipt_ids
        self.assertEqual(receipt.picking_type_id.code, "incoming")
        self.assertEqual(receipt.move_ids.sale_line_id, line)
        self.assertEqual(receipt.move_ids.origin_returned_move_id, order.picking_ids.move_ids[0])
        self._receive(document)
        self.assertEqual(line.qty_delivered, 6)
        get_free = self.env["stock.quant"]._get_available_quantity
        self.assertEqual(get_free(self.water, self.stock), before, "nobody sells what was not looked at")
        row = document.inspection_ids
        self.assertEqual((row.quantity, row.disposition, row.state), (4, "restock", "open"))
        document.with_user(self.officer).action_inspect()
        self.assertEqual(document.state, "done")
        self.assertEqual(get_free(self.water, self.stock), before + 4)
        self.assertEqual(line.qty_taken_back, 4)
        credit = document.sudo().credit_ids
        self.assertEqual((credit.move_type, credit.state), ("out_refund", "draft"))
        self.assertEqual((credit.amount_untaxed, credit.amount_tax), (1332, 133.2))
        self.assertEqual(line.qty_invoiced, 6)
        self.assertEqual(line.qty_to_invoice, 0)
        credit.action_post()
        self.assertEqual(order.invoice_status, "invoiced")

    def test_no_more_than_was_delivered(self):
        order = self._sold((self.water, 10))
        self._return((order.order_line, 6))
        with self.assertRaisesRegex(UserError, "too many"), self.env.cr.savepoint():
            self._return((order.order_line, 5))
        self._return((order.order_line, 4))

    def test_the_choice_of_goods_says_when_there_are_more(self):
        document = self._return((self._sold((self.water, 2), (self.sauce, 2)).order_line[0], 1))
        self._sold((self.gift, 1))
        shown = "odoo.addons.p2it_sales_stock.wizards.p2it_return_add.SHOWN"
        for limit, has_more in ((2, False), (1, True)):
            with self.subTest(limit), patch(shown, limit):
                wizard = document.env["p2it.return.add"].create({"return_id": document.id})
                self.assertEqual(wizard.has_more, has_more)

    def test_nobody_writes_the_state(self):
        document = self._return((self._sold((self.water, 10)).order_line, 6))
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            document.write({"state": "approved"})
