from odoo import api, fields, models
from odoo.tools import SQL


class CrmTeam(models.Model):
    """Extends ``crm.team`` with whose turn it was, and the people who may get leads."""

    _inherit = "crm.team"

    assignment_turn_user_id = fields.Many2one(
        "res.users", string="Last Lead Given To", readonly=True, copy=False, ondelete="set null"
    )

    def _action_assign_leads(self, force_quota=False, creation_delta_days=7):
        """Override of `crm`, which writes each lead several times, to keep the history in one batch."""
        with self.env["crm.lead"]._deferring_history():
            return super()._action_assign_leads(force_quota, creation_delta_days)

    def _get_assignees(self):
        """Find who may get leads of these teams: active members who don't pause assignment.

        :return: ``{team: recordset of res.users}``
        """
        members = self.env["crm.team.member"].search(
            [
                ("crm_team_id", "in", self.ids),
                ("assignment_optout", "=", False),
                ("user_id.active", "=", True),
                ("user_id.share", "=", False),
            ]
        )
        by_team = members.grouped("crm_team_id")
        return {team: by_team.get(team, members.browse()).user_id for team in self}

    def _lock_turns(self):
        """Wait for whoever else gives out leads in these teams, and tell whose turn it was.

        The rows are taken by id and always written by ``_keep_turns``: whoever waited has an older
        snapshot, the database refuses it, and Odoo repeats the whole request.

        :return: ``{id of the team: id of the user}``
        """
        if not self:
            return {}
        self.flush_model(["assignment_turn_user_id"])
        return dict(
            self.env.execute_query(
                SQL(
                    "SELECT id, assignment_turn_user_id FROM crm_team WHERE id IN %s"
                    " ORDER BY id FOR NO KEY UPDATE",
                    tuple(self.ids),
                )
            )
        )

    @api.model
    def _keep_turns(self, turns):
        """:param dict turns: ``{id of the team: id of the user}``, written even when it is the same"""
        for team_id, user_id in turns.items():
            self.env.cr.execute(
                SQL("UPDATE crm_team SET assignment_turn_user_id = %s WHERE id = %s", user_id, team_id)
            )
        self.invalidate_model(["assignment_turn_user_id"], flush=False)
