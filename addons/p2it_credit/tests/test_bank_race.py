import json

from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.tests import TransactionCase, tagged

from .test_bank_webhook import SEPAY


@tagged("post_install", "-at_install")
class TestBankLinesAtOnce(RealTransactions, TransactionCase):
    """The bank calls ten times at once, and two accountants click at once, in real transactions."""

    transaction_context = {"tracking_disable": True}

    def setUp(self):
        super().setUp()
        with self._committing() as env:
            company = env.ref("base.main_company")
            journal = env["account.journal"].create(
                {"name": "Bank of the race", "type": "bank", "code": "RACE", "company_id": company.id}
            )
            endpoint = env["p2it.bank.endpoint"].create(
                {
                    "name": "Race",
                    "company_id": company.id,
                    "journal_id": journal.id,
                    "provider_id": env.ref("p2it_credit.bank_provider_sepay").id,
                }
            )
            partner = env["res.partner"].create({"name": "Cửa hàng Đua Xe", "is_company": True})
            product = env["product.product"].create({"name": "Xi măng đua", "type": "service"})
            order = env["sale.order"].create(
                {
                    "name": "RACE99061",
                    "partner_id": partner.id,
                    "company_id": company.id,
                    "order_line": [
                        (0, 0, {"product_id": product.id, "price_unit": 500, "tax_ids": [(5,)]}),
                    ],
                }
            )
            self.ids = journal.id, endpoint.id, partner.id, product.id, order.id
        self.addCleanup(self._delete)

    def _delete(self):
        journal_id, endpoint_id, partner_id, product_id, order_id = self.ids
        with self._committing() as env:
            lines = env["p2it.bank.line"].search([("journal_id", "=", journal_id)])
            transfers = lines.transfer_id
            payments = transfers.payment_id
            lines.event_ids.unlink()
            env["p2it.payer.account"].search([("partner_id", "=", partner_id)]).unlink()
            lines.unlink()
            env.cr.execute("DELETE FROM p2it_bank_transfer WHERE id = ANY(%s)", [transfers.ids])
            env.invalidate_all()
            payments.action_draft()
            moves = payments.move_id
            payments.unlink()
            moves.exists().filtered(lambda move: move.state == "posted").button_draft()
            moves.exists().with_context(force_delete=True).unlink()
            env["p2it.bank.endpoint"].browse(endpoint_id).unlink()
            env["sale.order"].browse(order_id)._action_cancel()
            env["sale.order"].browse(order_id).unlink()
            env["account.journal"].browse(journal_id).unlink()
            env["product.product"].browse(product_id).unlink()
            env["res.partner"].browse(partner_id).unlink()

    def _get_lines(self, env):
        return env["p2it.bank.line"].search([("journal_id", "=", self.ids[0])])

    def _receive(self, **values):
        body = json.dumps({**SEPAY, "content": "RACE99061", "transferAmount": 500, **values}).encode()
        return lambda env: env["p2it.bank.endpoint"].browse(self.ids[1])._receive(body)

    def test_ten_calls_of_the_same_money_make_one_line(self):
        errors = self._run_at_once(*[self._receive() for _number in range(10)], seconds=200)
        self.assertFalse(errors)
        with self._committing() as env:
            self.assertEqual(len(self._get_lines(env)), 1)

    def test_two_accountants_confirming_one_line_make_one_payment(self):
        with self._committing() as env:
            self._receive()(env)
            line = self._get_lines(env)
            line._choose(env["res.partner"].browse(self.ids[2]), [(self.ids[4], 500)])
            line_id = line.id

        def confirm(env):
            env["p2it.bank.line"].browse(line_id)._confirm()

        errors = self._run_at_once(confirm, confirm, confirm, seconds=200)
        self.assertFalse(errors)
        with self._committing() as env:
            payments = env["account.payment"].search([("journal_id", "=", self.ids[0])])
            self.assertEqual((len(payments), self._get_lines(env).state), (1, "confirmed"))

    def test_two_lines_for_one_order_confirmed_at_once_never_pay_it_twice(self):
        with self._committing() as env:
            self._receive(referenceCode="A")(env)
            self._receive(referenceCode="B")(env)
            lines = self._get_lines(env)
            for line in lines:
                line._choose(env["res.partner"].browse(self.ids[2]), [(self.ids[4], 500)])
            line_ids = lines.ids

        def confirm(line_id):
            return lambda env: env["p2it.bank.line"].browse(line_id)._confirm()

        errors = self._run_at_once(*[confirm(line_id) for line_id in line_ids], seconds=200)
        self.assertFalse(errors)
        with self._committing() as env:
            self.assertEqual(sorted(self._get_lines(env).mapped("state")), ["confirmed", "matched"])
            self.assertEqual(env["sale.order"].browse(self.ids[4]).amount_lacking, 0)
