from odoo import Command
from odoo.exceptions import RedirectWarning
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import mute_logger

from .common import ApprovalCommon


@tagged("post_install", "-at_install")
class TestPurchaseApproval(ApprovalCommon, HttpCase):
    """A button of a document that this addon knows nothing of, held by what an administrator enters."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.buyer = cls._create_user("buyer", "purchase.group_purchase_user")

    def _enter_type(self):
        """Fill in the form as an administrator of approvals does."""
        form = Form(self.env["p2it.approval.type"].with_user(self.administrator))
        form.name = "Đơn mua trên 20 triệu"
        form.model_id = self.env["ir.model"]._get("purchase.order")
        form.operation = "button_confirm"
        form.state_field = "state"
        form.state_value = "purchase"
        form.domain = "[('amount_untaxed', '>=', 20000000)]"
        with form.step_ids.new() as step:
            step.name = "Trưởng phòng mua hàng"
            step.user_ids.add(self.boss)
        return form.save()

    def _create_purchase(self, price=25000000):
        line = {"product_id": self.product.id, "product_qty": 1, "price_unit": price, "tax_ids": False}
        return (
            self.env["purchase.order"]
            .with_user(self.buyer)
            .create({"partner_id": self.customer.id, "order_line": [Command.create(line)]})
        )

    def test_a_purchase_is_confirmed_with_the_approval_and_not_without(self):
        self._enter_type()
        purchase = self._create_purchase()
        for caller in (purchase, purchase.sudo(), purchase.with_user(self.env.ref("base.user_admin"))):
            with self.assertRaisesRegex(RedirectWarning, "needs the approval “Đơn mua trên 20 triệu”"):
                caller.button_confirm()
        self._approve(self._ask(purchase, self.buyer), self.boss)
        purchase.button_confirm()
        self.assertEqual(purchase.state, "purchase")

    def test_a_small_purchase_is_not_held(self):
        self._enter_type()
        purchase = self._create_purchase(price=1000)
        purchase.button_confirm()
        self.assertEqual(purchase.state, "purchase")

    def test_a_raised_price_is_approved_again(self):
        self._enter_type()
        purchase = self._create_purchase()
        self._approve(self._ask(purchase, self.buyer), self.boss)
        purchase.order_line.price_unit = 90000000
        with self.assertRaisesRegex(RedirectWarning, "was changed after the approval"):
            purchase.button_confirm()

    def test_the_state_is_not_written_instead(self):
        self._enter_type()
        purchase = self._create_purchase()
        for values in ({"state": "purchase"}, {"state": "purchase", "locked": True}):
            with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
                purchase.write(values)
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            purchase.copy({"state": "purchase"})

    def test_a_remote_client_is_held_as_well(self):
        self._enter_type()
        purchase = self._create_purchase()
        self.authenticate(self.buyer.login, self.buyer.login)
        with mute_logger("odoo.http"):
            answer = self.url_open(
                "/web/dataset/call_kw/purchase.order/button_confirm",
                json={
                    "params": {
                        "model": "purchase.order",
                        "method": "button_confirm",
                        "args": [purchase.ids],
                        "kwargs": {"context": {"skip_approval": True, "install_mode": True}},
                    }
                },
            ).json()
        self.assertIn("needs the approval", str(answer["error"]["data"]))
        purchase.invalidate_recordset()
        self.assertEqual(purchase.state, "draft")
