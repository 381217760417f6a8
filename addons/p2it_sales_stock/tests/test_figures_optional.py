from datetime import timedelta

from odoo import Command, fields
from odoo.tests import Form, tagged

from .figures_common import FiguresCommon


@tagged("post_install", "-at_install")
class TestFiguresOptional(FiguresCommon):
    """Kits and lots that expire: where ``mrp`` and ``product_expiry`` are installed.

    This addon needs neither, so where they are not there is nothing to try.
    """

    def _create_kit(self, name, *parts, uom=None, quantity=1):
        """:param parts: (product, quantity) or (product, quantity, unit)"""
        kit = self._create_product(name, is_storable=False)
        self.env["mrp.bom"].create(
            {
                "product_tmpl_id": kit.product_tmpl_id.id,
                "product_qty": quantity,
                "product_uom_id": (uom or kit.uom_id).id,
                "type": "phantom",
                "bom_line_ids": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "product_qty": amount,
                            "product_uom_id": (unit[0] if unit else product.uom_id).id,
                        }
                    )
                    for product, amount, *unit in parts
                ],
            }
        )
        return kit

    def test_kits(self):
        if "mrp.bom" not in self.env:
            return
        self._stock(self.cement, 10)
        self._stock(self.brick, 40)
        self._create_purchase(self.brick, 20, days=3)
        wall = self._create_kit("Bộ xây tường", (self.cement, 2), (self.brick, 1, self.dozen))
        house = self._create_kit("Bộ xây nhà", (wall, 2), (self.cement, 1))
        order = self._create_order((wall, 2), (house, 1), (self.cement, 1)).with_user(self.seller)
        first, second, third = self._ask(order)
        # Ten of cement and forty bricks: three walls; two are taken, and 6 and 16 remain.
        self.assertEqual((first.stock_on_hand, first.stock_free, first.stock_state), (3, 3, "enough"))
        # A house takes 5 of cement and 24 bricks.
        self.assertEqual((second.stock_on_hand, second.stock_free, second.stock_state), (1, 0, "later"))
        self.assertEqual(second.stock_promise_date.date(), (fields.Date.today() + timedelta(days=3)))
        self.assertEqual((third.stock_free, third.stock_state), (1, "enough"))
        self.assertEqual(set(first.stock_product_ids), {self.cement.id, self.brick.id})
        third.sequence = 1
        self.assertEqual(self._ask(order).mapped("stock_state"), ["enough", "enough", "later"])

    def test_a_bill_for_many_and_in_another_unit(self):
        if "mrp.bom" not in self.env:
            return
        self._stock(self.cement, 10)
        kit = self._create_kit("Bộ lẻ", (self.cement, 3), uom=self.dozen, quantity=2)
        self.assertEqual(kit._get_kit_parts(self.company), {kit: [(self.cement, 0.125)]})
        line = self._ask(self._create_order((kit, 5, self.dozen), (kit, 7, self.dozen)))
        self.assertEqual(line.mapped("stock_state"), ["enough", "short"])
        self.assertEqual(line[0].stock_on_hand, 6.66)

    def test_confirmed_kits(self):
        if "mrp.bom" not in self.env:
            return
        self._set_steps(2)
        self._stock(self.cement, 10)
        self._stock(self.brick, 24)
        wall = self._create_kit("Bộ xây tường", (self.cement, 2), (self.brick, 12))
        order = self._create_order((wall, 2), confirm=True)
        line = self._ask(order)
        self.assertEqual((line.stock_state, line.stock_reserved_own, line.stock_free), ("enough", 2, 0))
        self._validate(order.picking_ids)
        line = self._ask(order)
        self.assertEqual((line.stock_state, line.stock_reserved_own, line.stock_ready), ("enough", 2, 2))
        again = self._ask(self._create_order((wall, 1), (self.cement, 6)))
        self.assertEqual(again.mapped("stock_state"), ["short", "short"])
        told = (
            self.env["sale.order.line"]
            .with_user(self.seller)
            .get_stock_detail(
                {
                    "product_id": wall.id,
                    "product_uom_id": wall.uom_id.id,
                    "product_uom_qty": 1,
                    "warehouse_id": self.warehouse.id,
                }
            )
        )
        self.assertEqual([part["stock_free"] for part in told["components"]], [6, 0])
        self.assertEqual([row["quantity"] for row in told["reserved_by"]], [24, 4])
        self._validate(order.picking_ids.filtered(lambda picking: picking.state != "done"))
        self.assertEqual(self._ask(order).stock_state, "none")

    def test_kits_in_an_unsaved_order(self):
        if "mrp.bom" not in self.env:
            return
        self._stock(self.cement, 4)
        wall = self._create_kit("Bộ xây tường", (self.cement, 2))
        form = Form(self.env["sale.order"].with_user(self.seller))
        form.partner_id = self.customer
        for product, quantity in ((wall, 1), (self.cement, 2), (wall, 1)):
            with form.order_line.new() as line:
                line.product_id = product
                line.product_uom_qty = quantity
        states = [form.order_line.edit(at).stock_state for at in range(3)]
        self.assertEqual(states, ["enough", "enough", "short"])

    def test_lots_that_expire(self):
        if "removal_date" not in self.env["stock.quant"]._fields:
            return
        self.cement.write({"tracking": "lot", "use_expiration_date": True})
        now = fields.Datetime.now()
        for name, days, quantity in (("quá hạn", -1, 5), ("sắp hết hạn", 4, 6), ("còn hạn", 99, 3)):
            date = now + timedelta(days=days)
            lot = self.env["stock.lot"].create(
                {"name": name, "product_id": self.cement.id, "expiration_date": date, "removal_date": date}
            )
            self._stock(self.cement, quantity, lot_id=lot)
        self._create_purchase(self.cement, 2, days=2)
        self._create_purchase(self.cement, 2, days=9)
        figures = self._get_figures()
        self.assertEqual((figures.on_hand, figures.expired, figures.free), (14, 5, 9))
        free = self.cement.with_context(warehouse_id=self.warehouse.id).free_qty
        self.assertEqual(figures.free, free)
        lines = [self._ask(self._create_order((self.cement, quantity))) for quantity in (9, 11, 12)]
        self.assertEqual([line.stock_state for line in lines], ["enough", "later", "short"])
