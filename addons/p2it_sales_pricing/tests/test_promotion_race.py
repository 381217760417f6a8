from odoo import Command, fields
from odoo.addons.p2it_crm.tests.transactions import RealTransactions
from odoo.exceptions import UserError
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestPromotionsAtOnce(RealTransactions, TransactionCase):
    """Ten real transactions confirm at once; what they commit is deleted afterwards."""

    transaction_context = {"tracking_disable": True}

    def _prepare(self, **limits):
        with self._committing() as env:
            partners = env["res.partner"].create([{"name": f"Đại lý {n}"} for n in range(10)])
            product = env["product.product"].create(
                {"name": "Nước suối", "list_price": 100000, "type": "service"}
            )
            program = env["loyalty.program"].create(
                {
                    "name": "Ba suất cuối",
                    "program_type": "promotion",
                    "is_automatic": True,
                    "trigger": "auto",
                    "applies_on": "current",
                    "rule_ids": [
                        Command.clear(),
                        Command.create({"product_ids": [Command.set(product.ids)], "minimum_qty": 1}),
                    ],
                    "reward_ids": [Command.clear(), Command.create({"discount": 10})],
                    **limits,
                }
            )
            orders = env["sale.order"].create(
                [
                    {
                        "partner_id": partner.id,
                        "validity_date": fields.Date.add(fields.Date.today(), days=9),
                        "order_line": [Command.create({"product_id": product.id, "product_uom_qty": 1})],
                    }
                    for partner in partners
                ]
            )
            self.ids = (partners.ids, product.id, program.id, orders.ids)
        self.addCleanup(self._delete)

    def _delete(self):
        partner_ids, product_id, program_id, order_ids = self.ids
        with self._committing() as env:
            orders = env["sale.order"].browse(order_ids)
            orders._action_cancel()
            orders.unlink()
            program = env["loyalty.program"].browse(program_id)
            program.use_ids.unlink()
            discount_products = program.reward_ids.discount_line_product_id
            program.active = False
            program.unlink()
            (discount_products | env["product.product"].browse(product_id)).unlink()
            env["res.partner"].browse(partner_ids).unlink()

    def _confirm_all_at_once(self):
        def confirm(order_id):
            return lambda env: env["sale.order"].browse(order_id).action_confirm()

        return self._run_at_once(*[confirm(order_id) for order_id in self.ids[3]])

    def _assert_three(self, errors):
        self.assertEqual(len(errors), 7, errors)
        self.assertTrue(
            all(isinstance(error, UserError) and "Ba suất cuối" in str(error) for error in errors), errors
        )
        with self._committing() as env:
            program = env["loyalty.program"].browse(self.ids[2])
            orders = env["sale.order"].browse(self.ids[3])
            self.assertEqual((program.use_count, program.budget_used), (3, 30000))
            self.assertEqual(len(orders.filtered(lambda order: order.state == "sale")), 3)

    def test_three_uses_left_for_ten(self):
        self._prepare(limit_usage=True, max_usage=3)
        self._assert_three(self._confirm_all_at_once())

    def test_a_budget_for_three_and_ten_who_want_it(self):
        self._prepare(budget_amount=39999)
        self._assert_three(self._confirm_all_at_once())
