from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from .common import P2itCrmCommon


@tagged("post_install", "-at_install")
class TestLeadStatus(P2itCrmCommon):
    def test_a_lead_begins_at_the_default_status_and_an_opportunity_has_none(self):
        self.assertEqual(self._create_lead().lead_status_id.name, "New")
        self.assertFalse(self._create_lead(type="opportunity").lead_status_id)

    @freeze_time("2026-03-09 03:00:00")
    def test_qualifying_keeps_moment_and_person(self):
        lead = self._create_lead(user_id=self.salesperson.id)
        lead.with_user(self.salesperson).action_qualify()
        self.assertTrue(lead.is_qualified)
        self.assertEqual(lead.qualified_date, fields.Datetime.now())
        self.assertEqual(lead.qualified_user_id, self.salesperson)

    def test_a_lead_set_back_is_no_longer_qualified(self):
        lead = self._create_lead()
        lead.action_qualify()
        lead.lead_status_id = self.env["p2it.lead.status"]._get_default()
        self.assertFalse(lead.qualified_date)
        self.assertFalse(lead.qualified_user_id)

    def test_converting_counts_as_qualifying_and_keeps_an_earlier_moment(self):
        with freeze_time("2026-03-01 03:00:00"):
            early = self._create_lead()
            early.action_qualify()
        late = self._create_lead()
        for lead in early | late:
            lead.convert_opportunity(self._create_customer(lead.name))
        self.assertEqual(fields.Date.to_string(early.qualified_date), "2026-03-01")
        self.assertEqual(late.qualified_date, late.date_conversion)

    def test_a_copy_begins_anew(self):
        lead = self._create_lead()
        lead.action_qualify()
        copy = lead.copy()
        self.assertEqual(copy.lead_status_id.name, "New")
        self.assertFalse(copy.qualified_date)

    def test_only_one_status_is_for_new_leads(self):
        with self.assertRaisesRegex(ValidationError, "one status only"):
            self.env["p2it.lead.status"].create({"name": "Khác", "is_default": True})

    def test_the_default_follows_the_administrator(self):
        statuses = self.env["p2it.lead.status"]
        statuses._get_default().is_default = False
        mine = statuses.create({"name": "Mới nhận", "sequence": 99, "is_default": True})
        self.assertEqual(self._create_lead().lead_status_id, mine)

    def test_without_a_qualified_status_the_message_says_who_can_help(self):
        lead = self._create_lead()
        self.env["p2it.lead.status"].search([]).is_qualified = False
        with self.assertRaisesRegex(UserError, "administrator"):
            lead.action_qualify()

    def test_leads_work_without_any_status(self):
        self.env["p2it.lead.status"].search([]).active = False
        lead = self._create_lead()
        self.assertFalse(lead.lead_status_id)
        lead.convert_opportunity(self._create_customer())
        self.assertEqual(lead.type, "opportunity")


@tagged("post_install", "-at_install")
class TestLeadAndCustomer(P2itCrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.group = cls.env["p2it.customer.group"].create({"name": "Đại lý"})
        cls.area = cls.env["p2it.area"].create({"name": "Miền Tây"})

    def test_group_and_area_go_over_to_the_customer_created(self):
        lead = self._create_lead(
            partner_name="Công ty Hoa Sen",
            contact_name="Chị Lan",
            customer_group_id=self.group.id,
            area_id=self.area.id,
        )
        wizard = Form(
            self.env["crm.lead2opportunity.partner"].with_context(
                active_model="crm.lead", active_id=lead.id, active_ids=lead.ids
            )
        ).save()
        wizard.write({"name": "convert", "action": "create"})
        wizard.action_apply()
        company = lead.partner_id.commercial_partner_id
        self.assertEqual(company.name, "Công ty Hoa Sen")
        self.assertEqual(company.customer_group_id, self.group)
        self.assertEqual(company.area_id, self.area)
        self.assertEqual(lead.partner_id.customer_group_id, self.group)
        self.assertEqual(company.lifecycle, "prospect")

    def test_a_lead_takes_group_and_area_of_its_customer_and_keeps_its_own(self):
        customer = self._create_customer(customer_group_id=self.group.id)
        lead = self._create_lead(partner_id=customer.id, area_id=self.area.id)
        self.assertEqual(lead.customer_group_id, self.group)
        self.assertEqual(lead.area_id, self.area)

    def test_merging_keeps_group_area_and_samples(self):
        kept = self._create_lead(type="opportunity", probability=50)
        gone = self._create_lead("Lead trùng", customer_group_id=self.group.id, area_id=self.area.id)
        sample = self._create_sample(lead_id=gone.id)
        merged = (kept | gone).merge_opportunity()
        self.assertEqual(merged.customer_group_id, self.group)
        self.assertEqual(merged.area_id, self.area)
        self.assertEqual(sample.lead_id, merged)
