from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import format_date

from ..domain.period import KINDS, Period, make_period

_FIRST_YEAR, _LAST_YEAR = 1990, 2100
"""Days of other years are typing errors."""


@dataclass(frozen=True)
class Filters:
    """What a reader looks at.

    :param today: the reader's day
    :param period: the days
    :param user_ids: salespeople, ``None`` for all whom the reader sees
    :param area_id: with all areas below, ``0`` for all
    """

    today: date
    period: Period
    user_ids: tuple | None = None
    area_id: int = 0

    def during(self, period):
        """:return: the same filters for another period"""
        return Filters(self.today, period, self.user_ids, self.area_id)


class P2itDashboard(models.Model):
    """Extends ``p2it.dashboard`` with its filters. They narrow; what may be seen, rules say."""

    _inherit = "p2it.dashboard"

    @api.model
    def _get_filter_users(self):
        """:return: ids of the salespeople a reader may choose: those whose customers the reader sees"""
        scope = self.env.user._get_customer_scope()
        if scope.is_limited:
            return sorted(scope.user_ids)
        group = self.env.ref("p2it_crm.group_salesperson").sudo()  # sudo: who has the role is no secret
        return group.all_user_ids.filtered(lambda user: user.active and not user.share).ids

    def _read_filters(self, values):
        """Read what a client wishes.

        :param dict values: ``period``, ``date_from``, ``date_to``, ``user_id``, ``area_id``
        :rtype: Filters
        :raise AccessError: when the person isn't the reader's to look at
        """
        values = values if isinstance(values, dict) else {}
        kind = values.get("period") if values.get("period") in KINDS else self.period or "month"
        today = fields.Date.context_today(self)
        start, end = (self._read_day(values.get(name)) for name in ("date_from", "date_to"))
        return Filters(
            today,
            make_period(kind, today, start, end),
            self._read_people(values.get("user_id")),
            self._read_area(values.get("area_id")),
        )

    @api.model
    def _read_day(self, text):
        try:
            day = fields.Date.to_date(text) or None
        except (TypeError, ValueError):
            return None
        return day if day and _FIRST_YEAR <= day.year <= _LAST_YEAR else None

    @api.model
    def _read_area(self, area_id):
        return (
            self.env["p2it.area"].browse(area_id).exists().id or 0
            if isinstance(area_id, int) and area_id
            else 0
        )

    def _read_people(self, user_id):
        if not isinstance(user_id, int) or not user_id:
            return None
        allowed = set(self._get_filter_users())
        if user_id not in allowed:
            raise AccessError(
                self.env._("This salesperson isn't among those whose customers you see. Choose another one.")
            )
        below = self.env["res.users"].sudo().browse(user_id).subordinate_user_ids  # sudo: one's own people
        return tuple(sorted({user_id, *(allowed & set(below.ids))}))

    def _describe_filters(self, filters):
        """:return: list of the filters in words, for the screen and the exports"""
        period = filters.period
        names = [f"{format_date(self.env, period.start)} – {format_date(self.env, period.end)}"]
        if filters.user_ids:
            users = self.env["res.users"].sudo().browse(filters.user_ids)  # sudo: names of people in scope
            names.append(self.env._("Salespeople: %(names)s", names=", ".join(users.mapped("name"))))
        if filters.area_id:
            area = self.env["p2it.area"].browse(filters.area_id)
            names.append(self.env._("Area: %(name)s", name=area.display_name))
        return names


class P2itDashboardTile(models.Model):
    """Extends ``p2it.dashboard.tile`` with what the filters mean for its records."""

    _inherit = "p2it.dashboard.tile"

    def _get_filtered_domain(self, filters):
        """:return: the tile's ``Domain`` within the filters, as far as it has fields for them"""
        domain = self._get_domain()
        if self.date_field:
            domain &= self._get_days_domain(self.model, self.date_field, filters.period)
        if self.user_field and filters.user_ids is not None:
            domain &= Domain(self.user_field, "in", filters.user_ids)
        if self.area_field and filters.area_id:
            domain &= Domain(self.area_field, "child_of", filters.area_id)
        return domain

    @api.model
    def _get_days_domain(self, model, name, period):
        """:return: ``Domain`` of the days of a period, those of the reader where the field holds moments"""
        start, end = period.start, period.end + timedelta(days=1)
        if self.env[model]._fields[name.split(".")[0]].type == "datetime":
            start, end = self._get_start_of_day(start), self._get_start_of_day(end)
        # Whole days from the first to before the one after the last: months are read from their sums.
        return Domain(name, ">=", str(start)) & Domain(name, "<", str(end))

    @api.model
    def _get_start_of_day(self, day):
        zone = pytz.timezone(self.env.context.get("tz") or self.env.user.tz or "UTC")
        return zone.localize(datetime.combine(day, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
