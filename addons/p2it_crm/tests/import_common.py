import base64
import io

import openpyxl
from odoo.tests import TransactionCase, new_test_user


class ImportCommon(TransactionCase):
    """People who import, and files made of headings and rows."""

    CUSTOMER = ("Mã KH", "Tên khách hàng", "Mã số thuế", "Điện thoại", "Địa chỉ")
    LEAD = ("Người liên hệ", "Tên công ty", "Điện thoại", "Email", "Địa chỉ", "Ghi chú")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.country_id = cls.env.ref("base.vn")
        cls.manager = new_test_user(cls.env, "p2it_importer", "p2it_crm.group_manager")
        cls.other_manager = new_test_user(cls.env, "p2it_importer_2", "p2it_crm.group_manager")
        cls.administrator = new_test_user(cls.env, "p2it_import_admin", "p2it_crm.group_administrator")
        cls.salesperson = new_test_user(cls.env, "p2it_nv7", "p2it_crm.group_salesperson")
        above = cls.env["hr.employee"].create({"name": "Trần Văn Sáu", "user_id": cls.manager.id})
        cls.env["hr.employee"].create(
            {
                "name": "Lê Thị Bảy",
                "employee_code": "NV700",
                "user_id": cls.salesperson.id,
                "parent_id": above.id,
            }
        )

    @classmethod
    def _make_csv(cls, headings, rows):
        lines = [headings, *rows]
        return "\n".join(";".join(f'"{cell}"' for cell in line) for line in lines).encode()

    @classmethod
    def _create_import(cls, kind, headings, rows, user=None, **values):
        content = cls._make_csv(headings, rows)
        return (
            cls.env["p2it.import"]
            .with_user(user or cls.manager)
            .create(
                {
                    "kind": kind,
                    "filename": f"{kind}.csv",
                    "file": base64.b64encode(content),
                    **values,
                }
            )
        )

    @classmethod
    def _import(cls, kind, headings, rows, user=None, **values):
        """Import rows to the end.

        :return: the import, in sudo, so that a test sees all of it
        """
        record = cls._create_import(kind, headings, rows, user, **values)
        record._run_inline()
        return record.sudo()

    @classmethod
    def _get_records(cls, record):
        model = {"salesperson": "hr.employee", "customer": "res.partner", "lead": "crm.lead"}
        ids = record.row_ids.mapped("res_id")
        return cls.env[model.get(record.kind, "product.template")].browse(ids)

    @classmethod
    def _read_workbook(cls, content):
        sheet = openpyxl.load_workbook(io.BytesIO(content)).active
        return [[cell.value for cell in line] for line in sheet.iter_rows()], sheet

    def _assert_counts(self, record, create=0, join=0, refuse=0):
        self.assertEqual(record.state, "done", record.message)
        counts = record.create_count, record.join_count, record.refuse_count
        reasons = record.row_ids.mapped(lambda row: (row.number, row.verdict, row.reason))
        self.assertEqual(counts, (create, join, refuse), reasons)
        self.assertEqual(sum(counts), record.row_count)
        self.assertFalse(record.pending_count)
