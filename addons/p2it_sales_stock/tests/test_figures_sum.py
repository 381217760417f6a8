from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st
from odoo.tests import tagged

from .figures_common import OPEN, FiguresCommon

_EVENTS = (
    "sell",
    "sell",
    "ask a supplier",
    "buy",
    "receive",
    "receive",
    "reserve",
    "unreserve",
    "step",
    "step",
    "step",
    "pick",
    "pack",
    "return",
    "cancel",
    "transfer",
    "scrap",
    "count",
    "late",
)
_EXAMPLES = 20


@tagged("post_install", "-at_install")
class TestFiguresSum(FiguresCommon):
    """Whatever happens in whatever order: each figure is the sum of the quants and moves it stands for."""

    @settings(max_examples=_EXAMPLES)
    @given(st.lists(st.tuples(st.sampled_from(_EVENTS), st.integers(1, 40)), min_size=4, max_size=16))
    def test_one_step(self, events):
        self._run_events(1, events)

    @settings(max_examples=_EXAMPLES)
    @given(st.lists(st.tuples(st.sampled_from(_EVENTS), st.integers(1, 40)), min_size=4, max_size=16))
    def test_two_steps(self, events):
        self._run_events(2, events)

    @settings(max_examples=_EXAMPLES)
    @given(st.lists(st.tuples(st.sampled_from(_EVENTS), st.integers(1, 40)), min_size=4, max_size=16))
    def test_three_steps(self, events):
        self._run_events(3, events)

    def _run_events(self, steps, events):
        savepoint = self.env.cr.savepoint()
        try:
            self._set_steps(steps)
            self._stock(self.cement, 30)
            self.counted = 30
            orders = self.env["sale.order"]
            for event, number in events:
                orders |= self._happen(event, number, orders)
                self._check()
            self._check_lines(orders)
        finally:
            savepoint.rollback()
            savepoint.close()
            self.env.invalidate_all()
            self.env.registry.clear_cache()

    # What happens

    def _happen(self, event, number, orders):
        """:return: a new order, or none"""
        if event == "sell":
            unit = self.dozen if number % 4 == 0 else self.piece
            line = (self.cement, number % 9 + 1, unit)
            return self._create_order(line, (self.cement, 2), confirm=number % 5 > 0)
        if event in ("buy", "ask a supplier"):
            self._create_purchase(self.cement, number, days=number % 7 - 2, confirm=event == "buy")
        elif event == "transfer":
            self._transfer(number)
        elif event == "scrap":
            self._scrap(number)
        elif event == "count":
            self._count(number)
        elif event == "cancel":
            confirmed = orders.filtered(lambda order: order.state == "sale")
            confirmed[number % len(confirmed) :][:1]._action_cancel() if confirmed else None
        else:
            self._handle(event, number)
        return orders.browse()

    def _handle(self, event, number):
        """Do something with one of the transfers there are."""
        code = {"receive": "incoming", "return": "outgoing"}.get(event)
        states = ("done",) if event == "return" else ("assigned", "confirmed", "waiting")
        domain = [("company_id", "=", self.company.id), ("state", "in", states)]
        if code:
            domain.append(("picking_type_code", "=", code))
        elif event in ("step", "pick", "pack"):
            domain.append(("picking_type_code", "!=", "incoming"))
        pickings = self.env["stock.picking"].search(domain, order="id")
        if not pickings:
            return
        picking = pickings[number % len(pickings)]
        if event in ("receive", "step"):
            self._validate(picking, number if number % 3 else None)
        elif event == "reserve":
            picking.action_assign()
        elif event == "unreserve":
            picking.do_unreserve()
        elif event == "pick":
            picking.move_line_ids[:1].picked = True
        elif event == "pack":
            picking.move_line_ids.result_package_id = self.env["stock.package"].create({})
        elif event == "late":
            picking.move_ids.date = "2020-01-01"
        else:
            self._return(picking, number)

    def _return(self, picking, number):
        wizard = self.env["stock.return.picking"].with_context(
            active_id=picking.id, active_ids=picking.ids, active_model="stock.picking"
        )
        wizard = wizard.create({})
        wizard.product_return_moves.quantity = number % 3 + 1
        returned = wizard._create_return()
        if number % 2:
            self._validate(returned)

    def _transfer(self, number):
        """Goods to the second warehouse or back, or elsewhere in the first."""
        first, second = self.warehouse.lot_stock_id, self.second.lot_stock_id
        shelf = self.env["stock.location"].create({"name": f"Kệ {number}", "location_id": first.id})
        source, target = ((first, second), (second, first), (first, shelf))[number % 3]
        move = self.env["stock.move"].create(
            {
                "product_id": self.cement.id,
                "product_uom_qty": number,
                "location_id": source.id,
                "location_dest_id": target.id,
                "picking_type_id": self.warehouse.int_type_id.id,
            }
        )
        move = move._action_confirm()  # it may join another one
        move._action_assign()
        if number % 2:
            move.picked = True
            move._action_done()

    def _scrap(self, number):
        scrap = self.env["stock.scrap"].create(
            {
                "product_id": self.cement.id,
                "scrap_qty": number % 4 + 1,
                "location_id": self.warehouse.lot_stock_id.id,
            }
        )
        scrap.do_scrap()

    def _count(self, number):
        quant = self.env["stock.quant"].with_context(inventory_mode=True)
        quant = quant.create(
            {
                "product_id": self.cement.id,
                "location_id": self.warehouse.lot_stock_id.id,
                "inventory_quantity": number,
            }
        )
        quant.action_apply_inventory()

    # What must hold

    def _check(self):
        for warehouse in (self.warehouse, self.second):
            for per_move in (False, True):
                self._check_warehouse(warehouse, self._get_figures(warehouse=warehouse, per_move=per_move))

    def _check_warehouse(self, warehouse, figures):
        quants = self.env["stock.quant"].search([("product_id", "=", self.cement.id)])
        quants = quants.filtered(lambda quant: self._is_in(quant.location_id, warehouse))
        moves = self.env["stock.move"].search([("product_id", "=", self.cement.id)])
        opened = moves.filtered(lambda move: move.state in OPEN)
        incoming = opened.filtered(lambda move: self._crosses(move, warehouse, inwards=True))
        leaving = opened.filtered(lambda move: self._crosses(move, warehouse, inwards=False))
        self._same(figures.on_hand, sum(quants.mapped("quantity")), "on hand, by quants")
        self._same(figures.on_hand, self._get_moved(moves, warehouse), "on hand, by moves done")
        self._same(figures.reserved, sum(quants.mapped("reserved_quantity")), "reserved, by quants")
        own = opened.move_line_ids.filtered(lambda line: self._is_in(line.location_id, warehouse))
        self._same(figures.reserved, sum(own.mapped("quantity_product_uom")), "reserved, by operations")
        self._same(figures.free, figures.on_hand - figures.reserved, "free")
        self._same_dates(figures.incoming, incoming, "incoming")
        self._same_dates(figures.outgoing, leaving, "outgoing")
        ready = own.filtered(lambda line: self._is_ready(line, warehouse))
        self._same(figures.ready, sum(ready.mapped("quantity_product_uom")), "ready")
        asked = self.env["purchase.order.line"].search(
            [("product_id", "=", self.cement.id), ("state", "in", ("draft", "sent", "to approve"))]
        )
        asked = asked if warehouse == self.warehouse else asked.browse()
        self._same(figures.rfq_quantity, sum(asked.mapped("product_qty")), "asked of suppliers")

    def _is_in(self, location, warehouse):
        while location and location != warehouse.view_location_id:
            location = location.location_id
        return bool(location)

    def _crosses(self, move, warehouse, inwards):
        goal = move.location_final_id or move.location_dest_id
        starts, ends = self._is_in(move.location_id, warehouse), self._is_in(goal, warehouse)
        return (ends and not starts) if inwards else (starts and not ends)

    def _get_moved(self, moves, warehouse):
        """:return: what all moves that are done have brought less what they have taken, and what was there"""
        total = self.counted if warehouse == self.warehouse else 0
        for move in moves.filtered(lambda move: move.state == "done"):
            quantity = move.product_uom._compute_quantity(move.quantity, self.piece)
            total += quantity * self._is_in(move.location_dest_id, warehouse)
            total -= quantity * self._is_in(move.location_id, warehouse)
        return total

    def _is_ready(self, line, warehouse):
        if self._is_in(line.move_id.location_dest_id, warehouse) or self._is_in(
            line.move_id.location_final_id or line.move_id.location_dest_id, warehouse
        ):
            return False
        return line.picked or line.result_package_id or line.location_id == warehouse.wh_output_stock_loc_id

    def _same(self, figure, expected, what):
        self.assertAlmostEqual(figure, expected, 4, what)

    def _same_dates(self, figure, moves, what):
        dates, expected = Counter(), Counter()
        for date, quantity in figure:
            dates[date] += quantity
        for move in moves:
            expected[move.date] += move.product_qty
        self.assertEqual(dict(dates), dict(expected), what)

    def _check_lines(self, orders):
        for line in self._ask(orders):
            unit = line.product_uom_id
            figures = self._get_figures()
            if line.state == "cancel":
                self.assertEqual(line.stock_state, "none")
                continue
            scale = 12 if unit == self.dozen else 1
            for name in ("on_hand", "reserved", "ready"):
                self.assertLessEqual(line[f"stock_{name}"] * scale, getattr(figures, name) + 0.001, name)
                self.assertGreaterEqual(line[f"stock_{name}"] * scale, getattr(figures, name) - 0.13, name)
            opened = line.move_ids.filtered(lambda move: move.state in OPEN)
            own = opened.move_line_ids.filtered(lambda own: self._is_in(own.location_id, self.warehouse))
            reserved = sum(own.mapped("quantity_product_uom"))
            self.assertAlmostEqual(line.stock_reserved_own * scale, reserved, delta=0.13)
            if line.state == "draft":
                self.assertEqual(line.stock_reserved_own, 0)
