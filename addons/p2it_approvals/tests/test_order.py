from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import RedirectWarning, UserError
from odoo.tests import Form, tagged

from .common import ApprovalCommon

_SIGNATURE = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)


@tagged("post_install", "-at_install")
class TestOrderGate(ApprovalCommon):
    """An order that needs an approval is confirmed, changed, paid and invoiced with it only."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls._create_type(gate="order", guarded_fields=False)
        cls.other = cls.env["res.partner"].create({"name": "Công ty Bình Minh"})

    def _create_confirmed(self, quantity=600):
        order = self._create_order(quantity)
        if quantity >= 500:
            self._approve(self._ask(order), self.boss)
        order.with_user(self.seller).action_confirm()
        return order.with_user(self.seller)

    def _assert_held(self, act, error=RedirectWarning, what=""):
        with self.assertRaises(error, msg=what), self.env.cr.savepoint():
            act()
        self.env.invalidate_all()

    def test_every_way_to_confirm_is_held(self):
        order = self._create_order().with_user(self.seller)
        values = order.copy_data()[0]
        for number, confirm in enumerate(
            (
                order.action_confirm,
                lambda: order.write({"state": "sale"}),
                lambda: order.create({**values, "state": "sale"}),
                lambda: order.with_context(default_state="sale").create(values),
            )
        ):
            self._assert_held(confirm, what=f"way {number}")
        self.assertEqual(order.state, "draft")

    def test_an_import_that_brings_the_state_is_held(self):
        orders = self.env["sale.order"].with_user(self.seller)
        # The database's own copies, for an import has no commands.
        result = orders.load(
            ["partner_id/.id", "state", "order_line/product_id/.id", "order_line/product_uom_qty"],
            [[str(self.customer.id), "sale", str(self.product.id), "900"]],
        )
        self.assertFalse(result["ids"])
        self.assertIn("needs the approval", result["messages"][0]["message"])

    def test_cancelling_and_reviving_needs_a_valid_approval(self):
        order = self._create_confirmed()
        order._action_cancel()
        order.order_line.price_unit = 200000
        self._assert_held(lambda: order.write({"state": "sale"}))
        order.action_draft()
        self._assert_held(order.action_confirm)

    def test_what_matters_does_not_change_after_the_confirmation(self):
        order = self._create_confirmed()
        line = order.order_line
        for number, change in enumerate(
            (
                lambda: line.write({"price_unit": 200000}),
                lambda: line.write({"discount": 10}),
                lambda: line.write({"product_uom_qty": 900}),
                lambda: line.sudo().write({"price_unit": 200000}),
                lambda: line.with_context(p2it_pass_over_held=True, install_mode=True).write(
                    {"price_unit": 1}
                ),
                lambda: order.write({"order_line": [Command.update(line.id, {"price_unit": 200000})]}),
                lambda: order.write({"order_line": [Command.create({"product_id": self.product.id})]}),
                lambda: self.env["sale.order.line"]
                .with_user(self.seller)
                .create({"order_id": order.id, "product_id": self.product.id, "price_unit": 9e8}),
                lambda: order.write({"partner_id": self.other.id}),
                lambda: order.write({"partner_invoice_id": self.other.id}),
                lambda: order.write(
                    {"payment_term_id": self.env.ref("account.account_payment_term_30days").id}
                ),
            )
        ):
            self._assert_held(change, what=f"change {number}")
        self.assertEqual(order.amount_untaxed, 60000000)

    def test_a_line_moved_in_from_another_order_is_held(self):
        order, draft = self._create_confirmed(), self._create_order(quantity=1)
        self._assert_held(lambda: draft.order_line.with_user(self.seller).write({"order_id": order.id}))

    def test_confirming_small_and_raising_afterwards_is_held(self):
        order = self._create_confirmed(quantity=100)
        self._assert_held(lambda: order.order_line.write({"product_uom_qty": 600}))
        order.order_line.product_uom_qty = 120
        self.assertEqual(order.order_line.product_uom_qty, 120)

    def test_what_does_not_matter_changes_freely(self):
        order = self._create_confirmed()
        order.write({"client_order_ref": "PO-11", "note": "Giao chiều"})
        order.order_line.write({"sequence": 5})

    def test_a_confirmed_order_is_moved_by_its_buttons_only(self):
        order = self._create_confirmed()
        for values in (
            {"state": "draft"},
            {"state": "cancel"},
            {"locked": not order.locked},
            {"name": "SO-GIẢ"},
            {"date_order": fields.Datetime.now() - timedelta(days=90)},
        ):
            self._assert_held(lambda values=values: order.write(values), UserError)
        order.action_lock()
        order.action_unlock()
        order._action_cancel()
        order.action_draft()
        self.assertEqual(order.state, "draft")

    def test_figures_are_not_written_by_people(self):
        order = self._create_order().with_user(self.seller)
        self._assert_held(lambda: order.write({"amount_total": 1, "amount_untaxed": 1}), UserError)
        self._assert_held(lambda: order.write({"invoice_status": "invoiced"}), UserError)
        self._assert_held(lambda: order.write({"confirmed_date": False}), UserError)
        for name in ("price_subtotal", "qty_invoiced", "qty_delivered", "untaxed_amount_invoiced"):
            self._assert_held(lambda name=name: order.order_line.write({name: 1}), UserError)
        self._assert_held(lambda: order.copy({"amount_untaxed": 1}), UserError)

    def test_a_condition_judges_what_is_true_now(self):
        order = self._create_order()
        order.flush_recordset()
        self.env.cr.execute("UPDATE sale_order SET amount_untaxed = 1 WHERE id = %s", [order.id])
        self.env.invalidate_all()
        self._assert_held(order.with_user(self.seller).action_confirm)

    def test_a_default_amount_does_not_slip_under_the_condition(self):
        values = self._create_order().copy_data()[0]
        orders = self.env["sale.order"].with_user(self.seller)
        order = orders.with_context(default_amount_untaxed=1).create(values)
        self._assert_held(order.action_confirm)

    def test_people_still_enter_what_they_deliver_by_hand(self):
        service = self.env["product.product"].create({"name": "Lắp đặt", "type": "service"})
        order = self._create_order(order_line=[Command.create({"product_id": service.id})])
        order.with_user(self.seller).action_confirm()
        order.with_user(self.seller).order_line.qty_delivered = 1
        self.assertEqual(order.order_line.qty_delivered, 1)

    def test_the_form_saves_an_order_as_before(self):
        with Form(self.env["sale.order"].with_user(self.seller)) as form:
            form.partner_id = self.customer
            with form.order_line.new() as line:
                line.product_id = self.product
                line.product_uom_qty = 2
        self.assertEqual(form.record.amount_untaxed, 200000)

    def test_nothing_is_invoiced_before_the_approval(self):
        order = self._create_order()
        wizard = self.env["sale.advance.payment.inv"].with_context(active_ids=order.ids)
        down = wizard.create(
            {"advance_payment_method": "percentage", "amount": 10, "sale_order_ids": [(6, 0, order.ids)]}
        )
        self._assert_held(down.create_invoices)
        self._assert_held(order._create_invoices)
        line = {"name": "Xi măng", "price_unit": 1}
        values = {
            "move_type": "out_invoice",
            "partner_id": self.customer.id,
            "invoice_line_ids": [Command.create(line)],
        }
        move = self.env["account.move"].create(values)
        tie = {"sale_line_ids": [Command.set(order.order_line.ids)]}
        self._assert_held(lambda: move.invoice_line_ids.write(tie))
        tied = {**values, "invoice_line_ids": [Command.create({**line, **tie})]}
        self._assert_held(lambda: self.env["account.move"].create(tied))
        self.assertFalse(order.invoice_ids)

    def test_a_down_payment_changes_nothing_that_was_approved(self):
        order = self._create_confirmed()
        self.env["sale.advance.payment.inv"].create(
            {"advance_payment_method": "percentage", "amount": 10, "sale_order_ids": [(6, 0, order.ids)]}
        ).create_invoices()
        self.assertEqual(len(order.invoice_ids), 1)
        order.invoice_ids.sudo().action_post()
        self.assertFalse(order._get_held("order"))

    def test_no_link_to_pay_and_no_payment_on_the_portal(self):
        order = self._create_order(require_payment=True, require_signature=True)
        self._assert_held(order._get_default_payment_link_values)
        self.assertFalse(order._has_to_be_paid())
        self._approve(self._ask(order), self.boss)
        self.assertTrue(order._has_to_be_paid())

    def test_a_payment_that_comes_all_the_same_waits_and_confirms_with_the_approval(self):
        order = self._create_order(require_payment=True)
        payment = self._pay(order)
        payment._check_amount_and_confirm_order()
        self.assertEqual(order.state, "draft")
        self._approve(self._ask(order), self.boss)
        self.assertEqual(order.state, "sale")

    def test_a_signature_that_comes_before_the_approval_waits_and_confirms_with_it(self):
        order = self._create_order(require_signature=True, require_payment=False)
        order.sudo().write({"signed_by": "Chị Lan", "signature": _SIGNATURE})
        order.sudo()._validate_order()
        self.assertEqual(order.state, "draft")
        self._approve(self._ask(order), self.boss)
        self.assertEqual(order.state, "sale")

    def test_what_was_changed_after_the_signature_is_not_confirmed_by_it(self):
        order = self._create_order(require_signature=True, require_payment=False)
        order.sudo().write({"signed_by": "Chị Lan", "signature": _SIGNATURE})
        order.sudo()._validate_order()
        order.order_line.price_unit = 200000
        self._approve(self._ask(order), self.boss)
        self.assertEqual(order.state, "draft")
        self.assertIn("was changed after the customer signed", str(order.message_ids.mapped("body")))

    def test_a_cancelled_order_asks_nobody_any_more(self):
        order = self._create_order()
        request = self._ask(order)
        order.with_user(self.seller)._action_cancel()
        self.assertEqual(request.state, "cancelled")
        self.assertFalse(order.activity_ids)

    def test_a_pending_payment_sends_no_held_quotation(self):
        self._create_type(gate="quotation", guarded_fields=False, name="Báo giá")
        order = self._create_order(require_payment=True)
        self._pay(order, "pending")._post_process()
        self.assertEqual(order.state, "draft")

    def _pay(self, order, state="done"):
        provider = self.env["payment.provider"].create({"name": "Chuyển khoản", "code": "none"})
        method = self.env["payment.method"].create({"name": "Chuyển khoản", "code": "p2it_ck"})
        return self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "reference": f"CK-{order.name}",
                "amount": order.amount_total,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "sale_order_ids": [Command.set(order.ids)],
                "operation": "offline",
                "state": state,
            }
        )

    def test_splitting_an_order_does_not_slip_under_the_condition(self):
        self.kind.domain = "[('customer_period_total', '>=', 50000000)]"
        first, second, third = (self._create_order(quantity=200).with_user(self.seller) for _n in range(3))
        first.action_confirm()
        second.action_confirm()
        self._assert_held(third.action_confirm)

    def test_five_confirmed_in_one_call_are_judged_together(self):
        self.kind.domain = "[('customer_period_total', '>=', 50000000)]"
        orders = self.env["sale.order"].union(*(self._create_order(quantity=200) for _n in range(5)))
        self._assert_held(orders.with_user(self.seller).action_confirm)
        self.assertEqual(set(orders.mapped("state")), {"draft"})

    def test_what_was_ordered_long_ago_does_not_count(self):
        self.kind.write({"domain": "[('salesperson_period_total', '>=', 50000000)]", "period_days": 7})
        old = self._create_order(quantity=400)
        old.action_confirm()
        long_ago = fields.Datetime.now() - timedelta(days=8)
        old.sudo().write({"date_order": long_ago, "confirmed_date": long_ago})
        self._create_order(quantity=400).with_user(self.seller).action_confirm()
        self._assert_held(self._create_order(quantity=400).with_user(self.seller).action_confirm)

    def test_a_change_costs_the_same_for_few_and_many_lines(self):
        costs = []
        for count in (20, 200):
            lines = [
                Command.create({"product_id": self.product.id, "price_unit": 1000, "tax_ids": False})
                for _number in range(count)
            ]
            order = self._create_order(order_line=lines)
            order.with_user(self.seller).action_confirm()
            line_ids = order.order_line.ids
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            commands = [Command.update(line_id, {"discount": 1}) for line_id in line_ids]
            order.with_user(self.seller).write({"order_line": commands})
            self.env.flush_all()
            with_gate = self.env.cr.sql_log_count - start
            self.kind.active = False
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            commands = [Command.update(line_id, {"discount": 2}) for line_id in line_ids]
            order.with_user(self.seller).write({"order_line": commands})
            self.env.flush_all()
            costs.append(with_gate - (self.env.cr.sql_log_count - start))
            self.kind.active = True
        self.assertLessEqual(costs[1], costs[0] + 2)
