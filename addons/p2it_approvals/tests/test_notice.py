from freezegun import freeze_time
from odoo import Command
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalNotice(ApprovalCommon):
    """Many approvers and many late steps cost what few do; the report tells who took how long."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = cls.env["res.users"]
        director = cls.env["hr.employee"].create({"name": "Giám đốc", "user_id": cls.administrator.id})
        for number in range(12):
            user = cls._create_user(f"duyet{number}", "sales_team.group_sale_salesman_all_leads")
            cls.env["hr.employee"].create({"name": user.name, "user_id": user.id, "parent_id": director.id})
            cls.many |= user

    def _count(self, function):
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        function()
        self.env.flush_all()
        return self.env.cr.sql_log_count - start

    def test_each_approver_has_one_to_do_in_the_own_language(self):
        self.env["res.lang"]._activate_lang("vi_VN")
        self.many[0].lang = "vi_VN"
        kind = self._create_type([{"name": "Nhóm", "user_ids": self.many.ids}])
        kind.with_context(lang="vi_VN").name = "Đơn lớn"
        order = self._create_order()
        self._ask(order)
        self.assertEqual(order.activity_ids.user_id, self.many)
        self.assertEqual(len(order.activity_ids), len(self.many))
        own = order.activity_ids.filtered(lambda activity: activity.user_id == self.many[0])
        self.assertEqual(own.summary, "Đơn lớn")

    def test_approvals_of_two_types_keep_their_to_dos_apart(self):
        self._create_type(gate="quotation", name="Báo giá")
        steps = [{"name": "Kế toán trưởng", "user_ids": (self.accountant | self.many[0]).ids}]
        self._create_type(steps, gate="order", name="Đơn hàng")
        order = self._create_order()
        first, second = self._ask(order)
        self.assertEqual(order.activity_ids.user_id, self.boss | self.accountant | self.many[0])
        self._approve(first, self.boss)
        self.assertEqual(order.activity_ids.user_id, self.accountant | self.many[0])
        self._approve(second, self.accountant)
        self.assertFalse(order.activity_ids)

    @freeze_time("2026-06-15 02:00:00")
    def test_reminding_costs_the_same_for_few_and_many_approvers(self):
        costs = []
        for users in (self.many[:2], self.many[:2], self.many):
            self._create_type(
                [{"name": "Gấp", "user_ids": users.ids, "sla_hours": 0.5, "escalation": "manager"}]
            )
            request = self._ask(self._create_order())
            with freeze_time("2026-06-19 02:00:00"):
                costs.append(self._count(self.env["p2it.approval.request"]._remind))
            self.assertIn(self.administrator, request.line_ids.approver_ids)
            self.env["p2it.approval.type"].search([]).active = False
        self.assertLessEqual(costs[2], costs[1] + 2)

    def test_the_report_tells_the_time_of_each_person_and_step(self):
        self.env.company.resource_calendar_id.write({"tz": "Asia/Ho_Chi_Minh"})
        self._create_type(
            [
                {"name": "Trưởng phòng", "user_ids": self.boss.ids, "sequence": 1, "sla_hours": 1},
                {"name": "Kế toán", "user_ids": self.accountant.ids, "sequence": 2, "sla_hours": 5},
            ]
        )
        with freeze_time("2026-06-15 02:00:00"):  # Monday, nine o'clock there
            request = self._ask(self._create_order())
        self.assertEqual(str(request.line_ids[0].deadline), "2026-06-15 03:00:00")
        with freeze_time("2026-06-15 04:00:00"):
            self._approve(request, self.boss)
        with freeze_time("2026-06-15 04:30:00"):
            self._approve(request, self.accountant)
        rows = self.env["p2it.approval.decision"]._read_group(
            [("request_id", "=", request.id)], ["step_name", "user_id", "is_late"], ["hours_taken:avg"]
        )
        self.assertEqual(
            {(step, user): (late, round(hours, 2)) for step, user, late, hours in rows},
            {("Trưởng phòng", self.boss): (True, 2.0), ("Kế toán", self.accountant): (False, 0.5)},
        )

    def test_what_waits_too_long_is_found(self):
        self._create_type([{"name": "Gấp", "user_ids": self.boss.ids, "sla_hours": 0.25}])
        with freeze_time("2026-06-15 02:00:00"):
            request = self._ask(self._create_order())
        requests = self.env["p2it.approval.request"].with_user(self.boss)
        with freeze_time("2026-06-15 02:10:00"):
            self.assertNotIn(request, requests.search([("is_late", "=", True)]))
        with freeze_time("2026-06-17 02:10:00"):
            self.assertIn(request, requests.search([("is_late", "=", True)]))

    def test_an_inbox_of_many_costs_what_one_of_few_does(self):
        self._create_type([{"name": "Nhóm", "user_ids": self.many.ids, "sla_hours": 4}])
        requests = self.env["p2it.approval.request"].with_user(self.many[0])
        fields = ("is_late", "document_name", "requested_date", "waits_for", "deadline", "state")
        costs = []
        for count in (2, 1, 12):
            for _number in range(count):
                self._ask(self._create_order())
            costs.append(
                self._count(
                    lambda: requests.web_search_read(
                        [("is_my_turn", "=", True)], {name: {} for name in fields}, limit=80
                    )
                )
            )
        # What was cached before is no growth; one query a request would be twelve.
        self.assertLessEqual(costs[2], costs[1] + 3)

    def test_editing_a_long_quotation_under_approval_costs_what_a_short_one_does(self):
        self._create_type()
        costs = []
        for lines in (20, 20, 200):
            line = {"product_id": self.product.id, "price_unit": 9000000, "tax_ids": False}
            order = self._create_order(order_line=[Command.create(line) for _number in range(lines)])
            self._ask(order)
            seen = order.with_user(self.seller)

            def edit(seen=seen):
                seen.write({"note": "Giao buổi sáng", "client_order_ref": "PO-9"})
                seen.order_line[0].price_unit = 8000000
                seen.mapped("approval_state")

            costs.append(self._count(edit))
        self.assertLessEqual(costs[2], costs[1] + 3)
