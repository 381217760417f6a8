from freezegun import freeze_time
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ApprovalCommon

MONDAY = "2026-06-15 03:00:00"
"""Ten in the morning in Việt Nam."""


@tagged("post_install", "-at_install")
class TestSubstitute(ApprovalCommon):
    """Who is on approved time off is replaced by whom he named, also in what waits already."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        (cls.boss | cls.accountant | cls.seller).tz = "Asia/Ho_Chi_Minh"
        cls.leave_type = cls.env["hr.leave.type"].create(
            {"name": "Nghỉ phép", "requires_allocation": False, "leave_validation_type": "hr"}
        )
        cls.employees = {
            user: cls.env["hr.employee"].create({"name": user.name, "user_id": user.id, "tz": user.tz})
            for user in (cls.boss, cls.accountant)
        }

    def _create_leave(self, user, first="2026-06-15", last="2026-06-16", is_approved=True):
        leave = self.env["hr.leave"].create(
            {
                "name": "Về quê",
                "holiday_status_id": self.leave_type.id,
                "employee_id": self.employees[user].id,
                "request_date_from": first,
                "request_date_to": last,
            }
        )
        if is_approved and leave.state != "validate":
            leave.sudo().action_approve()
        self.env.flush_all()
        self.assertEqual(leave.state == "validate", is_approved)
        return leave

    def _ask_boss(self):
        self._create_type([{"name": "Trưởng phòng", "user_ids": self.boss.ids}])
        return self._ask(self._create_order())

    def _is_in_inbox(self, request, user):
        self.env.invalidate_all()
        requests = self.env["p2it.approval.request"].with_user(user)
        return request in requests.search([("is_my_turn", "=", True)])

    @freeze_time(MONDAY)
    def test_the_substitute_decides_what_waits_already(self):
        request = self._ask_boss()
        self.boss.with_user(self.boss).approval_substitute_id = self.accountant
        self.assertFalse(self._is_in_inbox(request, self.accountant))
        self._create_leave(self.boss)
        self.assertTrue(self._is_in_inbox(request, self.accountant))
        self._approve(request, self.accountant, "Thay anh ấy")
        decision = request.decision_ids
        self.assertEqual(request.state, "approved")
        self.assertEqual((decision.user_id, decision.on_behalf_of_id), (self.accountant, self.boss))

    @freeze_time(MONDAY)
    def test_time_off_that_is_not_approved_replaces_nobody(self):
        request = self._ask_boss()
        self.boss.approval_substitute_id = self.accountant
        leave = self._create_leave(self.boss, is_approved=False)
        self.assertEqual(leave.state, "confirm")
        self.assertFalse(self._is_in_inbox(request, self.accountant))
        with self.assertRaises(UserError):
            self._approve(request, self.accountant)

    def test_the_day_is_the_one_where_the_absent_person_is(self):
        request = self._ask_boss()
        self.boss.approval_substitute_id = self.accountant
        with freeze_time("2026-06-10 03:00:00"):
            self._create_leave(self.boss, "2026-06-15", "2026-06-16")
        for moment, expected in (
            ("2026-06-14 16:59:00", False),  # one minute to midnight in Việt Nam
            ("2026-06-14 17:00:00", True),
            ("2026-06-16 16:59:00", True),
            ("2026-06-16 17:00:00", False),
        ):
            with self.subTest(moment), freeze_time(moment):
                self.assertEqual(self._is_in_inbox(request, self.accountant), expected)

    @freeze_time(MONDAY)
    def test_a_substitute_s_substitute_replaces_nobody(self):
        request = self._ask_boss()
        self.boss.approval_substitute_id = self.accountant
        self.accountant.approval_substitute_id = self.administrator
        self._create_leave(self.boss)
        self._create_leave(self.accountant)
        self.assertNotIn(self.boss, self.administrator._get_absent_givers())
        with self.assertRaises(UserError):
            self._approve(request, self.administrator)

    @freeze_time(MONDAY)
    def test_who_asks_does_not_decide_as_a_substitute(self):
        request = self._ask_boss()
        self.boss.approval_substitute_id = self.seller
        self._create_leave(self.boss)
        with self.assertRaisesRegex(UserError, "does not wait for you|asked for it yourself"):
            self._approve(request, self.seller)
        self.assertEqual(request.state, "open")

    @freeze_time(MONDAY)
    def test_a_substitute_sees_the_requests_only_meanwhile(self):
        request = self._ask_boss()
        self.boss.approval_substitute_id = self.accountant
        self.assertFalse(request.with_user(self.accountant).has_access("read"))
        leave = self._create_leave(self.boss)
        self.env.invalidate_all()
        self.assertTrue(request.with_user(self.accountant).has_access("read"))
        self.assertTrue(request.line_ids.with_user(self.accountant).has_access("read"))
        leave.sudo().action_refuse()
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertFalse(request.with_user(self.accountant).has_access("read"))

    def test_everybody_names_the_own_substitute_and_nobody_else_s(self):
        self.boss.with_user(self.boss).write({"approval_substitute_id": self.accountant.id})
        self.assertEqual(self.boss.approval_substitute_id, self.accountant)
        with self.assertRaises(AccessError):
            self.boss.with_user(self.seller).write({"approval_substitute_id": self.seller.id})
        with self.assertRaises(ValidationError):
            self.boss.with_user(self.boss).write({"approval_substitute_id": self.boss.id})

    @freeze_time(MONDAY)
    def test_the_inbox_of_whom_many_named_costs_the_same(self):
        def measure():
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["p2it.approval.request"].with_user(self.accountant).get_inbox_count()
            return self.env.cr.sql_log_count - start

        self.boss.approval_substitute_id = self.accountant
        self._create_leave(self.boss)
        measure()
        few = measure()
        users = [self._create_user(f"many{number}", "base.group_user") for number in range(10)]
        for user in users:
            self.employees[user] = self.env["hr.employee"].create({"name": user.name, "user_id": user.id})
            user.write({"approval_substitute_id": self.accountant.id, "tz": "Asia/Ho_Chi_Minh"})
            self._create_leave(user)
        measure()
        self.assertLessEqual(measure(), few)
