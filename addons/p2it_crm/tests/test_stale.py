from datetime import timedelta

from freezegun import freeze_time
from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .common import P2itCrmCommon

NOW = "2026-03-20 03:00:00"


@tagged("post_install", "-at_install")
class TestStale(P2itCrmCommon):
    """A lead that stays too long in its status, or an opportunity in its stage, is stale."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["p2it.stage.limit"].search([]).active = False
        cls.status_new = cls.env["p2it.lead.status"]._get_default()
        cls.contacted = cls.env["p2it.lead.status"].create({"name": "Đã gọi", "sequence": 15})
        cls.stage_first, cls.stage_next = cls.env["crm.stage"].create(
            [{"name": "Tiếp cận", "sequence": 90}, {"name": "Đàm phán", "sequence": 91}]
        )
        cls.team = cls.env["crm.team"].create({"name": "Miền Tây"})

    @classmethod
    def _create_limit(cls, days, **values):
        return cls.env["p2it.stage.limit"].create({"days": days, **values})

    @classmethod
    def _create_aged(cls, days, **values):
        """Create a lead that got where it is so many days before ``NOW``."""
        with freeze_time(fields.Datetime.from_string(NOW) - timedelta(days=days)):
            return cls._create_lead(**values)

    def _find(self, leads, value=True):
        return self.env["crm.lead"].search([("id", "in", leads.ids), ("is_stale", "=", value)])

    @freeze_time(NOW)
    def test_without_limits_nothing_is_stale(self):
        old = self._create_aged(400)
        self.assertFalse(old.is_stale)
        self.assertFalse(self._find(old))
        self.assertEqual(self._find(old, False), old)
        self.assertEqual(old.stage_days, 400)

    @freeze_time(NOW)
    def test_a_lead_is_stale_only_after_the_whole_days_allowed(self):
        self._create_limit(7)
        for age, is_stale in ((6, False), (7, False), (7 + 1 / 86400, True), (9.5, True)):
            with self.subTest(age=age):
                lead = self._create_aged(age)
                self.assertEqual(lead.is_stale, is_stale)
                self.assertEqual(bool(self._find(lead)), is_stale)
                self.assertEqual(bool(self._find(lead, False)), not is_stale)
        self.assertEqual((lead.stage_days, lead.stage_limit_days, lead.stale_days), (9, 7, 2))

    def test_a_lead_becomes_stale_by_itself(self):
        self._create_limit(7)
        lead = self._create_aged(0)
        for later, is_stale in ((0, False), (8, True)):
            with freeze_time(fields.Datetime.from_string(NOW) + timedelta(days=later)):
                lead.invalidate_recordset()
                self.assertEqual(lead.is_stale, is_stale)
                self.assertEqual(bool(self._find(lead)), is_stale)

    @freeze_time(NOW)
    def test_leads_dwell_in_their_status_and_opportunities_in_their_stage(self):
        self._create_limit(5, lead_status_id=self.status_new.id)
        self._create_limit(5, lead_type="opportunity", stage_id=self.stage_first.id)
        lead = self._create_aged(6, stage_id=self.stage_next.id)
        other = self._create_aged(6, lead_status_id=self.contacted.id, stage_id=self.stage_first.id)
        opportunity = self._create_aged(6, type="opportunity", stage_id=self.stage_first.id)
        further = self._create_aged(6, type="opportunity", stage_id=self.stage_next.id)
        self.assertEqual(self._find(lead | other | opportunity | further), lead | opportunity)

    @freeze_time(NOW)
    def test_moving_on_starts_the_clock_anew_and_other_changes_do_not(self):
        self._create_limit(5)
        self._create_limit(5, lead_type="opportunity")
        lead = self._create_aged(6)
        lead.write({"name": "Khác", "lead_status_id": self.status_new.id, "stage_id": lead.stage_id.id})
        self.assertTrue(lead.is_stale)
        lead.stage_id = self.stage_next  # of no meaning for a lead
        self.assertTrue(lead.is_stale)
        lead.lead_status_id = self.contacted
        self.assertFalse(lead.is_stale)
        self.assertEqual(lead.stage_entered, fields.Datetime.now())
        for days, change in ((6, {"type": "opportunity"}), (6, {"stage_id": self.stage_first.id})):
            aged = self._create_aged(days, **({} if "type" in change else {"type": "opportunity"}))
            self.assertTrue(aged.is_stale)
            aged.write(change)
            self.assertFalse(aged.is_stale)

    @freeze_time(NOW)
    def test_a_batch_restarts_only_the_clocks_of_what_moved(self):
        stays = self._create_aged(6, lead_status_id=self.contacted.id)
        moves = self._create_aged(6)
        (stays | moves).write({"lead_status_id": self.contacted.id})
        self.assertEqual((stays.stage_days, moves.stage_days), (6, 0))

    @freeze_time(NOW)
    def test_what_is_won_lost_or_archived_is_never_stale(self):
        self._create_limit(5)
        self._create_limit(5, lead_type="opportunity")
        won, lost, archived = (self._create_aged(9, type="opportunity") for _number in range(3))
        won.action_set_won()
        lost.action_set_lost()
        archived.active = False
        closed = (won | lost | archived).with_context(active_test=False)
        self.assertFalse(closed.filtered("is_stale"))
        self.assertFalse(closed.search([("id", "in", closed.ids), ("is_stale", "=", True)]))

    @freeze_time(NOW)
    def test_what_is_reopened_begins_anew(self):
        self._create_limit(5)
        lead = self._create_aged(9)
        lead.action_set_lost()
        lead.action_restore()
        self.assertFalse(lead.is_stale)
        self.assertEqual(lead.stage_days, 0)

    @freeze_time(NOW)
    def test_python_and_the_database_agree_on_every_mixture_of_limits(self):
        other = self.env["res.company"].create({"name": "Công ty Hai"})
        self._create_limit(3)
        self._create_limit(20, lead_status_id=self.contacted.id)
        self._create_limit(0, lead_status_id=self.contacted.id, team_id=self.team.id)
        self._create_limit(9, team_id=self.team.id)
        self._create_limit(1, company_id=other.id)
        self._create_limit(6, lead_type="opportunity", stage_id=self.stage_first.id)
        leads = self.env["crm.lead"]
        for age in (0, 2, 4, 8, 10, 21):
            for values in (
                {},
                {"lead_status_id": self.contacted.id},
                {"team_id": self.team.id, "user_id": False},
                {"team_id": self.team.id, "user_id": False, "lead_status_id": self.contacted.id},
                {"company_id": other.id, "user_id": False, "team_id": False},
                {"type": "opportunity", "stage_id": self.stage_first.id},
                {"type": "opportunity", "stage_id": self.stage_next.id},
            ):
                leads |= self._create_aged(age, **values)
        leads.invalidate_recordset()
        stale = leads.filtered("is_stale")
        self.assertTrue(stale)
        self.assertEqual(set(self._find(leads)), set(stale))
        self.assertEqual(set(self._find(leads, False)), set(leads - stale))
        self.assertEqual(leads.filtered_domain([("is_stale", "=", True)]), stale)
        self.assertEqual(leads.filtered_domain([("is_stale", "!=", True)]), leads - stale)
        self.assertEqual(
            leads.search_count([("is_stale", "in", [True, False]), ("id", "in", leads.ids)]), len(leads)
        )

    def test_one_limit_for_one_case(self):
        self._create_limit(5)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._create_limit(6)

    def test_a_limit_names_no_step_of_the_other_type_and_no_negative_days(self):
        for values in ({"days": 5, "stage_id": self.stage_first.id}, {"days": -1}):
            with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
                self._create_limit(**values)

    def test_only_administrators_set_limits(self):
        limit = self._create_limit(5)
        limits = self.env["p2it.stage.limit"]
        for user in (self.salesperson, self.manager):
            with self.subTest(user=user.login), mute_logger("odoo.addons.base.models.ir_model"):
                self.assertEqual(limit.with_user(user).days, 5)
                for attempt in (
                    lambda user=user: limits.with_user(user).create({"days": 9, "team_id": self.team.id}),
                    lambda user=user: limit.with_user(user).write({"days": 9}),
                    lambda user=user: limit.with_user(user).unlink(),
                ):
                    self.assertRaises(AccessError, attempt)
        limit.with_user(self.administrator).days = 8
        self.assertEqual(limit.days, 8)

    @freeze_time(NOW)
    def test_nobody_sets_the_clock_back(self):
        lead = self._create_aged(9, user_id=self.salesperson.id).with_user(self.salesperson)
        since = lead.stage_entered
        for vals in ({"stage_entered": NOW}, {"converted_on": "2026-03-01"}, {"days_to_convert": 1}):
            self.assertRaises(AccessError, lead.write, vals)
            self.assertRaises(AccessError, lead.create, {"name": "Mới", **vals})
        made = lead.with_context(default_stage_entered="2020-01-01 00:00:00").create({"name": "Mới"})
        self.assertEqual(made.stage_entered, fields.Datetime.now())
        self.assertEqual(lead.stage_entered, since)

    @freeze_time(NOW)
    def test_a_page_of_eighty_costs_no_more_queries_than_one_of_eight(self):
        self._create_limit(5)
        self._create_limit(6, team_id=self.team.id)
        leads = self.env["crm.lead"].create([{"name": f"Lead {n}", "type": "lead"} for n in range(80)])

        def count(number):
            model = self.env["crm.lead"].with_user(self.administrator)
            domain = [("id", "in", leads[:number].ids), ("is_stale", "=", False)]
            names = ("is_stale", "stale_days", "stage_days", "stage_entered", "days_to_convert")
            specification = {name: {} for name in names}
            model.web_search_read(domain, specification)
            self.env.invalidate_all()
            with self._count_queries() as counted:
                model.web_search_read(domain, specification)
            return counted[0]

        self.assertLessEqual(count(80), count(8))

    def test_leads_of_the_past_get_their_clock_from_what_is_known(self):
        lead = self._create_lead()
        opportunity = self._create_lead(type="opportunity")
        self.env.flush_all()
        self.env.cr.execute(
            """
            UPDATE crm_lead SET stage_entered = NULL, create_date = '2025-01-01',
                   date_last_stage_update = '2025-02-01', date_conversion = '2025-03-01' WHERE id IN %s
            """,
            [(lead.id, opportunity.id)],
        )
        self.env.invalidate_all()
        self.env["crm.lead"]._fill_stage_entered()
        self.assertEqual(fields.Date.to_string(lead.stage_entered), "2025-01-01")
        self.assertEqual(fields.Date.to_string(opportunity.stage_entered), "2025-03-01")
