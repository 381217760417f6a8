from odoo.exceptions import AccessError, RedirectWarning, UserError
from odoo.tests import tagged

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditHold(CreditCommon):
    """What is held, who frees it, and what frees itself."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls._create_policy(100)

    def _get_hold(self, order):
        return self.env["p2it.credit.hold"].search([("order_id", "=", order.id)], limit=1)

    def _hold(self, order, ask=True):
        order.with_user(self.seller).action_confirm_or_hold("Khách quen", ask)
        return self._get_hold(order)

    def test_over_the_limit_is_refused_in_words(self):
        self._confirm(self._create_order(60))
        order = self._create_order(60)
        with self.assertRaisesRegex(RedirectWarning, "20.*over the limit of.*100") as caught:
            self._confirm(order)
        self.assertEqual(order.state, "draft")
        self.assertIn("Credit manager", caught.exception.args[0])
        self.assertIn("orders not yet invoiced", caught.exception.args[0])

    def test_five_orders_in_one_call_are_judged_together(self):
        orders = self.env["sale.order"].union(*(self._create_order(60) for _number in range(5)))
        with self.assertRaises(RedirectWarning) as caught:
            self._confirm(orders)
        self.assertEqual(set(orders.mapped("state")), {"draft"})
        self.assertNotIn(f"{orders[0].name}:", caught.exception.args[0])
        self.assertIn(f"{orders[1].name}:", caught.exception.args[0])
        result = orders.with_user(self.seller).action_confirm_or_hold()
        self.assertEqual(result["confirmed"], orders[:1].ids)
        self.assertEqual(len(result["holds"]), 4)
        self.assertEqual(orders.mapped("state"), ["sale", "draft", "draft", "draft", "draft"])

    def test_money_frees_and_confirms_at_once(self):
        self._confirm(self._create_order(60))
        order = self._create_order(60)
        hold = self._hold(order, ask=False)
        self.assertEqual(hold.state, "open")
        self._receive(10)
        self.assertEqual(hold.state, "open")
        self._receive(10)
        self.assertEqual(hold.state, "cleared")
        self.assertEqual(order.state, "sale")

    def test_money_frees_those_first_that_were_held_first(self):
        self._confirm(self._create_order(90))
        first, second = self._create_order(50), self._create_order(40)
        self._hold(first, ask=False)
        self._hold(second, ask=False)
        self._receive(40)
        self.assertEqual((first.state, second.state), ("sale", "draft"))

    def test_release_by_the_approval_engine(self):
        order = self._create_order(150)
        hold = self._hold(order)
        self.assertEqual(hold.approval_state, "open")
        request = hold.sudo()._get_open_approvals()
        self.assertEqual(request.requested_by, self.seller)
        request.with_user(self.credit_manager).action_approve("Trả trước ngày 30")
        self.assertEqual(hold.state, "released")
        self.assertEqual(order.state, "sale")
        self.assertEqual(hold.release_ids.user_id, self.credit_manager)

    def test_a_refused_release_keeps_it_held(self):
        order = self._create_order(150)
        hold = self._hold(order)
        hold.sudo()._get_open_approvals().with_user(self.credit_manager).action_refuse("Còn nợ cũ")
        self.assertEqual((hold.state, order.state), ("open", "draft"))
        with self.assertRaises(RedirectWarning):
            self._confirm(order)

    def test_nobody_releases_without_the_approval(self):
        hold = self._hold(self._create_order(150))
        for user in (self.seller, self.accountant, self.credit_manager):
            with self.assertRaisesRegex(Exception, "waits for the approval|Only credit managers"):
                hold.with_user(user).action_release()
        self.assertEqual(hold.state, "open")

    def test_without_a_type_a_credit_manager_releases_but_not_the_own(self):
        self.env.ref("p2it_credit.type_release").active = False
        order = self._create_order(150)
        hold = self._hold(order)
        with self.assertRaisesRegex(AccessError, "Only credit managers"):
            hold.with_user(self.seller).action_release()
        own = self._create_order(150, self.other)
        own.with_user(self.credit_manager).action_confirm_or_hold()
        with self.assertRaisesRegex(AccessError, "asked for themselves"):
            self._get_hold(own).with_user(self.credit_manager).action_release()
        hold.with_user(self.credit_manager).action_release()
        self.assertEqual(order.state, "sale")

    def test_nobody_writes_the_hold_list(self):
        hold = self._hold(self._create_order(150))
        for user in (self.seller, self.credit_manager):
            for vals in ({"state": "released"}, {"total": 1}, {"line_ids": [(5,)]}, {"requested_by": 1}):
                with self.assertRaises(UserError):
                    hold.with_user(user).write(vals)
            with self.assertRaises(AccessError):
                hold.with_user(user).unlink()
            with self.assertRaises(AccessError):
                self.env["p2it.credit.hold"].with_user(user).create(
                    {"order_id": hold.order_id.id, "stage": "confirm"}
                )
            with self.assertRaises(AccessError):
                self.env["p2it.credit.release"].with_user(user).create({"order_id": hold.order_id.id})
        hold.with_user(self.seller).note = "Khách trả thứ sáu"

    def test_a_released_order_is_held_again_when_it_grows(self):
        self.company.credit_release_tolerance = 10
        order = self._create_order(150)
        hold = self._hold(order)
        hold.sudo()._get_open_approvals().with_user(self.credit_manager).action_approve()
        line = order.order_line.with_user(self.seller)
        line.product_uom_qty = 165
        with self.assertRaisesRegex(RedirectWarning, "Not changed"), self.env.cr.savepoint():
            line.product_uom_qty = 166
        self.assertEqual(order.order_line.product_uom_qty, 165)

    def test_a_release_is_no_release_for_another_customer(self):
        order = self._create_order(150)
        hold = self._hold(order)
        order.partner_id = self.other
        hold.sudo()._get_open_approvals().with_user(self.credit_manager).action_approve()
        self.assertEqual(order.state, "draft")
        with self.assertRaises(RedirectWarning):
            self._confirm(order)

    def test_a_raise_after_confirmation_is_refused_and_can_be_asked(self):
        order = self._create_order(60)
        self._confirm(order)
        with self.assertRaisesRegex(RedirectWarning, "Not changed") as caught:
            order.order_line.with_user(self.seller).product_uom_qty = 120
        context = caught.exception.args[3]
        self.assertEqual(context["default_total"], 120)
        wizard = (
            self.env["p2it.credit.hold.wizard"]
            .with_user(self.seller)
            .with_context(**context)
            .create({"note": "Thêm xe thứ hai"})
        )
        wizard.action_ask()
        hold = self._get_hold(order)
        self.assertEqual((hold.stage, hold.total, hold.excess), ("change", 120, 20))
        hold.sudo()._get_open_approvals().with_user(self.credit_manager).action_approve()
        order.order_line.with_user(self.seller).product_uom_qty = 120

    def test_overdue_holds(self):
        self.policy.write({"limit_kind": "none", "overdue_kind": "check", "overdue_days": 5})
        order = self._create_order(10)
        self._confirm(order)
        invoice = self._invoice(order, days_ago=20)
        late = self._create_order(10)
        with self.assertRaisesRegex(RedirectWarning, "overdue by more than 5 days"):
            self._confirm(late)
        hold = self._hold(late, ask=False)
        self._pay(invoice)
        self.assertEqual((hold.state, late.state), ("cleared", "sale"))

    def test_prepayment_holds_until_the_money_is_there(self):
        self.policy.write({"limit_kind": "none", "prepayment_kind": "percent", "prepayment_percent": 50})
        order = self._create_order(100)
        with self.assertRaisesRegex(RedirectWarning, "pays 50 % first"):
            self._confirm(order)

    def test_terms_that_change_free_as_well(self):
        order = self._create_order(150)
        hold = self._hold(order, ask=False)
        self.policy.limit = 200
        self.assertEqual((hold.state, order.state), ("cleared", "sale"))

    def test_a_cancelled_order_frees_others(self):
        first = self._create_order(60)
        self._confirm(first)
        second = self._create_order(60)
        self._hold(second, ask=False)
        first.with_context(disable_cancel_warning=True).action_cancel()
        self.assertEqual(second.state, "sale")

    def test_goods_stay_when_things_change_in_between(self):
        order = self._create_order(60)
        self._confirm(order)
        self.policy.limit = 50
        picking = order.picking_ids
        picking.move_ids.write({"quantity": 60, "picked": True})
        with self.assertRaisesRegex(UserError, "The goods stay here"):
            picking.with_user(self.storekeeper).button_validate()
        self.assertEqual(picking.state, "assigned")
        self._receive(20)
        picking.with_user(self.storekeeper).button_validate()
        self.assertEqual(picking.state, "done")

    def test_portal_signature_is_kept_until_it_is_free(self):
        order = self._create_order(150)
        order._validate_order()
        self.assertEqual(order.state, "draft")
        self.assertEqual(self._get_hold(order).state, "open")
        self._receive(60)
        self.assertEqual(order.state, "sale")

    def test_copy_and_reopen_are_judged_anew(self):
        order = self._create_order(150)
        hold = self._hold(order)
        hold.sudo()._get_open_approvals().with_user(self.credit_manager).action_approve()
        copy = order.copy()
        with self.assertRaises(RedirectWarning):
            self._confirm(copy)
        order.with_context(disable_cancel_warning=True).action_cancel()
        order.action_draft()
        self._confirm(order)
        self.assertEqual(order.state, "sale", "the release of the same order still holds")
