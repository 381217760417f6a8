from odoo.exceptions import UserError
from odoo.tests import tagged

from .return_common import ReturnCommon


@tagged("post_install", "-at_install")
class TestReturnGoods(ReturnCommon):
    """Receipt in parts, inspection, and where the goods go."""

    def _get_at(self, product, place):
        return self.env["stock.quant"]._get_available_quantity(product, place)

    def test_each_disposition_moves_the_goods(self):
        supplier = self.env["res.partner"].create({"name": "Nhà máy nước"})
        self.water.seller_ids = [(0, 0, {"partner_id": supplier.id})]
        order = self._sold((self.water, 10))
        document = self._receive(self._return((order.order_line, 10))).with_user(self.officer)
        row = document.inspection_ids
        before = self._get_at(self.water, self.stock)
        row.action_split()
        self.assertEqual(document.inspection_ids.mapped("quantity"), [5, 5])
        first, second = document.inspection_ids
        second.action_split()
        third = document.inspection_ids - first - second
        first.write({"disposition": "scrap", "quantity": 4})
        second.write({"disposition": "supplier", "quantity": 3})
        third.write({"disposition": "repair"})
        with self.assertRaisesRegex(UserError, "came, the inspection says"), self.env.cr.savepoint():
            document.action_inspect()
        third.quantity = 3
        document.action_inspect()
        self.assertEqual(document.state, "done")
        self.assertEqual(self._get_at(self.water, self.stock), before)
        self.assertEqual(self._get_at(self.water, self.warehouse.repair_location_id), 3)
        self.assertEqual(self._get_at(self.water, self.warehouse._get_loss_location(self.company)), 4)
        sent = document.sudo().picking_ids.filtered(lambda one: one.partner_id == supplier)
        self.assertEqual((sent.state, sent.picking_type_code), ("assigned", "outgoing"))
        self.assertEqual(order.order_line.qty_taken_back, 10)

    def test_what_is_replaced_is_delivered_again_and_not_credited(self):
        order = self._sold((self.water, 10))
        line = order.order_line
        document = self._receive(self._return((line, 4, {"disposition": "replace"})))
        self.assertEqual(line.qty_delivered, 6)
        document.with_user(self.officer).action_inspect()
        self.assertEqual((line.qty_taken_back, line.qty_replacement_due), (0, 4))
        self.assertFalse(document.sudo().credit_ids)
        again = order.picking_ids.filtered(lambda one: one.state not in ("done", "cancel"))
        self.assertEqual(again.picking_type_code, "outgoing")
        self.assertEqual(again.move_ids.product_uom_qty, 4)
        self._deliver(order)
        self.assertEqual((line.qty_delivered, line.qty_replacement_due), (10, 0))
        self.assertEqual(line._get_return_rooms()[line], 10, "what replaced may come back, too")

    def test_a_part_comes_today_the_rest_later(self):
        order = self._sold((self.water, 10))
        document = self._return((order.order_line, 6))
        document.action_submit()
        document.with_user(self.officer).action_receive()
        receipt = document.sudo().receipt_ids
        receipt.move_ids.quantity = 2
        receipt.move_ids.picked = True
        receipt.with_user(self.officer).with_context(skip_backorder=True).button_validate()
        document.with_user(self.officer).action_inspect()
        self.assertEqual(document.state, "receiving")
        self.assertEqual(order.order_line.qty_taken_back, 2)
        self.assertEqual(order.order_line._get_return_rooms()[order.order_line], 4)
        self._receive(document).with_user(self.officer).action_inspect()
        self.assertEqual((document.state, order.order_line.qty_taken_back), ("done", 6))
        self.assertEqual(len(document.sudo().credit_ids), 2)

    def test_more_than_was_agreed_to_is_not_received(self):
        order = self._sold((self.water, 10))
        document = self._return((order.order_line, 4))
        document.action_submit()
        document.with_user(self.officer).action_receive()
        receipt = document.sudo().receipt_ids
        receipt.move_ids.quantity = 5
        receipt.move_ids.picked = True
        with self.assertRaisesRegex(UserError, "were agreed to"), self.env.cr.savepoint():
            receipt.with_user(self.officer).button_validate()

    def test_plain_returns_count(self):
        order = self._sold((self.water, 10))
        wizard = (
            self.env["stock.return.picking"]
            .with_context(active_id=order.picking_ids.id, active_model="stock.picking")
            .create({})
        )
        wizard.product_return_moves.quantity = 7
        wizard.action_create_returns()
        with self.assertRaisesRegex(UserError, "1 Units too many"), self.env.cr.savepoint():
            self._return((order.order_line, 4))
        self._return((order.order_line, 3))

    def test_lots_are_kept(self):
        self.sauce.tracking = "lot"
        lots = self.env["stock.lot"].create(
            [{"name": name, "product_id": self.sauce.id} for name in ("L1", "L2")]
        )
        milk = self._create_goods("Sữa", 100, stocked=0, tracking="lot")
        lots = self.env["stock.lot"].create([{"name": name, "product_id": milk.id} for name in ("L1", "L2")])
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(milk, self.stock, 5, lot_id=lot)
        order = self._sold((milk, 8))
        document = self._receive(self._return((order.order_line, 8))).with_user(self.officer)
        rows = {row.lot_id.name: row.quantity for row in document.inspection_ids}
        self.assertEqual(rows, {"L1": 5, "L2": 3})
        document.action_inspect()
        quants = self.env["stock.quant"].search(
            [("product_id", "=", milk.id), ("location_id", "=", self.stock.id)]
        )
        self.assertEqual({q.lot_id.name: q.quantity for q in quants}, {"L1": 5, "L2": 5})

    def test_only_serial_numbers_that_were_delivered_come_back(self):
        pump = self._create_goods("Máy bơm", 900, stocked=0, tracking="serial")
        names = ("S1", "S2", "S3")
        serials = self.env["stock.lot"].create([{"name": name, "product_id": pump.id} for name in names])
        for serial in serials:
            self.env["stock.quant"]._update_available_quantity(pump, self.stock, 1, lot_id=serial)
        line = self._sold((pump, 2)).order_line
        elsewhere = self._sold((pump, 1)).order_line
        document = self._return((line, 1))
        document.action_submit()
        document.with_user(self.officer).action_receive()
        receipt = document.sudo().receipt_ids.with_user(self.officer)
        receipt.move_ids.picked = True
        own = line.move_ids.filtered(lambda move: move.state == "done").move_line_ids.lot_id
        stranger = elsewhere.move_ids.filtered(lambda move: move.state == "done").move_line_ids.lot_id
        invented = self.env["stock.lot"].create({"name": "BỊA", "product_id": pump.id})
        for serial in (stranger, invented):
            with self.assertRaisesRegex(UserError, serial.name), self.env.cr.savepoint():
                receipt.move_ids.move_line_ids.lot_id = serial
                receipt.button_validate()
        self.env.invalidate_all()
        receipt.move_ids.move_line_ids.lot_id = own[:1]
        receipt.button_validate()
        self.assertEqual(document.inspection_ids.lot_id, own[:1])

    def test_one_document_for_many_lines_of_many_orders(self):
        orders = self.env["sale.order"].union(
            *(self._sold(*[(self.water, 2)] * 5, (self.sauce, 1)) for _number in range(3))
        )
        document = (
            self.env["p2it.return"]
            .with_user(self.seller)
            .create({"partner_id": self.customer.id, "reason_id": self.reason.id})
        )
        document.action_add_all_delivered()
        self.assertEqual(len(document.line_ids), 18)
        self._receive(document).with_user(self.officer).action_inspect()
        document = document.sudo()
        self.assertEqual(len(document.receipt_ids), 1)
        self.assertEqual(len(document.credit_ids), 1)
        self.assertAlmostEqual(document.credit_ids.amount_total, sum(orders.mapped("amount_total")), 2)

    def test_goods_come_back_in_another_unit(self):
        carton = self.env["uom.uom"].create(
            {"name": "Thùng 24", "relative_factor": 24, "relative_uom_id": self.water.uom_id.id}
        )
        kilo = self.env.ref("uom.product_uom_kgm")
        line = self._sold((self.water, 50)).order_line
        document = self._bring_back((line, 2, {"product_uom_id": carton.id}))
        self.assertEqual((line.qty_delivered, line.qty_taken_back), (2, 48))
        self.assertEqual(document.line_ids.standard_qty, 48)
        with self.assertRaisesRegex(UserError, "can't come back by"), self.env.cr.savepoint():
            self._return((line, 1, {"product_uom_id": kilo.id}))

    def test_the_warehouse_begins_at_the_delivery(self):
        order = self._sold((self.water, 10))
        action = order.picking_ids.with_user(self.officer).action_return_goods()
        document = self.env["p2it.return"].browse(action["res_id"])
        self.assertEqual(document.line_ids.order_line_id, order.order_line)
        self.assertEqual(document.create_uid, self.officer)
        self.assertEqual(document.user_id, self.seller)

    def test_deliveries_of_three_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._order((self.water, 10))
        for _step in range(3):
            self._deliver(order)
        self._invoice(order)
        line = order.order_line
        self.assertEqual((line.qty_delivered, line._get_return_rooms()[line]), (10, 10))
        self._bring_back((line, 4))
        self.assertEqual((line.qty_delivered, line._get_return_rooms()[line]), (6, 6))
        self._return((line, 6))

    def test_a_kit_comes_back_in_its_parts(self):
        """As mrp delivers a kit: one order line, moves of its components."""
        kit = self._create_goods("Bộ quà Tết", 500, stocked=0)
        order = self._order((kit, 3))
        line, picking = order.order_line, order.picking_ids
        [move] = picking.move_ids
        for product, quantity in ((self.water, 6), (self.sauce, 3)):
            move.copy({"product_id": product.id, "product_uom_qty": quantity, "picking_id": picking.id})
        move._action_cancel()
        move.unlink()
        picking.action_confirm()
        self._deliver(order)
        self._invoice(order)
        self.assertEqual(line._get_return_rooms()[line], 3)
        document = self._return((line, 2))
        document.action_submit()
        document.with_user(self.officer).action_receive()
        came = {move.product_id: move.product_uom_qty for move in document.sudo().receipt_ids.move_ids}
        self.assertEqual(came, {self.water: 4, self.sauce: 2})
        self._receive(document)
        self.assertEqual(document.line_ids.quantity_received, 2)
        document.with_user(self.officer).action_inspect()
        self.assertEqual((document.state, line.qty_taken_back), ("done", 2))
        self.assertEqual(document.sudo().credit_ids.amount_untaxed, 1000)
        self.assertEqual(line._get_return_rooms()[line], 1)
