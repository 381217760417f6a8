from freezegun import freeze_time
from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .visibility_common import VisibilityCommon


@tagged("post_install", "-at_install")
class TestLeadHistory(VisibilityCommon):
    """Each change of a lead is kept, on every way, for who sees the lead, and nobody alters it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.contacted = cls.env["p2it.lead.status"].create({"name": "Đã gọi", "sequence": 15})
        cls.area_west = cls.env["p2it.area"].create({"name": "Miền Tây"})

    @classmethod
    def _create_lead(cls, user=None, **values):
        values = {"name": "Hỏi giá nước mắm", "type": "lead", "user_id": user and user.id, **values}
        return cls.env["crm.lead"].create(values)

    def _get_history(self, lead, *kinds):
        domain = [("lead_id", "=", lead.id)] + ([("kind", "in", kinds)] if kinds else [])
        return self.env["p2it.lead.history"].search(domain, order="id")

    def test_a_new_lead_has_its_beginning(self):
        lead = self._create_lead(self.seller, area_id=self.area_west.id)
        begun = self._get_history(lead)
        self.assertEqual(begun.kind, "created")
        self.assertEqual(begun.to_user_id, self.seller)
        self.assertEqual(begun.to_status_id, lead.lead_status_id)
        self.assertEqual(begun.to_area_id, self.area_west)

    def test_each_change_is_kept_with_the_days_before_it(self):
        with freeze_time("2026-03-01 03:00:00"):
            lead = self._create_lead(self.seller)
        with freeze_time("2026-03-04 15:00:00"):
            lead.with_user(self.leader).write(
                {"lead_status_id": self.contacted.id, "user_id": self.peer.id, "area_id": self.area_west.id}
            )
        with freeze_time("2026-03-06 15:00:00"):
            lead.with_user(self.leader).user_id = self.seller
        changes = self._get_history(lead, "lead_status", "salesperson", "area").with_user(self.seller)
        self.assertEqual(changes.mapped("kind"), ["lead_status", "salesperson", "area", "salesperson"])
        self.assertEqual(changes.mapped("dwell_days"), [3.5, 3.5, 3.5, 2.0])
        self.assertEqual(changes.user_id, self.leader)
        handed = changes[1]
        self.assertEqual((handed.from_user_id, handed.to_user_id), (self.seller, self.peer))
        self.assertEqual((handed.old_value, handed.new_value), (self.seller.name, self.peer.name))

    def test_writing_the_same_keeps_nothing(self):
        lead = self._create_lead(self.seller)
        lead.write({"lead_status_id": lead.lead_status_id.id, "user_id": self.seller.id, "name": "Khác"})
        self.assertEqual(self._get_history(lead).mapped("kind"), ["created"])

    def test_what_odoo_computes_in_consequence_is_kept(self):
        _own, team = self.env["crm.team"].create(
            [
                {"name": f"Đội {user.name}", "user_id": user.id, "use_leads": True}
                for user in (self.seller, self.peer)
            ]
        )
        customer = self._create_customer("Công ty Đại Phát", self.seller, area_id=self.area_west.id)
        lead = self._create_lead(self.seller)
        lead.write({"user_id": self.peer.id, "partner_id": customer.id})
        changes = self._get_history(lead, "team", "area")
        self.assertEqual((changes.to_team_id, changes.to_area_id), (team, self.area_west))

    def test_the_conversion_is_one_change_with_the_last_status_and_the_first_stage(self):
        with freeze_time("2026-03-01 03:00:00"):
            lead = self._create_lead(self.seller)
        with freeze_time("2026-03-11 03:00:00"):
            lead.convert_opportunity(self.env["res.partner"])
        [converted] = self._get_history(lead) - self._get_history(lead, "created")
        self.assertEqual(converted.kind, "converted")
        self.assertEqual(converted.from_status_id, lead.lead_status_id)
        self.assertEqual(converted.to_stage_id, lead.stage_id)
        self.assertEqual(converted.dwell_days, 10)

    def test_the_conversion_by_rule_is_kept_after_the_beginning(self):
        self.env["p2it.lead.rule"].create({"name": "Tất cả", "domain": "[]", "user_id": self.peer.id})
        lead = self._create_lead(self.seller)
        changes = self._get_history(lead)
        self.assertEqual(changes.mapped("kind")[:3], ["created", "converted", "salesperson"])

    def test_closing_and_reopening_are_kept(self):
        reason = self.env["crm.lost.reason"].create({"name": "Quá đắt"})
        lead = self._create_lead(self.seller, type="opportunity")
        lead.action_set_lost(lost_reason_id=reason.id)
        lead.action_restore()
        closed, reopened = self._get_history(lead, "closed", "reopened")
        self.assertEqual((closed.outcome, closed.lost_reason_id), ("lost", reason))
        self.assertIn("Quá đắt", closed.new_value)
        self.assertEqual((reopened.kind, reopened.outcome), ("reopened", "lost"))

    def test_a_file_imported_by_odoo_leaves_history(self):
        lead = self._create_lead(self.seller)
        self.env["crm.lead"].load(
            [".id", "lead_status_id/.id"], [[str(lead.id), str(self.contacted.id)], [False, False]][:1]
        )
        self.assertEqual(self._get_history(lead, "lead_status").to_status_id, self.contacted)

    def test_the_assignment_of_odoo_leaves_history(self):
        team = self.env["crm.team"].create({"name": "Đội Tây", "use_leads": True})
        self.env["crm.team.member"].create(
            {"crm_team_id": team.id, "user_id": self.peer.id, "assignment_max": 300}
        )
        lead = self._create_lead(email_from="khach.moi@p2it.example")
        team._action_assign_leads(force_quota=True, creation_delta_days=0)
        self.assertEqual((lead.user_id, lead.type), (self.peer, "opportunity"))
        changes = self._get_history(lead)
        self.assertEqual(changes.mapped("kind"), ["created", "converted", "salesperson", "team"])
        self.assertEqual(changes[2].to_user_id, self.peer)

    def test_the_wizard_leaves_history(self):
        leads = self._create_lead(self.seller) | self._create_lead(self.seller)
        wizard = self.env["crm.lead2opportunity.partner.mass"].with_context(
            active_model="crm.lead", active_ids=leads.ids, active_id=leads.ids[0]
        )
        wizard.create({"user_ids": self.peer.ids, "force_assignment": True}).action_mass_convert()
        for lead in leads:
            self.assertEqual(
                self._get_history(lead, "converted", "salesperson").mapped("kind"),
                ["converted", "salesperson"],
            )

    def test_merging_keeps_the_history_of_what_is_merged_away(self):
        kept = self._create_lead(self.seller, type="opportunity", probability=50)
        gone = self._create_lead(self.seller, name="Lead trùng")
        merged = (kept | gone).merge_opportunity(user_id=self.peer.id)
        names = self._get_history(merged, "created").mapped("lead_name")
        self.assertEqual(sorted(names), ["Hỏi giá nước mắm", "Lead trùng"])
        self.assertEqual(self._get_history(merged, "salesperson").to_user_id, self.peer)

    def test_the_history_survives_the_lead_and_stays_with_its_people(self):
        lead = self._create_lead(self.seller)
        begun = self._get_history(lead)
        lead.unlink()
        self.assertFalse(begun.lead_id)
        self.assertTrue(self._sees(self.leader, begun))
        self.assertFalse(self._sees(self.peer, begun))

    def test_the_history_is_seen_by_who_sees_the_lead(self):
        begun = self._get_history(self._create_lead(self.seller))
        lost = self._create_lead(self.seller, type="opportunity")
        lost.action_set_lost()
        for row in (begun, *self._get_history(lost)):
            for user in (self.seller, self.leader, self.head, self.director, self.administrator):
                self.assertTrue(self._sees(user, row), user.login)
            for user in (self.peer, self.peer_head):
                self.assertFalse(self._sees(user, row), user.login)

    def test_the_history_of_another_company_is_hidden(self):
        other = self.env["res.company"].create({"name": "Công ty Hai"})
        lead = self._create_lead(company_id=other.id)
        self.assertFalse(self._sees(self.administrator, self._get_history(lead)))

    def test_nobody_forges_alters_or_deletes_history(self):
        lead = self._create_lead(self.seller)
        begun = self._get_history(lead)
        vals = {"lead_id": lead.id, "lead_name": "Giả", "kind": "closed", "lead_type": "lead"}
        for user in (self.seller, self.head, self.administrator, self.env.ref("base.user_admin")):
            row = begun.with_user(user)
            for attempt in (
                lambda row=row: row.create(vals),
                lambda row=row: row.write({"dwell_days": 0}),
                lambda row=row: row.unlink(),
                lambda row=row: row.copy(),
                lambda row=row: row.load(["lead_name", "kind", "lead_type"], [["Giả", "Closed", "Lead"]]),
            ):
                with (
                    self.subTest(user=user.login),
                    mute_logger("odoo.addons.base.models.ir_model", "odoo.sql_db"),
                ):
                    try:
                        result = attempt()
                        self.assertFalse(result.get("ids"))
                    except AccessError:
                        pass
        self.assertEqual(self._get_history(lead), begun)

    def test_a_salesperson_reads_the_history_as_the_screen_does(self):
        rule = self.env["p2it.assignment.rule"].create({"name": "Tây", "user_id": self.seller.id})
        lead = self._create_lead()
        self.assertEqual(lead.user_id, self.seller)
        rows = self.env["p2it.lead.history"].with_user(self.seller)
        link = {"fields": {"display_name": {}}}
        names = ("lead_id", "user_id", "rule_id", "owner_id", "to_user_id", "to_stage_id", "to_area_id")
        page = rows.web_search_read(
            [("lead_id", "=", lead.id), ("kind", "=", "salesperson")],
            {**dict.fromkeys(names, link), "old_value": {}, "new_value": {}, "reason": {}},
        )
        [values] = page["records"]
        self.assertEqual(
            (values["new_value"], values["rule_id"]["display_name"]), (self.seller.name, rule.name)
        )

    def test_the_average_dwell_leaves_out_the_beginning(self):
        with freeze_time("2026-03-01 03:00:00"):
            lead = self._create_lead(self.seller)
        with freeze_time("2026-03-05 03:00:00"):
            lead.lead_status_id = self.contacted
        [[average]] = self.env["p2it.lead.history"]._read_group(
            [("lead_id", "=", lead.id)], [], ["dwell_days:avg"]
        )
        self.assertEqual(average, 4)

    def test_changing_eighty_costs_no_more_queries_than_eight(self):
        statuses = (self.contacted, self.env["p2it.lead.status"]._get_default())
        leads = self.env["crm.lead"].create(
            [{"name": f"Lead {n}", "type": "lead", "user_id": False} for n in range(80)]
        )
        leads = leads.with_context(mail_notrack=True)

        def count(number):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            for status in statuses:
                leads[:number].write({"lead_status_id": status.id, "area_id": self.area_west.id})
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        count(2)
        few = count(8)
        self.assertLessEqual(count(80), few + 2)
        self.assertEqual(
            self.env["p2it.lead.history"].search_count(
                [("lead_id", "in", leads[8:].ids), ("kind", "=", "lead_status")]
            ),
            72 * 2,
        )
