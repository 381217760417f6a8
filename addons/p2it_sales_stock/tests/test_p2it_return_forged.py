from odoo.exceptions import AccessError
from odoo.tests import tagged

from .return_common import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnForged(ReturnCommon):
    """What ties moves, transfers, invoices and rows to a return is the server's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls._sold((cls.water, 10))
        cls.line = cls.order.order_line

    def _assert_refused(self, function):
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            function()
            self.env.flush_all()
        self.env.invalidate_all()

    def _prepare_move(self, product):
        return {
            "product_id": product.id,
            "product_uom_qty": 4,
            "location_id": self.env.ref("stock.stock_location_customers").id,
            "location_dest_id": self.stock.id,
        }

    def _start(self, document):
        document.action_submit()
        document.with_user(self.officer).action_receive()
        return document

    def test_no_context_ties_a_move(self):
        document = self._return((self.line, 4))
        moves = self.env["stock.move"].with_user(self.officer)
        forged = moves.with_context(
            default_p2it_return_line_id=document.line_ids.id,
            default_p2it_replacement_line_id=document.line_ids.id,
        ).create(self._prepare_move(self.water))
        self.assertFalse(forged.p2it_return_line_id or forged.p2it_replacement_line_id)

    def test_cheap_goods_do_not_come_for_dear_ones(self):
        document = self._start(self._return((self.line, 4)))
        moves = self.env["stock.move"].with_user(self.seller)
        for product in (self.gift, self.water):
            values = {**self._prepare_move(product), "p2it_return_line_id": document.line_ids.id}
            self._assert_refused(lambda values=values: moves.create(values))

    def test_nobody_ties_or_unties_what_is_done(self):
        document = self._bring_back((self.line, 4))
        row = document.line_ids
        back, sent = row.sudo().move_ids, self.order.picking_ids.move_ids - row.sudo().move_ids
        self._assert_refused(lambda: back.with_user(self.officer).write({"p2it_return_line_id": False}))
        self._assert_refused(lambda: sent.with_user(self.seller).write({"p2it_replacement_line_id": row.id}))
        invoice = self.order.invoice_ids.filtered(lambda move: move.move_type == "out_invoice")
        self._assert_refused(
            lambda: invoice.with_user(self.accountant).write({"p2it_return_id": document.id})
        )
        self._assert_refused(
            lambda: sent.picking_id.with_user(self.seller).write({"p2it_return_id": document.id})
        )

    def test_figures_of_reports_are_not_entered(self):
        row = self._return((self.line, 4)).line_ids
        self._assert_refused(lambda: row.write({"standard_qty": 999}))
        self._assert_refused(lambda: row.write({"area_id": False}))

    def test_an_inspection_stays_with_its_return(self):
        document = self._receive(self._return((self.line, 4)))
        other = self._return((self.line, 1))
        rows = document.inspection_ids.with_user(self.officer)
        self._assert_refused(lambda: rows.write({"return_id": other.id}))
        self.assertEqual(rows.return_id, document)

    def test_the_rest_of_a_part_is_of_the_same_return(self):
        document = self._start(self._return((self.line, 4)))
        receipt = document.sudo().receipt_ids
        receipt.move_ids.write({"quantity": 1, "picked": True})
        receipt.with_user(self.officer).with_context(skip_backorder=True).button_validate()
        rest = document.line_ids.sudo().move_ids.filtered(lambda move: move.state != "done")
        self.assertEqual((rest.product_uom_qty, rest.p2it_return_factor), (3, 1))
        self.assertEqual(rest.picking_id.p2it_return_id, document)

    def test_worth_is_what_was_paid_whatever_the_order_says_now(self):
        worth = self._return((self.line, 5)).amount
        self.line.with_user(self.seller).price_unit = 1
        document = self._return((self.line, 5))
        self.assertEqual(document.amount, worth)
        self.assertEqual(document.amount, self.env.company.currency_id.round(5 * 333 * 1.1))
