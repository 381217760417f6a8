from collections import defaultdict
from typing import NamedTuple

from odoo import api, fields, models

from ..domain.line_figures import LineRequest, answer_lines

ASKING_STATES = ("draft", "sent", "sale")


class StockWish(NamedTuple):
    """What one line wants, whether it is saved, changed in a form, or asked about only."""

    key: object
    order: object
    """what lines of one order have in common"""
    line: models.BaseModel
    """the saved line, or none"""
    product: models.BaseModel
    uom: models.BaseModel
    quantity: float
    """in ``uom``"""
    warehouse: models.BaseModel
    company: models.BaseModel
    deadline: object = None
    confirmed: bool = False
    on_order: bool = False
    """procured for the line itself"""

    @property
    def itself(self):
        """:return: the parts of a product that is no kit"""
        return [(self.product, 1.0)]

    @property
    def product_quantity(self):
        """What is wanted in the product's own unit; of a confirmed line, what its moves don't know yet."""
        quantity = self.quantity
        if self.confirmed:
            saved = self.line.product_uom_id._compute_quantity(
                self.line.product_uom_qty, self.uom, round=False
            )
            quantity -= saved
        return self.uom._compute_quantity(quantity, self.product.uom_id, rounding_method="HALF-UP")


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line`` with asking for the stock of many lines at once."""

    _inherit = "sale.order.line"

    def _get_stock_wishes(self):
        """:return: [StockWish] of the lines and all lines they compete with, in the sequence of each order"""
        lines = self._get_competing_lines()
        on_order_route = lines._get_on_order_route()
        return [
            StockWish(
                key=line,
                order=line.order_id,
                line=line._origin,
                product=line.product_id._origin,
                uom=line.product_uom_id,
                quantity=line.product_uom_qty,
                warehouse=line.warehouse_id._origin,
                company=line.company_id or line.order_id.company_id,
                deadline=line.order_id.commitment_date or None,
                confirmed=line.state == "sale" and bool(line._origin),
                on_order=on_order_route
                and line.state != "sale"
                and line.product_id._is_on_order(on_order_route, line),
            )
            for line in lines
            if line.product_id.type == "consu"
            and line.state in ASKING_STATES
            and line.warehouse_id
            and not line.display_type
        ]

    def _get_competing_lines(self):
        """:return: all lines of the orders, in sequence"""
        lines = self.browse()
        for order, own in self.grouped("order_id").items():
            others = order.order_line
            # While a new line is typed, its order has an older copy of it.
            typed = (own - others).filtered(lambda line: not line._origin)
            if typed:
                sequences = set(typed.mapped("sequence"))
                others = others.filtered(
                    lambda line, typed=sequences: line._origin or line.sequence not in typed
                )
            lines += (others | own).sorted("sequence")
        return lines

    @api.model
    def _prepare_stock_requests(self, wishes):
        """:return: [LineRequest] of the wishes for goods that are stored"""
        kit_parts = self._get_kit_parts_of(wishes)
        own_moves = self._get_own_moves_of(wishes)
        kits = [
            wish for wish in wishes if wish.confirmed and kit_parts[wish.company, wish.product] != wish.itself
        ]
        if kits:  # read at once, not line by line
            kit_moves = self.env["stock.move"].union(*(own_moves[wish.line] for wish in kits))
            kit_moves.sudo().fetch(["state", "product_id"])  # sudo as in _get_own_stock_moves
        requests = (
            self._prepare_stock_request(wish, kit_parts[wish.company, wish.product], own_moves[wish.line])
            for wish in wishes
        )
        return [request for request in requests if request.parts]

    @api.model
    def _get_kit_parts_of(self, wishes):
        """:return: {(company, product): see ``_get_kit_parts``} with their units read"""
        products_of, uom_ids = defaultdict(set), set()
        for wish in wishes:
            products_of[wish.company].add(wish.product.id)
            uom_ids.update((wish.uom.id, wish.product.uom_id.id))
        self.env["uom.uom"].browse(uom_ids).mapped("factor")  # read at once, not unit by unit
        return {
            (company, product): parts
            for company, ids in products_of.items()
            for product, parts in self.env["product.product"].browse(ids)._get_kit_parts(company).items()
        }

    @api.model
    def _get_own_moves_of(self, wishes):
        """:return: {saved line: its own moves, open or not}"""
        lines = self.browse(dict.fromkeys(wish.line.id for wish in wishes if wish.line))
        lines._get_own_stock_moves()  # for all lines at once; each is looked at below
        own_moves = {line: line._get_own_stock_moves() for line in lines}
        return {self.browse(): self.env["stock.move"], **own_moves}

    def _get_on_order_route(self):
        """The route of goods that are procured for the line itself.

        :return: stock.route, or none when it is not in use, or all the lines are confirmed: goods on order
            are judged by the receipts made for them then
        """
        if self and all(line.state == "sale" for line in self):
            return self.env["stock.route"]
        route_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "stock.route_warehouse0_mto", raise_if_not_found=False
        )
        route = self.env["stock.route"]
        return route.search([("id", "=", route_id)]) if route_id else route

    @api.model
    def _prepare_stock_request(self, wish, parts, own_moves):
        """:param parts: [(component, quantity for one)] of the product"""
        per_unit = {part.id: amount for part, amount in parts if part.is_storable}
        if wish.confirmed and parts != wish.itself:
            # A kit's deliveries may have other components than the kit has by now.
            opened = own_moves.filtered(lambda move: move.state not in ("draft", "done", "cancel"))
            for product in opened.product_id.filtered("is_storable"):
                per_unit.setdefault(product.id, 0.0)
        return LineRequest(
            key=wish.key,
            order=wish.order,
            warehouse_id=wish.warehouse.id,
            parts=tuple(per_unit.items()),
            quantity=wish.product_quantity,
            own_move_ids=frozenset(own_moves.ids),
            confirmed=wish.confirmed,
            deadline=wish.deadline,
            on_order=bool(wish.on_order),
        )

    @api.model
    def _answer_stock_requests(self, requests):
        """:return: {key of the request: LineFigures}"""
        products = self.env["product.product"].browse(
            {product_id for request in requests for product_id, _amount in request.parts}
        )
        warehouses = self.env["stock.warehouse"].browse({request.warehouse_id for request in requests})
        figures = products._get_stock_figures(
            warehouses, per_move=any(request.own_move_ids for request in requests)
        )
        return answer_lines(requests, figures, fields.Datetime.now())
