from odoo.tests import HttpCase, tagged

from .dispatch_common import DispatchCommon


@tagged("post_install", "-at_install")
class TestDispatchTour(DispatchCommon, HttpCase):
    """From a delivery that must not leave to the goods at the customer's."""

    def test_a_delivery_is_approved_by_the_chain_and_validated(self):
        guard = self._create_user("guard", "base.group_user,stock.group_stock_user")
        people = (("Trưởng phòng", self.boss), ("Kế toán", self.accountant), ("Bảo vệ", guard))
        self._create_dispatch_type([{"name": name, "user_ids": user.ids} for name, user in people])
        picking = self._sell()
        url = f"/odoo/action-stock.action_picking_tree_all/{picking.id}"
        self.start_tour(url, "p2it_dispatch_ask", login=self.keeper.login)
        request = self.env["p2it.approval.request"].search([("res_id", "=", picking.id)], limit=1)
        for _name, user in people:
            self._approve(request, user)
        self.start_tour(url, "p2it_dispatch_validate", login=self.keeper.login)
        self.assertEqual((picking.state, self._get_left()), ("done", 10))
