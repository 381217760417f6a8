from odoo import Command
from odoo.addons.p2it_crm.tests.import_order_common import OrderImportCommon
from odoo.tests import tagged


@tagged("post_install", "-at_install")
class TestImportOrderPrice(OrderImportCommon):
    """Prices of past orders are those of the file, whatever pricelists and promotions say."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["loyalty.program"].search([]).action_archive()
        cls.env["loyalty.program"].create(
            {
                "name": "Giảm 10 %",
                "program_type": "promotion",
                "trigger": "auto",
                "applies_on": "current",
                "is_automatic": True,
                "rule_ids": [Command.clear(), Command.create({"minimum_qty": 0, "minimum_amount": 0})],
                "reward_ids": [Command.clear(), Command.create({"discount": 10})],
            }
        )
        cls.group = cls.env["p2it.customer.group"].create({"name": "Đại lý"})
        cls.customer.customer_group_id = cls.group
        cls.customer.property_product_pricelist.item_ids = [
            Command.create(
                {
                    "customer_group_id": cls.group.id,
                    "compute_price": "percentage",
                    "percent_price": 20,
                    "min_quantity": 2,
                    "quantity_basis": "product",
                }
            )
        ]

    def _assert_as_in_the_file(self, order):
        line = order.order_line
        self.assertEqual(len(line), 1)
        self.assertEqual((line.price_unit, line.discount), (120000, 5))
        self.assertEqual(order.amount_untaxed, 228000)

    def test_a_quotation_has_the_prices_of_the_file(self):
        order = self._get_orders(self._take_over(self._row()))
        self._assert_as_in_the_file(order)
        order.client_order_ref = "PO-1"
        order.date_order = order.date_order
        self._assert_as_in_the_file(order)

    def test_so_has_history(self):
        values = {"order_result": "confirmed", "order_is_invoiced": True}
        order = self._get_orders(self._take_over(self._row(), **values))
        self.assertEqual(order.state, "sale")
        self._assert_as_in_the_file(order)
        self.assertEqual(order.invoice_ids.amount_untaxed, 228000)
        self.assertFalse(self.env["p2it.promotion.use"].search([("order_id", "=", order.id)]))

    def test_an_own_quotation_still_has_its_promotions(self):
        order = self.env["sale.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [Command.create({"product_id": self.product.id, "product_uom_qty": 3})],
            }
        )
        self.assertEqual(len(order.order_line), 2)
