from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger
from psycopg2 import IntegrityError

from .visibility_common import VisibilityCommon


class AssignmentCommon(VisibilityCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        areas = cls.env["p2it.area"]
        cls.west = areas.create({"name": "Miền Tây"})
        cls.can_tho = areas.create({"name": "Cần Thơ", "parent_id": cls.west.id})
        cls.ninh_kieu = areas.create({"name": "Ninh Kiều", "parent_id": cls.can_tho.id})
        groups = cls.env["p2it.customer.group"]
        cls.dealers = groups.create({"name": "Đại lý"})
        cls.big_dealers = groups.create({"name": "Đại lý lớn", "parent_id": cls.dealers.id})
        cls.third = cls._create_person("third", "p2it_crm.group_salesperson", cls.leader)
        cls.people = cls.seller | cls.peer | cls.third
        cls.team = cls._create_team("Đội Tây", cls.people)

    @classmethod
    def _create_team(cls, name, users, **values):
        return cls.env["crm.team"].create(
            {"name": name, "member_ids": [Command.set(users.ids)], "use_leads": True, **values}
        )

    @classmethod
    def _create_rule(cls, name="Đại lý miền Tây", **values):
        return cls.env["p2it.assignment.rule"].create({"name": name, **values})

    @classmethod
    def _create_leads(cls, count=1, **values):
        return cls.env["crm.lead"].create(
            [{"name": f"Hỏi giá {n}", "type": "lead", "user_id": False, **values} for n in range(count)]
        )

    @classmethod
    def _create_waiting(cls, count=1, **values):
        """Create leads that wait, as if they had come before the rules."""
        leads = cls.env["crm.lead"].create(
            [{"name": f"Chờ {n}", "type": "lead", "user_id": cls.seller.id, **values} for n in range(count)]
        )
        leads.user_id = False
        return leads

    def _get_reason(self, lead):
        rows = self.env["p2it.lead.history"].search([("lead_id", "=", lead.id), ("kind", "=", "salesperson")])
        return rows[:1].reason


@tagged("post_install", "-at_install")
class TestAssignment(AssignmentCommon):
    """Leads that nobody has go to whom the rules say, and tell why."""

    def test_without_rules_nothing_is_assigned(self):
        self.assertFalse(self._create_leads().user_id)

    def test_a_new_lead_goes_where_its_area_and_group_lead_to_any_depth(self):
        self._create_rule(area_id=self.west.id, customer_group_id=self.dealers.id, user_id=self.seller.id)
        lead = self._create_leads(area_id=self.ninh_kieu.id, customer_group_id=self.big_dealers.id)
        self.assertEqual(lead.user_id, self.seller)
        self.assertFalse(self._create_leads(area_id=self.ninh_kieu.id).user_id)
        self.assertFalse(self._create_leads(customer_group_id=self.dealers.id).user_id)

    def test_the_reason_stands_in_the_history_and_the_chatter(self):
        rule = self._create_rule(
            area_id=self.west.id, customer_group_id=self.dealers.id, team_id=self.team.id
        )
        lead = self._create_leads(area_id=self.can_tho.id, customer_group_id=self.dealers.id)
        reason = self._get_reason(lead)
        for part in (
            "Rule “Đại lý miền Tây”",
            "Miền Tây / Cần Thơ",
            "Đại lý",
            "least loaded of 3",
            "Đội Tây",
        ):
            self.assertIn(part, reason)
        self.assertIn(lead.user_id.name, reason)
        row = self.env["p2it.lead.history"].search([("lead_id", "=", lead.id), ("kind", "=", "salesperson")])
        self.assertEqual((row.rule_id, row.to_user_id), (rule, lead.user_id))
        self.assertIn("least loaded of 3", str(lead.message_ids.mapped("body")))

    def test_a_lead_that_comes_by_mail_is_assigned(self):
        self._create_rule(user_id=self.seller.id)
        message = {"subject": "Hỏi giá", "from": "Anh Hòa <hoa@khach.example>", "message_type": "email"}
        lead = self.env["crm.lead"].browse(self.env["crm.lead"].message_new(message).id)
        self.assertEqual(lead.user_id, self.seller)

    def test_where_the_chosen_salesperson_left_the_team_gets_it(self):
        self._create_rule(user_id=self.third.id, team_id=self.team.id)
        self.third.active = False
        self.assertIn(self._create_leads().user_id, self.seller | self.peer)

    def test_a_lead_that_somebody_has_stays(self):
        self._create_rule(user_id=self.peer.id)
        lead = self._create_leads(user_id=self.seller.id)
        self.assertEqual(lead.user_id, self.seller)
        lead.action_assign_by_rules()
        self.assertEqual(lead.user_id, self.seller)

    def test_the_first_rule_that_fits_and_has_somebody_decides(self):
        nobody = self._create_team("Đội trống", self.env["res.users"])
        self._create_rule("Trống", team_id=nobody.id, sequence=1)
        self._create_rule(
            "Nguồn",
            source_id=self.env["utm.source"].create({"name": "Hội chợ"}).id,
            user_id=self.third.id,
            sequence=2,
        )
        self._create_rule("Tây", area_id=self.west.id, user_id=self.seller.id, sequence=3)
        self._create_rule("Còn lại", user_id=self.peer.id, sequence=4)
        self.assertEqual(self._create_leads(area_id=self.west.id).user_id, self.seller)
        self.assertEqual(self._create_leads().user_id, self.peer)

    def test_further_conditions_count(self):
        self._create_rule(domain="[('expected_revenue', '>', 5000000)]", user_id=self.seller.id)
        self.assertEqual(self._create_leads(expected_revenue=6e6).user_id, self.seller)
        self.assertFalse(self._create_leads(expected_revenue=1e6).user_id)

    def test_where_no_rule_fits_the_nearest_area_with_somebody_decides(self):
        self.west.user_id = self.seller
        self.assertEqual(self._create_leads(area_id=self.ninh_kieu.id).user_id, self.seller)
        self.can_tho.team_id = self._create_team("Đội Cần Thơ", self.third)
        lead = self._create_leads(area_id=self.ninh_kieu.id)
        self.assertEqual((lead.user_id, lead.team_id), (self.third, self.can_tho.team_id))
        self.assertIn("No rule fits: area Miền Tây / Cần Thơ", self._get_reason(lead))
        self._create_rule(area_id=self.west.id, user_id=self.peer.id)
        self.assertEqual(self._create_leads(area_id=self.ninh_kieu.id).user_id, self.peer)

    def test_one_after_the_other_goes_round(self):
        self._create_rule(team_id=self.team.id, method="round_robin")
        first = self._create_leads(4).sorted("id").mapped("user_id.id")
        second = [self._create_leads().user_id.id for _number in range(2)]
        order = sorted(self.people.ids)
        self.assertEqual(self._create_leads().user_id.id, order[0])
        self.assertEqual((first, second), (order, [order[1], order[2]]))

    def test_the_least_loaded_gets_it(self):
        self._create_rule(team_id=self.team.id)
        self._create_leads(3, user_id=self.seller.id)
        self._create_leads(1, user_id=self.peer.id, type="opportunity")
        lost = self._create_leads(5, user_id=self.third.id)
        lost.action_set_lost()
        leads = self._create_leads(4)
        counts = {
            user: len(leads.filtered(lambda lead, user=user: lead.user_id == user)) for user in self.people
        }
        self.assertEqual([counts[user] for user in (self.seller, self.peer, self.third)], [0, 2, 2])

    def test_who_pauses_or_left_gets_nothing(self):
        self.team.crm_team_member_ids.filtered(lambda m: m.user_id == self.peer).assignment_optout = True
        self.third.active = False
        self._create_rule(team_id=self.team.id)
        leads = self._create_leads(4)
        self.assertEqual(leads.user_id, self.seller)

    def test_a_lead_stays_within_its_company(self):
        other = self.env["res.company"].create({"name": "Công ty Hai"})
        abroad = self._create_person(
            "abroad", "p2it_crm.group_salesperson", company_ids=[Command.set((self.env.company | other).ids)]
        )
        self._create_rule("Một", user_id=self.seller.id, sequence=1)
        self._create_rule("Hai", user_id=abroad.id, sequence=2)
        lead = self._create_leads(company_id=other.id)
        self.assertEqual(lead.user_id, abroad)

    def test_a_broken_rule_switches_itself_off_and_the_lead_is_saved(self):
        rule = self._create_rule(user_id=self.seller.id, sequence=1)
        self._create_rule("Còn lại", user_id=self.peer.id, sequence=2)
        self.env.cr.execute(
            "UPDATE p2it_assignment_rule SET domain = %s WHERE id = %s", ["[('gone', '=', 1)]", rule.id]
        )
        rule.invalidate_recordset()
        with mute_logger("odoo.addons.p2it_crm.models.p2it_assignment_rule"):
            lead = self._create_leads()
        self.assertEqual(lead.user_id, self.peer)
        self.assertFalse(rule.active)
        self.assertIn("gone", rule.trouble)

    def test_a_rule_is_refused_with_broken_conditions_or_nobody_to_give_to(self):
        for domain in ("[('gone', '=', 1)]", "[('name', '=', __import__('os'))]", "[("):
            with (
                self.subTest(domain=domain),
                self.assertRaisesRegex(ValidationError, "Correct the conditions"),
            ):
                self._create_rule(user_id=self.seller.id, domain=domain)
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.env.cr.savepoint():
            self._create_rule()
        with self.assertRaisesRegex(ValidationError, "internal user"):
            self._create_rule(user_id=self._create_user("khach", "base.group_portal").id)

    def test_no_rule_asks_what_its_author_may_not_see(self):
        rules = self.env["p2it.assignment.rule"].with_user(self.administrator)
        rule = rules.create({"name": "Tất cả", "user_id": self.seller.id})
        vals = {"domain": "[('referred', 'ilike', 'a')]"}
        with patch.object(self.registry["crm.lead"]._fields["referred"], "groups", "base.group_system"):
            self.assertRaises(AccessError, rule.write, vals)
            self.assertRaises(AccessError, rules.create, {"name": "Dò", "user_id": self.seller.id, **vals})
        rule.write(vals)

    def test_only_administrators_make_rules(self):
        rule = self._create_rule(user_id=self.seller.id)
        with mute_logger("odoo.addons.base.models.ir_model"):
            for user in (self.seller, self.head):
                self.assertRaises(AccessError, rule.with_user(user).write, {"user_id": user.id})
                self.assertRaises(AccessError, rule.with_user(user).action_assign)
            self.assertRaises(AccessError, rule.with_user(self.seller).read, ["name"])
        self.assertEqual(rule.with_user(self.head).name, "Đại lý miền Tây")


@tagged("post_install", "-at_install")
class TestAssignmentByButton(AssignmentCommon):
    """Managers assign many at once, within what they see."""

    def test_a_manager_assigns_those_that_wait(self):
        leads = self._create_waiting(3)
        self._create_rule(team_id=self.team.id)
        action = leads.with_user(self.head).action_assign_by_rules()
        self.assertEqual(set(leads.user_id), set(self.people))
        self.assertIn("Assigned: 3", action["params"]["message"])
        self.assertEqual(action["params"]["next"]["type"], "ir.actions.act_window_close")

    def test_the_message_tells_what_was_left(self):
        self._create_rule(area_id=self.west.id, user_id=self.seller.id)
        leads = self._create_waiting(2) | self._create_leads(user_id=self.peer.id)
        message = leads.with_user(self.head).action_assign_by_rules()["params"]["message"]
        for part in ("Assigned: 0", "No rule and no area fits: 2", "salesperson already: 1"):
            self.assertIn(part, message)

    def test_who_may_not_assign_is_refused(self):
        lead = self._create_waiting()
        self._create_rule(user_id=self.seller.id)
        for user in (self.seller, self.leader, self.plain):
            with self.assertRaisesRegex(AccessError, "Only managers"):
                lead.with_user(user).action_assign_by_rules()
        self.assertFalse(lead.user_id)

    def test_a_manager_assigns_nothing_hidden(self):
        hidden = self._create_leads(user_id=self.peer_head.id)
        self._create_rule(user_id=self.seller.id)
        with self.assertRaises(AccessError), mute_logger("odoo.addons.base.models.ir_rule"):
            hidden.with_user(self.head).action_assign_by_rules()

    def test_what_goes_out_of_sight_leads_back_to_the_list(self):
        lead = self._create_waiting()
        self._create_rule(user_id=self.peer_head.id)
        action = lead.with_user(self.head).action_assign_by_rules()
        self.assertEqual(lead.user_id, self.peer_head)
        self.assertEqual(action["params"]["next"]["res_model"], "crm.lead")

    def test_what_a_manager_enters_does_not_vanish_while_it_is_saved(self):
        self._create_rule("Xa", area_id=self.west.id, user_id=self.peer_head.id)
        self._create_rule(
            "Gần", area_id=self.env["p2it.area"].create({"name": "Đông"}).id, user_id=self.seller.id
        )
        leads = self.env["crm.lead"].with_user(self.head)
        far = leads.create({"name": "Xa", "type": "lead", "user_id": False, "area_id": self.west.id})
        self.assertFalse(far.user_id)
        near_area = self.env["p2it.area"].search([("name", "=", "Đông")])
        near = leads.create({"name": "Gần", "type": "lead", "user_id": False, "area_id": near_area.id})
        self.assertEqual(near.user_id, self.seller)

    def test_what_a_salesperson_of_odoo_enters_stays_in_sight(self):
        self._create_rule(user_id=self.seller.id)
        leads = self.env["crm.lead"].with_user(self.plain)
        lead = leads.web_save({"name": "Chưa giao", "type": "lead", "user_id": False}, {"user_id": {}})
        self.assertFalse(lead[0]["user_id"])

    def test_a_reason_cannot_be_forged_by_a_context(self):
        lead = self._create_leads(user_id=self.seller.id).with_user(self.leader)
        lead.with_context(p2it_lead_reasons={lead.id: {"reason": "Giả"}}, reason="Giả").user_id = self.peer
        self.assertFalse(self._get_reason(lead))

    def test_each_person_is_told_once(self):
        leads = self._create_waiting(6)
        self._create_rule(team_id=self.team.id)
        before = self.env["mail.message"].search([], order="id desc", limit=1).id
        leads.with_user(self.head).action_assign_by_rules()
        told = self.env["mail.message"].search(
            [("id", ">", before), ("subject", "ilike", "Leads assigned to you")]
        )
        self.assertEqual(len(told), 3)
        self.assertEqual(set(told.partner_ids), set(self.people.partner_id))

    def test_assigning_eighty_costs_no_more_queries_than_eight(self):
        self._create_rule("Tây", area_id=self.west.id, team_id=self.team.id, method="round_robin", sequence=1)
        self._create_rule("Còn lại", user_id=self.seller.id, sequence=2)
        self.can_tho.team_id = self.team

        def count(number):
            leads = self._create_waiting(number)
            leads[::2].area_id = self.ninh_kieu
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            leads.with_user(self.head).action_assign_by_rules()
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        count(8)
        few = count(8)
        self.assertLessEqual(count(80), few + 5)
