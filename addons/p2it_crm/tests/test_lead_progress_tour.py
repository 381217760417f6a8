from odoo import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestLeadProgressTours(HttpCase):
    """What administrators and managers do so that no lead is forgotten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["crm.lead"].with_context(active_test=False).search([]).active = False
        cls.env["p2it.stage.limit"].search([]).active = False
        cls.env["p2it.assignment.rule"].search([]).active = False
        cls.seller = new_test_user(
            cls.env,
            login="p2it_tour_seller",
            name="Sonia Trần",
            groups="p2it_crm.group_salesperson",
            email="seller@p2it.example",
        )
        cls.administrator = new_test_user(
            cls.env,
            login="p2it_tour_boss",
            groups="p2it_crm.group_administrator",
            email="boss@p2it.example",
        )

    def test_an_administrator_sets_a_limit_and_sees_what_is_stale(self):
        status = self.env["p2it.lead.status"].create({"name": "Chưa gọi", "sequence": 1})
        values = {"type": "lead", "user_id": self.seller.id, "lead_status_id": status.id}
        old, _new = self.env["crm.lead"].create(
            [{"name": "Hỏi giá tháng trước", **values}, {"name": "Hỏi giá hôm nay", **values}]
        )
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE crm_lead SET stage_entered = now() - interval '30 days' WHERE id = %s", [old.id]
        )
        self.env.invalidate_all()
        self.start_tour("/odoo/stage-limits", "p2it_stale_leads", login="p2it_tour_boss")
        self.assertEqual(self.env["p2it.stage.limit"].search([]).days, 5)

    def test_a_manager_assigns_by_rules_and_sees_why(self):
        area = self.env["p2it.area"].create({"name": "Miền Tây"})
        lead = self.env["crm.lead"].create(
            {"name": "Khách miền Tây", "type": "lead", "user_id": False, "area_id": area.id}
        )
        team = self.env["crm.team"].create(
            {"name": "Đội Tây", "use_leads": True, "member_ids": [Command.set(self.seller.ids)]}
        )
        self.env["p2it.assignment.rule"].create({"name": "Miền Tây", "area_id": area.id, "team_id": team.id})
        self.start_tour("/odoo/action-crm.crm_lead_all_leads", "p2it_assign_by_rules", login="p2it_tour_boss")
        self.assertEqual(lead.user_id, self.seller)
