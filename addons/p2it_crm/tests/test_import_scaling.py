from contextlib import contextmanager

from odoo.tests import tagged

from .import_common import ImportCommon

SMALL, LARGE = 5, 100


@tagged("post_install", "-at_install")
class TestImportScaling(ImportCommon):
    """The number of queries of a batch does not depend on how many rows it has."""

    @contextmanager
    def _count_queries(self):
        counted = []
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        yield counted
        self.env.flush_all()
        counted.append(self.env.cr.sql_log_count - start)

    def _make_rows(self, kind, count, offset):
        numbers = range(offset, offset + count)
        if kind == "customer":
            headings = (*self.CUSTOMER, "Nhân viên KD", "Ngày giao dịch đầu tiên", "Số ngày nợ")
            tail = ("NV700", "01/02/2024", "30")
            rows = [
                (
                    f"K{n}",
                    f"Công ty Số {n}",
                    "",
                    f"0901{n:06}",
                    "1 Lê Lợi, Phường Bạch Đằng, Hải Phòng",
                    *tail,
                )
                for n in numbers
            ]
        elif kind == "lead":
            headings = (*self.LEAD, "Nguồn", "Nhân viên KD", "Nhu cầu", "Ngày")
            tail = ("Zalo", "NV700", "hỏi giá", "01/02/2024")
            rows = [
                (
                    f"Chị Số {n}",
                    "",
                    f"0902{n:06}",
                    "",
                    "1 Lê Lợi, Phường Bạch Đằng, Hải Phòng",
                    "gọi",
                    *tail,
                )
                for n in numbers
            ]
        else:
            headings = ("Mã hàng", "Tên hàng", "Nhóm hàng", "ĐVT chuẩn", "Quy cách", "Giá bán")
            rows = [(f"S{n}", f"Hàng {n}", "Bia", "chai", "Thùng=24 chai", "1000") for n in numbers]
        return headings, rows

    def _measure(self, kind, count, offset):
        """:return: queries of (dry run, run, dry run of the same rows again, run of those)"""
        headings, rows = self._make_rows(kind, count, offset)
        counts = []
        for _round in range(2):
            record = self._create_import(kind, headings, rows, user=self.administrator)
            record.action_read_file()
            self.env.invalidate_all()
            with self._count_queries() as checked:
                record.action_check()
            record.action_run()
            record.sudo()._process_batch()  # takes its turn
            self.env.invalidate_all()
            with self._count_queries() as run:
                record.sudo()._process_batch()
            self.assertEqual(record.state, "done", record.message)
            counts += [checked[0], run[0]]
        return counts

    def _assert_constant(self, kind, model=None):
        """:param model: whose own creation may cost more the more rows there are"""
        self._measure(kind, 2, 0)  # what is created once: tags, units, caches
        small = self._measure(kind, SMALL, 1000)
        large = self._measure(kind, LARGE, 5000)
        if model:
            large[1] -= self._count_creating(model, LARGE) - self._count_creating(model, SMALL)
        for name, few, many in zip(("check", "run", "check again", "run again"), small, large, strict=True):
            # Odoo writes and inserts in portions of its own: a handful more, not one per row.
            self.assertLessEqual(many, few + 12, f"{kind}, {name}: {few} queries became {many}")

    def _count_creating(self, model, count):
        """:return: queries of Odoo's own creation: with stock installed it asks something for each product"""
        with self._count_queries() as counted:
            self.env[model].create([{"name": f"Hàng tạo tay {number}"} for number in range(count)])
        return counted[0]

    def test_customers(self):
        self._assert_constant("customer")

    def test_leads(self):
        self._assert_constant("lead")

    def test_products(self):
        self.administrator.group_ids += self.env.ref("product.group_product_manager")
        self._assert_constant("product", "product.template")
