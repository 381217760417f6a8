from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .hold_common import HoldCommon


@tagged("post_install", "-at_install")
class TestStockHoldHostile(HoldCommon):
    """Nobody holds for ever, cancels what is others' by a hold, or takes away what others hold."""

    def test_holding_again_does_not_hold_for_ever(self):
        now = fields.Datetime.now()
        order = self._create_order(6)
        hold = self._hold(order, until=now + timedelta(hours=70))
        hold.sudo().date_from = now - timedelta(hours=60)
        with self.assertRaisesRegex(UserError, "72 hours"), self.env.cr.savepoint():
            self._hold(order, until=now + timedelta(hours=70))
        again = self._hold(order, 5, until=now + timedelta(hours=11))
        self.assertEqual(again.date_from, now - timedelta(hours=60))
        with self.assertRaisesRegex(UserError, "72 hours"), self.env.cr.savepoint():
            again._extend(now + timedelta(hours=20))
        again.action_release()
        self._hold(order, until=now + timedelta(hours=70))

    def test_no_hold_is_tied_to_moves_of_others(self):
        order = self._create_order(4)
        hold = self._hold(order)
        other = self._create_order(6, user=self.colleague)
        other.sudo().action_confirm()
        move = other.sudo().picking_ids.move_ids
        with self.assertRaises(AccessError), self.env.cr.savepoint():
            move.with_user(self.seller).write({"stock_hold_id": hold.id})
        values = {
            "product_id": self.bottle.id,
            "product_uom_qty": 1,
            "location_id": self.stock.id,
            "location_dest_id": self.env.ref("p2it_sales_stock.location_held").id,
        }
        moves = self.env["stock.move"].with_user(self.seller)
        forged = moves.with_context(default_stock_hold_id=hold.id).create(values)
        self.assertFalse(forged.stock_hold_id)
        hold.action_release()
        self.assertEqual((move.state, move.quantity), ("assigned", 6))

    def test_a_colleague_does_not_take_away_what_is_held(self):
        hold = self._hold(self._create_order(6))
        move = hold.sudo().move_ids
        clerk = new_test_user(self.env, "thu.ky", groups="base.group_user")
        theirs = move.with_user(self.colleague)
        for attempt in (
            lambda: theirs.write({"product_uom_qty": 1}),
            lambda: theirs.write({"quantity": 0}),
            lambda: move.move_line_ids.with_user(self.colleague).unlink(),
            lambda: move.move_line_ids.with_user(clerk).write({"quantity": 0}),
        ):
            with self.assertRaises(AccessError), self.env.cr.savepoint():
                attempt()
            self.env.invalidate_all()
        self.assertEqual(hold.held_qty, 6)

    def test_another_company_s_order_holds_nothing_here(self):
        other = self.env["res.company"].create({"name": "Công ty khác"})
        order = self._create_order(6).sudo()
        hold = self._hold(order.sudo(False)).sudo()
        order.company_id = other
        self.assertEqual((hold.state, self._read_free()), ("ended", 10))
