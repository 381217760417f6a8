from odoo.tests import tagged

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
