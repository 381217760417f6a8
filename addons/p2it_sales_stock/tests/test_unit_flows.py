from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from .unit_common import UnitCommon


@tagged("post_install", "-at_install")
class TestUnitFlows(UnitCommon):
    """Odoo's own flows go on where units are checked: replenishment, counting, invoices."""

    def _count(self, quantity):
        quant = self.env["stock.quant"].search(
            [("product_id", "=", self.beer.id), ("location_id", "=", self.warehouse.lot_stock_id.id)]
        )
        quant.with_context(inventory_mode=True).inventory_quantity = quantity
        quant.action_apply_inventory()

    def test_a_part_that_is_left_is_counted_away(self):
        self._stock(self.beer, 2.5)
        self.chai.whole_numbers_only = True
        with self.assertRaisesRegex(ValidationError, "whole chai"), self.env.cr.savepoint():
            self._count(1.5)
        self._count(2)
        self.assertEqual(self._get_stock(self.beer), 2)

    def test_a_move_that_says_it_counts_is_checked(self):
        self.chai.whole_numbers_only = True
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.env["stock.move"].create(
                {
                    "product_id": self.beer.id,
                    "product_uom_qty": 0.5,
                    "is_inventory": True,
                    "location_id": self.warehouse.lot_stock_id.id,
                    "location_dest_id": self.env.ref("stock.stock_location_customers").id,
                }
            )

    def test_one_rule_for_halves_does_not_stop_the_others(self):
        other = self.env["stock.warehouse"].create(
            {"name": "Kho 2", "code": "K2", "resupply_wh_ids": [Command.link(self.warehouse.id)]}
        )
        self.chai.whole_numbers_only = True
        plain = self._create_product("Muối", self.unit)
        (self.beer + plain).route_ids = other.resupply_route_ids
        rules = self._create_rules(self.beer + plain, other, 10.5)
        rules._procure_orderpoint_confirm(raise_user_error=False)
        moves = self.env["stock.move"].search([("location_id", "=", self.warehouse.lot_stock_id.id)])
        wanted = {
            move.product_id: move.product_uom_qty for move in moves if move.product_id in rules.product_id
        }
        self.assertEqual(wanted, {self.beer: 11, plain: 10.5})

    def test_a_vendor_s_wrong_unit_does_not_stop_the_others(self):
        vendor = self.env["res.partner"].create({"name": "Nhà máy"})
        plain = self._create_product("Muối", self.unit)
        goods = self.beer + plain
        goods.route_ids = self.env.ref("purchase_stock.route_warehouse0_buy")
        for product, unit in ((self.beer, self.kilo), (plain, self.unit)):
            self.env["product.supplierinfo"].create(
                {
                    "partner_id": vendor.id,
                    "product_tmpl_id": product.product_tmpl_id.id,
                    "product_uom_id": unit.id,
                }
            )
        rules = self._create_rules(goods, self.warehouse, 10)
        rules._procure_orderpoint_confirm(raise_user_error=False)
        bought = self.env["purchase.order.line"].search([("product_id", "in", goods.ids)])
        self.assertEqual(bought.product_id, plain)
        self.assertIn("chai", self.beer.product_tmpl_id.activity_ids.note)
        with self.assertRaisesRegex(UserError, "counted in chai"), self.env.cr.savepoint():
            rules._procure_orderpoint_confirm(raise_user_error=True)

    def _create_rules(self, products, warehouse, most):
        return self.env["stock.warehouse.orderpoint"].create(
            [
                {
                    "product_id": product.id,
                    "warehouse_id": warehouse.id,
                    "location_id": warehouse.lot_stock_id.id,
                    "product_min_qty": 5,
                    "product_max_qty": most,
                }
                for product in products
            ]
        )

    def test_a_product_gets_another_unit_with_its_lines(self):
        plain = self._create_product("Muối", self.unit)
        order = self._create_order(plain, 3)
        order.action_confirm()
        plain.product_tmpl_id.uom_id = self.kilo
        self.assertEqual(order.order_line.product_uom_id | order.picking_ids.move_ids.product_uom, self.kilo)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            order.order_line.product_uom_id = self.unit

    def test_kilos_of_bottles_are_not_invoiced(self):
        order = self._create_order(self.beer, 10)
        self._stock(self.beer, 10)
        order.action_confirm()
        self._deliver(order)
        invoice = order._create_invoices()
        with self.assertRaisesRegex(ValidationError, "chai"), self.env.cr.savepoint():
            invoice.invoice_line_ids.product_uom_id = self.kilo
        for kind in ("out_invoice", "in_invoice"):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                self.env["account.move"].create(
                    {
                        "move_type": kind,
                        "partner_id": self.customer.id,
                        "invoice_line_ids": [
                            Command.create({"product_id": self.beer.id, "product_uom_id": self.kilo.id})
                        ],
                    }
                )
        invoice.invoice_line_ids.write({"product_uom_id": self.thung.id, "quantity": 2})
        self.assertEqual(order.order_line.qty_invoiced, 48)

    def test_a_packaging_in_which_goods_come_back_keeps_its_content(self):
        self.beer.invoice_policy = "order"
        six = self._create_unit("Lốc", 6, self.chai)
        self.beer.uom_ids += six
        self._stock(self.beer, 100)
        order = self._create_order(self.beer, 48)
        order.action_confirm()
        self._deliver(order)
        self.env["p2it.return"].create(
            {
                "partner_id": self.customer.id,
                "line_ids": [
                    Command.create(
                        {"order_line_id": order.order_line.id, "quantity": 2, "product_uom_id": six.id}
                    )
                ],
            }
        )
        with self.assertRaisesRegex(UserError, "used already"), self.env.cr.savepoint():
            six.relative_factor = 12
