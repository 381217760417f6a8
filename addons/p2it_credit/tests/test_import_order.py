from odoo.addons.p2it_crm.tests.import_order_common import OrderImportCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestImportOrderCredit(OrderImportCommon):
    """A credit limit holds past orders as it holds any other."""

    def test_an_order_over_the_limit_stays_a_quotation(self):
        self.env["p2it.credit.policy"].create(
            {"partner_id": self.customer.id, "limit_kind": "amount", "limit": 300000}
        )
        record = self._take_over(
            self._row(),
            self._row(**{"Số ĐH": "ĐH-2"}),
            self._row(**{"Số ĐH": "ĐH-3", "Mã KH": "KH-A2"}),
            order_result="confirmed",
        )
        self._assert_counts(record, create=3)
        orders = self._get_orders(record)
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "sale"])
        self.assertIn("It stayed a quotation: Not confirmed: credit holds it", record.row_ids[1].warning)
