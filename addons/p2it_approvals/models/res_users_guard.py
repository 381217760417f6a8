from odoo import models, tools

GUARD = "p2it_approvals.group_guard"
_NO_ROLE = ("base.res_groups_privilege_export", "base.res_groups_privilege_contact")
"""What new users get beside their role: a guard who has it is still nothing but a guard."""


class ResUsers(models.Model):
    """Extends ``res.users`` with guards, who see the gate and nothing else."""

    _inherit = "res.users"

    @tools.ormcache("self.id")
    def _is_only_guard(self):
        """:return: whether a user is a guard without any other role; cached until groups change"""
        self.ensure_one()
        user = self.sudo()  # sudo: groups are read for everybody
        guard = self.env.ref(GUARD, raise_if_not_found=False)
        if not guard or guard not in user.all_group_ids:
            return False
        if self.env.ref("base.group_erp_manager") in user.all_group_ids:
            return False
        privileges = self.env["res.groups.privilege"].sudo()
        for xmlid in _NO_ROLE:
            privileges += self.env.ref(xmlid, raise_if_not_found=False) or privileges.browse()
        everybody = self.env.ref("base.group_user").sudo().all_implied_ids
        roles = (user.all_group_ids - everybody).filtered("privilege_id")
        return not roles.filtered(
            lambda group: group.privilege_id not in (privileges | guard.sudo().privilege_id)
        )
