from odoo import Command
from odoo.tests import Form, tagged

from .dispatch_common import DispatchCommon


@tagged("post_install", "-at_install")
class TestDispatch(DispatchCommon):
    """Goods leave the company with the approval of the delivery and not without."""

    def test_without_a_type_nothing_changes(self):
        picking = self._sell()
        picking.with_user(self.keeper).move_ids.quantity = 12
        self._validate(picking)
        self.assertEqual((picking.state, self._get_left()), ("done", 12))
        picking.move_line_ids.with_user(self.keeper).quantity = 9
        self.assertEqual(self._get_left(), 9)

    def test_a_delivery_is_held_until_it_is_approved(self):
        self._create_dispatch_type()
        picking = self._sell()
        with self._refused():
            self._validate(picking)
        self._agree(picking)
        self._validate(picking)
        self.assertEqual((picking.state, self._get_left()), ("done", 10))

    def test_it_needs_everyone_of_the_chain(self):
        people = (("Trưởng phòng", self.boss), ("Kế toán", self.accountant))
        self._create_dispatch_type([{"name": name, "user_ids": user.ids} for name, user in people])
        picking = self._sell()
        request = self._ask(picking, self.keeper)
        self._approve(request, self.boss)
        with self._refused("waits for the approval “Xuất kho”: Kế toán"):
            self._validate(picking)
        self._approve(request, self.accountant)
        self._validate(picking)
        self.assertEqual(picking.state, "done")

    def test_one_that_does_not_meet_the_condition_is_as_in_stock(self):
        self._create_dispatch_type(domain="[('sale_id.amount_untaxed', '>=', 50000)]")
        picking = self._sell()
        picking.with_user(self.keeper).move_ids.quantity = 12
        self._validate(picking)
        self.assertEqual(self._get_left(), 12)
        picking.move_line_ids.with_user(self.keeper).quantity = 9
        self.assertEqual(self._get_left(), 9)

    def test_receipts_internal_transfers_and_returns_are_not_held(self):
        self._create_dispatch_type(holds_earlier_steps=True)
        inner = self.stock.copy({"name": "Kệ A"})
        for source, destination in (
            (self.suppliers, self.stock),
            (self.stock, inner),
            (self.customers, self.stock),
        ):
            picking = self._create_transfer(source, destination)
            self._validate(picking)
            self.assertEqual(picking.state, "done")

    def test_the_return_of_a_delivery_is_not_held(self):
        self._create_dispatch_type()
        picking = self._sell()
        self._agree(picking)
        self._validate(picking)
        wizard = self.env["stock.return.picking"].with_user(self.keeper)
        wizard = wizard.with_context(active_id=picking.id, active_model="stock.picking").create({})
        wizard.product_return_moves.quantity = 4
        returned = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self._validate(returned)
        self.assertEqual((returned.state, self._get_left()), ("done", 6))

    def test_less_may_be_done_and_the_rest_needs_an_approval_of_its_own(self):
        self._create_dispatch_type()
        picking = self._sell()
        self._agree(picking)
        picking.with_user(self.keeper).move_ids.quantity = 4
        action = picking.with_user(self.keeper).button_validate()
        Form.from_action(self.env(user=self.keeper), action).save().process()
        rest = picking.backorder_ids
        self.assertEqual((picking.state, self._get_left()), ("done", 4))
        with self._refused():
            self._validate(rest)
        self._agree(rest)
        self._validate(rest)
        self.assertEqual(self._get_left(), 10)

    def test_other_units_of_the_same_quantity_may_be_done(self):
        self._create_dispatch_type()
        picking = self._sell(24)
        self._agree(picking)
        picking.move_line_ids.write(
            {"product_uom_id": self.env.ref("uom.product_uom_dozen").id, "quantity": 2}
        )
        self._validate(picking)
        self.assertEqual(self._get_left(), 24)

    def test_lots_may_be_chosen_after_the_approval(self):
        self._create_dispatch_type()
        paint = self.env["product.product"].create(
            {"name": "Sơn nước", "is_storable": True, "tracking": "lot"}
        )
        lots = self.env["stock.lot"].create([{"name": name, "product_id": paint.id} for name in ("L1", "L2")])
        for lot in lots:
            self.env["stock.quant"]._update_available_quantity(paint, self.stock, 10, lot_id=lot)
        picking = self._sell(product=paint)
        self._agree(picking)
        line = picking.move_line_ids.with_user(self.keeper)
        line.lot_id = lots - line.lot_id
        self._validate(picking)
        self.assertEqual(self._get_left(paint), 10)

    def test_by_two_steps_the_last_one_is_held(self):
        self.warehouse.delivery_steps = "pick_ship"
        self._create_dispatch_type()
        pick = self._sell()
        self._validate(pick)
        ship = pick.sale_id.picking_ids - pick
        self.assertEqual(pick.state, "done")
        with self._refused():
            self._validate(ship)
        self._agree(ship)
        self._validate(ship)
        self.assertEqual(self._get_left(), 10)

    def test_the_steps_before_it_are_held_where_the_type_says_so(self):
        self.warehouse.delivery_steps = "pick_pack_ship"
        self._create_dispatch_type(holds_earlier_steps=True)
        order = self._sell().sale_id
        for step in range(3):
            picking = order.picking_ids.filtered(lambda picking: picking.state not in ("done", "cancel"))
            self.assertEqual(len(picking), 1, step)
            with self._refused():
                self._validate(picking)
            self._agree(picking)
            self._validate(picking)
        self.assertEqual(self._get_left(), 10)

    def test_steps_linked_by_hand_are_held_as_well(self):
        self._create_dispatch_type(holds_earlier_steps=True)
        inner = self.stock.copy({"name": "Kệ A"})
        ship = self._create_transfer(inner, self.customers, picking_type=self.warehouse.out_type_id)
        pick = self._create_transfer(self.stock, inner)
        pick.move_ids.move_dest_ids = ship.move_ids
        with self._refused():
            self._validate(pick)

    def test_a_transfer_of_another_company_is_not_held(self):
        other = self.env["res.company"].create({"name": "Công ty Khác"})
        self._create_dispatch_type(company_id=other.id)
        picking = self._sell()
        self._validate(picking)
        self.assertEqual(picking.state, "done")

    def test_what_the_condition_says_is_judged_when_the_goods_leave(self):
        self._create_dispatch_type(domain="[('partner_id.ref', '=', 'NỢ')]")
        picking = self._sell()
        picking.partner_id.ref = "NỢ"
        with self._refused():
            self._validate(picking)

    # Orders

    def test_a_delivery_of_an_order_changed_after_its_approval_is_held(self):
        self._create_type()
        order = self._create_order(order_line=[self._prepare_big_line()])
        self._approve(self._ask(order), self.boss)
        order.action_confirm()
        order.order_line.price_unit = 2000000
        with self._refused("was changed after the approval “Đơn trên 50 triệu”"):
            self._validate(order.picking_ids)
        self._approve(self._ask(order), self.boss)
        self._validate(order.picking_ids)
        self.assertEqual(order.picking_ids.state, "done")

    def test_a_delivery_of_an_order_that_lacks_its_approval_is_held_by_each_way(self):
        self._create_type(gate="order", guarded_fields=False)
        order = self._create_order(order_line=[self._prepare_big_line()])
        self._approve(self._ask(order), self.boss)
        order.action_confirm()
        self._change_past_the_gate(order, price_unit=2000000)
        picking = order.picking_ids
        with self._refused("was changed after the approval “Đơn trên 50 triệu”"):
            self._validate(picking)
        with self._refused("was changed after the approval “Đơn trên 50 triệu”"):
            picking.move_ids.sudo()._action_done()
        for user in (self.keeper, self.seller):
            with self._refused("not changed by hand"):
                picking.move_ids.with_user(user).write({"state": "done"})
            with self._refused("cancel the transfer"):
                picking.move_ids.with_user(user).write({"sale_line_id": False})

    def test_orders_confirmed_before_the_type_are_delivered(self):
        picking = self._sell(order_line=[self._prepare_big_line()])
        for gate in ("order", "button"):
            kind = self._create_type(gate=gate, guarded_fields=False)
            kind.version_date = "2099-01-01"
        self._validate(picking)
        self.assertEqual(picking.state, "done")

    def test_a_figure_forged_on_the_order_lets_nothing_out(self):
        self._create_dispatch_type(domain="[('sale_id.amount_untaxed', '>=', 50000000)]")
        picking = self._sell(order_line=[self._prepare_big_line()])
        picking.sale_id.with_user(self.seller).write({"amount_untaxed": 1})
        for validate in (picking.with_user(self.keeper).button_validate, picking.sudo()._action_done):
            with self._refused():
                validate()

    def test_a_delivery_of_an_order_that_needs_none_is_as_in_stock(self):
        self._create_type(gate="order")
        picking = self._sell()
        picking.with_user(self.keeper).location_dest_id = self.customers.copy({"name": "Khách khác"})
        picking.with_user(self.keeper).location_dest_id = self.customers
        self._validate(picking)
        picking.move_line_ids.with_user(self.keeper).quantity = 9
        self.assertEqual(self._get_left(), 9)

    def _prepare_big_line(self):
        return Command.create(
            {"product_id": self.bag.id, "product_uom_qty": 60, "price_unit": 1000000, "tax_ids": False}
        )

    # Shown

    def test_a_transfer_shows_its_approval(self):
        picking = self._sell()
        self.assertEqual(picking.approval_state, "none")
        self._create_dispatch_type()
        picking.invalidate_recordset()
        self.assertEqual(picking.approval_state, "needed")
        self._agree(picking)
        picking.invalidate_recordset()
        self.assertEqual(picking.approval_state, "approved")

    def test_those_that_wait_are_found(self):
        self._create_dispatch_type()
        waiting, approved, _other = (self._sell(1) for _number in range(3))
        self._ask(waiting, self.keeper)
        self._agree(approved)
        pickings = self.env["stock.picking"].with_user(self.keeper)
        self.assertEqual(pickings.search([("has_open_approval", "=", True)]), waiting)
        self.assertNotIn(waiting, pickings.search([("has_open_approval", "=", False)]))
        self.assertEqual((waiting.has_open_approval, approved.has_open_approval), (True, False))

    # Costs

    def _count_validating(self, picking):
        self.assertEqual(picking.state, "assigned")
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        self.env["stock.picking"].browse(picking.id).button_validate()
        self.env.flush_all()
        return self.env.cr.sql_log_count - start

    def test_a_delivery_that_needs_none_costs_five_queries_more_at_most(self):
        self.env["stock.quant"]._update_available_quantity(self.bag, self.stock, 1000)
        kind = self._create_dispatch_type(domain="[('sale_id.amount_untaxed', '>=', 9e15)]")
        warm, held, plain = (self._sell(1, lines=50) for _number in range(3))
        self._count_validating(warm)
        cost = self._count_validating(held)
        kind.active = False
        self._count_validating(self._sell(1, lines=1))
        self.assertLessEqual(cost - self._count_validating(plain), 5)

    def test_an_approved_delivery_costs_the_same_whatever_its_length(self):
        self.env["stock.quant"]._update_available_quantity(self.bag, self.stock, 1000)
        kind = self._create_dispatch_type()
        costs = {}
        for gated in (True, False):
            kind.active = gated
            self._count_validating(self._get_agreed(1, gated))
            costs[gated] = [self._count_validating(self._get_agreed(lines, gated)) for lines in (2, 30)]
        small, large = (gated - plain for gated, plain in zip(costs[True], costs[False], strict=True))
        self.assertLessEqual(large, small + 3)  # when the ORM flushes moves an update or two

    def _get_agreed(self, lines, gated):
        picking = self._sell(1, lines=lines)
        if gated:
            self._agree(picking)
        return picking
