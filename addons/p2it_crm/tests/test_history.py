from odoo import fields
from odoo.tests import tagged

from ..hooks import _convert_customers_of_the_past
from .common import P2itCrmCommon


@tagged("post_install", "-at_install")
class TestHistory(P2itCrmCommon):
    """Installed on a database that has a past, the addon reads the accounts out of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._set_triggers()  # as if the addon were not there yet

    def test_the_earliest_document_of_a_customer_and_its_contacts_counts(self):
        customer = self._create_customer()
        contact = self._create_customer("Chị Hằng", is_company=False, parent_id=customer.id)
        self._create_order(customer, date_order="2025-03-01")
        first = self._create_order(contact, date_order="2024-03-01")
        messages = len(customer.message_ids)
        _convert_customers_of_the_past(self.env)
        self.assertEqual(customer.lifecycle, "account")
        self.assertEqual(customer.account_document, first)
        self.assertEqual(customer.account_date, fields.Date.to_date("2024-03-01"))
        self.assertEqual(customer.account_trigger, "history")
        self.assertEqual(len(customer.message_ids), messages, "nothing happened today")

    def test_an_invoice_counts_when_it_is_posted_and_a_cancelled_quotation_does_not(self):
        invoiced, drafted, cancelled = (self._create_customer(name) for name in ("A", "B", "C"))
        self._create_invoice(invoiced, invoice_date="2024-05-01").action_post()
        self._create_invoice(drafted)
        self._create_order(cancelled, state="cancel")
        _convert_customers_of_the_past(self.env)
        customers = invoiced | drafted | cancelled
        self.assertEqual(customers.mapped("lifecycle"), ["account", "prospect", "prospect"])

    def test_reading_the_past_twice_changes_nothing(self):
        customer = self._create_customer()
        self._create_order(customer)
        _convert_customers_of_the_past(self.env)
        _convert_customers_of_the_past(self.env)
        self.assertEqual(len(customer.lifecycle_event_ids), 1)
