from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import TransactionCase, tagged

from .common import P2itCrmCommon


@tagged("post_install", "-at_install")
class TestLifecycleOfWhom(P2itCrmCommon):
    """Who has a lifecycle, and who can't be given one."""

    def test_a_new_customer_is_a_prospect(self):
        self.assertEqual(self._create_customer().lifecycle, "prospect")

    def test_a_contact_follows_its_company(self):
        company = self._create_customer()
        contact = self._create_customer("Chị Hằng", is_company=False, parent_id=company.id)
        self._create_order(contact)
        self.assertEqual(company.lifecycle, "account")
        self.assertEqual(contact.lifecycle, "account")
        self.assertEqual(contact.account_date, company.account_date)

    def test_users_companies_and_the_anonymous_visitor_have_none(self):
        public = self.env.ref("base.public_partner")
        own = [self.salesperson.partner_id, self.company.partner_id, public]
        for partner in own:
            with self.subTest(partner=partner.name):
                self.assertFalse(partner.lifecycle)

    def test_former_employees_and_users_are_none_of_our_customers_wherever_that_is_read(self):
        gone = self._create_user("da_nghi", "base.group_user")
        gone.active = False
        contact = self._create_customer("Anh Phúc, lái xe", is_company=False)
        self.env["hr.employee"].create({"name": contact.name, "work_contact_id": contact.id, "active": False})
        public = self.env.ref("base.public_partner")
        ours = gone.partner_id | contact | public | self.company.partner_id
        portal = self._create_user("khach", "base.group_portal").partner_id
        partners = ours | portal | self._create_customer()
        links = partners.with_context(active_test=False)
        self.env.flush_all()
        for place in ("the database", "memory"):
            with self.subTest(place=place):
                if place == "the database":
                    self.env.invalidate_all()
                else:
                    links.mapped("user_ids"), links.mapped("employee_ids"), links.mapped("ref_company_ids")
                self.assertEqual(partners._filter_own_organisations(), ours)
                self.env.add_to_compute(partners._fields["lifecycle"], partners)
                self.assertEqual(partners.filtered("lifecycle"), partners - ours)

    def test_a_portal_user_is_a_customer(self):
        portal = self._create_user("khach", "base.group_portal")
        self.assertEqual(portal.partner_id.lifecycle, "prospect")

    def test_a_new_company_of_the_database_stops_being_a_prospect(self):
        partner = self._create_customer()
        self.env["res.company"].create({"name": "Chi nhánh Cần Thơ", "partner_id": partner.id})
        self.assertFalse(partner.lifecycle)

    def test_who_only_sells_to_us_has_none_until_there_is_a_sign_of_buying(self):
        supplier = self._create_customer("Nhà cung cấp Hạt Nhựa", supplier_rank=1)
        self.assertFalse(supplier.lifecycle)
        supplier.customer_group_id = self.env["p2it.customer.group"].create({"name": "Đại lý"})
        self.assertEqual(supplier.lifecycle, "prospect")

    def test_a_supplier_who_orders_becomes_an_account(self):
        supplier = self._create_customer("Nhà cung cấp Hạt Nhựa", supplier_rank=1)
        self._create_order(supplier)
        self.assertEqual(supplier.lifecycle, "account")

    def test_a_contact_taken_out_of_an_account_is_a_prospect_again(self):
        company = self._create_customer()
        contact = self._create_customer("Chị Hằng", is_company=False, parent_id=company.id)
        self._create_order(company)
        contact.with_user(self.salesperson).parent_id = False
        self.assertEqual(contact.lifecycle, "prospect")
        self.assertFalse(contact.account_date)

    def test_a_person_who_is_an_account_makes_the_company_joined_one_too(self):
        person = self._create_customer("Anh Đức", is_company=False)
        order = self._create_order(person)
        company = self._create_customer()
        person.with_user(self.salesperson).parent_id = company
        self.assertEqual(company.lifecycle, "account")
        self.assertEqual(company.account_document, order)

    def test_nobody_belongs_to_somebody_who_belongs_to_them(self):
        company = self._create_customer()
        branch = self._create_customer("Chi nhánh Huế", is_company=False, parent_id=company.id)
        desk = self._create_customer("Quầy 1", is_company=False, parent_id=branch.id)
        self._create_lead(partner_id=company.id)
        for top, parent in ((company, desk), (branch, desk), (company, company)):
            with self.subTest(top.name), self.assertRaises(ValidationError):
                top.write({"parent_id": parent.id})

    def test_stopped_and_reopened_follow_the_events(self):
        customer = self._create_customer()
        self._create_order(customer)
        events = self.env["p2it.lifecycle.event"]
        events.create({"partner_id": customer.id, "kind": "stopped"})
        self.assertEqual(customer.lifecycle, "stopped")
        events.create({"partner_id": customer.id, "kind": "reopened"})
        self.assertEqual(customer.lifecycle, "account")

    def test_a_copy_is_a_prospect(self):
        customer = self._create_customer()
        self._create_order(customer)
        copy = customer.with_user(self.salesperson).copy()
        self.assertEqual(copy.lifecycle, "prospect")
        self.assertFalse(copy.account_date)
        self.assertFalse(copy.account_document)

    def test_merged_customers_are_the_account_the_first_of_them_was(self):
        first, second = self._create_customer(), self._create_customer("Cty Đại Phát")
        order = self._create_order(second)
        merge = self.env["base.partner.merge.automatic.wizard"].create({})
        merge._merge((first | second).ids, first)
        self.assertEqual(first.lifecycle, "account")
        self.assertEqual(first.account_document, order)

    def test_the_number_of_queries_does_not_grow_with_the_customers(self):
        def create(count):
            with self._count_queries() as counted:
                self.env["res.partner"].with_context(tracking_disable=True).create(
                    [{"name": f"Khách {number}", "is_company": True} for number in range(count)]
                )
            return counted[0]

        create(2)
        self.assertLessEqual(create(40), create(4) + 2)

    def test_a_first_order_finds_contacts_and_leads_once(self):
        def count_of_order(*triggers):
            self._set_triggers(*triggers)
            customer = self._create_customer("Nhà phân phối Bến Tre")
            contact = self._create_customer("Cô Út", is_company=False, parent_id=customer.id)
            lead = self.env["crm.lead"].create({"name": "Dầu dừa", "partner_id": contact.id})
            self.env.flush_all()
            self.env.invalidate_all()
            with self._count_queries() as counted:
                self._create_order(contact)
            self.assertEqual(bool(lead.converted_on), bool(triggers))
            self.assertEqual(contact.lifecycle, "account" if triggers else "prospect")
            return counted[0]

        count_of_order()
        self.assertLessEqual(count_of_order("quotation") - count_of_order(), 17)


