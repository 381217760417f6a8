from datetime import timedelta
from unittest.mock import patch

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, new_test_user, tagged

from .hold_common import HoldCommon


@tagged("post_install", "-at_install")
class TestStockHold(HoldCommon):
    def test_reserved_for_all_others(self):
        hold = self._hold(self._create_order(6))
        self.assertEqual(hold.held_qty, 6)
        self.assertEqual(self._read_free(), 4)
        other = self._create_order(6)
        other.sudo().action_confirm()
        self.assertEqual(sum(other.sudo().picking_ids.move_ids.mapped("quantity")), 4)

    def test_own_order_gets_what_was_held(self):
        order = self._create_order(6)
        hold = self._hold(order)
        waiting = self._create_order(10, user=self.colleague)
        waiting.sudo().action_confirm()
        self.assertEqual(waiting.sudo().picking_ids.move_ids.quantity, 4)
        order.sudo().action_confirm()
        self.assertEqual(order.sudo().picking_ids.move_ids.quantity, 6)
        self.assertEqual((hold.state, hold.end_reason, hold.held_qty), ("ended", "used", 0))
        self.assertEqual(self._read_free(), 0)

    def test_reserved_even_where_the_warehouse_reserves_by_hand(self):
        self.warehouse.out_type_id.reservation_method = "manual"
        order = self._create_order(6)
        self._hold(order)
        order.sudo().action_confirm()
        self.assertEqual(order.sudo().picking_ids.move_ids.quantity, 6)
        free = self._create_order(2)
        free.sudo().action_confirm()
        self.assertEqual(free.sudo().picking_ids.move_ids.quantity, 0)

    def test_three_steps(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        order = self._create_order(6)
        self._hold(order)
        self.assertEqual(self._read_free(), 4)
        order.sudo().action_confirm()
        pick = order.sudo().picking_ids.filtered(lambda picking: picking.location_id == self.stock)
        self.assertEqual(pick.move_ids.quantity, 6)

    def test_less_ordered_on_confirmation_frees_the_rest(self):
        order = self._create_order(6)
        hold = self._hold(order)
        waiting = self._create_order(10, user=self.colleague)
        waiting.sudo().action_confirm()
        order.order_line.product_uom_qty = 2
        self.assertEqual((hold.quantity, hold.held_qty), (2, 2))
        self.assertEqual(waiting.sudo().picking_ids.move_ids.quantity, 8)

    def test_ends(self):
        """What ends the quotation or its line ends the hold, and the goods are there for others."""

        def cancel(order):
            order.action_cancel()

        def delete_line(order):
            order.order_line.unlink()

        def other_product(order):
            order.order_line.product_id = self._create_product("Tương ớt", 5)

        def zero(order):
            order.order_line.product_uom_qty = 0

        for change in (cancel, delete_line, other_product, zero):
            with self.subTest(change.__name__):
                order = self._create_order(6)
                hold = self._hold(order)
                change(order)
                self.assertEqual(hold.state, "ended")
                self.assertEqual(self._read_free(), 10)

    def test_deleted_quotation(self):
        order = self._create_order(6)
        self._hold(order)
        order.sudo().unlink()
        self.assertEqual(self._read_free(), 10)
        self.assertFalse(self.env["p2it.stock.hold"].search([("product_id", "=", self.bottle.id)]))

    def test_copy_holds_nothing(self):
        order = self._create_order(6)
        self._hold(order)
        self.assertFalse(order.copy().stock_hold_ids)
        self.assertEqual(self._read_free(), 4)

    def test_written_state(self):
        order = self._create_order(6)
        hold = self._hold(order)
        order.sudo().write({"state": "sale"})
        self.assertEqual(hold.end_reason, "used")

    def test_too_much(self):
        order = self._create_order(11)
        with (
            self.assertRaisesRegex(UserError, "11 Units wanted, 10 Units free in"),
            self.env.cr.savepoint(),
        ):
            self._hold(order)
        self.assertEqual(self._read_free(), 10)
        with self.assertRaisesRegex(UserError, "are ordered"):
            self._hold(order, 12)
        with self.assertRaisesRegex(UserError, "are ordered"):
            self._hold(order, -1)

    def test_whole_or_not_at_all(self):
        scarce = self._create_product("Hạt tiêu", 1)
        order = self._create_order(6)
        order.order_line = [Command.create({"product_id": scarce.id, "product_uom_qty": 2})]
        with self.assertRaises(UserError), self.env.cr.savepoint():
            order._hold_goods({line: line.product_uom_qty for line in order.order_line}, self.until)
        self.assertEqual(self._read_free(), 10)
        self.assertFalse(order.stock_hold_ids)

    def test_held_again_replaces(self):
        order = self._create_order(6)
        first = self._hold(order, 4)
        second = self._hold(order, 6)
        self.assertEqual((first.state, second.held_qty), ("ended", 6))
        self.assertEqual(self._read_free(), 4)
        self._hold(order, 0)
        self.assertEqual(self._read_free(), 10)

    def test_packaging(self):
        carton = self.env["uom.uom"].create(
            {
                "name": "Thùng 4",
                "relative_factor": 4,
                "relative_uom_id": self.bottle.uom_id.id,
            }
        )
        order = self._create_order(2, unit=carton)
        hold = self._hold(order)
        self.assertEqual((hold.held_qty, hold.uom_id, order.order_line.stock_held), (2, carton, 2))
        self.assertEqual(self._read_free(), 2)

    def test_time(self):
        order = self._create_order(6)
        now = fields.Datetime.now()
        with self.assertRaisesRegex(UserError, "still to come"):
            self._hold(order, until=now - timedelta(minutes=1))
        with self.assertRaisesRegex(UserError, "72 hours"):
            self._hold(order, until=now + timedelta(hours=80))
        hold = self._hold(order, until=now + timedelta(hours=70))
        with self.assertRaisesRegex(UserError, "72 hours"):
            hold._extend(now + timedelta(hours=80))
        hold.with_user(self.manager)._extend(now + timedelta(hours=200))
        self.assertEqual(hold.date_until, now + timedelta(hours=200))

    def test_expires_by_itself(self):
        order = self._create_order(6)
        hold = self._hold(order)
        waiting = self._create_order(10, user=self.colleague)
        waiting.sudo().action_confirm()
        triggers = self.env["ir.cron.trigger"].search(
            [("cron_id", "=", self.env.ref("p2it_sales_stock.cron_stock_hold").id)]
        )
        self.assertIn(self.until, triggers.mapped("call_at"))
        hold.sudo().date_until = fields.Datetime.now() - timedelta(seconds=1)
        with patch.object(self.registry["ir.cron"], "_commit_progress", lambda *args, **kw: 0):
            self.env["p2it.stock.hold"]._cron_expire()
        self.assertEqual(hold.end_reason, "expired")
        self.assertEqual(waiting.sudo().picking_ids.move_ids.quantity, 10)
        message = order.message_ids[0]
        self.assertIn("no longer held", message.body)
        self.assertIn(self.seller.partner_id, message.sudo().notified_partner_ids)

    def test_switched_off(self):
        self.company.stock_hold_enabled = False
        order = self._create_order(6)
        self.assertFalse(order.may_hold_goods)
        with self.assertRaisesRegex(UserError, "switches it on"):
            self._hold(order)

    def test_wizard_proposes_what_is_free(self):
        order = self._create_order(8)
        order.order_line = [Command.create({"product_id": self.bottle.id, "product_uom_qty": 5})]
        action = order.action_hold_goods()
        wizard = Form(
            self.env["p2it.stock.hold.wizard"].with_user(self.seller).with_context(action["context"])
        ).save()
        self.assertEqual(wizard.line_ids.mapped("quantity"), [8, 2])
        wizard.action_hold()
        self.assertEqual(order.stock_hold_ids.mapped("held_qty"), [8, 2])
        self.assertEqual(order.stock_hold_count, 2)
        self.assertEqual(self._read_free(), 0)


@tagged("post_install", "-at_install")
class TestStockHoldRights(HoldCommon):
    def test_needs_the_right(self):
        plain = new_test_user(self.env, "khong.giu", groups="sales_team.group_sale_salesman")
        self.partner.user_id = plain
        order = self._create_order(6, user=plain)
        with self.assertRaisesRegex(AccessError, "Holds Goods"):
            self._hold(order)
        with self.assertRaises(AccessError):
            self.env["p2it.stock.hold.wizard"].with_user(plain).create(
                {"order_id": order.id, "date_until": self.until}
            )

    def test_nobody_writes_the_table(self):
        hold = self._hold(self._create_order(6))
        for user in (self.seller, self.manager):
            mine = hold.with_user(user)
            with self.assertRaises(AccessError):
                mine.write({"date_until": self.until + timedelta(days=300)})
            with self.assertRaises(AccessError):
                mine.unlink()
            with self.assertRaises(AccessError):
                mine.copy()

    def test_only_own_or_manager(self):
        hold = self._hold(self._create_order(6))
        self.colleague.group_ids += self.env.ref("sales_team.group_sale_salesman_all_leads")
        with self.assertRaises(AccessError):
            hold.with_user(self.colleague).action_release()
        hold.with_user(self.manager).action_release()
        self.assertEqual((hold.end_reason, hold.end_user_id), ("released", self.manager))
        with self.assertRaisesRegex(UserError, "no longer held"):
            hold.with_user(self.manager).action_release()

    def test_line_of_another_order(self):
        order, other = self._create_order(6), self._create_order(6)
        wizard = (
            self.env["p2it.stock.hold.wizard"]
            .with_user(self.seller)
            .create(
                {
                    "order_id": order.id,
                    "date_until": self.until,
                    "line_ids": [Command.create({"line_id": other.order_line.id, "quantity": 3})],
                }
            )
        )
        with self.assertRaisesRegex(UserError, "no line of"):
            wizard.action_hold()

    def test_not_carried_out(self):
        hold = self._hold(self._create_order(6))
        keeper = new_test_user(self.env, "thu.kho", groups="stock.group_stock_manager")
        moves = self.env["stock.move"].with_user(keeper).browse(hold.sudo().move_ids.ids)
        moves.picked = True
        with self.assertRaisesRegex(UserError, "does not leave by this move"):
            moves._action_done()

    def test_taken_away_is_told(self):
        """What the warehouse takes away all the same is shown as no longer reserved."""
        hold = self._hold(self._create_order(6))
        hold.sudo().move_ids._do_unreserve()
        self.assertEqual(hold.held_qty, 0)
