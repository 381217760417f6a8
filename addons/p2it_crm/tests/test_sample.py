from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import P2itCrmCommon


@tagged("post_install", "-at_install")
class TestSample(P2itCrmCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer = cls._create_customer()
        cls._set_triggers("sample")

    def test_numbers_follow_each_other(self):
        first, second = (self._create_sample(partner_id=self.customer.id) for _ in range(2))
        self.assertNotEqual(first.name, second.name)
        self.assertRegex(first.name, r"^M\d\d/\d{5}$")

    def test_a_request_alone_converts_nobody_and_the_design_does(self):
        sample = self._create_sample(partner_id=self.customer.id)
        self.assertEqual(self.customer.lifecycle, "prospect")
        sample.with_user(self.salesperson).action_design()
        self.assertEqual(self.customer.lifecycle, "account")
        self.assertEqual(self.customer.account_document, sample)
        self.assertEqual(self.customer.account_trigger, "sample")
        self.assertEqual(self.customer.account_user_id, self.salesperson)
        self.assertEqual(sample.designer_id, self.salesperson)
        self.assertTrue(sample.design_date)

    def test_a_sample_created_designed_or_written_so_converts_too(self):
        self._create_sample(partner_id=self.customer.id, state="designed")
        self.assertEqual(self.customer.lifecycle, "account")
        other = self._create_customer("Khách khác")
        self._create_sample(partner_id=other.id).with_user(self.salesperson).state = "designed"
        self.assertEqual(other.lifecycle, "account")

    def test_moving_a_designed_sample_to_another_customer_converts_that_one(self):
        sample = self._create_sample(partner_id=self.customer.id, state="designed")
        other = self._create_customer("Khách khác")
        sample.partner_id = other
        self.assertEqual(other.lifecycle, "account")

    def test_designing_for_a_lead_makes_its_customer_and_tells_the_lead(self):
        lead = self._create_lead(partner_name="Công ty Hoa Sen", phone="0912345678")
        sample = self._create_sample(lead_id=lead.id)
        self.assertFalse(sample.partner_id)
        sample.action_design()
        self.assertEqual(lead.partner_id.name, "Công ty Hoa Sen")
        self.assertEqual(sample.partner_id, lead.partner_id)
        self.assertEqual(lead.partner_lifecycle, "account")
        self.assertTrue(any(sample.name in (m.body or "") for m in lead.message_ids))

    def test_the_customer_follows_the_lead(self):
        lead = self._create_lead()
        sample = self._create_sample(lead_id=lead.id)
        self.assertEqual(sample.contact_name, lead.name)
        lead.partner_id = self.customer
        other = self._create_sample(lead_id=lead.id)
        self.assertEqual(other.partner_id, self.customer)

    def test_a_state_out_of_turn_is_refused_and_says_what_is_possible(self):
        turns = [
            ("requested", "sent"),
            ("requested", "accepted"),
            ("accepted", "requested"),
            ("sent", "designed"),
            ("cancelled", "sent"),
        ]
        for now, wanted in turns:
            sample = self._create_sample(partner_id=self.customer.id, state=now)
            with self.subTest(now=now, wanted=wanted), self.assertRaises(UserError):
                sample.with_user(self.salesperson).write({"state": wanted})

    def test_the_whole_way_keeps_every_day(self):
        sample = self._create_sample(partner_id=self.customer.id)
        for step in ("action_design", "action_send", "action_reject", "action_request_again"):
            getattr(sample, step)()
        self.assertEqual(sample.state, "requested")
        self.assertFalse(sample.design_date)
        for step in ("action_design", "action_send", "action_accept"):
            getattr(sample, step)()
        self.assertTrue(sample.design_date and sample.sent_date and sample.answer_date)

    def test_a_sample_is_for_someone_and_of_something(self):
        with self.assertRaisesRegex(ValidationError, "for someone"):
            self._create_sample()
        with self.assertRaisesRegex(ValidationError, "what the sample is of"):
            self._create_sample(partner_id=self.customer.id, description=False)

    def test_one_that_was_worked_on_can_not_be_deleted(self):
        designed = self._create_sample(partner_id=self.customer.id, state="designed")
        with self.assertRaisesRegex(UserError, "Cancel it"):
            designed.with_user(self.manager).unlink()
        self._create_sample(partner_id=self.customer.id).with_user(self.manager).unlink()

    def test_who_may_do_what(self):
        sample = self._create_sample(partner_id=self.customer.id)
        sample.with_user(self.salesperson).description = "Nắp xanh"
        with self.assertRaises(AccessError):
            sample.with_user(self.salesperson).unlink()
        reader = self._create_user("ban_hang", "sales_team.group_sale_salesman_all_leads")
        self.assertTrue(sample.with_user(reader).name)
        with self.assertRaises(AccessError):
            sample.with_user(reader).action_design()
        outsider = self._create_user("ke_toan", "base.group_user")
        with self.assertRaises(AccessError):
            sample.with_user(outsider).read(["name"])

    def test_samples_of_another_company_are_hidden(self):
        other = self.env["res.company"].create({"name": "Công ty khác"})
        hidden = self._create_sample(partner_id=self.customer.id, company_id=other.id)
        self.assertFalse(self.env["p2it.sample"].with_user(self.salesperson).search([("id", "=", hidden.id)]))

    def test_late_is_what_is_wanted_and_not_designed(self):
        late = self._create_sample(partner_id=self.customer.id, date_deadline="2020-01-01")
        done = self._create_sample(partner_id=self.customer.id, date_deadline="2020-01-01", state="designed")
        found = self.env["p2it.sample"].search([("is_late", "=", True)])
        self.assertIn(late, found)
        self.assertNotIn(done, found)
        self.assertEqual((late | done).mapped("is_late"), [True, False])

    def test_customer_and_lead_count_their_samples_contacts_included(self):
        contact = self._create_customer("Chị Hằng", is_company=False, parent_id=self.customer.id)
        lead = self._create_lead(partner_id=self.customer.id)
        self._create_sample(partner_id=contact.id)
        self._create_sample(lead_id=lead.id)
        self.assertEqual((self.customer | contact).mapped("sample_count"), [2, 1])
        self.assertEqual(lead.sample_count, 1)
        action = self.customer.with_user(self.salesperson).action_view_samples()
        self.assertEqual(self.env["p2it.sample"].search_count(action["domain"]), 2)

    def test_designing_many_costs_no_more_queries_than_few(self):
        def design(count):
            customers = self.env["res.partner"].create([{"name": f"K{n}"} for n in range(count)])
            samples = self.env["p2it.sample"].create(
                [{"partner_id": customer.id, "description": "x"} for customer in customers]
            )
            self.env.invalidate_all()
            with self._count_queries() as counted:
                samples.with_context(tracking_disable=True).action_design()
            self.assertEqual(set(customers.mapped("lifecycle")), {"account"})
            return counted[0]

        design(2)
        self.assertLessEqual(design(40), design(4) + 2)
