from odoo import models
from odoo.tools import SQL


class ResUsers(models.Model):
    """Extends ``res.users`` with the people above, by the tree of employees."""

    _inherit = "res.users"

    def _get_users_above(self):
        """Find the managers of a user, of whatever company, nearest first.

        An archived manager, or one without a user, is passed over: who is above them counts.

        :return: active internal users, never the user
        :rtype: recordset of ``res.users``
        """
        self.ensure_one()
        return self._get_all_users_above()[self]

    def _get_all_users_above(self):
        """Find the managers of many users in one query.

        :return: ``{user: those above, nearest first}``, every user included
        :rtype: dict
        """
        self.env["hr.employee"].flush_model(["parent_id", "user_id", "active"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH RECURSIVE above(person, id, level, path) AS (
                    SELECT user_id, parent_id, 1, ARRAY[id]
                      FROM hr_employee WHERE user_id = ANY(%s) AND parent_id IS NOT NULL
                    UNION ALL
                    SELECT above.person, employee.parent_id, above.level + 1, above.path || employee.id
                      FROM above JOIN hr_employee employee ON employee.id = above.id
                     WHERE employee.parent_id IS NOT NULL AND employee.id != ALL(above.path)
                )
                SELECT above.person, employee.user_id
                  FROM above
                  JOIN hr_employee employee ON employee.id = above.id AND employee.active
                  JOIN res_users users ON users.id = employee.user_id AND users.active AND NOT users.share
                 WHERE employee.user_id != above.person
                 GROUP BY above.person, employee.user_id
                 ORDER BY MIN(above.level), employee.user_id
                """,
                self.ids,
            )
        )
        above = {user.id: [] for user in self}
        for person, manager in rows:
            above[person].append(manager)
        return {user: self.browse(above[user.id]) for user in self}
