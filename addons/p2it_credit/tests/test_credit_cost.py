from odoo import Command
from odoo.tests import tagged

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditCost(CreditCommon):
    """What the gate costs: queries, whatever the number of lines, orders and documents."""

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def _create_long_order(self, lines):
        values = {"product_id": self.goods.id, "price_unit": 1, "tax_ids": False}
        return self.env["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [Command.create(values) for _line in range(lines)]}
        )

    def _count_confirmation(self, lines):
        self._count(self._create_long_order(lines).action_confirm)  # fills the server's caches
        return self._count(self._create_long_order(lines).action_confirm)

    def test_confirming_fifty_lines(self):
        without = self._count_confirmation(50)
        policy = self._create_policy(10**6)
        with_policy = self._count_confirmation(50)
        self.assertLessEqual(with_policy - without, 10)
        policy.unlink()

    def test_as_many_queries_for_many_lines(self):
        self._create_policy(10**6)
        order_of = {lines: self._create_long_order(lines) for lines in (5, 5, 60)}
        judge = self.env["p2it.credit.check"]._judge
        judge(order_of[5])
        few, many = (self._count(lambda lines=lines: judge(order_of[lines])) for lines in (5, 60))
        self.assertLessEqual(many, few)

    def test_as_many_queries_for_many_orders(self):
        self._create_policy(10**6)
        partners = self.env["res.partner"].create([{"name": f"Khách {number}"} for number in range(40)])
        orders = self.env["sale.order"].union(*(self._create_order(10, partner) for partner in partners))
        judge = self.env["p2it.credit.check"]._judge
        judge(orders[:2])
        few, many = self._count(lambda: judge(orders[:2])), self._count(lambda: judge(orders))
        self.assertLessEqual(many, few + 2)

    def test_the_exposure_of_a_customer(self):
        self._create_policy(10**6)
        for _number in range(3):
            self._confirm(self._create_order(10))
        family, exposure = self.env["p2it.credit.family"], self.env["p2it.credit.exposure"]
        company = self.company
        terms = family._get_terms(family._get_members(self.customer), self.customer, company)

        def measure():
            exposure._get(family._get_members(self.customer), terms, company, company.currency_id)

        measure()
        self.assertLessEqual(self._count(measure), 4)
