from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..statistics import find_triggers
from .statistics_common import StatisticsCommon

_EACH_ROW = ("id", "!=", 0)
"""A condition on rows, which no sums by month answer."""


@tagged("post_install", "-at_install")
class TestStatisticsHostile(StatisticsCommon):
    """What somebody asked of the statistics to make them lie."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for customer, day in ((0, "2026-03-10"), (0, "2026-03-20"), (1, "2026-03-12")):
            order = cls._sell(customer, day)
            cls._confirm(order)
            cls._pay(cls._bill(order), 0.5)
        cls.store._fold(10**6)

    def _read(self, domain, groupby, aggregates, **others):
        mine = [("partner_id", "in", self.customers.ids), *domain]
        return self.statistics._read_group(mine, groupby, aggregates, **others)

    # --- sums by month and rows

    def test_sums_by_month_answer_only_what_they_know(self):
        for domain, aggregates, others in (
            ([], ["ordered:sum"], {"having": [("__count", ">", 5)]}),
            ([], ["ordered:sum"], {"having": ["|", ("ordered:max", ">", 260000), ("__count", "<", 5)]}),
            ([], ["ordered:sum"], {"order": "ordered:max desc, user_id desc"}),
            ([], ["ordered:max", "ordered:min", "ordered:avg"], {}),
            ([], ["ordered:count", "order_count:avg", "ordered:count_distinct"], {}),
            ([], ["margin_percent:sum", "order_frequency:max"], {}),
            ([], ["ordered:sum_currency", "currency_id:array_agg_distinct"], {}),
            ([("ordered", ">", 300000)], ["ordered:sum"], {}),
            ([("margin_percent", ">", 30)], ["ordered:sum"], {}),
            ([("ordered", "!=", False)], ["invoiced:sum"], {}),
            ([("display_name", "=", "2026-03-20")], ["ordered:sum"], {}),
            ([("date", "<=", "9999-12-31")], ["ordered:sum"], {}),
        ):
            with self.subTest(domain=domain, aggregates=aggregates, **others):
                found = self._read(domain, ["user_id"], aggregates, **others)
                self.assertEqual(found, self._read([*domain, _EACH_ROW], ["user_id"], aggregates, **others))

    def test_rows_with_a_measure_tell_orders_by_what_they_are(self):
        """The row that stands for the order may be among those left out."""
        [(orders,)] = self._read([("ordered", "<", 100000)], [], ["order_count:sum"])
        self.assertEqual(orders, 3)

    def test_a_clients_context_chooses_no_tables(self):
        forged = {"p2it_statistics_by_month": True, "p2it_statistics_by_product": True}
        reader = self.statistics.with_context(**forged)
        domain = [("partner_id", "in", self.customers.ids)]
        for groupby in (["date:day"], ["product_id"], ["user_id"]):
            found = reader._read_group(domain, groupby, ["ordered:sum", "order_count:sum"])
            self.assertEqual(found, self._read([], groupby, ["ordered:sum", "order_count:sum"]))

    # --- what changes figures without being the document

    def test_what_cash_rounding_adds_is_invoiced(self):
        accounts = self.env["account.account"]
        rounding = self.env["account.cash.rounding"].create(
            {
                "name": "Làm tròn 500 đồng",
                "rounding": 500,
                "strategy": "add_invoice_line",
                "rounding_method": "UP",
                "profit_account_id": accounts.search([("account_type", "=", "income")], limit=1).id,
                "loss_account_id": accounts.search([("account_type", "=", "expense")], limit=1).id,
            }
        )
        order = self._sell(2)
        order.order_line[0].price_unit = 25111
        self._confirm(order)
        invoice = order._create_invoices()
        invoice.write({"invoice_date": "2026-04-02", "invoice_cash_rounding_id": rounding.id})
        invoice.action_post()
        [(invoiced,)] = self._read([("partner_id", "=", self.customers[2].id)], [], ["invoiced:sum"])
        self.assertEqual(invoiced, invoice.amount_untaxed_signed)
        self.assertEqual(invoiced % 500, 0)

    def test_an_account_that_is_none_of_customers_any_more_holds_no_payments(self):
        self.assertGreater(self._read_total("paid"), 0)
        items = self.env["account.move"].search([("partner_id", "in", self.customers.ids)]).line_ids
        accounts = items.account_id.filtered(lambda one: one.account_type == "asset_receivable")
        accounts.account_type = "asset_current"
        self.assertEqual(self._read_total("paid"), 0)

    def test_who_has_left_counts_below_the_superiors_still(self):
        levels = ["user_level_1_id", "user_level_2_id"]
        before = self._read([], levels, ["ordered:sum"])
        self.assertIn((self.manager, self.salesperson, 660000), before)
        self.salesperson.employee_ids.active = False
        self.salesperson.active = False
        self.assertEqual(self._read([], levels, ["ordered:sum"]), before)

    def test_who_is_no_employee_stands_above_nobody(self):
        self.assertFalse(self.people[1].employee_ids)
        found = self._read([], ["user_level_1_id"], ["ordered:sum"])
        self.assertIn((self.people[1], 330000), found)

    def test_what_waits_to_be_written_counts(self):
        care = self.env["p2it.care"].create(
            {
                "partner_id": self.customers[0].id,
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "summary": "Gọi hỏi thăm, khách hẹn tuần sau",
            }
        )
        self.store._fold(10**6)
        care.company_id = self.env["res.company"].create({"name": "Công ty Sài Gòn"})
        found = self._read([("source", "=", "care")], ["company_id"], ["care_count:sum"])
        self.assertEqual(found, [(care.company_id, 1)])

    # --- companies

    def test_the_superuser_adds_no_currencies_to_each_other(self):
        currency = self.env["res.currency"].create(
            {"name": "X$", "symbol": "X$", "rate_ids": [Command.create({"rate": 0.5, "name": "2020-01-01"})]}
        )
        other = self.env["res.company"].create({"name": "Công ty Sài Gòn", "currency_id": currency.id})
        env = self.env(context={"allowed_company_ids": other.ids})
        order = env["sale.order"].create(
            {
                "partner_id": self.customers[2].id,
                "company_id": other.id,
                "order_line": [Command.create({"product_id": self.rice.id, "price_unit": 7})],
            }
        )
        order.action_confirm()
        domain = [("partner_id", "=", self.customers[2].id)]
        for companies, amount in (((self.company | other), 14), (self.company, 14), (other, 7)):
            reader = self.statistics.with_context(allowed_company_ids=companies.ids)
            self.assertEqual(reader._read_group(domain, [], ["ordered:sum"]), [(amount,)])

    # --- addons that go

    def test_addons_that_go_together_leave_nothing(self):
        self.addCleanup(self.env.cr.cache.clear)
        self.store._set_up(without=("order",))
        self.store._set_up(without=("payment",))
        sources = {source for (source,) in self._read([], ["source"], [])}
        self.assertEqual(sources & {"order", "payment", "invoice"}, {"invoice"})
        self.assertFalse(find_triggers(self.env, ["account_partial_reconcile"]))
        self.env.cr.cache.clear()
        self.store._set_up()
        self._check()

    # --- writes

    def test_nobody_writes_figures(self):
        row = self.statistics.search([("partner_id", "in", self.customers.ids)], limit=1)
        mine = row.with_user(self.administrator)
        for change in (
            lambda: mine.write({"ordered": 1}),
            lambda: mine.unlink(),
            lambda: mine.create({"ordered": 1}),
            lambda: mine.copy(),
        ):
            with self.assertRaises(AccessError):
                change()
