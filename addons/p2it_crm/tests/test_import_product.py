from odoo.tests import tagged

from .import_common import ImportCommon

HEADINGS = (
    "Mã hàng",
    "Tên hàng",
    "Nhóm hàng",
    "ĐVT chuẩn",
    "Quy cách",
    "Giá bán",
    "Giá vốn",
    "Thuế GTGT",
    "Tồn kho",
)


@tagged("post_install", "-at_install")
class TestImportProduct(ImportCommon):
    def _import_products(self, *rows):
        return self._import("product", HEADINGS, rows, user=self.administrator)

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.tax"].search([("type_tax_use", "=", "sale")]).active = False
        cls.tax = cls.env["account.tax"].create(
            {
                "name": "GTGT 8%",
                "amount": 8,
                "type_tax_use": "sale",
                "company_id": cls.env.company.id,
            }
        )
        cls.administrator.group_ids += cls.env.ref("product.group_product_manager")

    def test_a_product_gets_category_unit_packagings_prices_and_tax(self):
        record = self._import_products(
            (
                "SP1",
                "Bia Tuấn 330",
                "Nước giải khát/Bia",
                "chai",
                "Pallet=60 Thùng; Thùng=24 chai",
                "168.600",
                "140500",
                "8%",
                "12",
            ),
            (
                "SP2",
                "Bột giặt",
                "Hóa phẩm",
                "kg",
                "Bao=25 kg; Tấn=1000 kg",
                "1,5 triệu",
                "",
                "KCT",
                "0",
            ),
        )
        self._assert_counts(record, create=2)
        beer, powder = self._get_records(record)
        self.assertEqual(beer.categ_id.complete_name, "Nước giải khát / Bia")
        self.assertEqual((beer.uom_id.name, beer.list_price, beer.standard_price), ("chai", 168600, 140500))
        factors = {unit.name: unit.factor / beer.uom_id.factor for unit in beer.uom_ids}
        self.assertEqual(factors, {"Thùng": 24, "Pallet": 1440})
        self.assertEqual(beer.taxes_id, self.tax)
        self.assertIn("12", record.row_ids[0].warning)
        self.assertEqual(powder.uom_id, self.env.ref("uom.product_uom_kgm"))
        self.assertIn(self.env.ref("uom.product_uom_ton"), powder.uom_ids)
        self.assertEqual(powder.list_price, 1_500_000)
        self.assertFalse(powder.taxes_id)

    def test_packagings_of_one_name_and_other_content_are_other_units(self):
        record = self._import_products(
            ("SP1", "Bia", "", "chai", "Thùng=24 chai", "1000", "", "", ""),
            ("SP2", "Nước", "", "chai", "Thùng=12 chai", "1000", "", "", ""),
            ("SP3", "Trà", "", "chai", "thùng = 24 chai", "1000", "", "", ""),
        )
        beer, water, tea = self._get_records(record)
        self.assertEqual(beer.uom_ids, tea.uom_ids)
        self.assertNotEqual(beer.uom_ids, water.uom_ids)

    def test_a_packaging_that_can_not_be_is_left_out_and_told(self):
        record = self._import_products(
            ("SP1", "Bia", "", "chai", "Thùng=2 Pallet; Pallet=3 Thùng", "1", "", "", "")
        )
        self._assert_counts(record, create=1)
        self.assertFalse(self._get_records(record).uom_ids)
        self.assertIn("contains itself", record.row_ids.warning)

    def test_the_same_products_again_create_nothing(self):
        row = ("SP1", "Bia", "Nước giải khát", "chai", "Thùng=24 chai", "1000", "900", "8%", "")
        self._assert_counts(self._import_products(row), create=1)
        units = self.env["uom.uom"].search_count([])
        record = self._import_products(row)
        self._assert_counts(record, join=1)
        self.assertFalse(record.row_ids.warning)
        self.assertEqual(self.env["uom.uom"].search_count([]), units)

    def test_codes_tell_products_of_one_name_apart(self):
        record = self._import_products(
            ("SP1", "Bia", "", "chai", "", "1000", "", "", ""),
            ("SP2", "Bia", "", "chai", "", "2000", "", "", ""),
        )
        self._assert_counts(record, create=2)
        self.assertIn("same name", record.row_ids[1].warning)

    def test_a_missing_tax_is_told_and_the_usual_one_stays(self):
        self.env.company.account_sale_tax_id = self.tax
        record = self._import_products(
            ("SP1", "Bia", "", "chai", "", "1000", "", "0.07", ""),
            ("SP2", "Rượu", "", "chai", "", "1000", "", "gì đó", ""),
            ("SP3", "Nước", "", "chai", "", "1000", "", "0.08", ""),
            ("SP4", "Gạo", "", "chai", "", "1000", "", "KCT", ""),
        )
        goods = self._get_records(record)
        self.assertEqual(goods.mapped(lambda product: product.taxes_id.ids), [self.tax.ids] * 3 + [[]])
        self.assertIn("7 %", record.row_ids[0].warning)
        self.assertIn("gì đó", record.row_ids[1].warning)
        self.assertFalse(record.row_ids[2].warning)

    def test_codes_are_the_same_in_any_case(self):
        first = self._import_products(("SP1", "Bia", "", "chai", "", "1000", "", "", ""))
        record = self._import_products(("sp1", "Bia", "", "chai", "", "1000", "", "", ""))
        self._assert_counts(record, join=1)
        self.assertEqual(record.row_ids.res_id, first.row_ids.res_id)

    def test_a_product_without_code_is_found_by_its_name_however_it_is_written(self):
        first = self._import_products(("", "Bia Tuấn 100%", "", "chai", "", "1000", "", "", ""))
        record = self._import_products(
            ("", "BIA TUẤN 100%", "", "chai", "", "1000", "", "", ""),
            ("", "bia tuan 100%", "", "chai", "", "1000", "", "", ""),
            ("", "Bia Tuấn 100 lít", "", "chai", "", "1000", "", "", ""),
        )
        self._assert_counts(record, create=1, join=2)
        self.assertEqual(record.row_ids[1].res_id, first.row_ids.res_id)
