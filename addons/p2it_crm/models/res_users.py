from odoo import api, fields, models
from odoo.tools import SQL

from ..visibility import UNLIMITED, CustomerScope


class ResUsers(models.Model):
    """Extends ``res.users`` with whose customers a person sees: the one source of visibility."""

    _inherit = "res.users"

    scope_user_ids = fields.Many2many(
        "res.users",
        string="Sees the Customers Of",
        compute="_compute_scope_user_ids",
        compute_sudo=True,
        context={"active_test": False},
        help="The person, everyone below in the employees' tree, and those whose customers are lent "
        "to the person today.",
    )
    subordinate_user_ids = fields.Many2many(
        "res.users",
        string="People Below",
        compute="_compute_scope_user_ids",
        compute_sudo=True,
        context={"active_test": False},
        help="Everyone below in the employees' tree, in the companies the person may enter.",
    )

    def _compute_scope_user_ids(self):
        """Two queries for any number of users and levels, once per transaction."""
        loans = self.env["p2it.cover"]._get_loans(self)
        lenders = {lender for found in loans.values() for lender, with_team in found if with_team}
        below = self._get_people_below({*self.ids, *lenders})
        for user in self:
            people = below.get(user._origin.id, set()) - {user._origin.id}
            scope = {user._origin.id, *people}
            for lender, with_team in loans.get(user._origin.id, ()):
                scope |= {lender, *(below.get(lender, ()) if with_team else ())}
            user.subordinate_user_ids = [fields.Command.set(sorted(people))]
            user.scope_user_ids = [fields.Command.set(sorted(scope - {False, None}))]

    @api.model
    def _get_people_below(self, user_ids):
        """Walk the employees' tree down from the employees of some users.

        Everybody is walked through, so that an archived employee or one of a company the user may
        not enter doesn't cut off the people below; only employees of companies the user may enter
        count. ``UNION`` drops who was met before: a circle ends.

        :param user_ids: ids of the users at the top
        :return: ``{id of a user at the top: set of the ids of the users below}``
        """
        if not user_ids:
            return {}
        self.env["hr.employee"].flush_model(["parent_id", "user_id", "company_id", "active"])
        self.env["res.users"].flush_model(["company_ids"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE below (top_id, employee_id) AS (
                    SELECT employee.user_id, employee.id
                      FROM hr_employee employee
                      JOIN res_company_users_rel may
                        ON may.user_id = employee.user_id AND may.cid = employee.company_id
                     WHERE employee.user_id IN %s AND employee.active
                     UNION
                    SELECT below.top_id, employee.id
                      FROM below
                      JOIN hr_employee employee ON employee.parent_id = below.employee_id
                )
                SELECT DISTINCT below.top_id, employee.user_id
                  FROM below
                  JOIN hr_employee employee ON employee.id = below.employee_id
                  JOIN res_company_users_rel may
                    ON may.user_id = below.top_id AND may.cid = employee.company_id
                 WHERE employee.user_id IS NOT NULL
                """,
                tuple(user_ids),
            )
        )
        below = {}
        for top_id, user_id in rows:
            below.setdefault(top_id, set()).add(user_id)
        return below

    @api.model
    def _invalidate_scopes(self):
        """Forget the scopes known in this transaction: people, companies or covers changed."""
        self.env["res.users"].invalidate_model(["scope_user_ids", "subordinate_user_ids"], flush=False)

    def _is_scope_limited(self):
        """:return: whether visibility bites: for the suite's roles below the administrator"""
        self.ensure_one()
        return self.has_group("p2it_crm.group_salesperson") and not self.has_group(
            "p2it_crm.group_administrator"
        )

    def _may_assign(self):
        """:return: whether the user gives customers to salespeople, and sees what nobody has"""
        self.ensure_one()
        return self.has_group("p2it_crm.group_manager")

    def _get_customer_scope(self):
        """:return: the ``CustomerScope`` of the user"""
        if not self._is_scope_limited():
            return UNLIMITED
        user = self.sudo()  # sudo: one's own place in the tree decides, readable or not
        return CustomerScope(
            is_limited=True,
            user_ids=frozenset(user.scope_user_ids._ids),
            people_ids=frozenset((user.id, *user.subordinate_user_ids._ids)),
            partner_id=user.partner_id.id,
            sees_unassigned=self._may_assign(),
        )

    @api.model_create_multi
    def create(self, vals_list):
        users = super().create(vals_list)
        self._invalidate_scopes()
        return users

    def write(self, vals):
        result = super().write(vals)
        if "company_ids" in vals:
            self._invalidate_scopes()
        return result
