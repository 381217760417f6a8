from datetime import timedelta

import pytz
from odoo import models

from ..domain.deadline import get_deadline, get_hours

_WEEKS = (2, 4, 8, 16, 32, 64)
"""Working times are read for so many weeks at once: most deadlines are near, and some far."""


class P2itApprovalLine(models.Model):
    """Extends ``p2it.approval.line`` with its times: what is allowed, and what it took."""

    _inherit = "p2it.approval.line"

    def _get_state_vals(self, state, now):
        """:return: what to write when the step becomes ``state``"""
        self.ensure_one()
        if state == "open":
            deadline = False
            if self.sla_hours:
                moment = get_deadline(now, self.sla_hours, self._read_working_times(now))
                deadline = moment and moment.replace(microsecond=0)
            return {"state": state, "opened_date": now, "deadline": deadline}
        vals = {"state": state}
        if state in ("approved", "refused") and not self.kept_line_id:
            vals |= {"closed_date": now, "hours_taken": self._get_hours_taken(now)}
        return vals

    def _get_hours_taken(self, until):
        """:return: working hours since it was the step's turn"""
        if not self.opened_date:
            return 0.0
        return get_hours(self.opened_date, until, self._read_working_times(self.opened_date, until))

    def _get_calendar(self):
        company = self.request_id.company_id or self.env.company
        return self.calendar_id or company.resource_calendar_id

    def _read_working_times(self, start, until=None):
        """Yield the working times of the step's calendar, holidays left out, in UTC: two years at most.

        :param start: from when
        :param until: up to when; without it for some years
        """
        calendar = self._get_calendar()
        for weeks in _WEEKS if calendar else ():
            end = start + timedelta(weeks=weeks)
            times = calendar._work_intervals_batch(pytz.utc.localize(start), pytz.utc.localize(end))[False]
            for first, last, _rows in times:
                yield _to_utc(first), _to_utc(last)
            start = end
            if until and start >= until:
                return


def _to_utc(moment):
    return moment.astimezone(pytz.utc).replace(tzinfo=None)
