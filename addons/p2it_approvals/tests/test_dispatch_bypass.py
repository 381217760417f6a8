from odoo import Command
from odoo.tests import Form, tagged

from .dispatch_common import DispatchCommon

BY_HAND = "not changed by hand"
CHANGED = "was changed after the approval"


@tagged("post_install", "-at_install")
class TestDispatchBypass(DispatchCommon):
    """Nobody gets goods out of the company around the approval, nor changes what has left."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls._create_dispatch_type()
        cls.picking = cls._sell()
        cls.move = cls.picking.move_ids
        cls.line = cls.move.move_line_ids

    def _for_each(self, record):
        """:return: a record as the weakest users who can reach it"""
        return [record.with_user(user) for user in (self.keeper, self.seller)]

    def _let_out(self):
        self._agree(self.picking)
        self._validate(self.picking)
        self.assertEqual(self.picking.state, "done")

    # The state by hand

    def test_the_state_of_a_move_is_not_written(self):
        for move in self._for_each(self.move):
            with self._refused(BY_HAND):
                move.write({"state": "done"})

    def test_the_state_of_a_transfer_is_not_written(self):
        for picking in self._for_each(self.picking):
            with self._refused(BY_HAND):
                picking.write({"state": "done"})

    def test_the_state_of_a_line_is_not_written(self):
        for line in self._for_each(self.line):
            with self._refused(BY_HAND):
                line.write({"state": "done"})

    def test_an_approval_is_no_leave_to_write_the_state(self):
        self._agree(self.picking)
        with self._refused(BY_HAND):
            self.move.with_user(self.keeper).write({"state": "done"})

    def test_no_move_is_created_done(self):
        vals = self._prepare_move(self.stock, self.customers, state="done")
        for moves in self._for_each(self.env["stock.move"]):
            with self._refused(BY_HAND):
                moves.create({**vals, "picking_id": self.picking.id})
            with self._refused(BY_HAND):
                moves.create(vals)

    def test_no_line_is_created_done(self):
        vals = self._prepare_line(self.picking, 5, move_id=self.move.id, state="done")
        for lines in self._for_each(self.env["stock.move.line"]):
            self.assertEqual(lines.create(vals).state, self.move.state)
        self.assertEqual(self._get_left(), 0)

    def test_no_transfer_is_created_done(self):
        vals = {
            "picking_type_id": self.warehouse.out_type_id.id,
            "location_id": self.stock.id,
            "location_dest_id": self.customers.id,
            "state": "done",
            "move_ids": [Command.create(self._prepare_move(self.stock, self.customers))],
        }
        for pickings in self._for_each(self.env["stock.picking"]):
            picking = pickings.create({**vals})  # stock puts a name into it
            self.assertEqual((picking.state, picking.move_ids.state), ("draft", "draft"))
            empty = pickings.create({**vals, "move_ids": []})
            with self._refused(f"{BY_HAND}|needs the approval"):
                empty.move_ids = [Command.create(self._prepare_move(self.stock, self.customers, quantity=5))]
                empty.button_validate()

    def test_no_default_of_the_context_makes_it_done(self):
        vals = self._prepare_move(self.stock, self.customers, picking_id=self.picking.id)
        for moves in self._for_each(self.env["stock.move"]):
            with self._refused(BY_HAND):
                moves.with_context(default_state="done").create(vals)

    def test_no_stored_default_makes_it_done(self):
        self.env["ir.default"].set("stock.move", "state", "done", user_id=self.keeper.id)
        vals = self._prepare_move(self.stock, self.customers, picking_id=self.picking.id)
        with self._refused(BY_HAND):
            self.env["stock.move"].with_user(self.keeper).create(vals)

    def test_no_stored_default_makes_lines_done(self):
        self.env["ir.default"].set("stock.move.line", "state", "done", user_id=self.keeper.id)
        vals = self._prepare_line(self.picking, move_id=self.move.id)
        line = self.env["stock.move.line"].with_user(self.keeper).create(vals)
        self.assertEqual((line.state, self._get_left()), (self.move.state, 0))

    # What was approved, and what is done

    def test_context_keys_and_superusers_are_held(self):
        keys = {
            "skip_sanity_check": True,
            "skip_backorder": True,
            "button_validate_picking_ids": self.picking.ids,
            "picking_ids_not_to_backorder": self.picking.ids,
            "cancel_backorder": True,
            "is_scrap": True,
            "p2it_approvals.dispatching": 1,
            "import_file": True,
        }
        for caller in (
            self.picking.sudo(),
            *self._for_each(self.picking.with_context(**keys)),
            self.picking.with_user(self.administrator).sudo().with_context(**keys),
        ):
            with self._refused():
                caller.button_validate()

    def test_the_server_itself_is_held(self):
        with self._refused():
            self.picking.sudo()._action_done()
        with self._refused():
            self.move.sudo()._action_done()

    def test_a_demand_raised_after_the_approval_is_not_delivered(self):
        for picking in self._for_each(self.picking):
            self._agree(self.picking)
            with self._refused(CHANGED):
                picking.move_ids.product_uom_qty = 20
                picking.button_validate()

    def test_no_more_is_done_than_was_approved(self):
        self._agree(self.picking)
        for move in self._for_each(self.move):
            with self._refused("10 were approved"):
                move.quantity = 11
                self._validate(self.picking)

    def test_no_line_is_added_above_what_was_approved(self):
        self._agree(self.picking)
        with self._refused("10 were approved"):
            self.env["stock.move.line"].with_user(self.keeper).create(
                self._prepare_line(self.picking, move_id=self.move.id)
            )
            self._validate(self.picking)

    def test_a_larger_unit_is_no_larger_quantity(self):
        self._agree(self.picking)
        with self._refused("10 were approved"):
            self.line.with_user(self.keeper).product_uom_id = self.env.ref("uom.product_uom_dozen")
            self._validate(self.picking)

    def test_what_stock_keeps_of_a_quantity_is_not_forged(self):
        self._agree(self.picking)
        with self._refused("is not what was approved"):
            self.line.with_user(self.keeper).write({"quantity_product_uom": 100})
            self._validate(self.picking)

    def test_another_product_on_a_line_does_not_leave(self):
        self._agree(self.picking)
        with self._refused("is not what was approved"):
            self.move.with_user(self.keeper).quantity = 5
            self.env["stock.move.line"].with_user(self.keeper).create(
                self._prepare_line(self.picking, 5, move_id=self.move.id, product_id=self.tile.id)
            )
            self._validate(self.picking)

    def test_a_line_to_another_place_does_not_leave(self):
        self._agree(self.picking)
        other = self.customers.copy({"name": "Khách khác"})
        with self._refused("is not what was approved"):
            self.line.with_user(self.keeper).location_dest_id = other
            self._validate(self.picking)

    def test_another_destination_was_not_approved(self):
        self._agree(self.picking)
        other = self.customers.copy({"name": "Khách khác"})
        with self._refused(CHANGED):
            self.picking.with_user(self.keeper).location_dest_id = other
            self._validate(self.picking)

    def test_another_customer_was_not_approved(self):
        self._agree(self.picking)
        for picking in self._for_each(self.picking):
            with self._refused(CHANGED):
                picking.partner_id = self.customer.copy()
                picking.button_validate()

    def test_a_move_added_after_the_approval_holds_all(self):
        self._agree(self.picking)
        vals = self._prepare_move(self.stock, self.customers, 1, picking_id=self.picking.id)
        with self._refused(CHANGED):
            self.env["stock.move"].with_user(self.keeper).create(vals)
            self._validate(self.picking)

    def test_a_line_without_a_move_added_after_the_approval_holds_all(self):
        self._agree(self.picking)
        with self._refused(CHANGED):
            self.env["stock.move.line"].with_user(self.keeper).create(
                self._prepare_line(self.picking, product_id=self.tile.id)
            )
            self._validate(self.picking)

    def test_nobody_changes_where_the_goods_go_to_slip_out(self):
        for picking in self._for_each(self.picking):
            with self._refused("cancel the transfer"):
                picking.location_dest_id = self.stock
            with self._refused("cancel the transfer"):
                picking.move_ids.location_dest_id = self.suppliers
            with self._refused("cancel the transfer"):
                picking.write({"picking_type_id": self.warehouse.int_type_id.id})

    def test_nobody_takes_them_away_from_their_order(self):
        for picking in self._for_each(self.picking):
            with self._refused("cancel the transfer"):
                picking.move_ids.sale_line_id = False
            with self._refused("cancel the transfer"):
                picking.write({"sale_id": False})
            with self._refused("cancel the transfer"):
                picking.move_ids.product_id = self.tile

    # Other ways out

    def test_a_transfer_called_internal_is_held_when_it_goes_to_a_customer(self):
        picking = self._create_transfer(self.stock, self.customers)
        with self._refused():
            self._validate(picking)

    def test_an_internal_transfer_whose_lines_go_to_a_customer_is_held(self):
        inner = self.stock.copy({"name": "Kệ A"})
        picking = self._create_transfer(self.stock, inner)
        picking.move_line_ids.with_user(self.keeper).location_dest_id = self.customers
        with self._refused():
            self._validate(picking)

    def test_a_line_from_elsewhere_than_its_move_is_held(self):
        picking = self._create_transfer(self.customers, self.customers.copy({"name": "Khách khác"}))
        picking.move_line_ids.with_user(self.keeper).location_id = self.stock
        with self._refused():
            self._validate(picking)

    def test_what_was_moved_inside_is_not_sent_on_by_changing_it(self):
        inner = self.stock.copy({"name": "Kệ A"})
        picking = self._create_transfer(self.stock, inner)
        self._validate(picking)
        for line in self._for_each(picking.move_line_ids):
            with self._refused(BY_HAND):
                line.location_dest_id = self.customers
        for move in self._for_each(picking.move_ids):
            with self._refused(BY_HAND):
                move.location_dest_id = self.customers

    def test_a_stored_quant_is_not_relocated_to_a_customer(self):
        relocate = self.env["stock.quant.relocate"].with_user(self._create_stock_manager())
        wizard = relocate.create({"quant_ids": self._get_quant().ids, "dest_location_id": self.customers.id})
        with self._refused("by a transfer only"):
            wizard.action_relocate_quants()

    def test_a_package_is_not_relocated_to_a_customer(self):
        package = self.env["stock.package"].create({"name": "Kiện 1"})
        self.env["stock.quant"]._update_available_quantity(self.tile, self.stock, 5, package_id=package)
        with self._refused("by a transfer only"):
            package.with_user(self.keeper).location_id = self.customers

    def test_a_quant_is_not_written_to_a_customer(self):
        quant = self._get_quant().with_user(self.keeper)
        with self._refused(BY_HAND):
            quant.location_id = self.customers
        with self._refused(BY_HAND):
            quant.create({"product_id": self.bag.id, "location_id": self.customers.id, "quantity": 5})

    def test_nothing_is_counted_at_a_customer(self):
        quants = self.env["stock.quant"].with_user(self._create_stock_manager())
        quant = quants.with_context(inventory_mode=True).create(
            {"product_id": self.bag.id, "location_id": self.customers.id, "inventory_quantity": 5}
        )
        with self._refused("by a transfer only"):
            quant.action_apply_inventory()

    def test_the_place_of_goods_does_not_become_a_customer(self):
        shelf = self.stock.copy({"name": "Kệ B"})
        self.env["stock.quant"]._update_available_quantity(self.tile, shelf, 5)
        with self._refused("there are goods"):
            shelf.with_user(self._create_stock_manager()).usage = "customer"

    def _create_stock_manager(self):
        return self._create_user("stock_manager", "stock.group_stock_manager")

    def _get_quant(self):
        return self.env["stock.quant"].search(
            [("product_id", "=", self.bag.id), ("location_id", "=", self.stock.id)]
        )

    def test_goods_do_not_leave_without_a_transfer(self):
        move = self.env["stock.move"].create(self._prepare_move(self.stock, self.customers, 1))
        move._action_confirm()
        move.write({"quantity": 1, "picked": True})
        loose = move.filtered(lambda move: not move.picking_id)
        with self._refused("by a transfer only"):
            loose._action_done()

    def test_a_dropshipped_delivery_is_held(self):
        picking = self._create_transfer(
            self.suppliers, self.customers, picking_type=self.warehouse.in_type_id
        )
        with self._refused():
            self._validate(picking)

    def test_goods_to_deliver_are_not_scrapped_from_the_transfer(self):
        scrap = self._create_scrap(picking_id=self.picking.id)
        with self._refused():
            scrap.action_validate()
        with self._refused():
            scrap.do_scrap()

    def test_goods_reserved_for_a_delivery_are_not_scrapped(self):
        self._sell(85)
        with self._refused():
            self._create_scrap(scrap_qty=6).action_validate()
        self._create_scrap(scrap_qty=5).action_validate()

    def test_the_approval_of_a_delivery_lets_its_goods_be_scrapped(self):
        self._agree(self.picking)
        self._create_scrap(picking_id=self.picking.id).action_validate()
        with self._refused(CHANGED):
            self._validate(self.picking)

    def test_nothing_is_scrapped_to_a_customer(self):
        with self._refused("by a transfer only"):
            self._create_scrap(scrap_location_id=self.customers.id).do_scrap()

    def _create_scrap(self, **values):
        vals = {"product_id": self.bag.id, "scrap_qty": 1, "location_id": self.stock.id, **values}
        return self.env["stock.scrap"].with_user(self.keeper).create(vals)

    def test_a_batch_of_transfers_is_held_by_one_and_names_it(self):
        other = self._sell()
        self._agree(other)
        both = (self.picking | other).with_user(self.keeper)
        with self._refused(f"“{self.picking.name}” needs the approval"):
            both.with_context(skip_sanity_check=True, batches_to_validate=[1]).button_validate()
        self.assertNotEqual(other.state, "done")

    def test_the_backorder_dialog_leads_to_the_gate(self):
        self._agree(self.picking)
        self.move.with_user(self.keeper).quantity = 4
        action = self.picking.with_user(self.keeper).button_validate()
        self.move.product_uom_qty = 20
        with self._refused(CHANGED):
            Form.from_action(self.env(user=self.keeper), action).save().process()

    # Afterwards

    def test_no_line_is_added_to_what_has_left(self):
        self._let_out()
        for lines in self._for_each(self.env["stock.move.line"]):
            with self._refused(BY_HAND):
                lines.create(self._prepare_line(self.picking))
            with self._refused(BY_HAND):
                lines.create(self._prepare_line(self.picking, move_id=self.move.id))

    def test_no_line_of_what_has_left_is_copied(self):
        self._let_out()
        for line in self._for_each(self.move.move_line_ids):
            with self._refused(BY_HAND):
                line.copy()

    def test_no_move_is_added_to_what_has_left(self):
        self._let_out()
        vals = self._prepare_move(self.stock, self.customers, picking_id=self.picking.id, quantity=3)
        for moves in self._for_each(self.env["stock.move"]):
            with self._refused(BY_HAND):
                moves.create(vals)
            with self._refused(BY_HAND):
                self.picking.with_user(moves.env.user).write({"move_ids": [Command.create(vals)]})

    def test_no_line_of_what_has_left_is_changed(self):
        self._let_out()
        other = self.customers.copy({"name": "Khách khác"})
        for line in self._for_each(self.move.move_line_ids):
            for vals in (
                {"quantity": 20},
                {"quantity": 0},
                {"location_dest_id": self.stock.id},
                {"location_dest_id": other.id},
                {"product_uom_id": self.env.ref("uom.product_uom_dozen").id},
                {"owner_id": self.customer.id},
                {"state": "draft"},
                {"date": "2020-01-01 00:00:00"},
            ):
                with self._refused(BY_HAND):
                    line.write(vals)

    def test_no_line_of_what_has_left_is_deleted(self):
        self._let_out()
        for line in self._for_each(self.move.move_line_ids):
            with self._refused("after the transfer is done"):
                line.unlink()

    def test_no_line_is_moved_to_what_has_left(self):
        self._let_out()
        other = self._sell()
        for line in self._for_each(other.move_line_ids):
            with self._refused(BY_HAND):
                line.write({"move_id": self.move.id, "picking_id": self.picking.id})

    def test_no_move_that_has_left_is_changed(self):
        self._let_out()
        for move in self._for_each(self.move):
            for vals in (
                {"quantity": 20},
                {"quantity": 1},
                {"product_uom_qty": 20},
                {"state": "draft"},
                {"state": "cancel"},
                {"location_dest_id": self.stock.id},
                {"sale_line_id": False},
                {"picking_id": False},
                {"date": "2020-01-01 00:00:00"},
                {"is_inventory": True},
                {"move_line_ids": [Command.create(self._prepare_line(self.picking))]},
            ):
                with self._refused(BY_HAND):
                    move.write(vals)

    def test_no_transfer_that_has_left_is_changed(self):
        self._let_out()
        for picking in self._for_each(self.picking):
            for vals in (
                {"state": "draft"},
                {"state": "assigned"},
                {"date_done": "2020-01-01 00:00:00"},
                {"partner_id": self.customer.copy().id},
                {"location_dest_id": self.stock.id},
            ):
                with self._refused(BY_HAND):
                    picking.write(vals)

    def test_one_that_is_deleted_was_not_made_undone_before(self):
        self._let_out()
        for picking in self._for_each(self.picking):
            with self._refused("by hand|after the transfer is done"):
                picking.write({"state": "draft", "move_ids": [Command.delete(self.move.id)]})
