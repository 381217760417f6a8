from odoo import Command
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.tests import TransactionCase, tagged

LIMIT = 100


class CreditAtOnce(RealTransactions):
    """A customer with a branch and a limit; what the tests commit is deleted afterwards."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            env["p2it.approval.type"].search([("gate", "=", "credit")]).active = False
            product = env["product.product"].create(
                {"name": "Xi măng rời", "type": "service", "invoice_policy": "order", "list_price": 1}
            )
            partner = env["res.partner"].create({"name": "Khách đông người bán", "is_company": True})
            branch = env["res.partner"].create(
                {"name": "Chi nhánh 2", "is_company": True, "parent_id": partner.id}
            )
            policy = env["p2it.credit.policy"].create(
                {"partner_id": partner.id, "limit_kind": "amount", "limit": LIMIT}
            )
            journal = env["account.journal"].search(
                [("type", "=", "bank"), ("company_id", "=", env.company.id)], limit=1
            )
            self.bank = journal.id
            self.product, self.partners, self.policy = product.id, (partner + branch).ids, policy.id

    def _create_orders(self, amounts):
        with self._committing() as env:
            orders = env["sale.order"].create(
                [
                    {
                        "partner_id": self.partners[number % 2],
                        "order_line": [
                            Command.create(
                                {"product_id": self.product, "product_uom_qty": amount, "tax_ids": False}
                            )
                        ],
                    }
                    for number, amount in enumerate(amounts)
                ]
            )
            return orders.ids

    def _delete(self):
        with self._committing() as env:
            env["p2it.credit.policy"].browse(self.policy).unlink()
            self._delete_money(env)
            orders = env["sale.order"].search([("partner_id", "in", self.partners)])
            env["p2it.credit.release"].search([("order_id", "in", orders.ids)]).unlink()
            env["p2it.credit.hold"].search([("order_id", "in", orders.ids)]).unlink()
            orders._action_cancel()
            orders.unlink()
            env["product.product"].browse(self.product).unlink()
            env["res.partner"].browse(reversed(self.partners)).unlink()
            env["p2it.approval.type"].with_context(active_test=False).search(
                [("gate", "=", "credit")]
            ).active = True
        self.registry.clear_cache()

    def _delete_money(self, env):
        transfers = env["p2it.bank.transfer"].search([("partner_id", "in", self.partners)])
        env.cr.execute("UPDATE p2it_bank_transfer SET state = 'draft' WHERE id = ANY(%s)", [transfers.ids])
        env.invalidate_all()
        payments = transfers.payment_id
        transfers.payment_id = False
        moves = payments.move_id
        moves.button_draft()
        transfers.unlink()
        payments.unlink()
        moves.exists().with_context(force_delete=True).unlink()

    def _read(self):
        """:return: what the customer owes beside what was released, and the states of the orders"""
        with self._committing() as env:
            partner = env["res.partner"].browse(self.partners[0])
            orders = env["sale.order"].search([("partner_id", "in", self.partners)], order="id")
            released = orders.filtered(
                lambda order: order.state == "sale" and order.credit_hold_ids.release_ids
            )
            owed = partner.credit_exposure - sum(released.mapped("amount_total"))
            return owed, orders.mapped("state")


@tagged("post_install", "-at_install")
class TestCreditAtOnce(CreditAtOnce, TransactionCase):
    """Several people confirm at the same moment: together they never go over the limit."""

    def test_twenty_of_sixty_against_a_hundred(self):
        orders = self._create_orders([60] * 20)

        def confirm(order_id):
            return lambda env: env["sale.order"].browse(order_id).action_confirm()

        errors = self._run_at_once(*map(confirm, orders))
        owed, states = self._read()
        self.assertEqual(states.count("sale"), 1)
        self.assertEqual(owed, 60)
        self.assertEqual(len(errors), 19)
        held = [error for error in errors if "over the limit" in str(error)]
        self.assertEqual(len(held), 19, [str(error)[:200] for error in errors if error not in held][:3])

    def test_confirmed_and_raised_at_once(self):
        first, second = self._create_orders([40, 40])
        with self._committing() as env:
            env["sale.order"].browse(first).action_confirm()

        def confirm(env):
            env["sale.order"].browse(second).action_confirm()

        def raise_quantity(env):
            env["sale.order"].browse(first).order_line.product_uom_qty = 80

        errors = self._run_at_once(confirm, raise_quantity)
        owed, _states = self._read()
        self.assertEqual(len(errors), 1)
        self.assertLessEqual(owed, LIMIT)
