from datetime import date

from odoo.tests import tagged

from .import_order_common import HEADINGS, OrderImportCommon


@tagged("post_install", "-at_install")
class TestImportOrderHistory(OrderImportCommon):
    """Past orders as history: confirmed, invoiced and paid on their dates."""

    HISTORY = {"order_result": "confirmed", "order_is_invoiced": True, "order_is_paid": True}

    def _take_history(self, *rows, **values):
        return self._take_over(*rows, **{**self.HISTORY, "order_journal_id": self.journal.id, **values})

    def test_history_has_the_dates_of_the_file(self):
        record = self._take_history(self._row(), order_payment_days=20)
        self._assert_counts(record, create=1)
        order = self._get_orders(record)
        self.assertEqual((order.state, order.invoice_status), ("sale", "invoiced"))
        self.assertEqual(str(order.date_order), "2025-04-09 05:00:00")
        invoice = order.invoice_ids
        self.assertEqual((invoice.state, invoice.invoice_date), ("posted", date(2025, 4, 9)))
        self.assertEqual((invoice.amount_total, invoice.amount_residual), (228000, 0))
        self.assertEqual(invoice.matched_payment_ids.date, date(2025, 4, 29))
        note = order.message_ids.mapped("body")
        self.assertTrue(any("Imported as history from “order.csv”" in body for body in note), note)
        self.assertFalse(record.row_ids.warning)

    def test_money_comes_in_whole_in_part_or_not_at_all(self):
        told = ("Đã thanh toán", "Một phần", "Chưa", "25 %", "28.000", "")
        rows = [self._row(**{"Số ĐH": f"ĐH-{i}", "Thanh toán": text}) for i, text in enumerate(told)]
        orders = self._get_orders(self._take_history(*rows, order_part_percent=40))
        residuals = orders.invoice_ids.sorted("id").mapped("amount_residual")
        self.assertEqual(residuals, [0, 136800, 228000, 171000, 200000, 228000])

    def test_more_than_the_invoice_stays_on_account(self):
        record = self._take_history(self._row(**{"Thanh toán": "300.000"}))
        self.assertEqual(self._get_orders(record).invoice_ids.amount_residual, 0)
        self.assertIn("the rest is on the customer's account", record.row_ids.warning)

    def test_money_that_is_still_to_come_is_left(self):
        record = self._take_history(self._row(), order_payment_days=3650)
        self.assertEqual(self._get_orders(record).invoice_ids.amount_residual, 228000)
        self.assertIn("still to come", record.row_ids.warning)

    def test_what_can_not_be_confirmed_stays_a_quotation_and_says_why(self):
        handler = type(self.env["sale.order"])
        original = handler._confirmation_error_message

        def refuse(order):
            return "Held for a reason." if order.name == "ĐH-2" else original(order)

        rows = [self._row(**{"Số ĐH": f"ĐH-{number}"}) for number in range(5)]
        self.patch(handler, "_confirmation_error_message", refuse)
        record = self._take_history(*rows)
        self._assert_counts(record, create=5)
        orders = self._get_orders(record)
        self.assertEqual(orders.mapped("state"), ["sale", "sale", "draft", "sale", "sale"])
        self.assertEqual({str(order.date_order) for order in orders}, {"2025-04-09 05:00:00"})
        self.assertEqual(orders.invoice_ids.mapped("invoice_date"), 4 * [date(2025, 4, 9)])
        self.assertIn("It stayed a quotation: Held for a reason.", record.row_ids[2].warning)
        self.assertTrue(any("Held for a reason" in body for body in orders[2].message_ids.mapped("body")))

    def test_a_customer_is_an_account_since_its_first_order(self):
        self.assertEqual(self.customer.lifecycle, "prospect")
        self._take_history(self._row())
        self.assertEqual(self.customer.account_date, date(2025, 4, 9))

    def test_each_order_costs_the_same_however_many_there_are(self):
        self._count("A", 2)
        few, more, many = self._count("B", 5), self._count("C", 25), self._count("D", 45)
        # Each has documents of its own, of which Odoo asks what it asks: numbers, transfers, what is open.
        self.assertLess((more - few) / 20, 80, (few, more, many))
        self.assertLess(many - more, 1.1 * (more - few), (few, more, many))

    def test_each_line_costs_the_same_however_many_there_are(self):
        self._count("A", 2)
        few, many = self._count("B", 2, lines=2), self._count("C", 2, lines=40)
        # With stock installed, Odoo reserves and moves the goods of each.
        self.assertLess((many - few) / 76, 8, (few, many))

    def test_quotations_cost_the_same_for_many(self):
        self._count("A", 2, order_result="quotation")
        few = self._count("B", 5, order_result="quotation")
        many = self._count("C", 45, order_result="quotation")
        self.assertLess((many - few) / 40, 6, (few, many))

    def _count(self, prefix, count, lines=1, **values):
        """:return: queries of the run of a file"""
        rows = [
            self._row(**{"Số ĐH": f"{prefix}{number}", "Số lượng": str(line + 1)})
            for number in range(count)
            for line in range(lines)
        ]
        values = {**self.HISTORY, "order_journal_id": self.journal.id, **values}
        record = self._create_import("order", HEADINGS, rows, self.accountant, **values)
        record.action_check()
        record.action_run()
        record.sudo()._process_batch()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        record.sudo()._process_batch()
        self.env.flush_all()
        self.assertEqual(record.state, "done", record.message)
        return self.env.cr.sql_log_count - start
