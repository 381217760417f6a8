from odoo import Command
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestTransfersAtOnce(RealTransactions, TransactionCase):
    """Two people at the same transfer, order or reference; what they commit is deleted afterwards."""

    transaction_context = {"tracking_disable": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            groups = "p2it_credit.group_accountant"
            users = [
                new_test_user(env, f"p2it_race_{name}", groups=groups) for name in ("anna", "bruno", "clara")
            ]
            self.users = [user.id for user in users]
            self.partner = env["res.partner"].create({"name": "Khách chuyển khoản", "is_company": True}).id
            self.product = env["product.product"].create({"name": "Đường", "type": "service"}).id
            self.bank = (
                env["account.journal"]
                .search([("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1)
                .id
            )
            self.order = self._make_order(env).id
            self.transfers, self.orders = [], [self.order]

    def _make_order(self, env):
        line = {"product_id": self.product, "price_unit": 100, "tax_ids": False}
        order = env["sale.order"].create({"partner_id": self.partner, "order_line": [Command.create(line)]})
        order.action_confirm()
        return order

    def _make_transfer(self, env, reference, amount=100, order=None):
        transfer = (
            env["p2it.bank.transfer"]
            .with_user(self.users[2])
            .create(
                {
                    "partner_id": self.partner,
                    "amount": amount,
                    "bank_id": self.bank,
                    "bank_reference": reference,
                    "line_ids": [Command.create({"order_id": order or self.order, "amount": amount})],
                }
            )
        )
        self.transfers.append(transfer.id)
        return transfer

    def _record(self, *references, **values):
        with self._committing() as env:
            for reference in references:
                self._make_transfer(env, reference, **values).action_record()
        return self.transfers

    def _confirming(self, number, user=0):
        return lambda env: (
            env["p2it.bank.transfer"]
            .browse(self.transfers[number])
            .with_user(self.users[user])
            .action_confirm()
        )

    def _delete(self):
        with self._committing() as env:
            transfers = env["p2it.bank.transfer"].search([("partner_id", "=", self.partner)])
            env.cr.execute(
                "UPDATE p2it_bank_transfer SET state = 'draft' WHERE id = ANY(%s)", [transfers.ids]
            )
            env.invalidate_all()
            payments = transfers.payment_id
            transfers.payment_id = False
            orders = env["sale.order"].search([("partner_id", "=", self.partner)])
            moves = orders.invoice_ids | payments.move_id
            moves.filtered(lambda move: move.state == "posted").button_draft()
            transfers.unlink()
            payments.unlink()
            (moves.exists()).with_context(force_delete=True).unlink()
            orders._action_cancel()
            orders.unlink()
            env["product.product"].browse(self.product).unlink()
            env["mail.message"].search([("author_id.user_ids", "in", self.users)]).unlink()
            users = env["res.users"].browse(self.users)
            people = users.partner_id
            users.unlink()
            (people | env["res.partner"].browse(self.partner)).unlink()
        self.registry.clear_cache()

    def _read_first(self, env):
        env["p2it.bank.transfer"].browse(self.transfers).mapped("state")
        env["sale.order"].browse(self.orders).mapped("amount_paid")

    def _assert_consistent(self, confirmed, paid=100):
        with self._committing() as env:
            transfers = env["p2it.bank.transfer"].browse(self.transfers)
            found = transfers.filtered(lambda one: one.state == "confirmed")
            self.assertEqual(len(found), confirmed)
            self.assertEqual(len(found.payment_id), confirmed)
            count = env["account.payment"].search_count([("partner_id", "=", self.partner)])
            self.assertEqual(count, confirmed, "a payment without its transfer")
            self.assertEqual(env["sale.order"].browse(self.order).amount_paid, paid)

    def test_two_accountants_at_one_transfer(self):
        self._record("FTR1")
        errors = self._run_at_once(self._confirming(0), self._confirming(0, 1))
        self.assertEqual([type(error) for error in errors], [UserError])
        self.assertIn("Nothing was done", str(errors[0]))
        self._assert_consistent(1)

    def test_one_accountant_who_clicks_four_times(self):
        self._record("FTR2")
        errors = self._run_at_once(*[self._confirming(0)] * 4)
        self.assertEqual(len(errors), 3)
        self.assertTrue(all("Nothing was done" in str(error) for error in errors), errors)
        self._assert_consistent(1)

    def test_two_transfers_for_what_one_order_lacks(self):
        self._record("FTR3", "FTR4")
        errors = self._run_at_once(self._confirming(0), self._confirming(1, 1))
        self.assertEqual(len(errors), 1, errors)
        self.assertIn("on account", str(errors[0]))
        self._assert_consistent(1)

    def test_one_reference_recorded_twice_at_once(self):
        with self._committing() as env:
            for _number in range(2):
                self._make_transfer(env, "FTR5", amount=50)

        def record(transfer_id):
            return lambda env: (
                env["p2it.bank.transfer"].browse(transfer_id).with_user(self.users[2]).action_record()
            )

        errors = self._run_at_once(*map(record, self.transfers))
        self.assertEqual(len(errors), 1, errors)
        self.assertIsInstance(errors[0], UserError)
        self.assertIn("recorded already", str(errors[0]))
        with self._committing() as env:
            states = env["p2it.bank.transfer"].browse(self.transfers).mapped("state")
            self.assertEqual(sorted(states), ["draft", "recorded"])

    def test_one_reference_written_and_confirmed_at_once(self):
        self._record("FTR6", "FTR7", amount=50)

        def write(env):
            env["p2it.bank.transfer"].browse(self.transfers[1]).with_user(
                self.users[2]
            ).bank_reference = "ftr 6"

        errors = self._run_at_once(self._confirming(0), write)
        self.assertEqual(len(errors), 1, errors)
        self.assertIn("recorded already", str(errors[0]))
        self._assert_consistent(1, paid=50)

    def test_confirmed_and_changed_at_once(self):
        self._record("FTR8")

        def change(env):
            transfer = env["p2it.bank.transfer"].browse(self.transfers[0]).with_user(self.users[2])
            transfer.line_ids.amount = 90
            transfer.amount = 90

        errors = self._run_at_once(self._confirming(0), change)
        with self._committing() as env:
            transfer = env["p2it.bank.transfer"].browse(self.transfers[0])
            self.assertEqual(transfer.state, "confirmed")
            self.assertEqual(transfer.payment_id.amount, transfer.amount)
            self.assertEqual(env["sale.order"].browse(self.order).amount_paid, transfer.amount)
            self.assertEqual(bool(errors), transfer.amount == 100)

    def test_confirmed_and_rejected_at_once(self):
        self._record("FTR9")

        def reject(env):
            env["p2it.bank.transfer"].browse(self.transfers[0]).with_user(self.users[1]).action_reject("Sai")

        errors = self._run_at_once(self._confirming(0), reject)
        self.assertEqual(len(errors), 1, errors)
        self.assertIn("Nothing was done", str(errors[0]))
        with self._committing() as env:
            transfer = env["p2it.bank.transfer"].browse(self.transfers[0])
            self.assertEqual(bool(transfer.payment_id), transfer.state == "confirmed")

    def test_confirmed_and_order_cancelled_at_once(self):
        self._record("FTR10")

        def cancel(env):
            env["sale.order"].browse(self.order)._action_cancel()

        errors = self._run_at_once(self._confirming(0), cancel)
        with self._committing() as env:
            transfer = env["p2it.bank.transfer"].browse(self.transfers[0])
            order = env["sale.order"].browse(self.order)
            self.assertEqual(order.state, "cancel")
            if transfer.state == "confirmed":
                self.assertEqual((errors, transfer.amount_on_account), ([], 100))
                self.assertIn("stays on account", " ".join(order.message_ids.mapped("body")))
            else:
                self.assertIn("cancelled", str(errors[0]))

    def test_confirmed_and_invoiced_at_once(self):
        self._record("FTR11")

        def invoice(env):
            env["sale.order"].browse(self.order).order_line.qty_delivered = 1
            env["sale.order"].browse(self.order)._create_invoices().action_post()

        errors = self._run_at_once(self._confirming(0), invoice)
        self.assertFalse(errors)
        with self._committing() as env:
            self.assertEqual(env["sale.order"].browse(self.order).invoice_ids.amount_residual, 0)

    def test_confirmed_and_reversed_by_two(self):
        self._record("FTR12")
        with self._committing() as env:
            self._confirming(0)(env)

        def reverse(user):
            return lambda env: (
                env["p2it.bank.transfer"]
                .browse(self.transfers[0])
                .with_user(self.users[user])
                .action_reverse("Trả lại")
            )

        errors = self._run_at_once(reverse(0), reverse(1))
        self.assertEqual(len(errors), 1, errors)
        self.assertIn("nothing to reverse", str(errors[0]))
