import random
from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from .receivable_common import ReceivableCommon

STEPS = ("not_due", "days_30", "days_60", "days_90", "older")


@tagged("post_install", "-at_install")
class TestAgedReceivable(ReceivableCommon):
    def _read(self, *names, **filters):
        rows = self.env["p2it.aged.receivable"].search(
            [(name, "=", value) for name, value in filters.items()]
        )
        return [tuple(row[name] for name in names) for row in rows]

    def test_each_step_starts_and_ends_on_its_day(self):
        for days, step in (
            (-10, "not_due"),
            (0, "not_due"),
            (1, "days_30"),
            (30, "days_30"),
            (31, "days_60"),
            (60, "days_60"),
            (61, "days_90"),
            (90, "days_90"),
            (91, "older"),
        ):
            due = self.today - timedelta(days=days)
            invoice = self._create_invoice(100, due, due)
            [amounts] = self._read(*STEPS, move_id=invoice.id)
            self.assertEqual(
                dict(zip(STEPS, amounts, strict=True)), {**dict.fromkeys(STEPS, 0), step: 100}, days
            )
            [found] = self._read("days_overdue", "overdue", "total", "kind", move_id=invoice.id)
            self.assertEqual(found, (max(days, 0), 100 if days > 0 else 0, 100, "invoice"))

    def test_money_and_credits_stand_apart_and_a_part_paid_leaves_the_rest(self):
        day = self.today - timedelta(days=40)
        invoice = self._create_invoice(100, day, day)
        self._pay(30, self.today, invoice=invoice)
        self._pay(55, self.today)
        self._create_invoice(5, day, day, move_type="out_refund")
        rows = self._read("kind", "days_60", "unmatched", "total", partner_id=self.customer.id)
        self.assertCountEqual(rows, [("invoice", 70, 0, 70), ("payment", 0, -55, -55), ("refund", 0, -5, -5)])
        self._pay(70, self.today, invoice=invoice)
        self.assertFalse(self._read("id", move_id=invoice.id))

    def test_rows_follow_the_customer_of_today_and_its_tree(self):
        groups = self.env["p2it.customer.group"]
        top = groups.create({"name": "Đại lý"})
        below = groups.create({"name": "Đại lý cấp 1", "parent_id": top.id})
        area = self.env["p2it.area"].create({"name": "Miền Tây", "kind": "region"})
        inner = self.env["p2it.area"].create({"name": "Cần Thơ cũ", "kind": "other", "parent_id": area.id})
        contact = self.env["res.partner"].create({"name": "Chị Hoa", "parent_id": self.customer.id})
        self._create_invoice(100, self.today, customer=contact)
        self.customer.write({"customer_group_id": below.id, "area_id": inner.id, "user_id": self.peer.id})
        [row] = self._read(
            "customer_group_id",
            "top_group_id",
            "area_id",
            "top_area_id",
            "user_id",
            partner_id=self.customer.id,
        )
        self.assertEqual(row, (below, top, inner, area, self.peer))
        found = self.env["p2it.aged.receivable"]._read_group(
            [("customer_group_id", "child_of", top.id)], ["top_group_id", "user_id"], ["total:sum"]
        )
        self.assertEqual(found, [(top, self.peer, 100)])

    def test_totals_are_those_of_the_books_in_any_currency_and_company(self):
        other = self.env["res.company"].create({"name": "Chi nhánh Lào", "currency_id": self.euro.id})
        self.env["account.chart.template"].try_loading("generic_coa", company=other, install_demo=False)
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.company.currency_id.id,
                "name": "2020-01-01",
                "rate": 2,
                "company_id": other.id,
            }
        )
        customers = [self.customer, self._create_customer("Cửa hàng Ánh Sáng", self.peer)]
        chance = random.Random(7)
        for company in (self.company, other):
            env = self.env(context={**self.env.context, "allowed_company_ids": [company.id]})
            self._fill(env, company, customers, chance)
        for companies in (self.company, other, self.company | other):
            rows = self.env["p2it.aged.receivable"].with_context(allowed_company_ids=companies.ids)
            self._check_totals(rows, companies)

    def _fill(self, env, company, customers, chance):
        cls = type(self)
        before, cls.env, cls.product = cls.env, env, cls.product.with_env(env)
        try:
            bank = self._get_bank(company)
            for _number in range(12):
                customer, amount = chance.choice(customers), chance.randint(1, 10**6) / 100
                day = self.today - timedelta(days=chance.randint(0, 150))
                currency = chance.choice([self.company.currency_id, self.euro])
                kind = chance.choice(["out_invoice", "out_invoice", "out_refund"])
                due = day + timedelta(days=chance.randint(0, 45))
                move = self._create_invoice(amount, day, due, customer, kind, currency_id=currency.id)
                if chance.random() < 0.5 and kind == "out_invoice":
                    share = round(amount * chance.choice([0.25, 1]), 2)
                    self._pay(share, self.today, customer, move, currency_id=currency.id, journal=bank)
                elif chance.random() < 0.3:
                    self._pay(amount, day, customer, currency_id=currency.id, journal=bank)
        finally:
            cls.env, cls.product = before, cls.product.with_env(before)

    def _check_totals(self, rows, companies):
        self.env.flush_all()
        lines = self.env["account.move.line"].search(
            [
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("company_id", "in", companies.ids),
            ]
        )
        currency = companies[0].currency_id
        expected = sum(
            line.company_currency_id._convert(
                line.amount_residual, currency, companies[0], self.today, round=False
            )
            for line in lines
        )
        names = (*STEPS, "unmatched", "total")
        [sums] = rows._read_group([], [], [f"{name}:sum" for name in names])
        self.assertAlmostEqual(sums[-1], expected, 2)
        self.assertAlmostEqual(sum(sums[:-1]), expected, 2)
        for group in ("partner_id", "user_id", "company_id", "area_id", "customer_group_id"):
            found = rows._read_group([], [group], ["total:sum"])
            self.assertAlmostEqual(sum(amount for _key, amount in found), expected, 2)

    def test_who_sees_the_customer_sees_what_it_owes(self):
        self._create_invoice(100, self.today)
        plain = new_test_user(self.env, "p2it_rec_plain", groups="sales_team.group_sale_salesman")
        stock = new_test_user(self.env, "p2it_rec_stock", groups="stock.group_stock_user")
        rows = self.env["p2it.aged.receivable"]
        mine = [("partner_id", "=", self.customer.id)]
        for user, count in ((self.seller, 1), (self.peer, 0), (plain, 0), (self.accountant, 1)):
            found = rows.with_user(user).search(mine)
            self.assertEqual(len(found), count, user.login)
            grouped = rows.with_user(user)._read_group(mine, ["partner_id"], ["total:sum"])
            self.assertEqual(len(grouped), count, user.login)
        row = rows.search(mine)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            for call in (
                lambda: rows.with_user(stock).search(mine),
                lambda: row.with_user(self.peer).read(["total"]),
                lambda: row.with_user(self.peer).action_open_document(),
                lambda: row.with_user(self.peer).action_statement(),
                lambda: row.with_user(self.accountant).write({"total": 0}),
                lambda: row.with_user(self.accountant).unlink(),
            ):
                with self.assertRaises(AccessError):
                    call()
        self.customer.user_id = plain
        self.env.flush_all()
        self.assertEqual(len(rows.with_user(plain).search(mine)), 1)

    def test_other_companies_stay_closed(self):
        other = self.env["res.company"].create({"name": "Chi nhánh Lào"})
        self._create_invoice(100, self.today)
        rows = self.env["p2it.aged.receivable"].with_context(allowed_company_ids=other.ids)
        self.assertFalse(rows.search([]))

    def test_a_row_opens_its_document_and_its_customers_statement(self):
        invoice = self._create_invoice(100, self.today)
        row = self.env["p2it.aged.receivable"].with_user(self.seller).search([("move_id", "=", invoice.id)])
        action = row.action_open_document()
        self.assertEqual((action["res_model"], action["res_id"]), ("account.move", invoice.id))
        self.assertTrue(invoice.with_user(self.seller).has_access("read"))
        self.assertEqual(row.action_statement()["context"]["active_ids"], self.customer.ids)

    def test_a_long_list_costs_as_few_queries_as_a_short_one(self):
        fields = ["name", "partner_id", "user_id", "date_maturity", "total", *STEPS]

        def count():
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            rows = self.env["p2it.aged.receivable"].with_user(self.seller)
            rows.search_read([], fields)
            rows.formatted_read_group([], ["user_id", "partner_id"], ["total:sum"])
            return self.env.cr.sql_log_count - before

        self._create_invoice(100, self.today)
        count()
        few = count()
        for number in range(8):
            customer = self._create_customer(f"Khách {number}", self.seller)
            self._create_invoice(100, self.today, customer=customer)
        self.assertLessEqual(count(), few)
