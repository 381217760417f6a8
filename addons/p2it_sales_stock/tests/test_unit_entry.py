from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .unit_common import UnitCommon


@tagged("post_install", "-at_install")
class TestUnitEntry(UnitCommon):
    """Quantities entered and shown as people say them."""

    def setUp(self):
        super().setUp()
        self.order = self._create_order(self.beer, 1)
        self.line = self.order.order_line

    def test_a_quantity_is_entered_in_packages_and_kept_in_the_standard_unit(self):
        self.line.packaging_display = "2 pallet 3 thung 5 chai"
        self.assertEqual((self.line.product_uom_qty, self.line.product_uom_id), (2957, self.chai))
        self.assertEqual(self.line.packaging_display, "2 Pallet 3 Thùng 5 chai")
        self.assertEqual(self.line.price_unit, 10)

    def test_a_line_made_of_what_was_said_has_its_amounts(self):
        order = self._create_order(self.beer, 1, packaging_display="2 thùng 5 chai")
        self.assertEqual((order.order_line.product_uom_qty, order.order_line.price_subtotal), (53, 530))
        self.assertEqual(order.amount_untaxed, 530)

    def test_each_quantity_shown_is_read_back_as_it_is_in_both_languages(self):
        for lang in ("en_US", "vi_VN"):
            line = self.line.with_context(lang=lang)
            for quantity in (0, 1, 23, 24, 1440, 2957, 100000, 0.25, -53, 1234567.5):
                line.product_uom_qty = quantity
                text = line.packaging_display
                self.assertEqual(line.product_id._parse_units(text), quantity, text)
                line.packaging_display = text
                self.assertEqual((line.product_uom_qty, line.product_uom_id), (quantity, self.chai))

    def test_whole_cartons_stay_cartons_on_a_line_in_cartons(self):
        self.line.product_uom_id = self.thung
        self.line.packaging_display = "1 pallet"
        self.assertEqual((self.line.product_uom_qty, self.line.product_uom_id), (60, self.thung))
        self.assertEqual(self.line.price_unit, 240)
        self.line.packaging_display = "2 thùng 5 chai"
        self.assertEqual((self.line.product_uom_qty, self.line.product_uom_id), (53, self.chai))
        self.assertEqual(self.line.price_unit, 10)

    def test_a_price_by_hand_stays_the_same_price(self):
        self.line.product_uom_id = self.thung
        self.line.price_unit = 216
        self.line.packaging_display = "2 thùng 12 chai"
        self.assertEqual((self.line.product_uom_qty, self.line.price_unit), (60, 9))
        self.assertEqual(self.line.price_subtotal, 540)

    def test_an_entry_is_priced_by_its_quantity_in_the_standard_unit(self):
        self.order.pricelist_id = self.env["product.pricelist"].create(
            {
                "name": "Sỉ",
                "item_ids": [
                    (
                        0,
                        0,
                        {
                            "compute_price": "fixed",
                            "fixed_price": 8,
                            "min_quantity": 48,
                            "applied_on": "1_product",
                            "product_tmpl_id": self.beer.product_tmpl_id.id,
                        },
                    )
                ],
            }
        )
        self.line.packaging_display = "1 thùng 23 chai"
        self.assertEqual((self.line.product_uom_qty, self.line.price_unit), (47, 10))
        self.line.packaging_display = "2 thùng"
        self.assertEqual((self.line.product_uom_qty, self.line.price_unit), (48, 8))

    def test_what_is_not_understood_is_named_with_the_units_there_are(self):
        for text in ("2 kg", "2 thùng 3 hộp", "hai thùng"):
            with self.assertRaisesRegex(ValidationError, "chai, Thùng, Pallet"), self.env.cr.savepoint():
                self.line.packaging_display = text
        with self.assertRaisesRegex(ValidationError, "“3 thung”|“hop”|“kg”"), self.env.cr.savepoint():
            self.line.packaging_display = "2 kg"
        self.assertEqual(self.line.product_uom_qty, 1)

    def test_names_of_other_languages_are_understood(self):
        self.thung.with_context(lang="vi_VN").name = "Két"
        self.line.packaging_display = "2 két 1 thùng"[:5]
        self.assertEqual(self.line.product_uom_qty, 48)
        self.assertEqual(self.line.with_context(lang="vi_VN").packaging_display, "2 Két")
        self.assertEqual(self.line.with_context(lang="en_US").packaging_display, "2 Thùng")

    def test_what_can_not_be_counted_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "can't be counted"), self.env.cr.savepoint():
            self.line.packaging_display = "1/7 chai"
        self.assertEqual(self.line.product_uom_qty, 1)

    def test_a_confirmed_line_keeps_its_unit(self):
        line = self._create_order(self.beer, 2, self.thung).order_line
        line.order_id.action_confirm()
        line.packaging_display = "1 pallet"
        self.assertEqual((line.product_uom_qty, line.product_uom_id), (60, self.thung))
        with self.assertRaisesRegex(ValidationError, "confirmed"), self.env.cr.savepoint():
            line.packaging_display = "1 pallet 5 chai"

    def test_the_form_takes_an_entry_over_and_tells_what_it_does_not_understand(self):
        self.env.user.group_ids |= self.env.ref("uom.group_uom")
        with Form(self.order) as form, form.order_line.edit(0) as line:
            line.packaging_display = "2 thùng 5 chai"
            self.assertEqual(line.product_uom_qty, 53)
            with self.assertLogs("odoo.tests.form.onchange", "WARNING"):
                line.packaging_display = "2 xe"
            self.assertEqual((line.packaging_display, line.product_uom_qty), ("2 Thùng 5 chai", 53))
        self.assertEqual(self.line.product_uom_qty, 53)

    def test_moves_and_transfers_show_packages_and_totals(self):
        self.line.packaging_display = "2 thùng 5 chai"
        self.order.action_confirm()
        move = self.order.picking_ids.move_ids
        self.assertEqual((move.packaging_display, move.product_qty), ("2 Thùng 5 chai", 53))
        self._stock(self.beer, 30)
        self.order.picking_ids.action_assign()
        self.assertEqual(move.done_packaging_display, "1 Thùng 6 chai")
        self.assertEqual(self.order.picking_ids.unit_totals, "53 chai")

    def test_the_order_and_the_delivery_slip_print_packages_and_totals(self):
        self.line.packaging_display = "2 thùng 5 chai"
        self.order.action_confirm()
        self._stock(self.beer, 100)
        reports = self.env["ir.actions.report"]
        picking = self.order.picking_ids
        open_slip = reports._render_qweb_html("stock.action_report_delivery", picking.ids)[0].decode()
        self._deliver(self.order)
        slip = reports._render_qweb_html("stock.action_report_delivery", picking.ids)[0].decode()
        sheet = reports._render_qweb_html("sale.action_report_saleorder", self.order.ids)[0].decode()
        for page in (open_slip, slip, sheet):
            self.assertIn("2 Thùng 5 chai", page)
            self.assertIn("53 chai", page)
