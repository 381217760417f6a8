from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import P2itCrmCommon


@tagged("post_install", "-at_install")
class TestGuardedFields(P2itCrmCommon):
    """What the server finds out is not entered by anybody, whatever the role."""

    GUARDED = (
        ("crm.lead", "qualified_date", "2001-01-01 00:00:00"),
        ("crm.lead", "qualified_user_id", 2),
        ("crm.lead", "phone_key", "+84900000000"),
        ("crm.lead", "name_key", "ai do"),
        ("res.partner", "phone_key", "+84900000000"),
        ("res.partner", "name_key", "ai do"),
        ("p2it.sample", "design_date", "2001-01-01"),
        ("p2it.sample", "answer_date", "2001-01-01"),
    )

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        customer = cls._create_customer(user_id=cls.salesperson.id)
        cls.values = {
            "crm.lead": {"name": "Hỏi giá", "type": "lead"},
            "res.partner": {"name": "Đại lý Hoa Sen"},
            "p2it.sample": {"partner_id": customer.id, "description": "Chai 500 ml"},
        }

    def test_no_client_enters_them(self):
        for user in (self.salesperson, self.administrator):
            for model, field, value in self.GUARDED:
                records = self.env[model].with_user(user)
                record = records.create(self.values[model])
                with self.subTest(user=user.login, model=model, field=field):
                    with self.assertRaises(AccessError):
                        record.write({field: value})
                    with self.assertRaises(AccessError):
                        records.create({**self.values[model], field: value})
                    other = records.with_context(**{f"default_{field}": value}).create(self.values[model])
                    self.assertNotEqual(other[field], value)

    def test_a_copy_and_the_work_itself_go_on(self):
        lead = self.env["crm.lead"].with_user(self.salesperson).create(self.values["crm.lead"])
        lead.action_qualify()
        self.assertTrue(lead.qualified_date)
        self.assertFalse(lead.copy().qualified_date)


@tagged("post_install", "-at_install")
class TestSampleRights(P2itCrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.colleague = cls._create_user("colleague", "p2it_crm.group_salesperson")
        cls.foreign_lead = cls._create_lead(user_id=cls.colleague.id, partner_name="Công ty Bí Mật")
        cls.foreign = cls._create_sample(lead_id=cls.foreign_lead.id, user_id=cls.colleague.id)

    def test_a_colleagues_sample_does_not_stop_the_list(self):
        own = self._create_sample(lead_id=self._create_lead(user_id=self.salesperson.id).id)
        samples = self.env["p2it.sample"].with_user(self.salesperson)
        rows = samples.web_search_read([], {"name": {}, "contact_name": {}})["records"]
        ids = [row["id"] for row in rows]
        self.assertIn(own.id, ids)
        self.assertNotIn(self.foreign.id, ids)

    def test_the_designer_sees_the_name_of_whom_it_is_for(self):
        self.foreign.designer_id = self.salesperson
        sample = self.foreign.with_user(self.salesperson)
        self.env.invalidate_all()
        self.assertEqual(sample.contact_name, "Công ty Bí Mật")

    def test_a_colleagues_sample_is_not_changed(self):
        with self.assertRaises(AccessError):
            self.foreign.with_user(self.salesperson).write({"description": "Khác"})

    def test_no_sample_for_a_lead_that_is_not_seen(self):
        with self.assertRaises(AccessError):
            self._create_sample_as(self.salesperson, lead_id=self.foreign_lead.id)

    def test_a_sample_does_not_begin_at_its_end(self):
        customer = self._create_customer(user_id=self.salesperson.id)
        with self.assertRaises(UserError):
            self._create_sample_as(self.salesperson, partner_id=customer.id, state="accepted")
        with self.assertRaises(UserError):
            self.env["p2it.sample"].with_user(self.salesperson).with_context(default_state="accepted").create(
                {"partner_id": customer.id, "description": "Chai"}
            )

    def _create_sample_as(self, user, **values):
        return self.env["p2it.sample"].with_user(user).create({"description": "Chai", **values})


@tagged("post_install", "-at_install")
class TestAccountsByMovingContacts(P2itCrmCommon):
    def test_what_was_done_by_hand_does_not_travel_with_a_contact(self):
        person = self._create_customer("Anh Đức", is_company=False)
        person.with_user(self.manager).action_convert_to_account()
        company = self._create_customer()
        clerk = self._create_user("clerk", "base.group_partner_manager")
        person.with_user(clerk).parent_id = company
        self.assertEqual(company.lifecycle, "prospect")
        other = self._create_customer("Công ty khác")
        other.with_user(clerk).child_ids = [Command.link(person.id)]
        self.assertEqual(other.lifecycle, "prospect")

    def test_a_document_that_is_gone_takes_nobody_along(self):
        person = self._create_customer("Anh Đức", is_company=False)
        self._create_order(person).unlink()
        company = self._create_customer()
        person.parent_id = company
        self.assertEqual(company.lifecycle, "prospect")


@tagged("post_install", "-at_install")
class TestLeadRuleOfNoCompany(P2itCrmCommon):
    def test_leads_of_a_company_where_its_owner_does_not_work_are_left(self):
        other = self.env["res.company"].create({"name": "Công ty khác"})
        self.env["p2it.lead.rule"].create(
            {"name": "Mọi khách", "domain": "[]", "owner_id": self.administrator.id}
        )
        self.assertEqual(self._create_lead(company_id=other.id).type, "lead")
        self.assertEqual(self._create_lead(company_id=self.company.id).type, "opportunity")
