from odoo import api, fields, models
from odoo.fields import Domain


class ResUsers(models.Model):
    """Extends ``res.users`` with what a salesperson recorded today, for the people above."""

    _inherit = "res.users"

    is_my_salesperson = fields.Boolean(
        string="Salesperson of Mine",
        compute="_compute_is_my_salesperson",
        search="_search_is_my_salesperson",
        help="You and the people below you who record care; for administrators, everybody who does.",
    )
    care_today_count = fields.Integer(string="Care Today", compute="_compute_care_of_user")
    last_care_date = fields.Datetime(string="Last Care", compute="_compute_care_of_user")
    has_recorded_today = fields.Boolean(
        string="Recorded Today", compute="_compute_care_of_user", search="_search_has_recorded_today"
    )

    @api.depends_context("uid")
    def _compute_is_my_salesperson(self):
        mine = self.filtered_domain(self._search_is_my_salesperson("in", [True]))
        for user in self:
            user.is_my_salesperson = user in mine

    def _search_is_my_salesperson(self, operator, value):
        if operator != "in":
            return NotImplemented
        group = self.env.ref("p2it_crm.group_salesperson").sudo()  # sudo: who has the role is no secret
        ids = {user.id for user in group.all_user_ids if user.active and not user.share}
        me = self.env.user
        if me._is_scope_limited():
            ids &= {me.id, *me.sudo().subordinate_user_ids.ids}  # sudo: one's own place in the tree
        mine = Domain("id", "in", sorted(ids)) & Domain("employee_ids", "!=", False)
        return mine if True in value else ~mine

    @api.depends_context("uid")
    def _compute_care_of_user(self):
        """Two queries for any number of people in one company; entries the reader may see."""
        care = self.env["p2it.care"]
        last = dict(care._read_group([("user_id", "in", self.ids)], ["user_id"], ["date:max"]))
        today = {}
        for company, users in self.sudo().grouped("company_id").items():  # sudo: whose hours count
            since = care._get_start_of_today(company)
            recorded = [("user_id", "in", users.ids), ("create_date", ">=", since)]
            today |= dict(care._read_group(recorded, ["user_id"], ["__count"]))
        for user in self:
            user.last_care_date = last.get(user._origin)
            user.care_today_count = today.get(user._origin, 0)
            user.has_recorded_today = bool(user.care_today_count)

    def _search_has_recorded_today(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: the hours of a company are no secret, and the reader may not enter all of them
        companies = self.env["res.company"].sudo().search([])
        busy = Domain.OR(
            Domain("company_id", "=", company.id) & Domain("id", "in", self._get_care_recorders(company))
            for company in companies
        )
        return busy if True in value else ~busy

    @api.model
    def _get_care_recorders(self, company):
        """:return: ids of the users with an entry since the company's day began"""
        care = self.env["p2it.care"]
        busy = care._read_group([("create_date", ">=", care._get_start_of_today(company))], ["user_id"])
        return [user.id for [user] in busy]

    def action_view_day(self):
        """Open what a salesperson did in the last days.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_team_day")
        action["name"] = action["display_name"] = self.name
        action["domain"] = [("user_id", "=", self.id)]
        action["context"] = {"search_default_this_week": 1, "search_default_group_day": 1}
        return action
