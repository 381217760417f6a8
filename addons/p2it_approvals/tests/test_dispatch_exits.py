from odoo.tests import Form, tagged

from .dispatch_common import BY_HAND, CHANGED, HeldDeliveryCommon


@tagged("post_install", "-at_install")
class TestDispatchExits(HeldDeliveryCommon):
    """Every other way out of the company leads to the gate, too."""

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

    def test_goods_do_not_vanish_from_the_shelf_by_a_written_number(self):
        quant = self._get_quant().with_user(self.keeper)
        with self._refused("Count them"):
            quant.quantity = 1
        counted = self._get_quant().with_user(self._create_stock_manager()).with_context(inventory_mode=True)
        counted.inventory_quantity = 7
        counted.action_apply_inventory()
        self.assertEqual(counted.quantity, 7)

    def test_a_customer_s_place_does_not_become_one_of_the_company(self):
        place = self.customers.with_user(self._create_stock_manager())
        with self._refused("is outside the company"):
            place.usage = "internal"
        place.write({"usage": "customer", "name": "Khách hàng"})

    def test_nothing_is_counted_at_a_customer(self):
        quants = self.env["stock.quant"].with_user(self._create_stock_manager())
        quant = quants.with_context(inventory_mode=True).create(
            {"product_id": self.bag.id, "location_id": self.customers.id, "inventory_quantity": 5}
        )
        with self._refused("by a transfer only"):
            quant.action_apply_inventory()

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
