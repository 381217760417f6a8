from odoo.tests import HttpCase, tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalTour(ApprovalCommon, HttpCase):
    """An administrator sets up a type by choosing, without typing a technical name."""

    def test_a_type_is_set_up_by_choosing(self):
        self.boss.name = self.boss.login
        self.start_tour(
            "/odoo/action-p2it_approvals.action_types", "p2it_approval_type", login=self.administrator.login
        )
        kind = self.env["p2it.approval.type"].search([("name", "=", "Đơn mua lớn")])
        self.assertEqual((kind.model, kind.operation), ("purchase.order", "button_confirm"))
        self.assertEqual((kind.state_field, kind.state_value), ("state", "purchase"))
        self.assertEqual(kind.step_ids.user_ids, self.boss)


@tagged("post_install", "-at_install")
class TestInboxOnAPhone(ApprovalCommon, HttpCase):
    """Many are decided at once with a thumb."""

    browser_size = "390x844"
    touch_enabled = True

    def test_two_are_refused_at_once(self):
        self._create_type()
        requests = self._ask(self._create_order()) | self._ask(self._create_order(quantity=700))
        self.start_tour(
            "/odoo/action-p2it_approvals.action_inbox",
            "p2it_approval_inbox_on_a_phone",
            login=self.boss.login,
        )
        self.assertEqual(requests.mapped("state"), ["refused", "refused"])
        self.assertEqual(set(requests.decision_ids.mapped("comment")), {"Giá thấp quá"})

    def test_both_answers_are_at_hand_on_a_request(self):
        self._create_type()
        request = self._ask(self._create_order())
        self.start_tour(
            f"/odoo/action-p2it_approvals.action_requests/{request.id}",
            "p2it_approval_request_on_a_phone",
            login=self.boss.login,
        )
        self.assertEqual(request.state, "refused")
        self.assertEqual(request.decision_ids.comment, "Giá thấp quá")
