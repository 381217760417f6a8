from unittest.mock import patch

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import P2itCrmCommon


@tagged("post_install", "-at_install")
class TestAccountByTransaction(P2itCrmCommon):
    """A prospect becomes an account the moment a transaction arises, on every path."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer(user_id=cls.salesperson.id)

    def _assert_account_through(self, customer, document, trigger):
        self.assertEqual(customer.lifecycle, "account")
        self.assertEqual(customer.account_document, document)
        self.assertEqual(customer.account_trigger, trigger)

    @freeze_time("2026-03-09 03:00:00")
    def test_a_quotation_keeps_day_user_and_document(self):
        order = self.env["sale.order"].with_user(self.salesperson)
        order = order.create({"partner_id": self.customer.id})
        self._assert_account_through(self.customer, order, "quotation")
        self.assertEqual(self.customer.account_date, fields.Date.to_date("2026-03-09"))
        self.assertEqual(self.customer.account_user_id, self.salesperson)

    def test_customer_and_open_leads_are_told_and_lost_ones_are_not(self):
        lead = self._create_lead(type="opportunity", partner_id=self.customer.id)
        other = self._create_lead("Lead khác", partner_id=self.customer.id)
        lost = self._create_lead("Lead đã mất", partner_id=self.customer.id)
        lost.action_set_lost()
        order = self._create_order(self.customer, opportunity_id=lead.id)
        for record in (self.customer, lead, other):
            with self.subTest(record=record.display_name):
                self.assertIn("is an account now", record.message_ids[0].body)
                self.assertIn(order.name, record.message_ids[0].body)
        self.assertFalse(lost.message_ids.filtered(lambda m: "is an account now" in (m.body or "")))

    def test_it_happens_once(self):
        first = self._create_order(self.customer)
        second = self._create_order(self.customer)
        second.action_confirm()
        self._assert_account_through(self.customer, first, "quotation")
        self.assertEqual(len(self.customer.lifecycle_event_ids), 1)

    def test_a_confirmed_order_counts_as_a_purchase(self):
        self._set_triggers("purchase")
        order = self._create_order(self.customer)
        self.assertEqual(self.customer.lifecycle, "prospect")
        order.action_confirm()
        self._assert_account_through(self.customer, order, "purchase")

    def test_a_state_written_by_rpc_counts_as_a_purchase(self):
        self._set_triggers("purchase")
        order = self._create_order(self.customer, user_id=self.salesperson.id)
        order.with_user(self.salesperson).write({"state": "sale"})
        self._assert_account_through(self.customer, order, "purchase")

    def test_an_order_created_confirmed_counts_as_a_purchase(self):
        self._set_triggers("purchase")
        order = self._create_order(self.customer, state="sale")
        self._assert_account_through(self.customer, order, "purchase")

    def test_a_copied_or_imported_quotation_counts(self):
        order = self._create_order(self._create_customer("Khách cũ"))
        copy = order.copy({"partner_id": self.customer.id})
        self._assert_account_through(self.customer, copy, "quotation")
        imported = self._create_customer("Khách nhập từ tệp")
        result = self.env["sale.order"].load(["partner_id/.id"], [[str(imported.id)]])
        self.assertFalse(result["messages"])
        self.assertEqual(imported.lifecycle, "account")

    def test_another_customer_on_the_quotation_counts(self):
        order = self._create_order(self._create_customer("Khách cũ"))
        order.partner_id = self.customer
        self._assert_account_through(self.customer, order, "quotation")

    def test_the_portal_signature_counts_and_the_salesperson_did_it(self):
        self._set_triggers("purchase")
        portal = self._create_user("khach", "base.group_portal", partner_id=self.customer.id)
        order = self._create_order(self.customer, user_id=self.salesperson.id)
        order.with_user(portal).sudo()._validate_order()
        self._assert_account_through(self.customer, order, "purchase")
        self.assertEqual(self.customer.account_user_id, self.salesperson)

    def test_a_posted_invoice_counts_as_a_purchase_and_a_draft_or_bill_does_not(self):
        invoice = self._create_invoice(self.customer)
        self.assertEqual(self.customer.lifecycle, "prospect")
        invoice.action_post()
        self._assert_account_through(self.customer, invoice, "purchase")
        supplier = self._create_customer("Nhà cung cấp", customer_rank=1)
        bill = self._create_invoice(supplier, move_type="in_invoice", invoice_date="2026-01-02")
        bill.action_post()
        self.assertEqual(supplier.lifecycle, "prospect")

    def test_a_cancelled_quotation_that_is_created_so_is_nothing(self):
        self._create_order(self.customer, state="cancel")
        self.assertEqual(self.customer.lifecycle, "prospect")

    def test_cancelling_and_deleting_the_document_keeps_the_fact_and_its_name(self):
        order = self._create_order(self.customer)
        name = order.name
        order.action_cancel()
        self.assertEqual(self.customer.lifecycle, "account")
        order.unlink()
        self.customer.invalidate_recordset()
        self.assertEqual(self.customer.lifecycle, "account")
        self.assertEqual(self.customer.account_document_name, name)
        read = self.customer.with_user(self.salesperson).web_read(
            {"account_document": {"fields": {"display_name": {}}}}
        )
        self.assertFalse(read[0]["account_document"])

    def test_nothing_happens_where_the_company_counts_nothing(self):
        self._set_triggers()
        self._create_order(self.customer).action_confirm()
        self._create_invoice(self.customer).action_post()
        self._create_sample(partner_id=self.customer.id).action_design()
        self.assertEqual(self.customer.lifecycle, "prospect")
        self.assertFalse(self.customer.lifecycle_event_ids)

    def test_each_company_counts_by_its_own_setting(self):
        other = self.env["res.company"].create({"name": "Công ty Sài Gòn"})
        self._set_triggers("purchase")
        self.env.user.company_ids |= other
        self.env["sale.order"].with_company(other).create(
            {"partner_id": self.customer.id, "company_id": other.id}
        )
        self.assertEqual(self.customer.lifecycle, "account")

    def test_a_stopped_customer_stays_stopped(self):
        self.env["p2it.lifecycle.event"].create({"partner_id": self.customer.id, "kind": "stopped"})
        self._create_order(self.customer)
        self.assertEqual(self.customer.lifecycle, "stopped")
        self.assertFalse(self.customer.account_date)

    def test_an_order_of_our_own_company_converts_nobody(self):
        self._create_order(self.company.partner_id)
        self.assertFalse(self.company.partner_id.lifecycle)

    def test_a_salesperson_needs_no_right_on_the_customer(self):
        weakest = self._create_user("ban_hang", "sales_team.group_sale_salesman")
        order = self.env["sale.order"].with_user(weakest)
        order = order.create({"partner_id": self.customer.id, "user_id": weakest.id})
        self._assert_account_through(self.customer, order, "quotation")

    def test_converting_costs_the_same_number_of_queries_for_few_and_many(self):
        def create_orders(count):
            customers = self.env["res.partner"].create(
                [{"name": f"Khách {number}"} for number in range(count)]
            )
            self.env["crm.lead"].create(
                [{"name": customer.name, "partner_id": customer.id} for customer in customers]
            )
            with self._count_queries() as counted:
                self.env["sale.order"].create([{"partner_id": c.id} for c in customers])
            return counted[0], customers

        create_orders(1)
        extra = {}
        for count in (3, 30):
            self._set_triggers()
            plain, _customers = create_orders(count)
            self._set_triggers("quotation")
            full, customers = create_orders(count)
            self.assertEqual(set(customers.mapped("lifecycle")), {"account"})
            extra[count] = full - plain
        self.assertLessEqual(extra[30], extra[3] + 2)

    def test_an_order_of_an_account_costs_no_query_more(self):
        self._create_order(self.customer)

        def count_of_order():
            self.env.invalidate_all()
            with self._count_queries() as counted:
                self._create_order(self.customer).action_confirm()
            return counted[0]

        count_of_order()
        full = count_of_order()
        with patch.object(self.registry["sale.order"], "_convert_customers", lambda orders: None):
            plain = count_of_order()
        self.assertLessEqual(full, plain + 3)


@tagged("post_install", "-at_install")
class TestAccountByHand(P2itCrmCommon):
    """The button, and the Action menu for many."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.good = cls._create_customer()
        cls.stopped = cls._create_customer("Đã ngừng")
        cls.env["p2it.lifecycle.event"].create({"partner_id": cls.stopped.id, "kind": "stopped"})
        cls.account = cls._create_customer("Đã là khách")
        cls._create_order(cls.account)
        cls.unreachable = cls._create_customer("Không liên lạc", phone=False)
        cls.archived = cls._create_customer("Đã lưu trữ", active=False)
        cls.supplier = cls._create_customer("Nhà cung cấp", supplier_rank=1)
        cls.own = cls.company.partner_id
        cls.blocked = {
            cls.stopped: "was stopped",
            cls.account: "an account already",
            cls.unreachable: "phone or an e-mail",
            cls.archived: "archived",
            cls.supplier: "supplier",
            cls.own: "company or a user of this database",
            cls.salesperson.partner_id: "company or a user of this database",
        }

    def test_the_button_converts_and_keeps_who_did_it(self):
        self.good.with_user(self.salesperson).action_convert_to_account()
        self.assertEqual(self.good.lifecycle, "account")
        self.assertEqual(self.good.account_user_id, self.salesperson)
        self.assertEqual(self.good.account_trigger, "manual")
        self.assertFalse(self.good.account_document)

    def test_the_button_says_by_name_why_not(self):
        for customer, reason in self.blocked.items():
            with self.subTest(customer=customer.name):
                with self.assertRaisesRegex(UserError, reason) as caught:
                    customer.with_user(self.administrator).action_convert_to_account()
                self.assertIn(customer.name, str(caught.exception))

    def test_a_contact_makes_its_company_reachable_and_stands_for_it(self):
        contact = self._create_customer("Chị Hằng", is_company=False, parent_id=self.unreachable.id)
        contact.with_user(self.salesperson).action_convert_to_account()
        self.assertEqual(self.unreachable.lifecycle, "account")

    def test_who_does_not_sell_is_refused(self):
        for groups in ("base.group_user", "base.group_partner_manager", "base.group_portal"):
            outsider = self._create_user(groups.replace(".", "_"), groups)
            with self.subTest(groups=groups), self.assertRaises(AccessError):
                self.good.with_user(outsider).action_convert_to_account()
        self.assertEqual(self.good.lifecycle, "prospect")

    def test_private_ways_are_closed_to_clients(self):
        from odoo.service.model import get_public_method

        for name in ("_convert_to_account", "_lock_lifecycle", "_tell_account"):
            with self.subTest(name=name), self.assertRaises(AccessError):
                get_public_method(self.env["res.partner"], name)

    def _open_wizard(self, customers, user=None):
        wizards = self.env["p2it.account.convert"].with_user(user or self.salesperson)
        return wizards.with_context(active_model="res.partner", active_ids=customers.ids).create({})

    def test_the_preview_names_who_will_be_converted_and_why_others_will_not(self):
        customers = self.good.union(*self.blocked)
        wizard = self._open_wizard(customers)
        self.assertEqual(wizard.ready_count, 1)
        self.assertEqual(wizard.refused_count, len(self.blocked))
        for line in wizard.line_ids - wizard.line_ids.filtered(lambda line: line.verdict == "ready"):
            self.assertIn(self.blocked[line.partner_id.sudo(False).with_env(self.env)], line.reason)
        self.assertEqual(self.good.lifecycle, "prospect")

    def test_the_result_accounts_for_everyone(self):
        customers = self.good.union(*self.blocked)
        wizard = self._open_wizard(customers)
        wizard.action_convert()
        self.assertEqual(wizard.converted_count + wizard.refused_count, len(customers))
        self.assertEqual(wizard.converted_count, 1)
        self.assertEqual(self.good.lifecycle, "account")
        self.assertTrue(
            all(wizard.line_ids.filtered(lambda line: line.verdict == "refused").mapped("reason"))
        )

    def test_one_failure_is_reported_by_name_and_stops_nobody(self):
        bad, other = self._create_customer("Khách lỗi"), self._create_customer("Khách tốt")
        original = type(self.env["res.partner"])._tell_account

        def fail_for_one(partners, details):
            if bad.id in partners.ids:
                raise ValueError("Sổ cái đã khóa")
            return original(partners, details)

        wizard = self._open_wizard(self.good | bad | other)
        with patch.object(self.registry["res.partner"], "_tell_account", fail_for_one):
            wizard.action_convert()
        verdicts = {line.partner_id.name: (line.verdict, line.reason) for line in wizard.line_ids}
        self.assertEqual(verdicts["Khách lỗi"], ("refused", "Sổ cái đã khóa"))
        self.assertEqual((self.good | other).mapped("lifecycle"), ["account", "account"])
        self.assertEqual(bad.lifecycle, "prospect")

    def test_lines_forged_by_a_client_are_judged_anew(self):
        wizard = self._open_wizard(self.stopped)
        wizard.line_ids.write({"verdict": "ready", "reason": False})
        wizard.action_convert()
        self.assertEqual(self.stopped.lifecycle, "stopped")
        self.assertEqual(wizard.refused_count, 1)

    def test_who_does_not_sell_gets_no_wizard(self):
        outsider = self._create_user("ke_toan", "base.group_user")
        with self.assertRaises(AccessError):
            self._open_wizard(self.good, outsider)

    def test_many_cost_the_same_number_of_queries_as_few(self):
        def convert(count):
            customers = self.env["res.partner"].create(
                [
                    {"name": f"Khách {n}", "email": f"k{n}@p2it.example", "user_id": self.salesperson.id}
                    for n in range(count)
                ]
            )
            wizard = self._open_wizard(customers)
            with self._count_queries() as counted:
                wizard.action_convert()
            self.assertEqual(wizard.converted_count, count)
            return counted[0]

        convert(2)
        self.assertLessEqual(convert(40), convert(4) + 2)
