from contextlib import contextmanager

from odoo import Command
from odoo.exceptions import RedirectWarning, UserError

from .common import ApprovalCommon

BY_HAND = "not changed by hand"
CHANGED = "was changed after the approval"


class DispatchCommon(ApprovalCommon):
    """A warehouse with 100 bags, a stock keeper, a delivery of 10 bags and a type that holds deliveries."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.keeper = cls._create_user("keeper", "stock.group_stock_user")
        cls.warehouse = cls.env["stock.warehouse"].search([("company_id", "=", cls.env.company.id)], limit=1)
        cls.stock = cls.warehouse.lot_stock_id
        cls.customers = cls.env.ref("stock.stock_location_customers")
        cls.suppliers = cls.env.ref("stock.stock_location_suppliers")
        cls.bag = cls._create_stocked("Xi măng bao 50 kg")
        cls.tile = cls._create_stocked("Gạch lát nền")

    @classmethod
    def _create_stocked(cls, name, quantity=100):
        product = cls.env["product.product"].create({"name": name, "is_storable": True, "list_price": 100000})
        cls.env["stock.quant"]._update_available_quantity(product, cls.stock, quantity)
        return product

    @classmethod
    def _create_dispatch_type(cls, steps=None, **values):
        defaults = {"name": "Xuất kho", "gate": "dispatch", "domain": "[]", "guarded_fields": False}
        return cls._create_type(steps, **{**defaults, **values})

    @classmethod
    def _sell(cls, quantity=10, product=None, lines=1, **values):
        """:return: the transfers of a confirmed order"""
        vals = {
            "product_id": (product or cls.bag).id,
            "product_uom_qty": quantity,
            "price_unit": 1000,
            "tax_ids": False,
        }
        order = cls._create_order(**{"order_line": [Command.create(vals)] * lines, **values})
        order.action_confirm()
        return order.picking_ids

    @classmethod
    def _create_transfer(cls, source, destination, quantity=10, picking_type=None, **values):
        """:return: a confirmed transfer that was made by hand"""
        picking = cls.env["stock.picking"].create(
            {
                "picking_type_id": (picking_type or cls.warehouse.int_type_id).id,
                "location_id": source.id,
                "location_dest_id": destination.id,
                "move_ids": [Command.create(cls._prepare_move(source, destination, quantity))],
                **values,
            }
        )
        picking.action_confirm()
        picking.action_assign()
        return picking

    @classmethod
    def _prepare_move(cls, source, destination, quantity=10, **values):
        return {
            "product_id": cls.bag.id,
            "product_uom_qty": quantity,
            "product_uom": cls.bag.uom_id.id,
            "location_id": source.id,
            "location_dest_id": destination.id,
            **values,
        }

    @classmethod
    def _prepare_line(cls, picking, quantity=1, **values):
        return {
            "picking_id": picking.id,
            "product_id": cls.bag.id,
            "product_uom_id": cls.bag.uom_id.id,
            "quantity": quantity,
            "location_id": cls.stock.id,
            "location_dest_id": cls.customers.id,
            **values,
        }

    def _agree(self, *documents):
        for document in documents:
            self._approve(self._ask(document, self.keeper), self.boss)

    def _validate(self, picking, user=None):
        """Validate without asking back: what is not done stays for another transfer."""
        return picking.with_user(user or self.keeper).with_context(skip_backorder=True).button_validate()

    def _get_left(self, product=None):
        """:return: how much is at the customers' now"""
        return self.env["stock.quant"]._get_available_quantity(product or self.bag, self.customers)

    @contextmanager
    def _refused(self, pattern="needs the approval “Xuất kho”"):
        """Expect a refusal that changes nothing."""
        before = self._get_left()
        with self.assertRaisesRegex((UserError, RedirectWarning), pattern), self.env.cr.savepoint():
            yield
            self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual(self._get_left(), before)


class HeldDeliveryCommon(DispatchCommon):
    """A delivery of an order that a type holds, and the weakest users who can reach it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kind = cls._create_dispatch_type()
        cls.picking = cls._sell()
        cls.move = cls.picking.move_ids
        cls.line = cls.move.move_line_ids

    def _for_each(self, record):
        """:return: the record as each of them"""
        return [record.with_user(user) for user in (self.keeper, self.seller)]

    def _let_out(self):
        self._agree(self.picking)
        self._validate(self.picking)
        self.assertEqual(self.picking.state, "done")