@tagged("post_install", "-at_install")
class TestLifecycleGuard(P2itCrmCommon):
    """No client writes the lifecycle, whatever way it tries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer(user_id=cls.salesperson.id)
        cls.as_people = [cls.salesperson, cls.administrator, cls.env.ref("base.user_admin")]

    def _forged_values(self):
        event = {"partner_id": self.customer.id, "kind": "account"}
        return [
            {"lifecycle": "account"},
            {"account_date": "2020-01-01"},
            {"account_user_id": self.salesperson.id},
            {"account_document": f"res.partner,{self.customer.id}"},
            {"lifecycle_event_ids": [Command.create(event)]},
        ]

    def test_writing_it_is_refused_to_everyone(self):
        for user in self.as_people:
            for values in self._forged_values():
                with self.subTest(user=user.login, values=values), self.assertRaises(AccessError):
                    self.customer.with_user(user).write(values)
        self.assertEqual(self.customer.lifecycle, "prospect")

    def test_creating_with_it_is_refused_to_everyone(self):
        for user in self.as_people:
            for values in self._forged_values():
                with self.subTest(user=user.login, values=values), self.assertRaises(AccessError):
                    self.env["res.partner"].with_user(user).create({"name": "Giả", **values})

    def test_a_default_from_the_context_or_of_the_user_counts_for_nothing(self):
        context = {f"default_{key}": value for v in self._forged_values() for key, value in v.items()}
        partners = self.env["res.partner"].with_user(self.salesperson)
        self.env["ir.default"].with_user(self.salesperson).set(
            "res.partner", "account_date", "2020-01-01", user_id=True
        )
        forged = partners.with_context(**context).create({"name": "Giả"})
        self.assertEqual(forged.lifecycle, "prospect")
        self.assertFalse(forged.account_date)

    def test_copying_with_it_as_default_is_refused(self):
        with self.assertRaises(AccessError):
            self.customer.with_user(self.salesperson).copy({"lifecycle": "account"})

    def test_importing_it_is_refused_by_name(self):
        result = (
            self.env["res.partner"]
            .with_user(self.salesperson)
            .load(["name", "lifecycle"], [["Giả", "account"]])
        )
        self.assertFalse(result["ids"])
        self.assertIn("can't be entered", result["messages"][0]["message"])

    def test_writing_it_through_a_lead_changes_nothing(self):
        lead = self._create_lead(partner_id=self.customer.id, user_id=self.salesperson.id)
        lead.with_user(self.salesperson).write({"partner_lifecycle": "account"})
        self.assertEqual(self.customer.lifecycle, "prospect")

    def test_no_role_writes_the_events(self):
        event = self.env["p2it.lifecycle.event"].create({"partner_id": self.customer.id, "kind": "account"})
        for user in self.as_people:
            events = event.with_user(user)
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    events.create({"partner_id": self.customer.id, "kind": "reopened"})
                with self.assertRaises(AccessError):
                    events.write({"date": "2020-01-01"})
                with self.assertRaises(AccessError):
                    events.unlink()

    def test_someone_who_does_not_sell_reads_no_events(self):
        outsider = self._create_user("ke_toan", "base.group_user")
        with self.assertRaises(AccessError):
            self.env["p2it.lifecycle.event"].with_user(outsider).search([])


@tagged("post_install", "-at_install")
class TestNotConfigured(TransactionCase):
    def test_other_writes_on_partners_stay_allowed(self):
        partner = self.env["res.partner"].create({"name": "Khách lẻ"})
        partner.write({"name": "Khách lẻ 2", "street": "12 Lê Lợi"})
        self.assertIn("12 Lê Lợi", partner.contact_address)
        self.assertNotIn("area_id", partner._formatting_address_fields())
