from odoo.exceptions import AccessError
from odoo.tests import tagged

from .dashboard_common import DashboardCommon


@tagged("post_install", "-at_install")
class TestSalesTarget(DashboardCommon):
    """Targets of a month are entered once and carried on."""

    def _set(self, user, month, ordered):
        return self.env["p2it.sales.target"].create(
            {"user_id": user.id, "month": month, "ordered": ordered, "care_count": 7}
        )

    def _read(self, targets):
        return sorted((target.user_id.id, str(target.month), target.ordered) for target in targets)

    # === TESTS === #

    def test_targets_are_copied_to_the_month_after(self):
        targets = self._set(self.salesperson, "2026-12-01", 500) + self._set(self.peer, "2026-12-01", 700)
        action = targets.action_copy_to_next_month()
        copies = self.env["p2it.sales.target"].search(action["domain"])
        expected = [(self.salesperson.id, "2027-01-01", 500), (self.peer.id, "2027-01-01", 700)]
        self.assertEqual(self._read(copies), sorted(expected))
        self.assertEqual(set(copies.mapped("care_count")), {7})

    def test_what_is_entered_there_stays(self):
        targets = self._set(self.salesperson, "2026-03-01", 500) + self._set(self.peer, "2026-03-01", 700)
        kept = self._set(self.salesperson, "2026-04-01", 900)
        for _time in range(2):
            action = targets.action_copy_to_next_month()
            shown = self.env["p2it.sales.target"].search(action["domain"])
            self.assertIn(kept, shown)
            expected = [(self.salesperson.id, "2026-04-01", 900), (self.peer.id, "2026-04-01", 700)]
            self.assertEqual(self._read(shown), sorted(expected))

    def test_two_months_of_one_person_are_each_copied_on(self):
        targets = self._set(self.salesperson, "2026-05-01", 500) + self._set(
            self.salesperson, "2026-07-01", 600
        )
        targets.action_copy_to_next_month()
        months = self.env["p2it.sales.target"].search([("user_id", "=", self.salesperson.id)])
        expected = ["2026-05-01", "2026-06-01", "2026-07-01", "2026-08-01"]
        self.assertEqual([str(month) for month in sorted(months.mapped("month"))], expected)

    def test_it_opens_no_way_to_targets_of_others(self):
        target = self._set(self.peer, "2026-03-01", 700)
        for user in (self.leader, self.salesperson):
            with self.assertRaises(AccessError):
                target.with_user(user).action_copy_to_next_month()
