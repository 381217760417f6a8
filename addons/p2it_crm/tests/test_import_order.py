from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .import_order_common import HEADINGS, OrderImportCommon


@tagged("post_install", "-at_install")
class TestImportOrder(OrderImportCommon):
    """Past orders as quotations: what a row means, and what is wrong with it."""

    def test_rows_with_one_number_are_one_quotation(self):
        record = self._take_over(
            self._row(),
            self._row(**{"Số ĐH": "ĐH-2", "Mã KH": "KH-A2"}),
            self._row(**{"Mã hàng": "8930000000017", "Số lượng": "3", "ĐVT": "chai", "CK %": ""}),
            user=self.manager,
        )
        self._assert_counts(record, create=3)
        first, second = self._get_orders(record)
        self.assertEqual([first.name, second.name], ["ĐH-1", "ĐH-2"])
        self.assertEqual(first.state, "draft")
        self.assertEqual(first.partner_id, self.customer)
        self.assertEqual(first.user_id, self.salesperson)
        self.assertEqual(str(first.date_order), "2025-04-09 05:00:00")
        line, other = first.order_line
        self.assertEqual(line.product_uom_id, self.carton)
        self.assertEqual((line.product_uom_qty, line.price_unit, line.discount), (2, 120000, 5))
        self.assertEqual((other.product_id, other.product_uom_id), (self.other_product, self.piece))
        self.assertEqual(first.amount_untaxed, 2 * 120000 * 0.95 + 3 * 120000)
        self.assertEqual(first.create_uid, self.manager)
        self.assertTrue(first.is_taken_over)

    def test_the_price_may_be_that_of_the_standard_unit(self):
        record = self._take_over(self._row(**{"Đơn giá": "5.000"}), order_price_basis="standard")
        self.assertEqual(self._get_orders(record).order_line.price_unit, 24 * 5000)

    def test_english_headings_and_a_telephone_number(self):
        headings = ("Order no", "Order date", "Phone", "SKU", "Qty", "Price")
        rows = [("ĐH-9", "2025-04-09", "0901 000 111", "sp-a1", "2", "7000")]
        record = self._import("order", headings, rows, self.manager)
        self._assert_counts(record, create=1)
        order = self._get_orders(record)
        self.assertEqual((order.partner_id, order.user_id), (self.customer, self.salesperson))
        self.assertEqual(order.order_line.product_uom_id, self.piece)

    def test_a_file_without_customers_is_told_so(self):
        headings = ("Số ĐH", "Ngày", "Mã hàng", "Số lượng", "Đơn giá")
        record = self._create_import("order", headings, [("1", "09/04/2025", "SP-A1", "1", "1")])
        with self.assertRaisesRegex(UserError, "Customer Code"):
            record.action_check()

    def test_what_is_wrong_with_a_row_is_said(self):
        for cells, text in (
            ({"Số ĐH": ""}, "Order Number is missing"),
            ({"Số ĐH": "=1+1"}, "formula"),
            ({"Ngày": "31/02/2025"}, "not in the calendar"),
            ({"Ngày": "01/01/2099"}, "lies in the future"),
            ({"Mã KH": ""}, "neither code, tax code nor telephone"),
            ({"Mã KH": "KH-XX"}, "No customer has KH-XX"),
            ({"Mã hàng": "SP-XX"}, "No product has the code or barcode SP-XX"),
            ({"Số lượng": "0"}, "not above zero"),
            ({"Số lượng": "hai"}, "is not an amount"),
            ({"Đơn giá": "-5"}, "below zero"),
            ({"ĐVT": "Pallet"}, "isn't sold by “Pallet”. Its units are: chai, Thùng"),
            ({"CK %": "120"}, "is not a percentage"),
            ({"Thanh toán": "hôm qua"}, "tells nothing of a payment"),
        ):
            with self.subTest(text):
                self._assert_refused(self._row(**cells), text)
        self.assertFalse(self.env["sale.order"].search([("name", "=", "ĐH-1")]))

    def test_a_code_of_several_products_is_refused(self):
        self._create_product("SP-A1", "Nước suối khác")
        self._assert_refused(self._row(), "Several products have the code SP-A1")

    def test_an_unknown_salesperson_is_refused_or_left_out(self):
        row = self._row(**{"Mã NVKD": "NV999"})
        self._assert_refused(row, "Import the salespeople first", unknown_salesperson="refuse")
        record = self._take_over(row)
        self._assert_counts(record, create=1)
        self.assertFalse(self._get_orders(record).user_id)
        self.assertIn("without a salesperson", record.row_ids.warning)

    def test_an_order_is_imported_as_a_whole_or_not_at_all(self):
        record = self._take_over(
            self._row(),
            self._row(**{"Mã hàng": "SP-XX"}),
            self._row(**{"Số ĐH": "ĐH-2"}),
            self._row(**{"Số ĐH": "ĐH-3"}),
            self._row(**{"Số ĐH": "ĐH-3", "Mã KH": "KH-A2"}),
            self._row(**{"Số ĐH": "ĐH-3", "Ngày": "10/04/2025"}),
        )
        self._assert_counts(record, create=1, refuse=5)
        reasons = record.row_ids.mapped("reason")
        self.assertIn("Row 3 of the same order is refused", reasons[0])
        self.assertIn("Row 5 of the same order says “KH-A1” for Customer Code", reasons[4])
        self.assertIn("for Date", reasons[5])
        self.assertEqual(self._get_orders(record).name, "ĐH-2")

    def test_of_two_salespeople_the_first_counts(self):
        record = self._take_over(self._row(), self._row(**{"Mã NVKD": "p2it_importer"}))
        self._assert_counts(record, create=2)
        self.assertEqual(self._get_orders(record).user_id, self.salesperson)
        self.assertIn("which counts", record.row_ids[1].warning)

    def test_the_same_file_again_adds_nothing(self):
        rows = self._row(), self._row(**{"Mã hàng": "SP-A2", "ĐVT": "chai"})
        order = self._get_orders(self._take_over(*rows))
        again = self._take_over(*rows, self._row(**{"Số lượng": "7"}))
        self._assert_counts(again, join=3)
        self.assertEqual(self._get_orders(again), order)
        self.assertEqual(len(order.order_line), 2)
        self.assertIn("ĐH-1 is there already and stays as it is", again.row_ids[0].reason)

    def test_a_number_of_another_customers_order_is_refused(self):
        self._take_over(self._row())
        self._assert_refused(self._row(**{"Mã KH": "KH-A2"}), "an order of another customer")

    def test_a_large_file_keeps_orders_together(self):
        rows = [self._row(**{"Số ĐH": f"ĐH-{number % 3}"}) for number in range(9)]
        with patch.object(self.env.registry["p2it.import.order"], "_batch_size", 2):
            record = self._take_over(*rows)
        self._assert_counts(record, create=9)
        self.assertEqual([len(order.order_line) for order in self._get_orders(record)], [3, 3, 3])

    def test_a_salesperson_imports_no_orders(self):
        with (
            self.assertRaises(AccessError),
            mute_logger("odoo.models", "odoo.addons.base.models.ir_model"),
        ):
            self._create_import("order", HEADINGS, [self._row()], self.salesperson)

    def test_nobody_marks_an_order_as_imported(self):
        for values in ({"is_taken_over": True}, {"order_line": [], "is_taken_over": False}):
            with self.assertRaises(AccessError):
                self.env["sale.order"].with_user(self.manager).create(
                    {"partner_id": self.customer.id, **values}
                )

    def test_the_rights_for_what_orders_become_are_asked_for(self):
        wanted = {"order_result": "confirmed", "order_is_invoiced": True}
        with self.assertRaisesRegex(AccessError, "Only who invoices"):
            self._create_import("order", HEADINGS, [self._row()], **wanted)
        record = self._create_import("order", HEADINGS, [self._row()], self.accountant, **wanted)
        record.action_check()
        record.action_run()
        self.accountant.group_ids -= self.env.ref("account.group_account_invoice")
        record.sudo()._process_batch()
        record.sudo()._process_batch()
        self.assertEqual(record.sudo().state, "failed")
        self.assertIn("Only who invoices", record.sudo().message)

    def test_figures_that_nobody_can_mean_are_refused(self):
        huge = "9" * 400
        rows = [
            self._row(**{"Số ĐH": f"ĐH-{number}", **cells})
            for number, cells in enumerate(
                (
                    *({"Đơn giá": huge}, {"Số lượng": huge}, {"Thanh toán": huge}),
                    *({"Đơn giá": "9" * 16}, {"Số lượng": "0,0000001"}, {}),
                )
            )
        ]
        record = self._take_over(*rows)
        self._assert_counts(record, create=1, refuse=5)
        self.assertIn("too large", record.row_ids[0].reason)
        self.assertIn("not above zero", record.row_ids[4].reason)

    def test_choices_that_do_not_go_together_are_told(self):
        for values, text in (
            ({"order_is_paid": True}, "Tick “Invoiced”"),
            ({"order_is_invoiced": True, "order_is_paid": True}, "Choose under “Paid Into”"),
            ({"order_part_percent": 0}, "more than 0"),
            ({"order_delivery_days": -1}, "counted forwards"),
            ({"order_payment_days": 2**31 - 1}, "counted forwards"),
        ):
            record = self._create_import(
                "order", HEADINGS, [self._row()], self.accountant, order_result="confirmed", **values
            )
            with self.subTest(text), self.assertRaisesRegex(UserError, text):
                record.action_check()

    def test_a_choice_makes_the_check_worthless(self):
        record = self._create_import("order", HEADINGS, [self._row()], self.accountant)
        record.action_check()
        record.order_price_basis = "standard"
        self.assertEqual(record.state, "mapped")
        self.assertFalse(record.row_ids)
