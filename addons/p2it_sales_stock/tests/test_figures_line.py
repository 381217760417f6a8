from datetime import timedelta

from odoo import Command, fields
from odoo.tests import Form, tagged, users

from .figures_common import FiguresCommon


@tagged("post_install", "-at_install")
class TestFiguresLine(FiguresCommon):
    """What an order line says about its goods."""

    def _check(self, line, **expected):
        self.assertEqual({name: line[f"stock_{name}"] for name in expected}, expected)

    def test_a_new_quotation(self):
        self._stock(self.cement, 30)
        self._create_order((self.cement, 12), confirm=True)
        self._create_purchase(self.cement, 7, days=3)
        self._create_purchase(self.cement, 9, days=1, confirm=False)
        line = self._ask(self._create_order((self.cement, 20)))
        self._check(line, on_hand=30, reserved=12, free=18, incoming=7, rfq=9, state="later", reserved_own=0)
        self.assertEqual(line.stock_promise_date, line.stock_incoming_date)
        self.assertEqual(line.stock_product_ids, self.cement.ids)

    def test_in_the_unit_of_the_line_and_never_more_than_there_is(self):
        self._stock(self.cement, 35)
        line = self._ask(self._create_order((self.cement, 2, self.dozen)))
        self._check(line, free=2.91, state="enough")
        line.product_uom_qty = 3
        self._check(line, state="short", promise_date=False)

    def test_what_is_owed_is_not_rounded_away(self):
        self._stock(self.cement, -2)
        line = self._ask(self._create_order((self.cement, 1, self.dozen)))
        self._check(line, on_hand=-0.17, free=-0.17, state="short")

    def test_goods_whose_quantity_was_never_written_are_none(self):
        """Odoo writes such rows for a first count: their quantity is empty and not zero."""
        self._stock(self.cement, 1)
        quant = self.env["stock.quant"].search([("product_id", "=", self.cement.id)])
        self.env.flush_all()
        self.env.cr.execute("UPDATE stock_quant SET quantity = NULL WHERE id IN %s", [quant._ids])
        line = self._ask(self._create_order((self.cement, 1)))
        self._check(line, on_hand=0, free=0, reserved=0, state="short")

    def test_the_delivery_date_of_the_order_decides(self):
        self._create_purchase(self.cement, 5, days=4)
        order = self._create_order((self.cement, 5))
        line = self._ask(order)
        self._check(line, state="later")
        order.commitment_date = fields.Datetime.now() + timedelta(days=2)
        self._check(line, state="short")
        self.assertEqual(line.stock_promise_date, line.stock_incoming_date)
        order.commitment_date = fields.Datetime.now() + timedelta(days=5)
        self._check(line, state="later")

    def test_what_is_promised_to_others_for_later_is_not_taken(self):
        self._stock(self.cement, 10)
        later = fields.Datetime.now() + timedelta(days=20)
        other = self._create_order((self.cement, 8), commitment_date=later, confirm=True)
        other.picking_ids.do_unreserve()
        line = self._ask(self._create_order((self.cement, 5)))
        self._check(line, free=10, state="short")
        self._create_purchase(self.cement, 3, days=2)
        self.env.invalidate_all()
        self._check(line, state="enough")

    def test_lines_of_a_quotation_compete_in_their_sequence(self):
        self._stock(self.cement, 10)
        order = self._create_order((self.cement, 6), (self.brick, 1), (self.cement, 6))
        first, _brick, last = self._ask(order)
        self._check(first, free=10, state="enough")
        self._check(last, free=4, state="short")
        last.sequence = 1
        self._check(first, free=4, state="short")
        self._check(last, free=10, state="enough")
        first.product_uom_qty = 4
        self._check(first, free=4, state="enough")

    def test_quotations_of_others_take_nothing(self):
        self._stock(self.cement, 10)
        orders = self._create_order((self.cement, 10)) + self._create_order((self.cement, 10))
        self.assertEqual(self._ask(orders).mapped("stock_state"), ["enough", "enough"])

    def test_lines_of_an_unsaved_order_compete(self):
        self._stock(self.cement, 10)
        self._stock(self.brick, 1)
        form = Form(self.env["sale.order"].with_user(self.seller))
        form.partner_id = self.customer
        for quantity in (6, 3, 4):
            with form.order_line.new() as line:
                line.product_id = self.cement
                line.product_uom_qty = quantity
        with form.order_line.new() as line:
            line.product_id = self.brick
        states = [form.order_line.edit(at).stock_state for at in range(4)]
        self.assertEqual(states, ["enough", "enough", "short", "enough"])
        with form.order_line.edit(0) as line:
            line.product_uom_qty = 2
        with form.order_line.edit(2) as line:
            self.assertEqual((line.stock_free, line.stock_state), (5, "enough"))
        form.order_line.remove(1)
        with form.order_line.edit(1) as line:
            self.assertEqual(line.stock_free, 8)

    def test_reserved_at_each_step_of_a_delivery(self):
        """Odoo shows 0 here: its widget looks at the last step only."""
        self._set_steps(3)
        self._stock(self.cement, 10)
        order = self._create_order((self.cement, 6), confirm=True)
        self._check(self._ask(order), on_hand=10, reserved=6, reserved_own=6, ready_own=0, state="enough")
        order.picking_ids.move_line_ids.picked = True
        self._check(self._ask(order), ready=0, ready_own=0)  # picked for the packing, not for the customer
        self._validate(order.picking_ids, 4)
        self._check(self._ask(order), on_hand=10, reserved=6, reserved_own=6, ready=0, state="enough")
        pack = order.picking_ids.filtered(
            lambda picking: picking.picking_type_id == self.warehouse.pack_type_id
        )
        self._validate(pack)
        self._check(self._ask(order), on_hand=10, reserved=6, reserved_own=6, ready=4, ready_own=4)
        ship = order.picking_ids.filtered(lambda picking: picking.picking_type_code == "outgoing")
        self._validate(ship)
        self._check(self._ask(order), on_hand=6, reserved=2, reserved_own=2, ready=0, free=4, state="enough")

    def test_a_delivered_line_needs_nothing(self):
        self._stock(self.cement, 6)
        order = self._create_order((self.cement, 6), confirm=True)
        self._validate(order.picking_ids)
        self._check(self._ask(order), state="none", promise_date=False, on_hand=0)

    def test_ready_in_one_step_is_what_is_picked_or_packed(self):
        self._stock(self.cement, 9)
        self._stock(self.brick, 9)
        order = self._create_order((self.cement, 6), (self.brick, 3), confirm=True)
        self.assertEqual(self._ask(order).mapped("stock_ready"), [0, 0])
        cement, brick = order.picking_ids.move_ids
        cement.picked = True
        brick.move_line_ids.result_package_id = self.env["stock.package"].create({})
        self.assertEqual(self._ask(order).mapped("stock_ready"), [6, 3])

    def test_confirmed_orders_wait_their_turn(self):
        now = fields.Datetime.now()
        orders = [
            self._create_order((self.cement, 6), commitment_date=now + timedelta(days=days), confirm=True)
            for days in (9, 2)
        ]
        later, sooner = orders
        self._create_purchase(self.cement, 6, days=1)
        self.assertEqual(self._ask(later + sooner).mapped("stock_state"), ["short", "later"])

    def test_a_confirmed_line_raised_in_the_form(self):
        self._stock(self.cement, 8)
        order = self._create_order((self.cement, 6), confirm=True)
        with Form(order) as form, form.order_line.edit(0) as line:
            self.assertEqual(line.stock_state, "enough")
            line.product_uom_qty = 8
            self.assertEqual(line.stock_state, "enough")
            line.product_uom_qty = 9
            self.assertEqual(line.stock_state, "short")

    def test_services_sections_and_cancelled_orders(self):
        service = self._create_product("Vận chuyển", type="service", is_storable=False)
        order = self._create_order((service, 1), (self.cement, 1))
        order.order_line = [Command.create({"display_type": "line_note", "name": "Giao sáng"})]
        order.action_cancel()
        self.assertEqual(set(self._ask(order).mapped("stock_state")), {"none"})

    def test_goods_procured_for_the_order(self):
        route = self.env.ref("stock.route_warehouse0_mto")
        route.active = True
        self.cement.route_ids = route
        self._check(self._ask(self._create_order((self.cement, 5))), state="none")

    def test_overdue_receipts_are_not_here(self):
        self._create_purchase(self.cement, 5, days=-3)
        line = self._ask(self._create_order((self.cement, 5)))
        self._check(line, state="later")
        self.assertGreater(line.stock_promise_date, fields.Datetime.now())

    def test_another_warehouse_has_its_own_stock(self):
        self._stock(self.cement, 5, self.second)
        self._check(self._ask(self._create_order((self.cement, 5))), on_hand=0, state="short")
        order = self._create_order((self.cement, 5), warehouse_id=self.second.id)
        self._check(self._ask(order), on_hand=5, state="enough")

    def test_orders_of_two_companies_at_once(self):
        other = self.env["res.company"].create({"name": "Công ty miền Bắc"})
        env = self.env(context={"allowed_company_ids": (self.company + other).ids})
        warehouse = env["stock.warehouse"].search([("company_id", "=", other.id)])
        self._stock(self.cement, 3, warehouse)
        orders = self._create_order((self.cement, 2)) + self._create_order(
            (self.cement, 2), company_id=other.id, warehouse_id=warehouse.id
        )
        self.assertEqual(self._ask(orders.with_env(env)).mapped("stock_state"), ["short", "enough"])

    @users("p2it_stock_seller")
    def test_quantities_are_for_all_who_sell(self):
        boss = self._create_user("boss", "p2it_crm.group_salesperson")
        stranger = self.env["res.partner"].sudo().create({"name": "Khách của người khác", "user_id": boss.id})
        self._stock(self.cement, 9)
        theirs = {"partner_id": stranger.id, "user_id": boss.id}
        other = self._create_order((self.cement, 4), **theirs, confirm=True).with_user(self.env.user)
        self.assertFalse(other._filtered_access("read"))
        line = self._create_order((self.cement, 1)).with_user(self.env.user).order_line
        self._check(line, on_hand=9, reserved=4, free=5)
