from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import P2itCrmCommon


class MergeCommon(P2itCrmCommon):
    def _open(self, records=None, user=None):
        records = self.both if records is None else records
        context = {"active_model": records._name, "active_ids": records.ids}
        return self.env["p2it.merge"].with_user(user or self.salesperson).with_context(**context).create({})

    def _merge(self, wizard, **choices):
        wizard.choices = {name: record.id for name, record in choices.items()}
        action = wizard.action_merge()
        return self.env[action["res_model"]].browse(action["res_id"])


@tagged("post_install", "-at_install")
class TestMergeCustomers(MergeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_customer("Công ty TNHH Đại Phát", email="a@khach.example", street="1 Lê Lợi")
        cls.second = cls._create_customer(
            "Đại Phát", ref="KH77", email="b@khach.example", partner_latitude=10.5, partner_longitude=106.5
        )
        cls.both = cls.first | cls.second

    def test_side_by_side_it_shows_values_what_differs_and_what_follows(self):
        self._create_order(self.second)
        comparison = self._open().comparison
        rows = {row["name"]: row for row in comparison["rows"]}
        self.assertEqual(rows["email"]["texts"], ["a@khach.example", "b@khach.example"])
        self.assertTrue(rows["email"]["differs"])
        self.assertFalse(rows["phone"]["differs"])
        facts = {record["id"]: dict(record["facts"]) for record in comparison["records"]}
        self.assertEqual(facts[self.second.id]["Quotations and orders"], 1)
        self.assertNotIn("Quotations and orders", facts[self.first.id])

    def test_each_value_is_that_of_the_record_chosen(self):
        stayed = self._merge(self._open(), name=self.second, email=self.first, address=self.first)
        self.assertEqual(len(self.both.exists()), 1)
        self.assertEqual(
            (stayed.name, stayed.email, stayed.street), ("Đại Phát", "a@khach.example", "1 Lê Lợi")
        )
        self.assertEqual(stayed.ref, "KH77", "who has no value takes the other's")

    def test_a_value_may_be_chosen_to_be_empty(self):
        self.assertFalse(self._merge(self._open(), ref=self.first).ref)

    def test_what_was_not_kept_is_in_the_chatter(self):
        stayed = self._merge(self._open(), name=self.second)
        body = stayed.message_ids[:1].body
        for text in ("Công ty TNHH Đại Phát", "b@khach.example", self.salesperson.name):
            self.assertIn(text, body)

    def test_orders_leads_care_and_pins_follow(self):
        self._set_triggers()
        order = self._create_order(self.second)
        lead = self._create_lead(partner_id=self.second.id, user_id=self.salesperson.id)
        care = self.env["p2it.care"].create({"partner_id": self.second.id, "summary": "Gọi điện"})
        stayed = self._merge(self._open())
        self.assertEqual((order.partner_id, lead.partner_id, care.partner_id), (stayed,) * 3)
        self.assertAlmostEqual(stayed.partner_latitude, 10.5)
        self.assertIn("merge", stayed.pin_log_ids.mapped("method"))

    def test_the_account_stays_and_its_date_with_it(self):
        self.second._convert_to_account("manual", {self.second.id: {"date": "2025-01-05"}})
        wizard = self._open()
        self.assertEqual(wizard.kept_id, self.second.id)
        stayed = self._merge(wizard)
        self.assertEqual((stayed, stayed.lifecycle), (self.second, "account"))
        self.assertEqual(str(stayed.account_date), "2025-01-05")

    def test_a_person_may_choose_which_one_stays(self):
        wizard = self._open()
        wizard.kept_id = self.second.id
        self.assertEqual(self._merge(wizard), self.second)

    def test_customer_codes_stay_unique(self):
        self.company.use_customer_code = True
        one, two = (
            self._create_customer(name, ref=ref, customer_rank=1) for name, ref in (("A", "K1"), ("B", "K2"))
        )
        stayed = self._merge(self._open(one | two), ref=two)
        self.assertEqual(stayed.ref, "K2")
        with self.assertRaisesRegex(UserError, "belongs to another"):
            self._create_customer("C", ref="K2", customer_rank=1)

    def test_somebody_elses_customer_is_neither_shown_nor_merged(self):
        hidden = self._create_customer("Bí mật", user_id=self.manager.id)
        with self.assertRaises(AccessError):
            self._open(self.first | hidden)
        wizard = self._open()
        with self.assertRaises(AccessError):
            wizard.partner_ids = [Command.link(hidden.id)]
        self.assertTrue(hidden.exists())

    def test_a_manager_merges_those_of_several_people_and_a_salesperson_does_not(self):
        lent = self._create_customer("Đại Phát", user_id=self.manager.id)
        self.env["p2it.cover"].create(
            {"user_id": self.manager.id, "cover_user_id": self.salesperson.id, "reason": "Nghỉ phép",
             "date_from": "2020-01-01", "date_to": "2100-01-01"}
        )  # fmt: skip
        with self.assertRaisesRegex(AccessError, "all yours"):
            self._open(self.first | lent)
        self._merge(self._open(self.first | lent, self.manager))
        self.assertEqual(len((self.first | lent).exists()), 1)

    def test_what_is_compared_is_checked_again_when_it_is_merged(self):
        wizard = self._open()
        self.second.user_id = self.manager
        with self.assertRaises(UserError):
            wizard.action_merge()
        self.assertEqual(len(self.both.exists()), 2)

    def test_one_who_was_merged_meanwhile_is_said_to_be_gone(self):
        wizard = self._open()
        self.second.unlink()
        with self.assertRaisesRegex(UserError, "meanwhile"):
            wizard.action_merge()

    def test_nobody_gets_at_a_login_by_merging(self):
        user = self._create_user("cong", "base.group_portal")
        user.partner_id.user_id = self.salesperson
        for person in (self.salesperson, self.manager):
            with self.assertRaisesRegex(UserError, "system administrator"):
                self._open(self.first | user.partner_id, person)

    def test_merging_is_no_way_to_stop_care(self):
        self.second._add_closing_event("stopped")
        for call in (
            lambda: self._open(),
            lambda: self.env["base.partner.merge.automatic.wizard"]
            .with_user(self.administrator)
            ._merge(self.both.ids, self.first, extra_checks=False),
        ):
            with self.assertRaisesRegex(UserError, "Care was stopped"):
                call()

    def test_a_request_that_waits_is_decided_first(self):
        reason = self.env["crm.lost.reason"].create({"name": "Không mua"})
        self.env["p2it.stop.care"].create(
            {"partner_id": self.second.id, "reason_id": reason.id, "note": "Đóng cửa"}
        ).sudo().state = "requested"
        with self.assertRaisesRegex(UserError, "Decide it first"):
            self._open()

    def test_strangers_are_not_merged_where_closing_needs_an_agreement(self):
        self.company.stop_care_required = True
        stranger = self._create_customer("Hoa Sen", phone="0911 222 333", email="c@khach.example")
        with self.assertRaisesRegex(UserError, "one customer"):
            self._open(self.first | stranger)
        with self.assertRaisesRegex(UserError, self.manager.name.split()[0]):
            self._open()  # their own salesperson could have made them alike
        self._merge(self._open(user=self.manager))

    def test_choices_of_a_client_are_ids_of_compared_records_and_nothing_else(self):
        stranger = self._create_customer("Hoa Sen", email="c@khach.example", user_id=self.manager.id)
        wizard = self._open()
        wizard.choices = {"email": stranger.id, "user_id": self.first.id, "groups_id": 1, "name": "x"}
        wizard.kept_id = stranger.id
        wizard.action_merge()
        stayed = self.both.exists()
        self.assertEqual(stayed.email, "a@khach.example")
        self.assertTrue(stranger.exists())

    def test_four_at_once_are_too_many(self):
        more = self._create_customer("C") | self._create_customer("D")
        with self.assertRaisesRegex(UserError, "2 to 3"):
            self._open(self.both | more)
        with self.assertRaisesRegex(UserError, "2 to 3"):
            self._open(self.first)


@tagged("post_install", "-at_install")
class TestMergeLeads(MergeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.first = cls._create_lead("Hỏi giá", phone="0903 123 456", user_id=cls.salesperson.id)
        cls.second = cls._create_lead(
            "Hỏi nước mắm", phone="0903 123 456", email_from="b@khach.example", user_id=cls.salesperson.id
        )
        cls.both = cls.first | cls.second

    def test_leads_become_one_with_the_values_chosen(self):
        stayed = self._merge(self._open(), name=self.second)
        self.assertEqual(len(self.both.exists()), 1)
        self.assertEqual((stayed.name, stayed.email_from), ("Hỏi nước mắm", "b@khach.example"))
        self.assertIn("Hỏi giá", stayed.message_ids[:1].body)

    def test_care_samples_and_costs_follow(self):
        wizard = self._open()
        lost = self.both.filtered(lambda lead: lead.id != wizard.kept_id)
        care = self.env["p2it.care"].create({"lead_id": lost.id, "summary": "Gọi điện"})
        sample = self._create_sample(lead_id=lost.id)
        stayed = self._merge(wizard)
        self.assertEqual((care.lead_id, sample.lead_id), (stayed, stayed))

    def test_what_follows_is_found_in_one_query(self):
        sample = self._create_sample(lead_id=self.second.id)
        self.both.flush_recordset()
        sample.flush_recordset()
        with self.assertQueryCount(1):
            found = self.both._find_followers()
        models = {records._name: records for records in found}
        self.assertEqual(set(models), {"p2it.sample", "p2it.lead.history"})
        self.assertEqual(models["p2it.sample"], sample)
        self.assertEqual(models["p2it.lead.history"].lead_id, self.both)

    def test_what_was_won_is_history(self):
        self.second.write({"type": "opportunity"})
        self.second.action_set_won()
        with self.assertRaisesRegex(UserError, "won"):
            self._open()

    def test_somebody_elses_lead_is_not_merged(self):
        hidden = self._create_lead("Bí mật", user_id=self.manager.id)
        with self.assertRaises(AccessError):
            self._open(self.first | hidden)

    def test_strangers_are_not_merged_where_closing_needs_an_agreement(self):
        self.company.stop_care_required = True
        stranger = self._create_lead("Khác", phone="0911 222 333", user_id=self.salesperson.id)
        with self.assertRaisesRegex(UserError, "one and the same customer"):
            self._open(self.first | stranger)
