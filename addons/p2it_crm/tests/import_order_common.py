from odoo.tests import new_test_user

from .import_common import ImportCommon

HEADINGS = (
    *("Số ĐH", "Ngày", "Mã KH", "Mã NVKD", "Mã hàng", "Số lượng", "ĐVT", "Đơn giá", "CK %", "Thanh toán"),
)


class OrderImportCommon(ImportCommon):
    """Customers, products and a journal that past orders are about."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.user.tz = cls.manager.tz = "Asia/Ho_Chi_Minh"
        cls.customer = cls.env["res.partner"].create(
            {
                "name": "Đại lý Phương Đông",
                "ref": "KH-A1",
                "phone": "0901000111",
                "user_id": cls.salesperson.id,
            }
        )
        cls.other_customer = cls.env["res.partner"].create({"name": "Quán Út Hường", "ref": "KH-A2"})
        cls.piece = cls.env["uom.uom"].create({"name": "chai"})
        cls.carton = cls.env["uom.uom"].create(
            {"name": "Thùng", "relative_uom_id": cls.piece.id, "relative_factor": 24}
        )
        cls.product = cls._create_product("SP-A1", "Nước suối Tâm")
        cls.other_product = cls._create_product("SP-A2", "Bia Lạc Hồng", barcode="8930000000017")
        cls.journal = cls.env["account.journal"].search(
            [("type", "=", "bank"), ("company_id", "=", cls.env.company.id)], limit=1
        )
        cls.accountant = new_test_user(
            cls.env, "p2it_order_importer", "p2it_crm.group_manager,account.group_account_invoice"
        )
        cls.accountant.tz = "Asia/Ho_Chi_Minh"
        above = cls.env["hr.employee"].create({"name": "Phạm Kế Toán", "user_id": cls.accountant.id})
        cls.manager.employee_id.parent_id = above

    @classmethod
    def _create_product(cls, code, name, **values):
        return cls.env["product.product"].create(
            {
                "name": name,
                "default_code": code,
                "type": "consu",
                "uom_id": cls.piece.id,
                "uom_ids": cls.carton.ids,
                "list_price": 7000,
                "taxes_id": False,
                "invoice_policy": "order",
                **values,
            }
        )

    @classmethod
    def _row(cls, **values):
        cells = {
            "Số ĐH": "ĐH-1",
            "Ngày": "09/04/2025",
            "Mã KH": "KH-A1",
            "Mã NVKD": "NV700",
            "Mã hàng": "SP-A1",
            "Số lượng": "2",
            "ĐVT": "Thùng",
            "Đơn giá": "120.000",
            "CK %": "5",
            "Thanh toán": "Đã thanh toán",
            **values,
        }
        return [cells[heading] for heading in HEADINGS]

    @classmethod
    def _take_over(cls, *rows, user=None, **values):
        return cls._import("order", HEADINGS, rows, user or cls.accountant, **values)

    @classmethod
    def _get_orders(cls, record):
        ids = [row.res_id for row in record.row_ids if row.res_id]
        return cls.env["sale.order"].browse(dict.fromkeys(ids))

    def _assert_refused(self, row, text, **values):
        record = self._take_over(row, **values)
        self._assert_counts(record, refuse=1)
        self.assertIn(text, record.row_ids.reason)
