from unittest.mock import patch

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import tagged

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestApprovalGate(ApprovalCommon):
    """An operation that needs an approval happens with it and not without, whoever calls."""

    def test_without_a_type_nothing_changes(self):
        order = self._create_order()
        order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_an_order_that_needs_it_is_held(self):
        self._create_type()
        order = self._create_order()
        with self.assertRaisesRegex(RedirectWarning, "needs the approval “Đơn trên 50 triệu”"):
            order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, "draft")

    def test_one_that_does_not_meet_the_condition_passes(self):
        self._create_type()
        order = self._create_order(quantity=499)
        order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_superusers_and_context_keys_are_held_as_well(self):
        self._create_type()
        order = self._create_order()
        for caller in (
            order.sudo(),
            order.with_user(self.administrator),
            order.with_user(self.seller).with_context(p2it_no_gate=True, install_mode=True, import_file=True),
        ):
            with self.assertRaises(RedirectWarning):
                caller.action_confirm()

    def test_one_of_many_that_needs_it_holds_all(self):
        self._create_type()
        small, big = self._create_order(quantity=1), self._create_order()
        with self.assertRaises(RedirectWarning):
            (small | big).with_user(self.seller).action_confirm()
        self.assertEqual(small.state, "draft")

    def test_the_state_can_not_be_set_instead(self):
        self._create_type(state_field="state", state_value="sale")
        order = self._create_order().with_user(self.seller)
        with self.assertRaises(RedirectWarning):
            order.write({"state": "sale"})
        with self.assertRaises(RedirectWarning):
            self._create_order(state="sale")
        order.write({"state": "sent"})

    def test_no_default_creates_the_state(self):
        self._create_type(state_field="state", state_value="sale")
        with self.assertRaises(RedirectWarning):
            self.env["sale.order"].with_context(default_state="sale").create(self._create_order().copy_data())
        self.env["ir.default"].set("sale.order", "state", "sale", user_id=True)
        with self.assertRaises(RedirectWarning):
            self._create_order()

    def test_what_is_changed_together_with_the_state_was_not_approved(self):
        self._create_type(state_field="state", state_value="sale")
        order = self._create_order().with_user(self.seller)
        self._approve(self._ask(order), self.boss)
        line = Command.update(order.order_line.id, {"price_unit": 200000})
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            order.write({"state": "sale", "order_line": [line]})
        self.assertEqual(order.state, "draft")
        order.write({"state": "sale"})

    def test_what_the_operation_itself_changes_was_approved(self):
        self._create_type(state_field="state", state_value="sale", guarded_fields=False)
        order = self._create_order()
        self._approve(self._ask(order), self.boss)
        order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_failed_operation_leaves_no_door_open(self):
        self._create_type(state_field="state", state_value="sale")
        approved, other = self._create_order(), self._create_order()
        self._approve(self._ask(approved), self.boss)
        broken = patch.object(type(self.env["sale.order"]), "_action_confirm", side_effect=ValueError("hỏng"))
        with broken, self.assertRaises(ValueError), self.env.cr.savepoint():
            approved.action_confirm()
        approved.order_line.price_unit = 200000
        with self.assertRaises(RedirectWarning):
            approved.write({"state": "sale"})
        with self.assertRaises(RedirectWarning):
            other.write({"state": "sale"})

    def test_with_the_approval_it_happens(self):
        self._create_type(state_field="state", state_value="sale")
        order = self._create_order()
        request = self._ask(order)
        with self.assertRaisesRegex(RedirectWarning, "waits for the approval.*Trưởng phòng"):
            order.with_user(self.seller).action_confirm()
        self._approve(request, self.boss)
        order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_a_change_of_what_matters_asks_for_a_new_approval(self):
        self._create_type()
        changes = (
            lambda order: order.order_line.write({"price_unit": 90000}),
            lambda order: order.order_line.write({"product_uom_qty": 700}),
            lambda order: order.order_line.write({"discount": 5}),
            lambda order: order.write({"partner_id": self.customer.copy().id}),
            lambda order: order.write(
                {"order_line": [Command.create({"product_id": self.product.id, "product_uom_qty": 1})]}
            ),
        )
        for change in changes:
            order = self._create_order()
            self._approve(self._ask(order), self.boss)
            change(order.with_user(self.seller))
            with self.assertRaisesRegex(RedirectWarning, "was changed after the approval"):
                order.with_user(self.seller).action_confirm()

    def test_a_change_of_anything_else_keeps_it(self):
        self._create_type()
        order = self._create_order()
        self._approve(self._ask(order), self.boss)
        order.write({"client_order_ref": "PO-7", "note": "Giao buổi sáng"})
        order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_by_default_all_that_people_enter_matters(self):
        self._create_type(guarded_fields=False)
        order = self._create_order()
        self._approve(self._ask(order), self.boss)
        order.client_order_ref = "PO-7"
        with self.assertRaises(RedirectWarning):
            order.with_user(self.seller).action_confirm()

    def test_a_refused_order_is_held_until_it_is_asked_again(self):
        self._create_type()
        order = self._create_order()
        self._ask(order).with_user(self.boss).action_refuse("Giá thấp quá")
        with self.assertRaisesRegex(RedirectWarning, "was refused"):
            order.with_user(self.seller).action_confirm()
        order.order_line.price_unit = 120000
        self._approve(self._ask(order), self.boss)
        order.with_user(self.seller).action_confirm()
        self.assertEqual(order.state, "sale")

    def test_archiving_the_type_opens_the_gate_and_back(self):
        kind = self._create_type()
        order = self._create_order()
        kind.active = False
        order.copy().with_user(self.seller).action_confirm()
        kind.active = True
        with self.assertRaises(RedirectWarning):
            order.with_user(self.seller).action_confirm()

    def test_any_button_of_any_model_can_be_held(self):
        self._create_type(
            model_id=self.env["ir.model"]._get_id("account.move"),
            operation="action_post",
            domain="[('move_type', '=', 'out_invoice')]",
            guarded_fields="partner_id",
        )
        move = self.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": self.customer.id,
                "invoice_line_ids": [Command.create({"product_id": self.product.id, "price_unit": 1})],
            }
        )
        with self.assertRaises(RedirectWarning):
            move.action_post()
        self._approve(self._ask(move, self.env.user), self.boss)
        move.action_post()
        self.assertEqual(move.state, "posted")

    def test_nothing_to_approve_is_said(self):
        with self.assertRaisesRegex(UserError, "Nothing here needs an approval"):
            self._ask(self._create_order())

    def test_an_order_without_a_type_costs_no_query_more(self):
        self._create_type(domain="[('amount_untaxed', '>=', 9e15)]")
        orders = [
            self._create_order(
                order_line=[Command.create({"product_id": self.product.id}) for _number in range(50)]
            )
            for _order in range(3)
        ]
        costs = []
        for order, gated in zip(orders, (True, True, False), strict=True):
            if not gated:
                self.env["p2it.approval.type"].search([]).active = False
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            order.action_confirm()
            self.env.flush_all()
            costs.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(costs[1] - costs[2], 5)
