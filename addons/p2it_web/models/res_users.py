from odoo import models


class ResUsers(models.Model):
    _inherit = "res.users"

    def unlink(self):
        """Extend `base` to hand on the colour rules that others rely on.

        A rule of one person alone goes with the person.
        """
        # sudo: who may delete users need not be an administrator of colour rules
        rules = self.env["p2it.color.rule"].sudo().with_context(active_test=False)
        rules.search([("user_id", "in", self.ids), ("audience", "!=", "me")]).user_id = self.env.user
        return super().unlink()
