from datetime import timedelta

import pytz
from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from ..domain.chain import is_absent


class ResUsers(models.Model):
    """Extends ``res.users`` with the approvals lent to others, and who replaces whom by absence."""

    _inherit = "res.users"

    approval_delegation_ids = fields.One2many(
        "p2it.approval.delegation", "user_id", string="Approvals Lent", groups="base.group_erp_manager"
    )
    approval_substitute_id = fields.Many2one(
        "res.users",
        string="Substitute for Approvals",
        domain=[("share", "=", False)],
        ondelete="set null",
        index="btree_not_null",
        help="Decides instead of you on the days of your approved time off, what waits already included.",
    )
    is_time_off_known = fields.Boolean(compute="_compute_is_time_off_known")
    is_my_seat = fields.Boolean(
        string="Me or Whom I Replace", compute="_compute_is_my_seat", search="_search_is_my_seat"
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802 (Odoo's name)
        return [*super().SELF_READABLE_FIELDS, "approval_substitute_id", "is_time_off_known"]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802 (Odoo's name)
        return [*super().SELF_WRITEABLE_FIELDS, "approval_substitute_id"]

    def _compute_is_time_off_known(self):
        self.is_time_off_known = "hr.leave" in self.env

    @api.depends_context("uid")
    def _compute_is_my_seat(self):
        seats = self._get_approval_seats()
        for user in self:
            user.is_my_seat = user.id in seats

    def _search_is_my_seat(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("id", "in", self._get_approval_seats())

    @api.model
    def _get_approval_seats(self):
        """:return: ids of the user at work and of all those whom he may replace today
        :rtype: tuple
        """
        return (self.env.uid, *sorted(self.env["p2it.approval.delegation"]._get_givers(self.env.user)))

    @api.constrains("approval_substitute_id")
    def _check_approval_substitute(self):
        for user in self.filtered("approval_substitute_id"):
            # sudo: users choose colleagues whom they may not read
            substitute = user.sudo().approval_substitute_id
            if substitute == user or substitute.share:
                raise ValidationError(
                    self.env._(
                        "Choose a colleague who replaces you: nobody replaces himself, and no guest does."
                    )
                )

    def _get_absent_givers(self):
        """Find whom a user replaces because they are away. Whoever replaces them is replaced no further.

        :return: users on approved time off today, by the calendar of each
        :rtype: recordset of ``res.users``
        """
        self.ensure_one()
        # sudo: who replaces whom is decided here for everybody
        givers = self.sudo().search([("approval_substitute_id", "=", self.id), ("id", "!=", self.id)])
        return givers._filter_absent() if givers else givers

    def _filter_absent(self):
        """:return: those on approved time off today; nobody where no time off is kept"""
        if "hr.leave" not in self.env:
            return self.browse()
        now = fields.Datetime.now()
        # sudo: that a colleague is away is no secret, why and how long stays one; a day around now, for
        # it isn't the same day everywhere
        leaves = (
            self.env["hr.leave"]
            .sudo()
            .search(
                [
                    ("employee_id.user_id", "in", self.ids),
                    ("state", "=", "validate"),
                    ("holiday_status_id.time_type", "=", "leave"),
                    ("request_date_from", "<=", now.date() + timedelta(days=1)),
                    ("request_date_to", ">=", now.date() - timedelta(days=1)),
                ]
            )
        )
        away = self.browse()
        for leave in leaves:
            user = leave.employee_id.user_id
            if is_absent(
                leave.request_date_from, leave.request_date_to, now, pytz.timezone(user.tz or "UTC")
            ):
                away |= user
        return away
