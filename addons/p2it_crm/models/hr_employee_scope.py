from odoo import api, models
from odoo.fields import Domain

_SCOPE_FIELDS = frozenset({"parent_id", "user_id", "company_id", "active", "resource_id"})


class HrEmployee(models.Model):
    """Extends ``hr.employee``: its tree decides who sees whose customers."""

    _inherit = "hr.employee"

    @api.model_create_multi
    def create(self, vals_list):
        employees = super().create(vals_list)
        self.env["res.users"]._invalidate_scopes()
        return employees

    def write(self, vals):
        result = super().write(vals)
        if not _SCOPE_FIELDS.isdisjoint(vals):
            self.env["res.users"]._invalidate_scopes()
        return result

    def unlink(self):
        result = super().unlink()
        self.env["res.users"]._invalidate_scopes()
        return result

    def action_archive(self):
        """Override of `hr`, which leaves the people of an archived manager with none.

        Salespeople go to the next manager above who stays; else their customers would drop out of
        everyone's sight but their own.
        """
        heirs = self._get_heirs()
        result = super().action_archive()
        for employee, manager in heirs.items():
            if not employee.parent_id:
                employee.parent_id = manager
        return result

    def _get_heirs(self):
        """:return: ``{employee directly below: the next manager above who isn't archived}`` of those
        below whom customers are cared for
        """
        heirs = {}
        for employee in self.search([("parent_id", "in", self.filtered("active").ids)]) - self:
            if employee._leads_salespeople():
                heirs[employee] = employee.parent_id._get_manager_who_stays(self)
        return heirs

    def _leads_salespeople(self):
        """:return: whether the employee or somebody below holds a role of the suite"""
        self.ensure_one()
        role = self.env.ref("p2it_crm.group_salesperson")
        below = Domain("id", "child_of", self.ids)
        # sudo: roles and colleagues of other companies count, too
        model = self.sudo().with_context(active_test=False)
        return bool(model.search_count(below & Domain("user_id.all_group_ids", "in", role.ids), limit=1))

    def _get_manager_who_stays(self, leaving):
        """:return: the first employee above who is active and not among ``leaving``"""
        met = self.browse()
        manager = self.parent_id
        while manager and manager not in met and (manager in leaving or not manager.active):
            met |= manager
            manager = manager.parent_id
        return manager - met
