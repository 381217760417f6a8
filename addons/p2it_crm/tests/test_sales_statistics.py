from odoo.tests import tagged

from .test_care_margin import TestCareMargin


@tagged("post_install", "-at_install")
class TestSalesStatistics(TestCareMargin):
    def test_x(self):
        invoice = self._invoice()
        model = self.env["p2it.sales.statistics"]
        print(model._read_group([], ["date:month", "current_province_id", "user_id"], ["ordered:sum", "order_count:sum", "customer_count:sum", "invoiced:sum", "margin_percent:avg", "net_margin:sum"]))
        print(model._read_group([("partner_id", "=", self.customer.id)], ["source", "product_id", "user_level_1_id"], ["ordered:sum", "order_count:sum", "customer_count:sum", "invoiced:sum", "new_customer_count:sum", "order_frequency:avg"]))
        print(self.env["p2it.sales.statistics.store"]._fold(10**9))
        print(model._read_group([("partner_id", "=", self.customer.id)], ["date:year", "user_level_1_id"], ["ordered:sum", "order_count:sum", "customer_count:sum", "invoiced:sum", "new_customer_count:sum", "order_frequency:avg"]))
        print(model.with_user(self.salesperson).search_read([], ["date", "ordered", "margin", "customer_id", "area_id", "document_model"]))
