from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..domain.transfer_code import make_code
from .vietqr_common import VietqrCommon


@tagged("post_install", "-at_install")
class TestTransferCode(VietqrCommon):
    def test_each_order_has_a_code_from_the_start(self):
        self.assertEqual(self.order.transfer_code, make_code(self.order.id, "DH"))

    def test_a_copy_has_a_code_of_its_own(self):
        copy = self.order.copy()
        self.assertEqual(copy.transfer_code, make_code(copy.id, "DH"))
        self.assertNotEqual(copy.transfer_code, self.order.transfer_code)

    def test_an_order_is_found_by_the_text_of_its_transfer(self):
        orders = self.env["sale.order"]
        other = self._create_order()
        text = f"MBVCB.123.{other.transfer_code.lower()}; tt {self.order.transfer_code}GD 99"
        self.assertEqual(orders._find_by_transfer_text(text), other + self.order)
        self.assertFalse(orders._find_by_transfer_text("thanh toan tien hang DH0000000000"))
        self.assertFalse(orders._find_by_transfer_text(None))
        self.assertEqual(orders.search([("transfer_code", "ilike", other.transfer_code[2:])]), other)

    def test_the_search_shows_a_salesperson_no_orders_of_others(self):
        self.order.user_id = self.env.user
        orders = self.env["sale.order"].with_user(self.seller)
        self.assertFalse(orders._find_by_transfer_text(self.order.transfer_code))

    def test_another_prefix_is_for_orders_to_come(self):
        before = self.order.transfer_code
        self.company.transfer_code_prefix = "DPHAT"
        self.assertEqual(self.order.transfer_code, before)
        later = self._create_order()
        self.assertEqual(later.transfer_code, make_code(later.id, "DPHAT"))
        found = self.env["sale.order"]._find_by_transfer_text(f"{before} va {later.transfer_code}")
        self.assertEqual(found, self.order + later)

    def test_a_prefix_that_a_bank_would_change_is_refused(self):
        for prefix in ("D", "ĐH", "dh", "DH1", "ABCDEF", "D H"):
            with self.subTest(prefix=prefix), self.assertRaises(ValidationError):
                self.company.transfer_code_prefix = prefix

    def test_orders_of_before_get_the_same_codes_by_the_database(self):
        code = self.env["sale.order"]._get_transfer_code_sql("DH", SQL("number"))
        numbers = [*range(1, 300), 99_999_999]
        rows = self.env.execute_query(SQL("SELECT %s FROM unnest(%s) AS number", code, numbers))
        self.assertEqual([row[0] for row in rows], [make_code(number, "DH") for number in numbers])

    def test_nobody_enters_a_code(self):
        order = self.order.with_user(self.seller)
        code = make_code(self.order.id + 1, "DH")
        with self.assertRaises(AccessError):
            order.transfer_code = code
        with self.assertRaises(AccessError):
            order.create({"partner_id": self.customer.id, "transfer_code": code})
        forged = order.with_context(default_transfer_code=code).create({"partner_id": self.customer.id})
        self.assertEqual(forged.transfer_code, make_code(forged.id, "DH"))
        with mute_logger("odoo.sql_db"), self.assertRaises(AccessError):
            order.copy({"transfer_code": code})
