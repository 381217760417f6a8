from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .statistics_common import StatisticsCommon


@tagged("post_install", "-at_install")
class TestSalesStatistics(StatisticsCommon):
    """The statistics say what the documents say, by whichever way these were changed."""

    def _make_history(self):
        """:return: an order that was invoiced and paid in part"""
        order = self._sell()
        self._confirm(order)
        invoice = self._bill(order)
        self._pay(invoice, 0.5)
        self._confirm(self._sell(1, "2026-03-12"))
        self.store._fold(10**6)
        return order

    def test_what_was_folded_is_what_the_documents_say(self):
        self._make_history()
        self.assertEqual(self.store._get_marked(), {})
        self._check()
        self.assertGreater(self._read_total("paid"), 0)

    def test_a_line_changed_in_the_database_itself_counts_at_once(self):
        order = self._make_history()
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE sale_order_line SET price_subtotal = 1234567 WHERE id = %s", [order.order_line.ids[0]]
        )
        self.env.invalidate_all()
        self.assertEqual(self.store._get_marked(), {"sale.order": [order.id]})
        self._check()

    def test_what_says_nothing_about_figures_marks_nothing(self):
        order = self._make_history()
        order.client_order_ref = "PO-17"
        order.order_line[0].name = "Nước mắm"
        self.customers[0].comment = "Khách quen"
        self.assertEqual(self.store._get_marked(), {})

    def test_an_order_back_to_draft_counts_no_more(self):
        order = self._make_history()
        order.invoice_ids.button_draft()
        order.invoice_ids.button_cancel()
        order._action_cancel()
        self.store._fold(10**6)
        order.action_draft()
        self.assertEqual(self.store._get_marked(), {})
        self._check()

    def test_prospects_mark_nothing(self):
        self._make_history()
        self._create_customer("Khách tiềm năng", phone="0903999888").comment = "Hỏi giá"
        self.assertNotIn("res.partner", self.store._get_marked())

    def test_cancelling_takes_it_out(self):
        order = self._sell(2)
        self._confirm(order)
        self.store._fold(10**6)
        order._action_cancel()
        self._check()
        self.assertEqual(self._read_total("ordered", [("partner_id", "=", self.customers[2].id)]), 0)

    def test_a_deleted_invoice_leaves_nothing(self):
        order = self._sell()
        self._confirm(order)
        invoice = self._bill(order)
        self.store._fold(10**6)
        invoice.button_draft()
        invoice.with_context(force_delete=True).unlink()
        self._check()
        self.assertEqual(self._read_total("invoiced"), 0)

    def test_a_payment_taken_back_is_no_payment(self):
        order = self._make_history()
        self.assertGreater(self._read_total("paid"), 0)
        invoice = order.invoice_ids
        invoice.line_ids.remove_move_reconcile()
        self._check()
        self.assertEqual(self._read_total("paid"), 0)

    def test_a_credit_note_matched_with_its_invoice_pays_nothing(self):
        order = self._sell()
        self._confirm(order)
        self._credit(self._bill(order))
        self._check()
        self.assertEqual((self._read_total("invoiced"), self._read_total("paid")), (0, 0))

    def test_another_salesperson_counts_for_the_other(self):
        order = self._make_history()
        order.user_id = self.people[1]
        self._check()
        self.store._fold(10**6)
        self._check()

    def test_merged_customers_are_one(self):
        self._make_history()
        kept, gone = self.customers[0], self.customers[1]
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((kept | gone).ids, kept)
        self.customers -= gone
        self.env.invalidate_all()
        self._check()
        rows = self.statistics._read_group(
            [("customer_id", "=", kept.id)], [], ["order_count:sum", "customer_count:sum"]
        )
        self.assertEqual(rows, [(2, 1)])
        self.store._fold(10**6)
        self._check()

    def test_a_customer_who_moves_takes_the_history_along(self):
        self._make_history()
        self.customers[0].area_id = self.areas[0]
        domain = [("area_id", "=", self.areas[0].id)]
        self.assertEqual(self._read_total("ordered", domain), 330000)
        self.customers[0].area_id = self.areas[1]
        self.assertEqual(self._read_total("ordered", domain), 0)
        self.areas[1].parent_id = self.areas[0]
        below = [("area_id", "child_of", self.areas[0].id)]
        self.assertEqual(self._read_total("ordered", below), 330000)

    def test_an_order_counts_once_and_once_for_each_product(self):
        self._make_history()
        mine = [("partner_id", "=", self.customers[0].id)]
        read = self.statistics._read_group
        self.assertEqual(read(mine, [], ["order_count:sum"]), [(1,)])
        self.assertEqual(read(mine, ["date:day"], ["order_count:sum"])[0][1], 1)
        by_product = read([*mine, ("source", "=", "order")], ["product_id"], ["order_count:sum"])
        self.assertEqual([count for _product, count in by_product], [1, 1])
        rice = [*mine, ("product_id", "=", self.rice.id)]
        self.assertEqual(read(rice, [], ["order_count:sum", "customer_count:sum"]), [(1, 1)])

    def test_ratios_are_those_of_sums(self):
        self._make_history()
        rows = self.statistics._read_group(
            [("partner_id", "in", self.customers.ids)],
            [],
            ["margin:sum", "margin_percent:avg", "order_average:avg", "order_frequency:avg"],
        )
        margin, percent, average, frequency = rows[0]
        self.assertEqual(margin, 2 * (330000 - 180000))
        self.assertAlmostEqual(percent, 100 * 300000 / 660000)
        self.assertEqual((average, frequency), (330000, 1))

    def test_a_quantity_is_in_the_standard_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.rice.uom_ids = [Command.link(dozen.id)]
        line = Command.create({"product_id": self.rice.id, "product_uom_id": dozen.id, "product_uom_qty": 2})
        self._confirm(self._sell(order_line=[line]))
        self.assertEqual(self._read_total("quantity"), 24)
        self._check()

    def test_the_day_is_that_where_the_company_works(self):
        self._confirm(self._sell(date_order="2026-03-31 20:00:00"))
        self.store._fold(10**6)
        april = [("date", ">=", "2026-04-01"), ("date", "<", "2026-05-01")]
        self.assertEqual(self._read_total("ordered", april), 0)
        self.company.resource_calendar_id.tz = "Asia/Ho_Chi_Minh"
        self.assertEqual(self._read_total("ordered", april), 330000)
        self.store._fold(10**6)
        self.assertEqual(self._read_total("ordered", april), 330000)

    def test_an_order_in_another_currency_counts_in_the_companys(self):
        dollar = self.env["res.currency"].create(
            {"name": "X$", "symbol": "X$", "rate_ids": [Command.create({"rate": 0.04, "name": "2020-01-01"})]}
        )
        pricelist = self.env["product.pricelist"].create({"name": "Xuất khẩu", "currency_id": dollar.id})
        order = self._sell(pricelist_id=pricelist.id)
        self._confirm(order)
        self.assertEqual(order.currency_id, dollar)
        self.assertTrue(order.currency_rate and order.currency_rate != 1)
        self._check()

    def test_each_sees_what_the_own_documents_say(self):
        self._make_history()
        self._confirm(self._sell(2))
        for user in (*self.people, self.manager):
            self._check(user)
        everything = self._read_total("ordered", user=self.manager)
        parts = [self._read_total("ordered", user=user) for user in self.people]
        self.assertGreater(min(parts), 0)
        self.assertEqual(sum(parts), self._read_total("ordered"))
        self.assertEqual(everything, parts[0])

    def test_totals_tell_nothing_of_others(self):
        self._make_history()
        outsider = self._create_user("xa", "p2it_crm.group_salesperson")
        for groupby in ([], ["date:month"], ["area_id"], ["product_id"], ["source"]):
            rows = self.statistics.with_user(outsider)._read_group(
                [("partner_id", "in", self.customers.ids)], groupby, ["ordered:sum", "customer_count:sum"]
            )
            self.assertFalse([row for row in rows if row[-1] or row[-2]], groupby)
        self.assertFalse(
            self.statistics.with_user(outsider)
            .with_context(p2it_statistics_by_month=True)
            .search([("partner_id", "in", self.customers.ids)])
        )
        nobody = self._create_user("khach", "base.group_user")
        with self.assertRaises(AccessError):
            self.statistics.with_user(nobody)._read_group([], [], ["ordered:sum"])

    def test_another_companys_figures_stay_there(self):
        self._make_history()
        other = self.env["res.company"].create({"name": "Công ty khác"})
        self.manager.company_ids |= other
        for company, expected in ((self.company, 330000), (other, False)):
            reader = self.statistics.with_user(self.manager).with_context(allowed_company_ids=company.ids)
            rows = reader._read_group([("partner_id", "in", self.customers.ids)], [], ["ordered:sum"])
            self.assertEqual(rows, [(expected,)])

    def test_the_cost_of_reading_does_not_grow_with_the_documents(self):
        self._make_history()
        read = self.statistics.with_user(self.manager)._read_group

        def count():
            with self._count_queries() as counted:
                read([], ["date:month", "user_id"], ["ordered:sum", "customer_count:sum"])
            return counted[0]

        count()
        few = count()
        for number in range(12):
            self._confirm(self._sell(number % 3))
        count()
        self.assertLessEqual(count(), few)

    def test_a_row_opens_its_document(self):
        order = self._make_history()
        row = self.statistics.search([("source", "=", "order"), ("document_id", "=", order.id)], limit=1)
        action = row.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("sale.order", order.id))
