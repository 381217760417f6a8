import threading

from odoo import SUPERUSER_ID, Command, api
from odoo.exceptions import UserError, ValidationError
from odoo.service.model import retrying
from odoo.tests import TransactionCase, tagged

from .common import P2itCrmCommon


@tagged("post_install", "-at_install")
class TestCustomerCode(P2itCrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env["p2it.customer.group"].create({"name": "Đại lý"})
        cls.company.use_customer_code = True
        cls.sequence = cls.company.customer_code_sequence_id
        cls.sequence.prefix = "KHÁCH"
        cls.partners = cls.env["res.partner"].with_user(cls.salesperson)

    def setUp(self):
        super().setUp()
        self.sequence.number_next_actual = 1  # a sequence goes on where another test left it

    def _create_numbered(self, name="Công ty Hương Giang", **values):
        return self.partners.create({"name": name, "customer_group_id": self.group.id, **values})

    def test_a_customer_without_a_code_gets_the_next(self):
        first, second = self._create_numbered() + self._create_numbered(ref="")
        self.assertEqual(first.ref, "KHÁCH00001")
        self.assertEqual(second.ref, "KHÁCH00002")

    def test_a_code_that_was_entered_is_kept(self):
        self.assertEqual(self._create_numbered(ref="HG-7").ref, "HG-7")

    def test_a_code_that_is_taken_is_passed_over(self):
        self._create_numbered(ref="KHÁCH00001")
        self.assertEqual(self._create_numbered().ref, "KHÁCH00002")

    def test_no_code_is_given_twice_whatever_its_capitals(self):
        self._create_numbered(ref="HG-7")
        with self.assertRaisesRegex(ValidationError, "hg-7 belongs to another customer"):
            self._create_numbered(ref=" hg-7")
        with self.assertRaisesRegex(ValidationError, "belongs to another"):
            self.partners.create(
                [{"name": f"Đại lý {n}", "customer_group_id": self.group.id, "ref": "HG-8"} for n in range(2)]
            )
        other = self._create_numbered()
        with self.assertRaisesRegex(ValidationError, "HG-7 belongs to another customer"):
            other.ref = "HG-7"

    def test_contacts_suppliers_and_users_are_not_numbered(self):
        customer = self._create_numbered(child_ids=[Command.create({"name": "Chị Hoa", "ref": "HG-9"})])
        self.assertEqual(customer.child_ids.ref, "HG-9")
        self.assertEqual(self._create_numbered(ref="HG-9").ref, "HG-9")
        self.assertFalse(self.partners.create({"name": "Người quen"}).ref)
        self.assertFalse(self._create_user("tam", "p2it_crm.group_salesperson").partner_id.ref)

    def test_whoever_becomes_a_customer_is_numbered_then(self):
        partner = self.partners.create({"name": "Cửa hàng Thảo Nguyên", "phone": "0903 123 456"})
        self.assertFalse(partner.ref)
        partner.action_convert_to_account()
        self.assertEqual(partner.ref, "KHÁCH00001")

    def test_a_company_that_does_not_number_is_left_alone(self):
        self.company.use_customer_code = False
        self.assertFalse(self._create_numbered().ref)
        self._create_numbered(ref="HG-1")
        self.assertEqual(self._create_numbered(ref="HG-1").ref, "HG-1")

    def test_the_setting_names_the_codes_that_are_there_twice(self):
        self.company.use_customer_code = False
        known = self._create_numbered(ref="HG-1") + self._create_numbered(ref="hg-1")
        with self.assertRaisesRegex(UserError, r"HG-1 \(2\)"):
            self.company.use_customer_code = True
        self.env.invalidate_all()
        known[1].ref = "HG-2"
        self.company.use_customer_code = True
        with self.assertRaises(ValidationError):
            self._create_numbered(ref="HG-2")

    def test_merged_customers_keep_one_code(self):
        kept, gone = self._create_numbered(ref=""), self._create_numbered(ref="HG-5")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        code = kept.ref
        wizard._merge((kept + gone).ids, kept.sudo())
        self.assertTrue(kept.exists())
        self.assertFalse(gone.exists())
        self.assertEqual(kept.ref, code)
        self.assertEqual(self._create_numbered(ref="HG-5").ref, "HG-5")

    def test_a_client_can_not_write_the_key(self):
        customer = self._create_numbered()
        with self.assertRaises(Exception):  # noqa: B017  (the ORM's own refusal of a hidden field)
            customer.write({"customer_code_key": "0:khác"})

    def test_numbering_costs_three_queries_for_each_customer_and_no_more(self):
        def create(count):
            with self._count_queries() as counted:
                self._create_many(count)
            return counted[0]

        create(40)
        small, large = create(8), create(40)
        # The sequence's next number, and whose search text holds the code; nothing grows with what is there.
        self.assertLessEqual(large - small, 3 * 32 + 3)

    def _create_many(self, count):
        self.partners.create(
            [{"name": f"Đại lý {n}", "customer_group_id": self.group.id} for n in range(count)]
        )


@tagged("post_install", "-at_install")
class TestCustomerCodesAtOnce(TransactionCase):
    """Two real transactions; what they commit is deleted afterwards."""

    def setUp(self):
        super().setUp()
        with self.registry._db.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            self.company_id = env.company.id
            env.company.use_customer_code = True
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry._db.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            env["res.partner"].search([("name", "=like", "Khách cùng mã%")]).unlink()
            company = env["res.company"].browse(self.company_id)
            sequence = company.customer_code_sequence_id
            company.write({"use_customer_code": False, "customer_code_sequence_id": False})
            sequence.unlink()

    def _create_at_once(self, refs):
        """:return: (codes of the customers, errors)"""
        barrier = threading.Barrier(len(refs), timeout=30)
        errors = []

        def run(number, ref):
            try:
                with self.registry._db.cursor() as cr:
                    env = api.Environment(cr, SUPERUSER_ID, {})
                    env["res.partner"].search_count([])
                    waited = []

                    def create():
                        if not waited:
                            waited.append(barrier.wait())
                        env["res.partner"].create(
                            {"name": f"Khách cùng mã {number}", "customer_rank": 1, "ref": ref}
                        )

                    retrying(create, env)
            except Exception as error:  # reported to the test's thread
                errors.append(error)

        threads = [threading.Thread(target=run, args=pair) for pair in enumerate(refs)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with self.registry._db.cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            return env["res.partner"].search([("name", "=like", "Khách cùng mã%")]).mapped("ref"), errors

    def test_two_at_once_get_two_codes(self):
        codes, errors = self._create_at_once(["", "", ""])
        self.assertFalse(errors)
        self.assertEqual(len(set(codes)), 3)

    def test_one_code_entered_twice_at_once_is_given_once(self):
        codes, errors = self._create_at_once(["MÃ-1", "MÃ-1"])
        self.assertEqual(len(codes), 1)
        self.assertEqual(len(errors), 1)
        self.assertIsInstance(errors[0], ValidationError)
