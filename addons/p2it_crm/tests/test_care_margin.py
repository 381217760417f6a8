from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged

from .test_care import CareCommon


@tagged("post_install", "-at_install")
class TestCareMargin(CareCommon):
    """Cost of care against revenue and margin, for who sees the customer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.meal = cls.env["product.product"].create(
            {"name": "Tiếp khách", "can_be_expensed": True, "type": "service", "supplier_taxes_id": False}
        )
        cls.product.write({"standard_price": 60000, "taxes_id": False})
        cls.care = cls._record_care(lead_id=cls.lead.id)
        cls.order = cls._create_order(cls.customer, user_id=cls.salesperson.id)
        cls.order.action_confirm()

    @classmethod
    def _spend(cls, amount=450000, state="approved", **values):
        expense = cls.env["hr.expense"].create(
            {
                "name": "Ăn trưa với khách",
                "product_id": cls.meal.id,
                "total_amount_currency": amount,
                "employee_id": cls.salesperson.employee_ids.id,
                "care_id": cls.care.id,
                **values,
            }
        )
        if state != "draft":
            expense.approval_state = state
        return expense

    def _invoice(self):
        invoice = self.order._create_invoices()
        invoice.action_post()
        return invoice

    def _read(self, user=None, groupby="customer_id", domain=()):
        """:return: ``{record: {measure: figure}}``"""
        self.env.flush_all()
        names = (
            "ordered",
            "invoiced",
            "goods_cost",
            "gross_margin",
            "care_cost",
            "care_cost_open",
            "net_margin",
        )
        rows = (
            self.env["p2it.care.margin"]
            .with_user(user or self.salesperson)
            ._read_group(list(domain), [groupby], [f"{name}:sum" for name in names] + ["care_share:avg"])
        )
        return {row[0]: dict(zip((*names, "care_share"), row[1:], strict=True)) for row in rows}

    def test_the_figures_of_a_customer_add_up(self):
        self._invoice()
        self._spend()
        self.assertEqual(
            self._read()[self.customer],
            {
                "ordered": 425000,
                "invoiced": 425000,
                "goods_cost": 300000,
                "gross_margin": 125000,
                "care_cost": 450000,
                "care_cost_open": 0,
                "net_margin": -325000,
                "care_share": 100 * 450000 / 425000,
            },
        )

    def test_an_order_is_ordered_before_it_is_invoiced(self):
        figures = self._read()[self.customer]
        self.assertEqual((figures["ordered"], figures["invoiced"], figures["net_margin"]), (425000, 0, 0))
        self.assertFalse(figures["care_share"])

    def test_a_quotation_does_not_count(self):
        self._create_order(self.customer, user_id=self.salesperson.id)
        self.assertEqual(self._read()[self.customer]["ordered"], 425000)

    def test_a_credit_note_takes_revenue_and_goods_back(self):
        invoice = self._invoice()
        refund = invoice._reverse_moves(cancel=True)
        self.assertEqual(refund.state, "posted")
        figures = self._read()[self.customer]
        self.assertEqual((figures["invoiced"], figures["goods_cost"]), (0, 0))

    def test_goods_in_another_unit_are_taken_at_their_cost(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        self.order.order_line.write({"product_uom_id": dozen.id, "product_uom_qty": 1, "price_unit": 900000})
        self._invoice()
        self.assertEqual(self._read()[self.customer]["goods_cost"], 12 * 60000)

    def test_only_approved_expenses_are_spent(self):
        self._spend(100000, "draft")
        self._spend(200000, "submitted")
        self._spend(400000, "approved")
        self._spend(800000, "refused")
        figures = self._read()[self.customer]
        self.assertEqual((figures["care_cost"], figures["care_cost_open"]), (400000, 300000))
        self.assertEqual(self.customer.care_expense_total, 700000)

    def test_the_salesperson_pays_with_what_they_spent(self):
        self._invoice()
        self._spend()
        figures = self._read(self.manager, "user_id")[self.salesperson]
        self.assertEqual((figures["invoiced"], figures["care_cost"]), (425000, 450000))

    def test_a_group_has_the_share_of_its_sums(self):
        self._invoice()
        other = self._create_customer("Đại lý Hoa Sen")
        care = self._record_care(partner_id=other.id)
        self._spend(85000)
        self._spend(85000, care_id=care.id)
        share = self._read(self.manager, "user_id")[self.salesperson]["care_share"]
        self.assertAlmostEqual(share, 100 * 170000 / 425000)

    def test_a_peer_sees_nothing_and_who_is_above_all(self):
        self._invoice()
        self._spend()
        peer = self._create_user("peer", "p2it_crm.group_salesperson")
        self.assertNotIn(self.customer, self._read(peer))
        self.assertFalse(self._read(peer, "user_id", [("user_id", "=", self.salesperson.id)]))
        self.assertIn(self.customer, self._read(self.manager))

    def test_portal_and_other_users_have_no_right(self):
        portal = new_test_user(self.env, "p2it_portal", "base.group_portal")
        for user in (portal, self._create_user("clerk", "sales_team.group_sale_manager")):
            with self.assertRaises(AccessError):
                self.env["p2it.care.margin"].with_user(user).search([])

    def test_the_cost_of_a_lead_without_a_customer_is_seen_with_the_lead(self):
        care = self._record_care(partner_id=False, lead_id=self.lead.id)
        self._spend(30000, care_id=care.id)
        self.assertEqual(
            self._read(domain=[("lead_id", "=", self.lead.id), ("customer_id", "=", False)])[
                self.env["res.partner"]
            ]["care_cost"],
            30000,
        )
        peer = self._create_user("peer", "p2it_crm.group_salesperson")
        self.assertFalse(self._read(peer))

    def test_another_company_is_not_counted_and_currencies_are_converted(self):
        usd = self.env["res.company"].create({"name": "Branch", "currency_id": self._get_other_currency().id})
        self.env["sale.order"].with_company(usd).create(
            {
                "partner_id": self.customer.id,
                "company_id": usd.id,
                "user_id": self.salesperson.id,
                "order_line": [
                    Command.create({"product_id": self.product.id, "price_unit": 10, "tax_ids": False})
                ],
            }
        ).action_confirm()
        self.assertEqual(self._read()[self.customer]["ordered"], 425000)
        self.salesperson.company_ids += usd
        both = (
            self.env["p2it.care.margin"]
            .with_user(self.salesperson)
            .with_context(allowed_company_ids=(self.company + usd).ids)
        )
        self.env.flush_all()
        [[total]] = both._read_group([("customer_id", "=", self.customer.id)], [], ["ordered:sum"])
        self.assertAlmostEqual(total, 425000 + 10 / 4)

    def _get_other_currency(self):
        currency = self.env["res.currency"].create({"name": "XTT", "symbol": "X"})
        self.env["res.currency.rate"].create(
            {"name": "2020-01-01", "currency_id": currency.id, "rate": 4, "company_id": self.company.id}
        )
        return currency

    def test_each_row_opens_its_document(self):
        invoice, expense = self._invoice(), self._spend()
        self.env.flush_all()
        rows = (
            self.env["p2it.care.margin"]
            .with_user(self.salesperson)
            .search([("customer_id", "=", self.customer.id)])
        )
        opened = {
            (action["res_model"], action["res_id"]) for action in (row.action_open_document() for row in rows)
        }
        self.assertEqual(
            opened,
            {("sale.order", self.order.id), ("account.move", invoice.id), ("hr.expense", expense.id)},
        )

    def test_many_customers_cost_the_same_queries(self):
        def measure(count):
            for number in range(count):
                customer = self._create_customer(f"Đại lý {count} {number}")
                self._create_order(customer, user_id=self.salesperson.id).action_confirm()
            self.env.flush_all()
            self.env.invalidate_all()
            with self._count_queries() as queries:
                self.env["p2it.care.margin"].with_user(self.manager).formatted_read_group(
                    [], ["customer_id"], ["net_margin:sum", "care_share:avg"]
                )
            return queries[0]

        measure(1)
        small, large = measure(8), measure(40)
        self.assertLessEqual(large, small)
