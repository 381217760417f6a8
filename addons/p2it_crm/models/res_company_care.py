import pytz
from odoo import api, fields, models

REMINDER_HOUR = 16
"""From when on, by the company's clock, who has recorded nothing is reminded."""


class ResCompany(models.Model):
    """Extends ``res.company`` with the daily reminder to record care."""

    _inherit = "res.company"

    care_reminded_on = fields.Date(readonly=True, copy=False)

    @api.model
    def _cron_remind_care(self):
        """Remind once a working day; the scheduled action runs each hour, for clocks differ."""
        for company in self.search([("care_reminder", "=", True)]):
            now = company._get_local_now()
            if now.hour < REMINDER_HOUR or company.care_reminded_on == now.date():
                continue
            company.care_reminded_on = now.date()
            if company._is_working_day(now):
                company._remind_care()

    def _get_local_now(self):
        """:return: the time where the company works"""
        zone = pytz.timezone(self.resource_calendar_id.tz or "UTC")
        return pytz.utc.localize(fields.Datetime.now()).astimezone(zone)

    def _is_working_day(self, now):
        start = now.replace(hour=0, minute=0, second=0, microsecond=0)
        end = now.replace(hour=23, minute=59, second=59, microsecond=0)
        return bool(self.resource_calendar_id.get_work_hours_count(start, end, compute_leaves=True))

    def _remind_care(self):
        for user in self._get_users_without_care():
            self.env["mail.thread"].with_context(lang=user.lang).message_notify(
                partner_ids=user.partner_id.ids,
                subject=self.with_context(lang=user.lang).env._("Nothing recorded today"),
                body=self.with_context(lang=user.lang).env._(
                    "You have not recorded any care today. What you did is in your head now, and "
                    "tomorrow it can't be changed any more: CRM → Customers → My Day."
                ),
            )

    def _get_users_without_care(self):
        """:return: the salespeople of the company who have recorded nothing since its day began"""
        self.ensure_one()
        care = self.env["p2it.care"]
        busy = care._read_group(
            [("company_id", "=", self.id), ("create_date", ">=", care._get_start_of_today(self))], ["user_id"]
        )
        group = self.env.ref("p2it_crm.group_salesperson")
        return group.all_user_ids.filtered(
            lambda user: user.active and not user.share and user.company_id == self and user.employee_ids
        ) - self.env["res.users"].union(*(user for [user] in busy))
