from odoo import Command, fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger
from psycopg2.errors import CheckViolation, UniqueViolation

from .transfer_common import TransferCommon


@tagged("post_install", "-at_install")
class TestTransfer(TransferCommon):
    """From what a customer says was sent to the payment that pays the invoice."""

    def test_confirming_posts_a_payment_that_the_order_shows(self):
        order = self._create_order(100)
        transfer = self._record((order, 60))
        self.assertEqual((transfer.state, order.amount_paid), ("recorded", 0))
        self._confirm(transfer)
        payment = transfer.payment_id
        self.assertEqual(transfer.state, "confirmed")
        self.assertEqual(transfer.confirmed_by, self.accountant)
        self.assertTrue(transfer.confirmed_date)
        self.assertEqual(payment.create_uid, self.accountant)
        self.assertEqual(payment.move_id.state, "posted")
        self.assertEqual(
            (
                payment.amount,
                payment.payment_type,
                payment.partner_type,
                payment.partner_id,
                payment.journal_id,
            ),
            (60, "inbound", "customer", self.customer, self.bank),
        )
        self.assertEqual(payment.memo, f"{transfer.name} {transfer.bank_reference}")
        self.assertEqual(payment.bank_transfer_ids, transfer)
        self.assertEqual(transfer.line_ids.move_line_id.amount_residual, -60)
        self.assertEqual((order.amount_paid, order.amount_lacking), (60, 40))

    def test_the_number_comes_from_the_sequence(self):
        first, second = (self._record((self._create_order(5), 5)) for _n in range(2))
        self.assertRegex(first.name, r"^TR/\d{4}/\d{5}$")
        self.assertNotEqual(first.name, second.name)

    def test_a_payment_has_an_entry_though_odoo_would_make_none(self):
        self.bank.inbound_payment_method_line_ids.payment_account_id = False
        transfer = self._confirm(self._record((self._create_order(100), 100)))
        self.assertTrue(transfer.payment_id.move_id.line_ids)

    def test_the_payment_uses_the_account_that_the_journal_names(self):
        account = self.bank.default_account_id.copy({"code": "112199", "name": "Tiền đang chuyển"})
        self.bank.inbound_payment_method_line_ids.payment_account_id = account
        transfer = self._confirm(self._record((self._create_order(100), 100)))
        self.assertIn(account, transfer.payment_id.move_id.line_ids.account_id)

    def test_what_is_for_no_order_stays_on_account(self):
        order = self._create_order(100)
        transfer = self._confirm(self._record((order, 100), amount=130))
        self.assertEqual(transfer.amount_on_account, 30)
        items = transfer.payment_id.move_id.line_ids.filtered(
            lambda item: item.account_id.account_type == "asset_receivable"
        )
        self.assertEqual(sorted(items.mapped("credit")), [30, 100])

    def test_one_transfer_for_several_orders_and_several_for_one(self):
        one, two = self._create_order(100), self._create_order(50)
        self._confirm(self._record((one, 40), (two, 50)))
        self._confirm(self._record((one, 60)))
        self.assertEqual((one.amount_lacking, two.amount_lacking), (0, 0))

    def test_an_order_form_fills_in_what_lacks(self):
        order = self._create_order(100)
        self._confirm(self._record((order, 30)))
        action = order.with_user(self.salesperson).action_record_transfer()
        with Form(
            self.env["p2it.bank.transfer"].with_user(self.salesperson).with_context(**action["context"])
        ) as form:
            self.assertEqual((form.partner_id, form.amount), (self.customer, 70))
            form.bank_reference = "ft 99"
        transfer = form.record
        transfer.action_record()
        self.assertEqual((transfer.line_ids.order_id, transfer.line_ids.amount), (order, 70))

    def test_a_chosen_order_fills_in_what_it_lacks(self):
        order = self._create_order(100)
        with Form(self.env["p2it.bank.transfer"].with_user(self.salesperson)) as form:
            form.partner_id = self.customer
            form.amount = 80
            with form.line_ids.new() as line:
                line.order_id = order
                self.assertEqual(line.amount, 80)

    def test_amounts_must_fit(self):
        order = self._create_order(100)
        cases = [
            ({"amount": 60}, 100, "only"),
            ({"amount": float("nan")}, 100, "number"),
            ({"amount": float("inf")}, 100, "number"),
            ({"amount": 200}, 101, "lacks only"),
            ({"amount": 200}, float("nan"), "number"),
        ]
        for values, part, words in cases:
            with self.subTest(values=values, part=part), self.assertRaisesRegex(ValidationError, words):
                self._record((order, part), **values)
        for values, part in (
            ({"amount": 0}, 5),
            ({"amount": -5}, 5),
            ({"amount": 9}, 0),
            ({"amount": 9}, -1),
        ):
            with (
                self.subTest(values=values, part=part),
                mute_logger("odoo.sql_db"),
                self.assertRaises(CheckViolation),
            ):
                self._record((order, part), **values)

    def test_money_is_not_recorded_before_it_was_sent(self):
        day = fields.Date.add(fields.Date.today(), days=2)
        with self.assertRaisesRegex(ValidationError, "still to come"):
            self._record(amount=5, date=day)

    def test_the_only_bank_account_is_filled_in(self):
        transfers = self.env["p2it.bank.transfer"].with_user(self.salesperson)
        values = {"partner_id": self.customer.id, "amount": 5}
        self.assertEqual(transfers.create(values).bank_id, self.bank)
        self.env["account.journal"].create({"name": "Ngân hàng hai", "type": "bank", "code": "NH2"})
        self.assertFalse(transfers.create(values).bank_id)

    def test_dong_have_no_decimals(self):
        dong = self.env.ref("base.VND")
        dong.active = True
        transfer = self._record(amount=1500000.4, currency_id=dong.id)
        self.assertEqual(transfer.amount, 1500000)

    def test_only_orders_of_the_customer_and_its_branches(self):
        head = self._create_customer("Tập đoàn An Khang")
        branch = self._create_customer("Chi nhánh Huế", parent_id=head.id)
        other = self._create_customer("Khách khác")
        self._record((self._create_order(10, partner=branch), 10), partner=head)
        self._record((self._create_order(10, partner=head), 10), partner=branch)
        with self.assertRaisesRegex(ValidationError, "another customer"):
            self._record((self._create_order(10, partner=other), 10), partner=head)

    def test_only_orders_of_the_company_and_the_currency(self):
        company = self.env["res.company"].create({"name": "Công ty hai"})
        there = self._create_order(10, confirm=False, company_id=company.id)
        with self.assertRaisesRegex(ValidationError, "another company"):
            self._record((there, 10), user=self.env.user)
        euro = self.env.ref("base.EUR")
        euro.active = True
        pricelist = self.env["product.pricelist"].create({"name": "Euro", "currency_id": euro.id})
        order = self._create_order(10, confirm=False, pricelist_id=pricelist.id)
        with self.assertRaisesRegex(ValidationError, "EUR"):
            self._record((order, 10))

    def test_an_order_stands_once_and_is_not_cancelled(self):
        order = self._create_order(100)
        with self.assertRaises(UniqueViolation), mute_logger("odoo.sql_db"):
            self._record((order, 10), (order, 20)).flush_recordset()
        order._action_cancel()
        with self.assertRaisesRegex(ValidationError, "cancelled"):
            self._record((order, 10))

    def test_more_than_an_order_lacks_is_refused_until_put_on_account(self):
        order = self._create_order(100)
        first, second = self._record((order, 100)), self._record((order, 70))
        self._confirm(first)
        self.assertTrue(second.has_surplus)
        with self.assertRaisesRegex(UserError, "on account"):
            self._confirm(second)
        second.with_user(self.accountant).action_put_surplus_on_account()
        self._confirm(second)
        self.assertEqual((second.amount_on_account, order.amount_paid), (70, 100))

    def test_a_part_of_the_surplus_stays_with_the_order(self):
        order = self._create_order(100)
        first, second = self._record((order, 60)), self._record((order, 70))
        self._confirm(first)
        second.with_user(self.accountant).action_put_surplus_on_account()
        self._confirm(second)
        self.assertEqual((second.line_ids.amount, second.amount_on_account), (40, 30))

    def test_two_in_one_call_are_judged_one_after_the_other(self):
        order = self._create_order(100)
        both = self._record((order, 100)) | self._record((order, 100))
        with self.assertRaisesRegex(UserError, "on account"), self.cr.savepoint():
            self._confirm(both)
        self.assertEqual(both.mapped("state"), ["recorded"] * 2)
        self.assertFalse(both.payment_id)

    def test_many_are_confirmed_at_once(self):
        transfers = self.env["p2it.bank.transfer"].union(
            *(self._record((self._create_order(10), 10)) for _n in range(3))
        )
        self._confirm(transfers)
        self.assertEqual(set(transfers.mapped("state")), {"confirmed"})

    def test_rejecting_says_why_and_who_recorded_is_told(self):
        transfer = self._record((self._create_order(100), 100))
        with self.assertRaisesRegex(UserError, "Say why"):
            transfer.with_user(self.accountant).action_reject(" ")
        action = transfer.with_user(self.accountant).action_reject()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.accountant)
            .with_context(**action["context"])
            .create({"reason": "Không có tiền về"})
        )
        wizard.action_refuse()
        self.assertEqual(
            (transfer.state, transfer.refusal_reason, transfer.refused_by),
            ("rejected", "Không có tiền về", self.accountant),
        )
        message = transfer.message_ids.filtered(lambda one: "Không có tiền về" in one.body)
        self.assertIn(self.salesperson.partner_id, message.notified_partner_ids)

    def test_a_rejected_one_is_put_right_and_recorded_again(self):
        order = self._create_order(100)
        transfer = self._record((order, 100))
        transfer.with_user(self.accountant).action_reject("Sai số tham chiếu")
        transfer.with_user(self.salesperson).bank_reference = "FT777"
        transfer.with_user(self.salesperson).action_record()
        self._confirm(transfer)
        self.assertEqual(order.amount_paid, 100)

    def test_reversing_takes_the_money_back_and_keeps_the_history(self):
        order = self._create_order(100)
        invoice = self._invoice(order)
        transfer = self._confirm(self._record((order, 100)))
        self.assertTrue(invoice.currency_id.is_zero(invoice.amount_residual))
        transfer.with_user(self.second).action_reverse("Ngân hàng thu hồi")
        self.assertEqual(
            (transfer.state, transfer.confirmed_by, transfer.refused_by),
            ("reversed", self.accountant, self.second),
        )
        self.assertEqual((order.amount_paid, invoice.amount_residual), (0, 100))
        self.assertEqual(
            (transfer.payment_id.state, transfer.payment_id.move_id.state), ("canceled", "cancel")
        )
        with self.assertRaisesRegex(UserError, "nothing to reverse"):
            transfer.with_user(self.accountant).action_reverse("Lần nữa")

    def test_reversing_in_a_closed_period_makes_an_entry_of_today(self):
        order = self._create_order(100)
        invoice = self._invoice(order)
        transfer = self._record((order, 100), date="2025-01-15")
        self._confirm(transfer)
        self.company.fiscalyear_lock_date = "2025-12-31"
        transfer.with_user(self.accountant).action_reverse("Séc bị trả lại")
        entry = transfer.payment_id.move_id
        self.assertEqual(entry.state, "posted")
        self.assertEqual(entry.reversal_move_ids.state, "posted")
        self.assertEqual((order.amount_paid, invoice.amount_residual), (0, 100))

    def test_a_cancelled_order_leaves_its_money_on_account(self):
        order = self._create_order(100)
        transfer = self._confirm(self._record((order, 100)))
        order._action_cancel()
        self.assertEqual(transfer.amount_on_account, 100)
        self.assertIn("stays on account", transfer.message_ids[0].body)

    def test_cash_needs_no_reference_and_the_bank_does(self):
        desk = self.env["account.journal"].create({"name": "Quỹ", "type": "cash", "code": "QUY"})
        cash = self._record((self._create_order(10), 10), bank_id=desk.id, bank_reference=False)
        self.assertTrue(cash.is_cash)
        self._confirm(cash)
        transfer = self._record((self._create_order(10), 10), bank_reference=False)
        self.assertFalse(transfer.is_cash)
        with self.assertRaisesRegex(UserError, "reference"):
            self._confirm(transfer)
        transfer.bank_id = False
        with self.assertRaisesRegex(UserError, "which of our accounts"):
            self._confirm(transfer)

    def test_only_what_receives_money_receives_it(self):
        journal = self.env["account.journal"].search([("type", "=", "sale")], limit=1)
        with self.assertRaisesRegex(ValidationError, "receives no money"):
            self._record((self._create_order(10), 10), bank_id=journal.id)

    def test_prepayment_sees_transfers(self):
        order = self._create_order(
            100, confirm=False, require_payment=True, prepayment_percent=0.5, require_signature=False
        )
        self._confirm(self._record((order, 49)))
        self.assertFalse(order._is_confirmation_amount_reached())
        self._confirm(self._record((order, 1)))
        self.assertTrue(order._is_confirmation_amount_reached())
        self.assertFalse(order._has_to_be_paid())

    def test_a_payment_online_and_transfers_add_up(self):
        order = self._create_order(100)
        provider = self.env["payment.provider"].create({"name": "Trực tuyến"})
        method = self.env["payment.method"].create({"name": "Thẻ", "code": "p2it_card"})
        payment = self.env["payment.transaction"].create(
            {
                "provider_id": provider.id,
                "payment_method_id": method.id,
                "amount": 25,
                "currency_id": order.currency_id.id,
                "partner_id": order.partner_id.id,
                "reference": "P2IT-1",
                "sale_order_ids": [Command.link(order.id)],
            }
        )
        self._confirm(self._record((order, 30)))
        self.assertEqual(order.amount_paid, 30)
        payment.state = "done"
        self.assertEqual(order.amount_paid, 55)

    def test_an_order_lists_its_transfers(self):
        order = self._create_order(100)
        transfer = self._record((order, 40)) | self._record((order, 10))
        self.assertEqual(order.with_user(self.salesperson).transfer_count, 2)
        action = order.with_user(self.salesperson).action_open_transfers()
        self.assertEqual(self.env[action["res_model"]].search(action["domain"]), transfer.sorted())

    def test_who_may_not_confirm_is_told_whom_to_ask(self):
        transfer = self._record((self._create_order(100), 100))
        with self.assertRaisesRegex(AccessError, "Ask one"):
            transfer.with_user(self.salesperson).action_confirm()
