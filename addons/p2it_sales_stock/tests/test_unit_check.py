from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .unit_common import UnitCommon


@tagged("post_install", "-at_install")
class TestUnitCheck(UnitCommon):
    """Units that say nothing of a product, parts of what is whole, and contents that change afterwards."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = new_test_user(cls.env, "units.keeper", groups="product.group_product_manager")

    def test_kilos_of_bottles_are_refused_on_every_document_whoever_writes(self):
        order = self._create_order(self.beer, 1)
        order.user_id = self.seller
        line = order.order_line.with_user(self.seller)
        for attempt in (
            lambda: line.write({"product_uom_id": self.kilo.id}),
            lambda: line.sudo().write({"product_uom_id": self.kilo.id}),
            lambda: self._create_order(self.beer, 1, self.kilo),
            lambda: self._create_purchase(self.kilo),
            lambda: self._create_move(self.kilo),
            lambda: self._create_move(self.chai).write({"product_uom": self.kilo.id}),
            lambda: self._create_move_line(self._create_move(self.chai), self.kilo),
            lambda: self._add_packaging(self.kilo.with_user(self.keeper)),
            lambda: self._create_barcode("893", self.kilo),
        ):
            with self.assertRaisesRegex(ValidationError, "chai"), self.env.cr.savepoint():
                attempt()
        self.assertEqual(line.product_uom_id, self.chai)

    def test_managers_of_stock_make_packagings(self):
        manager = new_test_user(self.env, "units.manager", groups="p2it_sales_stock.group_manager")
        values = {"name": "Lốc", "relative_factor": 6, "relative_uom_id": self.chai.id}
        self.env["uom.uom"].with_user(manager).create(values)
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            self.env["uom.uom"].with_user(self.seller).create(values)

    def test_the_refusal_names_the_units_there_are(self):
        with self.assertRaisesRegex(ValidationError, "chai, Thùng, Pallet"), self.env.cr.savepoint():
            self._create_order(self.beer, 1, self.kilo)
        self.beer._check_unit(self.thung)
        self.beer._check_unit(self.env["uom.uom"])

    def test_a_product_that_changes_its_unit_can_not_leave_its_lines_behind(self):
        line = self._create_order(self.beer, 1, self.thung).order_line
        rice = self._create_product("Gạo", self.kilo)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            line.write({"product_id": rice.id, "product_uom_id": self.thung.id})

    def test_halves_are_sold_unless_the_unit_is_whole(self):
        order = self._create_order(self.beer, 0.5)
        self.assertEqual(order.order_line.product_uom_qty, 0.5)
        self.chai.whole_numbers_only = True
        with self.assertRaisesRegex(ValidationError, "whole chai"), self.env.cr.savepoint():
            order.order_line.product_uom_qty = 1.5

    def test_parts_of_a_carton_that_are_whole_bottles_are_sold(self):
        self.chai.whole_numbers_only = True
        order = self._create_order(self.beer, 0.5, self.thung)
        self.assertEqual(order.order_line.standard_uom_qty, 12)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self._create_order(self.beer, 0.33, self.thung)
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            order.order_line.packaging_display = "2.5 chai"
        for attempt in (
            lambda: self._create_purchase(self.chai, 0.5),
            lambda: self._create_move(self.chai, 0.5),
            lambda: self._create_move_line(self._create_move(self.chai), self.chai, 0.5),
        ):
            with self.assertRaises(ValidationError), self.env.cr.savepoint():
                attempt()

    def test_negative_and_huge_whole_numbers_are_whole(self):
        self.chai.whole_numbers_only = True
        for quantity in (-3, 10**9):
            self.assertEqual(self._create_order(self.beer, quantity).order_line.standard_uom_qty, quantity)

    def test_a_packaging_that_was_used_keeps_its_content(self):
        self.thung.relative_factor = 20
        self.assertEqual(self.pallet._compute_quantity(1, self.chai), 1200)
        self._create_order(self.beer, 1, self.pallet)
        for unit in (self.pallet, self.thung):
            with self.assertRaisesRegex(UserError, "Create a new unit"), self.env.cr.savepoint():
                unit.relative_factor = 25
            with self.assertRaisesRegex(UserError, "Create a new unit"), self.env.cr.savepoint():
                unit.sudo().write({"relative_uom_id": self.unit.id})
        self.pallet.write({"relative_uom_id": self.chai.id, "relative_factor": 1200})
        self.pallet.name = "Pallet to"

    def test_two_packagings_of_one_name_are_refused(self):
        other = self._create_unit("Thùng", 12, self.chai)
        with self.assertRaisesRegex(ValidationError, "two packagings"), self.env.cr.savepoint():
            self._add_packaging(other)

    def test_lines_are_checked_in_as_many_queries_for_ten_as_for_one(self):
        def count(lines):
            self.env.flush_all()
            self.env.invalidate_all()
            lines = self.env["sale.order.line"].browse(lines.ids)
            before = self.cr.sql_log_count
            lines._check_unit()
            lines.mapped("packaging_display")
            lines.order_id.mapped("unit_totals")
            return self.cr.sql_log_count - before

        products = [
            self._create_product(f"Nước {number}", self.chai, self.thung + self.pallet)
            for number in range(10)
        ]
        order = self._create_order(products[0], 2, self.thung)
        one = count(order.order_line)
        order.order_line = [
            Command.create({"product_id": product.id, "product_uom_qty": 7, "product_uom_id": self.thung.id})
            for product in products[1:]
        ]
        self.assertLessEqual(count(order.order_line), one + 2)

    def _add_packaging(self, uom):
        self.beer.product_tmpl_id.with_env(uom.env).uom_ids = [Command.link(uom.id)]

    def _create_barcode(self, barcode, uom):
        return self.env["product.uom"].create(
            {"product_id": self.beer.id, "uom_id": uom.id, "barcode": barcode}
        )

    def _create_purchase(self, uom, quantity=1):
        return self.env["purchase.order"].create(
            {
                "partner_id": self.customer.id,
                "order_line": [
                    Command.create(
                        {"product_id": self.beer.id, "product_qty": quantity, "product_uom_id": uom.id}
                    )
                ],
            }
        )

    def _create_move(self, uom, quantity=1):
        return self.env["stock.move"].create(
            {
                "product_id": self.beer.id,
                "product_uom": uom.id,
                "product_uom_qty": quantity,
                "location_id": self.warehouse.lot_stock_id.id,
                "location_dest_id": self.env.ref("stock.stock_location_customers").id,
            }
        )

    def _create_move_line(self, move, uom, quantity=1):
        return self.env["stock.move.line"].create(
            {
                "move_id": move.id,
                "product_id": self.beer.id,
                "product_uom_id": uom.id,
                "quantity": quantity,
                "location_id": move.location_id.id,
                "location_dest_id": move.location_dest_id.id,
            }
        )
