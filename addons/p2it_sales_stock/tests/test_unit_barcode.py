from odoo import Command
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .unit_common import UnitCommon


@tagged("post_install", "-at_install")
class TestUnitBarcode(UnitCommon):
    """A barcode on each packaging: its own, and what a scan finds."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.beer.barcode = "8930000000001"
        cls.beer.uom_ids = [Command.update(cls.thung.id, {"packaging_barcode": " 18930000000008 "})]
        cls.packaging = cls.env["product.uom"].search([("product_id", "=", cls.beer.id)])

    def test_barcodes_are_entered_among_the_packagings(self):
        self.assertEqual(self.packaging.barcode, "18930000000008")
        self.assertEqual(self.packaging.uom_id, self.thung)
        seen = self.thung.with_context(product_id=self.beer.id)
        self.assertEqual(seen.packaging_barcode, "18930000000008")
        self.assertFalse(self.thung.with_context(product_id=self.wire.id).packaging_barcode)
        template = self.beer.product_tmpl_id
        template.write({"uom_ids": [Command.update(self.thung.id, {"packaging_barcode": "555"})]})
        self.assertEqual(self.packaging.barcode, "555")
        template.write({"uom_ids": [Command.update(self.thung.id, {"packaging_barcode": False})]})
        self.assertFalse(self.packaging.exists())

    def test_the_products_page_shows_the_barcode_it_was_given(self):
        specification = {"uom_ids": {"fields": {"packaging_barcode": {}, "packaging_contents": {}}}}
        for record in (self.beer, self.beer.product_tmpl_id):
            [page] = record.web_read(specification)
            self.assertEqual([row["packaging_barcode"] for row in page["uom_ids"]], ["18930000000008", False])

    def test_a_new_product_gets_its_packagings_with_barcodes(self):
        template = self.env["product.template"].create(
            {
                "name": "Nước khoáng",
                "uom_id": self.chai.id,
                "uom_ids": [
                    Command.link(self.pallet.id),
                    Command.update(self.pallet.id, {"packaging_barcode": "777"}),
                    Command.create(
                        {
                            "name": "Lốc",
                            "relative_factor": 6,
                            "relative_uom_id": self.chai.id,
                            "packaging_barcode": "778",
                        }
                    ),
                ],
            }
        )
        self.assertEqual(template.uom_ids.mapped("name"), ["Lốc", "Pallet"])
        product, unit = self.env["product.product"]._find_by_barcode("778")
        self.assertEqual((product, unit.name), (template.product_variant_id, "Lốc"))

    def test_contents_are_written_out_to_the_standard_unit(self):
        units = (self.thung + self.pallet).with_context(product_id=self.beer.id)
        self.assertEqual(units.mapped("packaging_contents"), ["24 chai", "60 Thùng = 1,440 chai"])
        self.assertEqual(
            self.pallet.with_context(product_id=self.beer.id, lang="vi_VN").packaging_contents,
            "60 Thùng = 1.440 chai",
        )

    def test_no_product_lot_or_other_packaging_has_a_packagings_barcode(self):
        archived = self._create_product("Cũ", self.chai, barcode="111")
        archived.active = False
        self.env["stock.lot"].create({"name": "LOT-7", "product_id": self.beer.id})
        for barcode in ("8930000000001", "111", "LOT-7"):
            with self.assertRaises(ValidationError, msg=barcode), self.env.cr.savepoint():
                self.beer._set_packaging_barcode(self.pallet, barcode)
        with self.assertRaises(IntegrityError), self.env.cr.savepoint(), mute_logger("odoo.sql_db"):
            self.beer._set_packaging_barcode(self.pallet, "18930000000008")
        with self.assertRaisesRegex(ValidationError, "Bia Hà Nội"), self.env.cr.savepoint():
            self.env["stock.lot"].create({"name": "18930000000008", "product_id": self.wire.id})
        with self.assertRaises(ValidationError), self.env.cr.savepoint():
            self.wire.barcode = "18930000000008"

    def test_a_product_is_found_by_a_packagings_barcode(self):
        products = self.env["product.product"].with_user(self.seller)
        self.assertEqual(products.name_search("18930000000008"), [(self.beer.id, self.beer.display_name)])
        self.assertEqual(
            self.env["product.template"].with_user(self.seller).name_search("18930000000008"),
            [(self.beer.product_tmpl_id.id, self.beer.display_name)],
        )
        self.assertFalse(products.name_search("18930000000009"))
        self.assertEqual(products.name_search("Bia Hà N")[0][0], self.beer.id)

    def test_a_scan_adds_one_of_what_was_scanned(self):
        order = self._create_order(self.wire, 1)
        order.user_id = self.seller
        with Form(order.with_user(self.seller)) as form:
            for barcode in ("18930000000008", "8930000000001", "18930000000008", " 18930000000008"):
                form.scanned_barcode = barcode
            with self.assertLogs("odoo.tests.form.onchange", "WARNING"):
                form.scanned_barcode = "000"
            self.assertFalse(form.scanned_barcode)
        lines = order.order_line[1:]
        self.assertEqual(lines.mapped("product_uom_qty"), [3, 1])
        self.assertEqual(lines.product_uom_id, self.thung + self.chai)
        self.assertEqual(lines.mapped("price_unit"), [240, 10])
        self.assertEqual(lines.mapped("standard_uom_qty"), [72, 1])
