from odoo import Command
from odoo.tests import tagged

from .unit_common import UnitCommon


@tagged("post_install", "-at_install")
class TestUnitConversion(UnitCommon):
    """What is ordered is delivered, returned and invoiced, in whatever unit, to the last bottle."""

    def test_one_ordered_of_a_dozen_is_one_delivered_odoo_83876(self):
        self._stock(self.wire, 1)
        order = self._create_order(self.wire, 1, self.unit)
        order.action_confirm()
        move = order.picking_ids.move_ids
        self.assertEqual((move.product_uom, move.product_uom_qty), (self.unit, 1))
        picking = self._deliver(order)
        self.assertEqual((picking.state, order.order_line.qty_delivered), ("done", 1))
        self.assertAlmostEqual(self._get_stock(self.wire), 11 / 12, 9)
        invoice = order._create_invoices()
        self.assertEqual(invoice.invoice_line_ids.quantity, 1)
        self.assertEqual(order.order_line.qty_invoiced, 1)
        self._return(picking, 1)
        self.assertEqual(order.order_line.qty_delivered, 0)
        self.assertEqual(self._get_stock(self.wire), 1)

    def test_twelve_times_one_of_a_dozen_leave_nothing_and_come_back_whole(self):
        self._stock(self.wire, 1)
        pickings = self.env["stock.picking"]
        for _number in range(12):
            order = self._create_order(self.wire, 1, self.unit)
            order.action_confirm()
            pickings |= self._deliver(order)
        self.assertEqual(self._get_stock(self.wire), 0)
        self.assertEqual(set(pickings.mapped("state")), {"done"})
        for picking in pickings:
            self._return(picking, 1)
        self.assertEqual(self._get_stock(self.wire), 1)
        self.assertEqual(self.wire.qty_available, 1)

    def test_1004_needed_of_rolls_of_999_are_1004_bought_odoo_174691(self):
        metre = self._create_unit("mét")
        roll = self._create_unit("Cuộn", 999, metre)
        cable = self._create_product("Cáp", metre, roll, **self._get_buy_vals(roll, 999_000))
        order = self._create_order(cable, 1004)
        order.action_confirm()
        line = self.env["purchase.order.line"].search([("product_id", "=", cable.id)])
        self.assertEqual((line.product_qty, line.product_uom_id), (1004, metre))
        self.assertEqual((line.product_uom_qty, line.price_unit), (1004, 1000))
        line.order_id.button_confirm()
        receipt = line.order_id.picking_ids
        self.assertEqual(receipt.move_ids.product_qty, 1004)
        receipt.move_ids.picked = True
        receipt.button_validate()
        self.assertEqual((line.qty_received, self._get_stock(cable)), (1004, 1004))
        self._deliver(order)
        self.assertEqual((order.order_line.qty_delivered, self._get_stock(cable)), (1004, 0))
        self.assertEqual(order._create_invoices().invoice_line_ids.quantity, 1004)

    def test_what_comes_whole_only_is_bought_whole(self):
        metre = self._create_unit("mét")
        roll = self._create_unit("Cuộn", 999, metre, whole_numbers_only=True)
        cable = self._create_product("Cáp", metre, roll, **self._get_buy_vals(roll, 999_000))
        self._create_order(cable, 1004).action_confirm()
        line = self.env["purchase.order.line"].search([("product_id", "=", cable.id)])
        self.assertEqual((line.product_qty, line.product_uom_id), (2, roll))

    def test_one_box_of_four_reserved_and_delivered_is_one_box_erpnext_40885(self):
        box = self._create_unit("Hộp", 4, self.chai)
        soap = self._create_product("Xà phòng", self.chai, box)
        self._stock(soap, 100)
        for boxes in (1, 6):
            order = self._create_order(soap, boxes, box)
            order.action_confirm()
            order.picking_ids.action_assign()
            move = order.picking_ids.move_ids
            self.assertEqual(
                (move.product_qty, move.quantity, move.product_uom), (4 * boxes, 4 * boxes, self.chai)
            )
            picking = self._deliver(order)
            self.assertEqual(order.order_line.qty_delivered, boxes)
            self.assertEqual(order._create_invoices().invoice_line_ids.quantity, boxes)
            self._return(picking, 4 * boxes)
            self.assertEqual((order.order_line.qty_delivered, self._get_stock(soap)), (0, 100))

    def test_a_carton_delivered_in_three_parts_is_one_carton(self):
        self._stock(self.beer, 24)
        order = self._create_order(self.beer, 1, self.thung)
        order.action_confirm()
        for _number in range(3):
            self._deliver(order, 8)
        self.assertEqual(order.order_line.qty_delivered, 1)
        self.assertEqual(self._get_stock(self.beer), 0)

    def test_a_carton_invoiced_by_the_bottle_is_one_carton(self):
        order = self._create_order(self.beer, 1, self.thung)
        order.action_confirm()
        line = order.order_line
        for _number in range(3):
            self.env["account.move"].create(
                {
                    "move_type": "out_invoice",
                    "partner_id": self.customer.id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.beer.id,
                                "quantity": 8,
                                "product_uom_id": self.chai.id,
                                "sale_line_ids": [Command.link(line.id)],
                            }
                        )
                    ],
                }
            ).action_post()
        self.assertEqual((line.qty_invoiced, line.qty_invoiced_posted), (1, 1))

    def test_rounding_up_adds_nothing_to_what_is_exact(self):
        third = self._create_unit("Phần ba", 1 / 3, self.chai)
        self.assertEqual(third._compute_quantity(3, self.chai), 1)
        self.assertEqual(third._compute_quantity(3000, self.thung), 41.67)
        self.assertEqual(self.chai._compute_quantity(1, third), 3)
        self.assertEqual(self.chai._compute_quantity(0.1 + 0.2, self.chai), 0.3)
        tenth = self._create_unit("Phần mười", 0.1, self.chai)
        for count in range(1, 200):
            self.assertEqual(tenth._compute_quantity(count, self.chai), count / 10)

    def test_rounding_is_odoos_where_it_is_meant(self):
        self.assertEqual(self.chai._compute_quantity(5, self.thung), 0.21)
        self.assertEqual(self.chai._compute_quantity(5, self.thung, rounding_method="DOWN"), 0.2)
        self.assertEqual(self.thung._compute_quantity(2, self.chai), 48)
        self.assertEqual(self.thung._compute_quantity(-2, self.chai), -48)
        self.assertEqual(self.pallet._compute_quantity(10**9, self.chai), 1440 * 10**9)
        self.assertEqual(self.chai._compute_quantity(0, self.thung), 0)

    def test_units_whose_factor_was_rounded_are_left_to_odoo(self):
        gram, ounce = self.env.ref("uom.product_uom_gram"), self.env.ref("uom.product_uom_oz")
        self.assertFalse(gram._is_exact(ounce))
        self.assertEqual(gram._compute_quantity(150, ounce, rounding_method="HALF-UP"), 5.29)
        self.assertEqual(gram._adjust_uom_quantities(150, ounce), (5.29, ounce))
        for name in ("cm", "inch", "foot", "yard", "kgm", "ton", "hour", "minute", "dozen"):
            unit = self.env.ref(f"uom.product_uom_{name}")
            self.assertTrue(unit._is_exact(unit._get_root()), name)

    def test_a_procurement_stays_in_the_products_unit_where_that_can_count_it(self):
        self.assertEqual(self.thung._adjust_uom_quantities(2, self.chai), (48, self.chai))
        self.assertEqual(self.unit._adjust_uom_quantities(6, self.dozen), (0.5, self.dozen))
        self.assertEqual(self.unit._adjust_uom_quantities(1, self.dozen), (1, self.unit))

    def test_there_and_back_through_every_pair_of_units(self):
        units = self.chai + self.thung + self.pallet
        for source in units:
            for target in units:
                for quantity in (0.01, 1, 7, 12.5, 1004, 123456.78):
                    there = source._compute_quantity(quantity, target, rounding_method="HALF-UP")
                    back = target._compute_quantity(there, source, round=False)
                    self.assertAlmostEqual(back, quantity, 6, (source.name, target.name))
                    exact = source._compute_quantity(quantity, target, round=False)
                    self.assertEqual(target._compute_quantity(exact, source), quantity)

    def test_totals_in_the_standard_unit_are_the_lines_on_the_report_too(self):
        order = self._create_order(self.beer, 2, self.pallet)
        order.order_line = [
            Command.create(
                {"product_id": self.beer.id, "product_uom_qty": 3, "product_uom_id": self.thung.id}
            ),
            Command.create({"product_id": self.beer.id, "product_uom_qty": 5}),
        ]
        self.assertEqual(order.order_line.mapped("standard_uom_qty"), [2880, 72, 5])
        self.assertEqual(order.unit_totals, "2,957 chai")
        self.assertEqual(order.with_context(lang="vi_VN").unit_totals, "2.957 chai")
        order.action_confirm()
        self.assertEqual(order.picking_ids.unit_totals, "2,957 chai")
        self.env.flush_all()
        [(reported, unit)] = self.env["sale.report"]._read_group(
            [("order_reference", "=", f"sale.order,{order.id}")],
            [],
            ["standard_uom_qty:sum", "product_uom_qty:sum"],
        )
        self.assertEqual((reported, unit), (2957, 2957))

    def _get_buy_vals(self, uom, price):
        routes = self.env.ref("purchase_stock.route_warehouse0_buy") + self.env[
            "stock.warehouse"
        ]._find_or_create_global_route("stock.route_warehouse0_mto", "MTO")
        routes.active = True
        vendor = self.env["res.partner"].create({"name": "Nhà cung cấp"})
        return {
            "route_ids": [Command.set(routes.ids)],
            "seller_ids": [
                Command.create(
                    {"partner_id": vendor.id, "product_uom_id": uom.id, "price": price, "min_qty": 0}
                )
            ],
        }
