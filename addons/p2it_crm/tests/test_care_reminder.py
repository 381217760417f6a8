from freezegun import freeze_time
from odoo.tests import tagged

from .test_care import CareCommon


@tagged("post_install", "-at_install")
class TestCareReminderOfADay(CareCommon):
    """Who has recorded nothing is reminded at four where the company works, once, on working days."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.company"].search([]).care_reminder = False
        cls.company.care_reminder = True
        cls.company.resource_calendar_id.tz = "Asia/Ho_Chi_Minh"

    def _remind(self, moment):
        """:return: how often the manager has been reminded by then"""
        with freeze_time(moment):
            self.env["res.company"]._cron_remind_care()
        return self.env["mail.message"].search_count(
            [
                ("subject", "=", "Nothing recorded today"),
                ("notified_partner_ids", "in", self.manager.partner_id.ids),
            ]
        )

    def test_the_reminder_comes_at_four_where_the_company_works(self):
        self.assertEqual(self._remind("2026-11-24 08:55:00"), 0)  # 15:55 in Việt Nam
        self.assertEqual(self._remind("2026-11-24 09:05:00"), 1)

    def test_it_comes_once_a_day(self):
        self._remind("2026-11-24 09:05:00")
        self.assertEqual(self._remind("2026-11-24 10:05:00"), 1)
        self.assertEqual(self._remind("2026-11-25 09:05:00"), 2)

    def test_it_does_not_come_on_a_sunday(self):
        self.assertEqual(self._remind("2026-11-22 09:05:00"), 0)

    def test_it_does_not_come_where_nobody_wants_it(self):
        self.company.care_reminder = False
        self.assertEqual(self._remind("2026-11-24 09:05:00"), 0)
