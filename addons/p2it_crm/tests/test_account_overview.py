from datetime import datetime, timedelta

from freezegun import freeze_time
from odoo import Command, fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import P2itCrmCommon


@tagged("post_install", "-at_install")
@freeze_time("2026-06-30 05:00:00")
class TestAccountOverview(P2itCrmCommon):
    """What a customer has bought, and the sections of its overview."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.salesperson.tz = "Asia/Ho_Chi_Minh"
        cls.customer = cls._create_customer(name="Đại lý Thành Đạt")
        cls.contact = cls.env["res.partner"].create({"name": "Chị Hoa", "parent_id": cls.customer.id})
        cls.product.standard_price = 60000

    def _sell(self, partner, date, price=100000, quantity=5, **values):
        order = self._create_order(
            partner,
            user_id=self.salesperson.id,
            order_line=[
                Command.create(
                    {
                        "product_id": self.product.id,
                        "product_uom_qty": quantity,
                        "price_unit": price,
                        "tax_ids": False,
                    }
                )
            ],
            **values,
        )
        order.action_confirm()
        order.date_order = date
        self.env.flush_all()
        return order

    def _as_reader(self, partner, user=None):
        return partner.with_user(user or self.salesperson).with_context(tz="Asia/Ho_Chi_Minh")

    def _get_section(self, name, partner=None, user=None):
        sections = self._as_reader(partner or self.customer, user).get_account_overview()
        return next(section for section in sections if section["name"] == name)

    def _get_figures(self, name, **options):
        return {item["name"]: item["value"] for item in self._get_section(name, **options)["figures"]}

    def test_the_orders_of_the_contacts_count_for_their_customer(self):
        self._sell(self.customer, "2026-06-01 03:00:00")
        self._sell(self.contact, "2026-06-21 03:00:00", quantity=10)
        customer = self._as_reader(self.customer)
        self.assertEqual(
            (customer.order_count, customer.order_total, customer.order_interval_days), (2, 1500000, 20)
        )
        self.assertEqual(customer.last_order_date, fields.Date.to_date("2026-06-21"))
        self.assertEqual(customer.days_since_order, 9)
        contact = self._as_reader(self.contact)
        self.assertEqual((contact.order_count, contact.order_total), (1, 1000000))

    def test_the_day_of_an_order_is_the_day_where_the_reader_is(self):
        self._sell(self.customer, "2026-06-20 18:00:00")
        self.assertEqual(self._as_reader(self.customer).last_order_date, fields.Date.to_date("2026-06-21"))

    def test_quotations_are_no_orders_and_cancelled_orders_neither(self):
        self._sell(self.customer, "2026-06-01 03:00:00")._action_cancel()
        self._create_order(self.customer)
        customer = self._as_reader(self.customer)
        self.assertEqual((customer.order_count, customer.order_total, customer.quotation_count), (0, 0, 1))

    def test_the_result_is_what_the_report_of_margins_says(self):
        order = self._sell(self.contact, "2026-06-01 03:00:00")
        order._create_invoices().action_post()
        figures = self._get_figures("result")
        self.assertEqual((figures["invoiced"], figures["goods_cost"]), (500000, 300000))
        self.assertEqual((figures["gross_margin"], figures["net_margin"]), (200000, 200000))
        self.assertEqual(figures["care_share"], 0)

    def test_spent_and_not_yet_approved_are_the_cost_of_care(self):
        employee = self.salesperson.employee_ids
        product = self.env["product.product"].create({"name": "Tiếp khách", "can_be_expensed": True})
        expenses = self.env["hr.expense"].create(
            [
                {
                    "name": "Ăn trưa",
                    "employee_id": employee.id,
                    "product_id": product.id,
                    "total_amount_currency": amount,
                    "customer_id": self.customer.id,
                    "tax_ids": False,
                }
                for amount in (300000, 150000)
            ]
        )
        expenses[0].action_submit()
        expenses[0].sudo()._do_approve(check=False)
        self.env.flush_all()
        figures = self._get_figures("result")
        self.assertEqual((figures["care_cost"], figures["care_cost_open"]), (300000, 150000))
        self.assertEqual(self._get_figures("care")["care_expense_total"], 450000)

    def test_an_order_in_another_currency_counts_by_its_own_rate(self):
        currency = self.env["res.currency"].create({"name": "XPI", "symbol": "¤", "rounding": 0.01})
        self.env["res.currency.rate"].create({"name": "2026-01-01", "currency_id": currency.id, "rate": 0.5})
        pricelist = self.env["product.pricelist"].create({"name": "Xuất khẩu", "currency_id": currency.id})
        self._sell(self.customer, "2026-06-01 03:00:00", pricelist_id=pricelist.id)
        self.assertEqual(self._as_reader(self.customer).order_total, 1000000)

    def test_each_figure_is_the_sum_of_the_list_it_opens(self):
        self._sell(self.customer, "2026-06-01 03:00:00")
        self._sell(self.contact, "2026-06-21 03:00:00")
        self._create_order(self.contact)
        opened = 0
        for name, field in (
            ("orders", "order_total"),
            ("quotations", "quotation_total"),
        ):
            figure = next(i for i in self._get_section(name)["figures"] if i["name"] == field)
            orders = self.env["sale.order"].with_user(self.salesperson).search(figure["action"]["domain"])
            self.assertTrue(orders)
            self.assertEqual(figure["value"], sum(orders.mapped("amount_untaxed")))
            opened += 1
        self.assertEqual(opened, 2)

    def test_products_are_counted_in_their_own_unit(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        order = self._sell(self.customer, "2026-06-01 03:00:00", quantity=5)
        order.order_line = [
            Command.create({"product_id": self.product.id, "product_uom_qty": 2, "product_uom_id": dozen.id})
        ]
        self.env.flush_all()
        [row] = self._get_section("products")["table"]["rows"]
        self.assertEqual(row["values"][1:3], [29.0, self.product.uom_id.name])

    def test_the_care_of_the_contacts_is_there(self):
        self.env["p2it.care"].with_user(self.salesperson).create(
            {"partner_id": self.contact.id, "summary": "Gọi hỏi thăm"}
        )
        section = self._get_section("care")
        self.assertEqual(section["figures"][0]["value"], 1)
        self.assertEqual(section["table"]["rows"][0]["values"][-1], "Gọi hỏi thăm")

    def test_who_buys_nothing_any_more_is_lapsed(self):
        for days in (100, 80, 60):
            self._sell(self.customer, datetime(2026, 6, 30, 3) - timedelta(days=days))
        self.assertEqual(self._as_reader(self.customer).order_trend, "lapsed")

    def test_a_peer_gets_no_overview(self):
        peer = self._create_user("peer", "p2it_crm.group_salesperson")
        with self.assertRaises(AccessError):
            self._as_reader(self.customer, peer).get_account_overview()

    def test_each_reader_gets_the_sections_of_what_he_may_read(self):
        seller = self._create_user("stock", "sales_team.group_sale_salesman_all_leads")
        names = [section["name"] for section in self._as_reader(self.customer, seller).get_account_overview()]
        own = ("orders", "quotations", "products", "care", "result")  # other addons add theirs
        self.assertEqual([name for name in names if name in own], ["orders", "quotations", "products"])

    def test_without_sales_rights_there_are_no_figures_of_sales(self):
        clerk = self._create_user("clerk", "base.group_user,base.group_partner_manager")
        with self.assertRaises(AccessError):
            self.customer.with_user(clerk).read(["order_total"])

    def test_orders_of_a_company_that_is_not_at_work_do_not_count(self):
        other = self.env["res.company"].create({"name": "Chi nhánh Cần Thơ"})
        order = self.env["sale.order"].with_company(other).create({"partner_id": self.customer.id})
        order.state = "sale"
        self.assertEqual(self._as_reader(self.customer).order_count, 0)

    def test_customers_are_found_by_what_they_bought(self):
        silent = self._create_customer(name="Cửa hàng Im Lặng", phone="0903 123 457")
        self._sell(self.customer, "2026-03-01 03:00:00")
        self._sell(self.contact, "2026-03-01 18:00:00")
        both = self.customer | silent

        def find(*leaf):
            return self._as_reader(self.env["res.partner"]).search([leaf, ("id", "in", both.ids)])

        self.assertEqual(find("order_count", "=", 0), silent)
        self.assertEqual(find("order_count", "!=", 0), self.customer)
        self.assertEqual(find("order_count", "=", 2), self.customer)
        self.assertEqual(find("order_count", ">=", 0), both)
        self.assertEqual(find("order_count", "<", 2), silent)
        self.assertEqual(find("order_total", ">", 999999), self.customer)
        self.assertEqual(find("order_total", "<=", 999999), silent)
        self.assertEqual(find("last_order_date", "=", False), silent)
        self.assertEqual(find("last_order_date", "=", "2026-03-02"), self.customer)
        self.assertEqual(find("last_order_date", "<", "2026-03-02"), self.env["res.partner"])
        self.assertEqual(find("last_order_date", "<", "today -90d"), self.customer)

    def test_a_contact_is_found_by_its_own_orders(self):
        self._sell(self.contact, "2026-03-01 03:00:00")
        found = self._as_reader(self.env["res.partner"]).search(
            [("order_count", "=", 1), ("id", "in", (self.contact | self.customer).ids)]
        )
        self.assertEqual(found, self.contact | self.customer)

    def test_a_salesperson_searches_among_the_own_orders_only(self):
        peer = self._create_user("peer", "p2it_crm.group_salesperson")
        self._sell(self.customer, "2026-03-01 03:00:00")
        found = self._as_reader(self.env["res.partner"], peer).search([("order_count", ">", 0)])
        self.assertNotIn(self.customer, found)

    def test_a_list_of_eighty_costs_as_much_as_one_of_eight(self):
        names = [
            name
            for name, field in self.env["res.partner"]._fields.items()
            if name.startswith(("order_", "quotation_", "care_", "last_", "first_order", "days_since"))
            and not field.store
        ]
        self.assertIn("care_expense_total", names)
        self.assertIn("order_interval_days", names)
        costs = []
        for number in (8, 8, 80):  # the first round fills what is cached once for all
            customers = self.env["res.partner"].create(
                [
                    {"name": f"Đại lý {number}-{i}", "is_company": True, "user_id": self.salesperson.id}
                    for i in range(number)
                ]
            )
            self.env["sale.order"].create(
                [{"partner_id": customer.id} for customer in customers]
            ).state = "sale"
            readable = self._as_reader(customers)
            self.env.flush_all()
            self.env.invalidate_all()
            with self._count_queries() as counted:
                rows = readable.read(names)
            self.assertTrue(all(row["order_count"] == 1 for row in rows))
            costs += counted
        self.assertEqual(costs[1], costs[2])
