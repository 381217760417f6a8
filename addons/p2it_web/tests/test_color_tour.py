from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from .color_common import ColorHttpCase


@tagged("post_install", "-at_install")
class TestColorTour(ColorHttpCase):
    """What people do with colour rules in the browser."""

    def test_an_employee_makes_a_rule_from_the_list_and_sees_the_colour(self):
        user = self._create_user("lan", "base.group_user,base.group_partner_manager")
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Khách của tour",
                "res_model": "res.partner",
                "view_mode": "list,form",
                "domain": [("id", "in", self.partners.ids)],
            }
        )
        self.start_tour(f"/odoo/action-{action.id}", "p2it_color_rule", login=user.login, timeout=120)
        rule = self.env["p2it.color.rule"].search([("user_id", "=", user.id)])
        self.assertEqual((rule.audience, rule.model, rule.background_color), ("me", "res.partner", "red"))
        self.assertEqual(rule.text_color, "white")
        styles = self._get_styles(user)
        self.assertEqual(set(styles), set(self.partners.ids))

    @mute_logger("odoo.addons.p2it_web.models.p2it_color_rule_style")
    def test_a_request_that_only_reads_switches_a_broken_rule_off(self):
        rule = self._create_rule("[('ref', '=', 'A')]")
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "UPDATE p2it_color_rule SET domain = %s WHERE id = %s RETURNING id",
                "[('field_of_the_past', '=', 1)]",
                rule.id,
            )
        )
        rule.invalidate_recordset()
        self.env.registry.clear_cache()
        self.authenticate(self.reader.login, self.reader.login)
        page = self.make_jsonrpc_request(
            "/web/dataset/call_kw/res.partner/web_search_read",
            {
                "model": "res.partner",
                "method": "web_search_read",
                "args": [[("id", "in", self.partners.ids)], {"name": {}}],
                "kwargs": {"context": {"p2it_color": "res.partner,list"}},
            },
        )
        self.assertEqual(len(page["records"]), 3)
        rule.invalidate_recordset()
        self.assertFalse(rule.active)
        self.assertIn("field_of_the_past", rule.trouble)
