from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from psycopg2 import IntegrityError

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditTerms(CreditCommon):
    """Whose terms hold for whom, and when."""

    def _get_limit(self, partner):
        partner.invalidate_recordset()
        return partner.credit_limit_now if partner.has_credit_limit else None

    def test_without_policy_nothing_is_limited(self):
        self.assertIsNone(self._get_limit(self.customer))
        order = self._create_order(10**9)
        self._confirm(order)
        self.assertEqual(order.state, "sale")

    def test_nearest_policy_wins(self):
        self._create_policy(100)
        self.assertEqual(self._get_limit(self.customer), 100)
        self._create_policy(200, group_id=self.group.id)
        self.assertEqual(self._get_limit(self.customer), 200)
        self.assertEqual(self._get_limit(self.other), 100)
        self._create_policy(300, group_id=self.subgroup.id)
        self.assertEqual(self._get_limit(self.customer), 300)
        self._create_policy(400, partner_id=self.customer.id)
        self.assertEqual(self._get_limit(self.customer), 400)
        self.assertEqual(self._get_limit(self.branch), 400)

    def test_no_limit_zero_and_inherited_differ(self):
        self._create_policy(100)
        own = self._create_policy(partner_id=self.customer.id)
        self.assertEqual(self._get_limit(self.customer), 100)
        own.write({"limit_kind": "amount", "limit": 0})
        self.assertEqual(self._get_limit(self.customer), 0)
        own.limit_kind = "none"
        self.assertIsNone(self._get_limit(self.customer))

    def test_a_raise_ends_by_itself(self):
        self._create_policy(100, partner_id=self.customer.id)
        today = fields.Date.today()
        self._create_policy(500, partner_id=self.customer.id, date_from=today, date_to=today)
        self.assertEqual(self._get_limit(self.customer), 500)
        family = self.env["p2it.credit.family"]
        members = family._get_members(self.customer)
        later = family._get_terms(members, self.customer, self.company, today + timedelta(days=1))
        self.assertEqual(later[self.customer.id].limits[0].values, 100)

    def test_policies_are_per_company(self):
        other_company = self.env["res.company"].create({"name": "Chi nhánh Lào"})
        self._create_policy(100, company_id=other_company.id)
        self.assertIsNone(self._get_limit(self.customer))
        self.assertEqual(self.customer.with_company(other_company).credit_limit_now, 100)

    def test_limit_of_another_currency_is_converted(self):
        currency = self.setup_other_currency("EUR", rates=[("2020-01-01", 2.0)])
        self._create_policy(100, partner_id=self.customer.id, currency_id=currency.id)
        self.assertEqual(self._get_limit(self.customer), 50)

    def test_a_contact_has_no_policy_of_its_own(self):
        contact = self.env["res.partner"].create({"name": "Chị Hoa", "parent_id": self.customer.id})
        with self.assertRaisesRegex(ValidationError, "is a contact of"):
            self._create_policy(100, partner_id=contact.id)

    def test_impossible_terms_are_refused(self):
        for values in ({"limit": -1}, {"overdue_days": -1}, {"prepayment_percent": 101}):
            with self.assertRaises(IntegrityError), self.env.cr.savepoint():
                self._create_policy(**values)
                self.env.flush_all()

    def test_only_credit_managers_set_terms(self):
        for user in (self.seller, self.accountant):
            with self.assertRaises(AccessError):
                self.env["p2it.credit.policy"].with_user(user).create({"limit_kind": "none"})
        policy = self._create_policy(100)
        with self.assertRaises(AccessError):
            policy.with_user(self.seller).limit = 10**9
        policy.with_user(self.credit_manager).limit = 200

    def test_nobody_moves_a_customer_to_laxer_terms(self):
        self._create_policy(100)
        lax = self.env["p2it.customer.group"].create({"name": "Công trình"})
        self._create_policy(10**9, group_id=lax.id)
        with self.assertRaisesRegex(AccessError, "allowed to owe more"):
            self.other.with_user(self.seller).customer_group_id = lax
        with self.assertRaisesRegex(AccessError, "allowed to owe more"):
            self.env["res.partner"].with_user(self.seller).create(
                {"name": "Khách mới", "is_company": True, "customer_group_id": lax.id}
            )
        self.other.with_user(self.credit_manager).customer_group_id = lax
        self.other.with_user(self.seller).customer_group_id = self.group

    def test_nobody_puts_a_customer_below_another_with_laxer_terms(self):
        self._create_policy(100)
        self._create_policy(partner_id=self.customer.id, limit_kind="none")
        with self.assertRaisesRegex(AccessError, "allowed to owe more"):
            self.other.with_user(self.seller).parent_id = self.customer
