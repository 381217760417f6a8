from odoo.exceptions import RedirectWarning
from odoo.tests import HttpCase, tagged

from .common import CreditCommon


@tagged("post_install", "-at_install")
class TestCreditTour(CreditCommon, HttpCase):
    """Over the limit, held, the transfer recorded on a phone, confirmed by the accountant, free, shipped."""

    def test_from_the_hold_to_the_gate(self):
        self._create_policy(100, partner_id=self.customer.id)
        self._confirm(self._create_order(60))
        order = self._create_order(60)
        url = f"/odoo/action-sale.action_quotations_with_onboarding/{order.id}"
        with self.assertRaises(RedirectWarning), self.env.cr.savepoint():
            self._confirm(order)

        self.start_tour(url, "p2it_credit_held", login=self.seller.login)
        hold = order.credit_hold_ids
        self.assertEqual((hold.state, order.state), ("open", "draft"))
        self.assertEqual(hold.note, "Khách chuyển khoản chiều nay")

        self.browser_size, self.touch_enabled = "390x844", True
        self.start_tour(url, "p2it_credit_record_on_a_phone", login=self.seller.login)
        transfer = order.transfer_line_ids.transfer_id
        self.assertEqual((transfer.state, transfer.amount), ("recorded", 60))
        self.assertEqual(transfer.proof_ids.name, "ủy nhiệm chi.png")
        self.assertEqual(hold.state, "open", "what a customer says is no money yet")

        self.browser_size, self.touch_enabled = "1366x768", False
        action = self.env.ref("p2it_credit.action_bank_transfer_to_confirm")
        self.start_tour(f"/odoo/action-{action.id}", "p2it_credit_confirm", login=self.accountant.login)
        self.assertEqual((transfer.state, transfer.confirmed_by), ("confirmed", self.accountant))
        self.assertEqual(transfer.payment_id.amount, 60)
        self.assertEqual((hold.state, order.state, order.amount_paid), ("cleared", "sale", 60))

        picking = order.picking_ids
        picking.move_ids.picked = True
        url = f"/odoo/action-stock.action_picking_tree_all/{picking.id}"
        self.start_tour(url, "p2it_credit_ship", login=self.storekeeper.login)
        self.assertEqual(picking.state, "done")
