from datetime import timedelta

from freezegun import freeze_time
from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalDecide(ApprovalCommon):
    """Asking, deciding, delegating, and what a change leaves standing."""

    def _create_two_steps(self, **values):
        return self._create_type(
            [
                {"name": "Trưởng phòng", "user_ids": self.boss.ids, "sequence": 1},
                {"name": "Kế toán", "user_ids": self.accountant.ids, "sequence": 2},
            ],
            **values,
        )

    def test_the_steps_decide_in_their_order(self):
        self._create_two_steps()
        request = self._ask(self._create_order())
        with self.assertRaisesRegex(UserError, "isn't your turn yet"):
            self._approve(request, self.accountant)
        self._approve(request, self.boss)
        self.assertEqual(request.state, "open")
        self._approve(request, self.accountant)
        self.assertEqual(request.state, "approved")

    def test_parallel_steps_decide_in_any_order(self):
        self._create_two_steps(order="parallel")
        request = self._ask(self._create_order())
        self._approve(request, self.accountant)
        self._approve(request, self.boss)
        self.assertEqual(request.state, "approved")

    def test_a_stranger_does_not_decide(self):
        self._create_type()
        request = self._ask(self._create_order())
        with self.assertRaises(AccessError):
            self._approve(request, self.accountant)
        with self.assertRaises(UserError):
            self._approve(request, self.administrator)

    def test_who_asks_does_not_decide(self):
        self._create_type([{"name": "Một trong hai", "user_ids": (self.seller | self.boss).ids}])
        request = self._ask(self._create_order())
        with self.assertRaisesRegex(UserError, "asked for it yourself"):
            self._approve(request, self.seller)

    def test_a_step_that_nobody_could_decide_is_not_asked(self):
        self._create_type([{"name": "Một mình", "user_ids": self.seller.ids}])
        with self.assertRaisesRegex(UserError, "Too few people"):
            self._ask(self._create_order())

    def test_a_refusal_needs_a_comment(self):
        self._create_type()
        request = self._ask(self._create_order())
        with self.assertRaisesRegex(UserError, "Say why"):
            request.with_user(self.boss).action_refuse("  ")
        self.assertEqual(request.state, "open")

    def test_asking_twice_makes_one_request(self):
        self._create_type()
        order = self._create_order()
        self._ask(order)
        self.assertFalse(self._ask(order))

    def test_a_step_is_only_asked_where_its_condition_holds(self):
        self._create_type(
            [
                {"name": "Trưởng phòng", "user_ids": self.boss.ids},
                {
                    "name": "Kế toán",
                    "user_ids": self.accountant.ids,
                    "domain": "[('amount_untaxed', '>=', 100000000)]",
                },
            ]
        )
        self.assertEqual(
            self._ask(self._create_order(quantity=600)).line_ids.mapped("name"), ["Trưởng phòng"]
        )
        self.assertEqual(len(self._ask(self._create_order(quantity=1000)).line_ids), 2)

    def test_a_change_only_asks_again_what_it_touches(self):
        self._create_type(
            [
                {
                    "name": "Giá",
                    "user_ids": self.boss.ids,
                    "guarded_fields": "order_line.price_unit",
                    "sequence": 1,
                },
                {
                    "name": "Điều khoản",
                    "user_ids": self.accountant.ids,
                    "guarded_fields": "payment_term_id",
                    "sequence": 2,
                },
            ],
        )
        order = self._create_order()
        first = self._ask(order)
        self._approve(first, self.boss)
        order.payment_term_id = self.env["account.payment.term"].create({"name": "45 ngày"})
        with self.assertRaisesRegex(UserError, "was changed after"):
            self._approve(first, self.accountant)
        second = self._ask(order)
        self.assertEqual(first.state, "superseded")
        self.assertEqual(second.line_ids.mapped("state"), ["approved", "open"])
        self.assertEqual(second.line_ids[0].kept_line_id, first.line_ids[0])
        self._approve(second, self.accountant)
        order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, "sale")

    def _create_price_and_terms(self, **values):
        return self._create_type(
            [
                {"name": "Giá", "guarded_fields": "order_line.price_unit", "sequence": 1, **values},
                {
                    "name": "Điều khoản",
                    "user_ids": (self.boss | self.accountant).ids,
                    "guarded_fields": "payment_term_id",
                    "excludes_previous": True,
                    "sequence": 2,
                },
            ]
        )

    def _change_terms(self, order):
        order.payment_term_id = self.env["account.payment.term"].create({"name": "45 ngày"})

    def test_who_decided_what_is_kept_still_counts_as_having_decided_before(self):
        self._create_price_and_terms(user_ids=self.boss.ids)
        order = self._create_order()
        self._approve(self._ask(order), self.boss)
        self._change_terms(order)
        again = self._ask(order)
        self.assertTrue(again.line_ids[0].kept_line_id)
        with self.assertRaises(UserError):
            self._approve(again, self.boss)
        self._change_terms(order)
        third = self._ask(order)  # kept from what was kept
        with self.assertRaises(UserError):
            self._approve(third, self.boss)
        self._approve(third, self.accountant)
        self.assertEqual(third.state, "approved")

    def test_who_agreed_does_not_ask_again_and_keep_the_own_agreement(self):
        self._create_price_and_terms(user_ids=(self.boss | self.accountant).ids)
        order = self._create_order()
        self._approve(self._ask(order), self.boss)
        self._change_terms(order)
        self.assertFalse(self._ask(order, self.boss).line_ids.kept_line_id)

    def test_a_step_that_asks_for_more_people_now_is_asked_anew(self):
        kind = self._create_price_and_terms(user_ids=(self.boss | self.accountant).ids)
        order = self._create_order()
        self._approve(self._ask(order), self.boss)
        kind.step_ids[0].mode = "all"
        self._change_terms(order)
        self.assertFalse(self._ask(order).line_ids.kept_line_id)

    def test_editing_the_type_changes_nothing_that_is_asked(self):
        kind = self._create_two_steps()
        request = self._ask(self._create_order())
        kind.step_ids[1].unlink()
        kind.step_ids.user_ids = self.accountant
        self.assertEqual(request.line_ids.mapped("approver_ids"), self.boss | self.accountant)
        self._approve(request, self.boss)
        self.assertEqual(request.state, "open")
        self._approve(request, self.accountant)
        self.assertEqual(request.state, "approved")

    @freeze_time("2026-06-15 03:00:00")
    def test_a_delegate_decides_what_waits_already_on_the_days_lent(self):
        self._create_type()
        request = self._ask(self._create_order())
        today = fields.Date.today()
        delegation = (
            self.env["p2it.approval.delegation"]
            .with_user(self.boss)
            .create({"delegate_id": self.accountant.id, "date_from": today + timedelta(days=1)})
        )
        with self.assertRaises(UserError):
            self._approve(request, self.accountant)
        delegation.date_from = today
        self.assertTrue(request.with_user(self.accountant).is_my_turn)
        self._approve(request, self.accountant)
        self.assertEqual(request.state, "approved")
        decision = request.decision_ids
        self.assertEqual((decision.user_id, decision.on_behalf_of_id), (self.accountant, self.boss))

    def test_what_was_lent_for_one_type_is_not_lent_for_others(self):
        kind = self._create_type()
        other = self._create_type(name="Khác", operation="action_lock")
        self.env["p2it.approval.delegation"].create(
            {
                "user_id": self.boss.id,
                "delegate_id": self.accountant.id,
                "type_ids": [Command.set(other.ids)],
            }
        )
        request = self._ask(self._create_order()).filtered(lambda request: request.type_id == kind)
        for _archived in range(2):
            self.assertFalse(request.with_user(self.accountant).is_my_turn)
            with self.assertRaises(UserError):
                self._approve(request, self.accountant)
            other.active = False
            self.env.invalidate_all()

    def test_a_delegate_who_asked_has_nothing_of_it_in_the_inbox(self):
        self._create_type()
        request = self._ask(self._create_order())
        self.env["p2it.approval.delegation"].create({"user_id": self.boss.id, "delegate_id": self.seller.id})
        self.assertFalse(request.with_user(self.seller).is_my_turn)

    def test_nobody_lends_what_is_somebody_else_s(self):
        with self.assertRaises(AccessError):
            self.env["p2it.approval.delegation"].with_user(self.seller).create(
                {"user_id": self.boss.id, "delegate_id": self.seller.id}
            )

    def test_the_inbox_holds_what_is_my_turn(self):
        self._create_two_steps()
        request = self._ask(self._create_order())
        requests = self.env["p2it.approval.request"]
        self.assertIn(request, requests.with_user(self.boss).search([("is_my_turn", "=", True)]))
        self.assertNotIn(request, requests.with_user(self.accountant).search([("is_my_turn", "=", True)]))
        self.assertEqual(requests.with_user(self.boss).get_inbox_count(), 1)
        self._approve(request, self.boss)
        self.assertEqual(requests.with_user(self.boss).get_inbox_count(), 0)
        self.assertEqual(requests.with_user(self.accountant).get_inbox_count(), 1)

    def test_whose_turn_it_is_gets_a_to_do_that_goes_with_the_decision(self):
        self._create_two_steps()
        order = self._create_order()
        request = self._ask(order)
        self.assertEqual(order.activity_ids.user_id, self.boss)
        self._approve(request, self.boss)
        self.assertEqual(order.activity_ids.user_id, self.accountant)
        self._approve(request, self.accountant)
        self.assertFalse(order.activity_ids)

    @freeze_time("2026-06-15 02:00:00")
    def test_late_steps_are_escalated_once(self):
        above = self.env["hr.employee"].create({"name": "Giám đốc", "user_id": self.administrator.id})
        self.env["hr.employee"].create(
            {"name": "Trưởng phòng", "user_id": self.boss.id, "parent_id": above.id}
        )
        self._create_type(
            [{"name": "Trưởng phòng", "user_ids": self.boss.ids, "sla_hours": 0.5, "escalation": "manager"}]
        )
        request = self._ask(self._create_order())
        self.assertTrue(request.deadline)
        with freeze_time("2026-06-19 02:00:00"):
            self.env["p2it.approval.request"]._remind()
            self.assertIn(self.administrator, request.line_ids.approver_ids)
            reminded = request.line_ids.reminded_date
            self.env["p2it.approval.request"]._remind()
            self.assertEqual(request.line_ids.reminded_date, reminded)
            self._approve(request, self.administrator)
        self.assertEqual(request.state, "approved")

    def test_an_administrator_names_somebody_where_nobody_is_left(self):
        self._create_type(
            [
                {"name": "Một", "user_ids": self.boss.ids, "sequence": 1},
                {"name": "Hai", "user_ids": self.boss.ids, "excludes_previous": True, "sequence": 2},
            ]
        )
        request = self._ask(self._create_order())
        self._approve(request, self.boss)
        self.assertIn("nobody is left", request.waits_for)
        line = request.line_ids[1]
        with self.assertRaises(AccessError):
            request.with_user(self.boss).action_name_approver(line.id, self.accountant.id)
        request.with_user(self.administrator).action_name_approver(line.id, self.accountant.id)
        self._approve(request, self.accountant)
        self.assertEqual(request.state, "approved")

    def test_many_are_decided_at_once(self):
        self._create_type()
        requests = self._ask(self._create_order()) | self._ask(self._create_order())
        self._approve(requests, self.boss)
        self.assertEqual(requests.mapped("state"), ["approved", "approved"])

    def test_only_who_asked_takes_it_back(self):
        self._create_type()
        request = self._ask(self._create_order())
        with self.assertRaises(AccessError):
            request.with_user(self.boss).action_withdraw()
        request.with_user(self.seller).action_withdraw()
        self.assertEqual(request.state, "cancelled")

    def test_the_preview_says_who_and_why(self):
        self._create_two_steps()
        order = self._create_order()
        wizard = (
            self.env["p2it.approval.ask.wizard"]
            .with_user(self.seller)
            .with_context(active_model="sale.order", active_ids=order.ids)
            .create({"note": "Khách quen"})
        )
        self.assertEqual(wizard.line_ids.mapped("people"), [self.boss.name, self.accountant.name])
        self.assertTrue(all(wizard.line_ids.mapped("why")))
        wizard.action_ask()
        request = self.env["p2it.approval.request"].search([("res_id", "=", order.id)])
        self.assertEqual(request.note, "Khách quen")

    def test_automations_ask_approve_and_refuse(self):
        self._create_type()
        small, big = self._create_order(quantity=1), self._create_order()
        actions = self.env["ir.actions.server"].create(
            [
                {
                    "name": state,
                    "model_id": self.env["ir.model"]._get_id("sale.order"),
                    "state": f"p2it_{state}",
                    "p2it_approval_comment": "Tự động",
                }
                for state in ("ask", "approve", "refuse")
            ]
        )

        def run(number, user, orders):
            actions[number].with_user(user).with_context(
                active_model="sale.order", active_ids=orders.ids, active_id=orders[:1].id
            ).run()

        run(0, self.seller, small | big)
        request = self.env["p2it.approval.request"].search([("res_id", "in", (small | big).ids)])
        self.assertEqual((request.res_id, request.requested_by), (big.id, self.seller))
        run(1, self.boss, big)
        self.assertEqual(request.state, "approved")
        big.order_line.price_unit = 90000
        run(0, self.seller, big)
        run(2, self.boss, big)
        latest = self.env["p2it.approval.request"].search([("res_id", "=", big.id)], limit=1)
        self.assertEqual((latest.state, latest.decision_ids.comment), ("refused", "Tự động"))
