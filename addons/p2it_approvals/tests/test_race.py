from odoo import Command
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestApprovalsAtOnce(RealTransactions, TransactionCase):
    """Two people decide, edit or click at the same moment: one outcome, nothing lost."""

    transaction_context = {"tracking_disable": True, "mail_notrack": True}

    def setUp(self):
        super().setUp()
        self.addCleanup(self._delete)
        with self._committing() as env:
            groups = "sales_team.group_sale_salesman_all_leads"
            users = [
                new_test_user(env, f"p2it_race_{name}", groups=groups, email=f"{name}@p2it.example")
                for name in ("asks", "first", "second")
            ]
            self.asks, self.first, self.second = (user.id for user in users)
            kind = env["p2it.approval.type"].create(
                {
                    "name": "Cùng lúc",
                    "model_id": env["ir.model"]._get_id("sale.order"),
                    "operation": "action_confirm",
                    "guarded_fields": "order_line.price_unit",
                    "step_ids": [
                        Command.create(
                            {
                                "name": "Một trong hai",
                                "user_ids": [Command.set([self.first, self.second])],
                                "mode": "any",
                            }
                        )
                    ],
                }
            )
            product = env["product.product"].create({"name": "Gạch men"})
            partner = env["res.partner"].create({"name": "Khách cùng lúc"})
            order = env["sale.order"].create(
                {
                    "partner_id": partner.id,
                    "order_line": [Command.create({"product_id": product.id, "price_unit": 100})],
                }
            )
            self.kind, self.order, self.partner, self.product = kind.id, order.id, partner.id, product.id
            env.flush_all()
            self.request = (
                env["p2it.approval.request"].with_user(self.asks).ask("sale.order", order.ids, kind.id)[0]
            )

    def _read_first(self, env):
        env["p2it.approval.request"].browse(self.request).mapped("state")
        env["sale.order"].browse(self.order).mapped("order_line.price_unit")

    def _delete(self):
        with self._committing() as env:
            # Requests are never deleted but by the test that has committed them.
            for table in ("decision", "line", "request"):
                column = "id" if table == "request" else "request_id"
                query = (
                    f"DELETE FROM p2it_approval_{table} WHERE {column} IN"
                    " (SELECT id FROM p2it_approval_request WHERE type_id = %s)"
                )
                env.cr.execute(query, [self.kind])
            env["p2it.approval.type"].browse(self.kind).unlink()
            order = env["sale.order"].browse(self.order)
            order._action_cancel()
            order.unlink()
            env["product.product"].browse(self.product).unlink()
            env["res.partner"].browse(self.partner).unlink()
            users = env["res.users"].browse([self.asks, self.first, self.second])
            partners = users.partner_id
            users.unlink()
            partners.unlink()
        self.registry.clear_cache()

    def _decide(self, user, verdict):
        def decide(env):
            request = env["p2it.approval.request"].browse(self.request).with_user(user)
            if verdict == "approve":
                request.action_approve()
            else:
                request.action_refuse("Không")

        return decide

    def _get_outcome(self):
        with self._committing() as env:
            request = env["p2it.approval.request"].browse(self.request)
            return request.state, request.decision_ids.mapped("verdict"), request.line_ids.mapped("state")

    def test_of_two_on_the_last_step_one_decides(self):
        errors = self._run_at_once(self._decide(self.first, "approve"), self._decide(self.second, "refuse"))
        state, verdicts, _lines = self._get_outcome()
        self.assertEqual(len(errors), 1)
        self.assertIn("already", str(errors[0]))
        self.assertEqual(len(verdicts), 1)
        self.assertEqual(state, {"approve": "approved", "refuse": "refused"}[verdicts[0]])

    def test_the_same_click_twice_decides_once(self):
        errors = self._run_at_once(self._decide(self.first, "approve"), self._decide(self.first, "approve"))
        self.assertEqual(len(errors), 1)
        self.assertEqual(self._get_outcome()[:2], ("approved", ["approve"]))

    def test_a_price_edited_while_it_is_approved_is_never_confirmed_unseen(self):
        def edit(env):
            env["sale.order"].browse(self.order).order_line.price_unit = 1

        self._run_at_once(self._decide(self.first, "approve"), edit)
        errors = self._run_at_once(lambda env: env["sale.order"].browse(self.order).action_confirm())
        with self._committing() as env:
            order = env["sale.order"].browse(self.order)
            self.assertEqual((order.state, order.order_line.price_unit), ("draft", 1))
        self.assertEqual(len(errors), 1)

    def test_a_request_withdrawn_while_it_is_approved_is_one_of_both(self):
        def withdraw(env):
            env["p2it.approval.request"].browse(self.request).with_user(self.asks).action_withdraw()

        errors = self._run_at_once(self._decide(self.first, "approve"), withdraw)
        state, verdicts, lines = self._get_outcome()
        self.assertEqual(len(errors), 1)
        self.assertIn(
            (state, verdicts, lines),
            [("approved", ["approve"], ["approved"]), ("cancelled", [], ["cancelled"])],
        )

    def test_an_order_cancelled_while_it_is_approved_leaves_no_request_open(self):
        def cancel(env):
            env["sale.order"].browse(self.order)._action_cancel()

        errors = self._run_at_once(self._decide(self.first, "approve"), cancel)
        state, verdicts, lines = self._get_outcome()
        # Approved, then cancelled; or cancelled, and the approval is told that it comes too late.
        outcomes = {0: ("approved", ["approve"], ["approved"]), 1: ("cancelled", [], ["cancelled"])}
        self.assertEqual((state, verdicts, lines), outcomes[len(errors)])
        with self._committing() as env:
            self.assertEqual(env["sale.order"].browse(self.order).state, "cancel")

    def test_asking_twice_at_once_makes_one_request(self):
        with self._committing() as env:
            env["p2it.approval.request"].browse(self.request).with_user(self.asks).action_withdraw()

        def ask(env):
            env["p2it.approval.request"].with_user(self.asks).ask("sale.order", [self.order], self.kind)

        self.assertFalse(self._run_at_once(ask, ask))
        with self._committing() as env:
            domain = [("res_id", "=", self.order), ("type_id", "=", self.kind), ("state", "=", "open")]
            self.assertEqual(env["p2it.approval.request"].search_count(domain), 1)
