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
        on_order_route = self._get_on_order_route()
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
            for line in self._get_competing_lines()
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
        own_moves = self._get_own_moves_of(wishes)
        uoms = self.env["uom.uom"].union(*(wish.uom | wish.product.uom_id for wish in wishes))
        uoms.browse(uoms.ids).mapped("factor")  # read at once, not unit by unit
        products_of = {}
        for wish in wishes:
            products_of[wish.company] = products_of.get(wish.company, wish.product.browse()) | wish.product
        kit_parts = {company: products._get_kit_parts(company) for company, products in products_of.items()}
        requests = []
        for wish in wishes:
            parts = kit_parts[wish.company][wish.product]
            request = self._prepare_stock_request(wish, parts, own_moves[wish.line])
            if request.parts:
                requests.append(request)
        return requests

    @api.model
    def _get_own_moves_of(self, wishes):
        """:return: {saved line: its own moves that are open}"""
        lines = self.browse(dict.fromkeys(wish.line.id for wish in wishes if wish.line))
        moves = lines._get_own_stock_moves()
        moves.fetch(["state", "product_id"])  # for all lines at once; each is looked at below
        own_moves = {
            line: line._get_own_stock_moves().filtered(
                lambda move: move.state not in ("draft", "done", "cancel")
            )
            for line in lines
        }
        return {self.browse(): self.env["stock.move"], **own_moves}

    @api.model
    def _get_on_order_route(self):
        """:return: the route of goods that are procured for the line itself, when it is in use"""
        route_id = self.env["ir.model.data"]._xmlid_to_res_id(
            "stock.route_warehouse0_mto", raise_if_not_found=False
        )
        route = self.env["stock.route"]
        return route.search([("id", "=", route_id)]) if route_id else route

    @api.model
    def _prepare_stock_request(self, wish, parts, own_moves):
        """:param parts: [(component, quantity for one)] of the product"""
        per_unit = {part.id: amount for part, amount in parts if part.is_storable}
        if wish.confirmed:  # a kit's deliveries may have other components than the kit has by now
            for product in own_moves.product_id.filtered("is_storable"):
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
