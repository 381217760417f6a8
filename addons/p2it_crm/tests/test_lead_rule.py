from unittest.mock import patch

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .common import P2itCrmCommon


@tagged("post_install", "-at_install")
class TestLeadRule(P2itCrmCommon):
    """Rules turn matching leads into opportunities and never stand in anyone's way."""

    def _create_rule(self, **values):
        return self.env["p2it.lead.rule"].create(
            {
                "name": "Nhu cầu lớn",
                "domain": "[('expected_revenue', '>=', 50000000)]",
                "owner_id": self.administrator.id,
                **values,
            }
        )

    def _break(self, rule):
        """Break the domain the way an upgrade does that drops a field: behind the checks."""
        self.env.flush_all()
        self.env.execute_query(
            SQL("UPDATE p2it_lead_rule SET domain = %s WHERE id = %s RETURNING id",
                "[('field_of_the_past', '=', 1)]", rule.id)
        )  # fmt: skip
        rule.invalidate_recordset()

    def test_a_lead_that_matches_at_creation_is_converted_at_once(self):
        self._create_rule()
        big = self._create_lead(expected_revenue=60000000)
        small = self._create_lead(expected_revenue=40000000)
        self.assertEqual((big | small).mapped("type"), ["opportunity", "lead"])
        self.assertTrue(big.date_conversion)

    def test_a_lead_that_comes_to_match_is_converted_and_told_by_which_rule(self):
        self._create_rule()
        lead = self._create_lead(user_id=self.salesperson.id)
        lead.with_user(self.salesperson).expected_revenue = 60000000
        self.assertEqual(lead.type, "opportunity")
        self.assertTrue(any("Nhu cầu lớn" in (m.body or "") for m in lead.message_ids))

    def test_salesperson_and_team_of_the_rule_get_the_lead(self):
        team = self.env["crm.team"].create({"name": "Dự án"})
        self._create_rule(user_id=self.manager.id, team_id=team.id)
        lead = self._create_lead(expected_revenue=60000000, user_id=self.salesperson.id)
        self.assertEqual(lead.user_id, self.manager)
        self.assertEqual(lead.team_id, team)

    def test_without_them_the_lead_keeps_its_own_and_its_customer(self):
        self._create_rule()
        customer = self._create_customer()
        lead = self._create_lead(
            expected_revenue=60000000, user_id=self.salesperson.id, partner_id=customer.id
        )
        self.assertEqual(lead.user_id, self.salesperson)
        self.assertEqual(lead.partner_id, customer)

    def test_the_first_rule_that_matches_converts(self):
        self._create_rule(name="Sau", sequence=20, user_id=self.salesperson.id)
        self._create_rule(name="Trước", sequence=10, user_id=self.manager.id)
        self.assertEqual(self._create_lead(expected_revenue=60000000).user_id, self.manager)

    def test_lost_leads_and_opportunities_are_left_alone(self):
        rule = self._create_rule(domain="[]", moment="scheduled")
        lost = self._create_lead()
        lost.action_set_lost()
        lost.active = True
        lost.action_set_lost()
        rule.action_run()
        self.assertEqual(lost.type, "lead")

    def test_a_scheduled_rule_waits_for_the_night_or_the_button(self):
        rule = self._create_rule(moment="scheduled")
        first = self._create_lead(expected_revenue=60000000)
        self.assertEqual(first.type, "lead")
        self.assertEqual(rule.matching_count, 1)
        rule.with_user(self.administrator).action_run()
        self.assertEqual(first.type, "opportunity")
        second = self._create_lead(expected_revenue=60000000)
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **kw: 0):
            self.env.ref("p2it_crm.cron_lead_rules").ir_actions_server_id.run()
        self.assertEqual(second.type, "opportunity")

    def test_a_rule_of_one_company_leaves_leads_of_another(self):
        other = self.env["res.company"].create({"name": "Công ty khác"})
        self._create_rule(domain="[]", company_id=other.id)
        self.assertEqual(self._create_lead(company_id=self.company.id).type, "lead")

    def test_a_domain_that_can_not_work_is_refused_when_saved(self):
        for domain in ("[('nope', '=', 1)]", "[(", "[('expected_revenue', 'between', 3)]", "1/0"):
            with self.subTest(domain=domain), self.assertRaisesRegex(ValidationError, "Nhu cầu lớn"):
                self._create_rule(domain=domain)

    def test_a_domain_gets_hold_of_no_record(self):
        for domain in ("[('id', '=', user.id)]", "[('id', '=', env.uid)]", "[('id', '=', self.id)]"):
            with self.subTest(domain=domain), self.assertRaises(ValidationError):
                self._create_rule(domain=domain)

    @mute_logger("odoo.sql_db")
    def test_a_rule_that_broke_switches_itself_off_tells_its_owner_and_the_lead_is_saved(self):
        rule = self._create_rule()
        later = self._create_rule(name="Sau", sequence=20)
        self._break(rule)
        lead = (
            self.env["crm.lead"]
            .with_user(self.salesperson)
            .create({"name": "Lead", "type": "lead", "expected_revenue": 60000000})
        )
        self.assertFalse(rule.active)
        self.assertIn("field_of_the_past", rule.trouble)
        self.assertIn(self.administrator.partner_id, rule.message_ids.partner_ids)
        self.assertTrue(lead.exists())
        self.assertEqual(lead.type, "opportunity", "the next rule still works")
        self.assertTrue(later.active)

    def test_mending_the_rule_clears_its_trouble(self):
        rule = self._create_rule()
        self._break(rule)
        self._create_lead()
        rule.write({"domain": "[]", "active": True})
        self.assertFalse(rule.trouble)
        self.assertEqual(self._create_lead().type, "opportunity")

    def test_a_conversion_that_fails_leaves_the_lead_saved_as_it_was(self):
        rule = self._create_rule(domain="[]")

        def refuse(leads, *args, **kwargs):
            raise ValueError("Chưa được duyệt")

        with patch.object(self.registry["crm.lead"], "convert_opportunity", refuse):
            lead = self._create_lead(company_id=self.company.id)
        self.assertIn("Chưa được duyệt", rule.trouble)
        self.assertEqual(lead.type, "lead")
        self.assertFalse(rule.active)

    def test_only_the_administrator_keeps_rules(self):
        rule = self._create_rule()
        for user in (self.salesperson, self.manager):
            with self.subTest(user=user.login):
                with self.assertRaises(AccessError):
                    rule.with_user(user).write({"domain": "[]"})
                with self.assertRaises(AccessError):
                    rule.with_user(user).action_run()

    def test_without_rules_saving_a_lead_costs_no_query_more(self):
        def count_of_lead():
            with self._count_queries() as counted:
                self._create_lead().name = "Đổi tên"
            return counted[0]

        count_of_lead()
        full = count_of_lead()
        with patch.object(self.registry["crm.lead"], "_apply_immediate_rules", lambda leads: None):
            self.assertEqual(full, count_of_lead())

    def test_converting_many_costs_a_rule_no_more_queries_than_few(self):
        rule = self._create_rule(moment="scheduled", domain="[]")

        def convert(count):
            leads = self.env["crm.lead"].create(
                # Without a salesperson: Odoo looks for the team of each lead's salesperson.
                [{"name": f"L{n}", "type": "lead", "user_id": False} for n in range(count)]
            )
            self.env.invalidate_all()
            with self._count_queries() as counted:
                # Odoo itself writes one message per lead for the fields it tracks.
                rule.with_context(tracking_disable=True).action_run()
            self.assertEqual(set(leads.mapped("type")), {"opportunity"})
            return counted[0]

        convert(2)
        self.assertLessEqual(convert(40), convert(4) + 2)
