from datetime import date

from odoo.addons.p2it_crm.tests.import_order_common import HEADINGS, OrderImportCommon
from odoo.exceptions import AccessError
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestImportOrderDelivery(OrderImportCommon):
    """Past orders with their goods: delivered, invoiced and paid, and never past a gate."""

    HISTORY = {
        "order_result": "confirmed",
        "order_is_delivered": True,
        "order_is_invoiced": True,
        "order_is_paid": True,
        "order_delivery_days": 2,
        "order_payment_days": 30,
    }

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant.group_ids += cls.env.ref("stock.group_stock_user")
        products = cls.product | cls.other_product
        products.write({"is_storable": True, "invoice_policy": "delivery"})
        cls.shelf = (
            cls.env["stock.warehouse"].search([("company_id", "=", cls.env.company.id)], limit=1).lot_stock_id
        )
        cls.env["stock.quant"]._update_available_quantity(cls.product, cls.shelf, 1000)

    def _take_history(self, *rows, **values):
        return self._take_over(*rows, **{**self.HISTORY, "order_journal_id": self.journal.id, **values})

    def _create_type(self, gate, **values):
        boss = self.env.ref("base.user_admin")
        return self.env["p2it.approval.type"].create(
            {
                "name": "Duyệt",
                "gate": gate,
                "step_ids": [(0, 0, {"name": "Giám đốc", "user_ids": boss.ids})],
                **values,
            }
        )

    def test_an_order_with_all_that_followed(self):
        record = self._take_history(
            self._row(**{"Thanh toán": "Một phần"}),
            self._row(
                **{
                    "Mã hàng": "SP-A2",
                    "ĐVT": "chai",
                    "Số lượng": "5",
                    "Đơn giá": "10000",
                    "CK %": "0",
                    "Thanh toán": "Một phần",
                }
            ),
        )
        self._assert_counts(record, create=2)
        self.assertFalse(record.row_ids.filtered("warning"), record.row_ids.mapped("warning"))
        order = self._get_orders(record)
        self.assertEqual((order.state, order.invoice_status), ("sale", "invoiced"))
        self.assertEqual((order.delivery_status, order.amount_total), ("full", 278000))
        self.assertEqual(order.order_line.mapped("qty_delivered"), [2, 5])
        self.assertEqual(order.order_line.mapped("qty_invoiced"), [2, 5])
        picking = order.picking_ids
        self.assertEqual((picking.state, picking.date_done.date()), ("done", date(2025, 4, 11)))
        self.assertEqual({move.date.date() for move in picking.move_ids}, {date(2025, 4, 11)})
        self.assertEqual({line.date.date() for line in picking.move_line_ids}, {date(2025, 4, 11)})
        invoice = order.invoice_ids
        self.assertEqual((invoice.state, invoice.invoice_date), ("posted", date(2025, 4, 11)))
        self.assertEqual((invoice.amount_total, invoice.amount_residual), (278000, 139000))
        self.assertEqual(invoice.payment_state, "partial")
        self.assertEqual(invoice.matched_payment_ids.date, date(2025, 5, 11))

    def test_goods_leave_though_none_are_counted(self):
        order = self._get_orders(self._take_history(self._row(**{"Mã hàng": "SP-A2"})))
        self.assertEqual(order.order_line.qty_delivered, 2)
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.other_product.id), ("location_id", "=", self.shelf.id)]
        )
        self.assertEqual((quant.quantity, quant.reserved_quantity), (-48, 0))

    def test_goods_leave_in_all_their_steps(self):
        self.shelf.warehouse_id.delivery_steps = "pick_pack_ship"
        record = self._take_history(self._row())
        self.assertFalse(record.row_ids.warning)
        order = self._get_orders(record)
        self.assertEqual(order.order_line.qty_delivered, 2)
        self.assertEqual(set(order.picking_ids.mapped("state")), {"done"})
        self.assertEqual(order.invoice_status, "invoiced")

    def test_a_date_of_delivery_in_the_file_counts(self):
        headings = (*HEADINGS, "Ngày giao", "Ngày hóa đơn", "Ngày thanh toán")
        row = (*self._row(), "15/04/2025", "20/04/2025", "02/05/2025")
        values = {**self.HISTORY, "order_journal_id": self.journal.id}
        record = self._import("order", headings, [row], self.accountant, **values)
        order = self._get_orders(record)
        self.assertEqual(order.picking_ids.date_done.date(), date(2025, 4, 15))
        self.assertEqual(order.invoice_ids.invoice_date, date(2025, 4, 20))
        self.assertEqual(order.invoice_ids.matched_payment_ids.date, date(2025, 5, 2))

    def test_an_approval_keeps_an_order_a_quotation(self):
        self._create_type("order", domain="[('amount_untaxed', '>', 200000)]")
        record = self._take_history(
            self._row(), self._row(**{"Số ĐH": "ĐH-2", "Số lượng": "1"}), self._row(**{"Số ĐH": "ĐH-3"})
        )
        self._assert_counts(record, create=3)
        orders = self._get_orders(record)
        self.assertEqual(orders.mapped("state"), ["draft", "sale", "draft"])
        self.assertIn("It stayed a quotation", record.row_ids[0].warning)
        self.assertIn("Duyệt", record.row_ids[0].warning)
        self.assertFalse(record.row_ids[1].warning)
        self.assertEqual(orders.invoice_ids.invoice_origin, "ĐH-2")

    def test_an_approval_of_goods_keeps_them_here(self):
        self._create_type("dispatch")
        record = self._take_history(self._row())
        order = self._get_orders(record)
        self.assertEqual((order.state, order.order_line.qty_delivered), ("sale", 0))
        self.assertFalse(order.invoice_ids)
        self.assertIn("It is confirmed, but not delivered", record.row_ids.warning)
        self.assertEqual(order.picking_ids.move_ids.mapped("state"), ["assigned"])
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.product.id), ("location_id", "=", self.shelf.id)]
        )
        self.assertEqual((quant.quantity, quant.reserved_quantity), (1000, 48))

    def test_who_moves_no_goods_imports_no_deliveries(self):
        self.accountant.group_ids -= self.env.ref("stock.group_stock_user")
        with self.assertRaisesRegex(AccessError, "Only who moves goods"):
            self._create_import("order", HEADINGS, [self._row()], self.accountant, **self.HISTORY)
