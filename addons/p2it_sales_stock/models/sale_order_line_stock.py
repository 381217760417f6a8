from collections import defaultdict

from odoo import api, fields, models

from ..domain.line_figures import LineFigures

QUANTITY_OF_FIELD = {
    "stock_on_hand": "on_hand",
    "stock_free": "free",
    "stock_reserved": "reserved",
    "stock_reserved_own": "own_reserved",
    "stock_incoming": "incoming",
    "stock_rfq": "rfq",
    "stock_ready": "ready",
    "stock_ready_own": "own_ready",
}


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line`` with the stock of its goods, for the company's own people only."""

    _inherit = "sale.order.line"

    stock_on_hand = fields.Float(
        string="On Hand",
        digits="Product Unit",
        compute="_compute_stock_figures",
        groups="base.group_user",
        help="What is in the warehouse, in the unit of the line.",
    )
    stock_free = fields.Float(
        string="Free",
        digits="Product Unit",
        compute="_compute_stock_figures",
        groups="base.group_user",
        help="On hand, less what is reserved, what is at its removal date, and what earlier lines of this "
        "quotation take.",
    )
    stock_reserved = fields.Float(
        string="Reserved",
        digits="Product Unit",
        compute="_compute_stock_figures",
        groups="base.group_user",
        help="Set aside in the warehouse for orders and other operations, at every step of a delivery.",
    )
    stock_reserved_own = fields.Float(
        string="Reserved for This Line",
        digits="Product Unit",
        compute="_compute_stock_figures",
        groups="base.group_user",
        help="What of the reserved goods is for this line, at every step of its delivery.",
    )
    stock_incoming = fields.Float(
        string="Incoming",
        digits="Product Unit",
        compute="_compute_stock_figures",
        groups="base.group_user",
        help="Confirmed receipts of the warehouse: purchases, transfers, production. "
        "No requests for quotation.",
    )
    stock_incoming_date = fields.Datetime(
        string="Next Receipt",
        compute="_compute_stock_figures",
        groups="base.group_user",
        help="When the first of the confirmed receipts is planned.",
    )
    stock_rfq = fields.Float(
        string="In Requests for Quotation",
        digits="Product Unit",
        compute="_compute_stock_figures",
        groups="base.group_user",
        help="Asked of suppliers and not confirmed: nothing is promised on them.",
    )
    stock_ready = fields.Float(
        string="Ready to Ship",
        digits="Product Unit",
        compute="_compute_stock_figures",
        groups="base.group_user",
        help="Packed, picked for shipping or waiting at the output: closed for going out.",
    )
    stock_ready_own = fields.Float(
        string="Ready for This Line",
        digits="Product Unit",
        compute="_compute_stock_figures",
        groups="base.group_user",
        help="What of the goods that are ready to ship is for this line.",
    )
    stock_promise_date = fields.Datetime(
        string="Can Be Promised",
        compute="_compute_stock_figures",
        groups="base.group_user",
        help="When the whole quantity can be promised: on hand and confirmed receipts, less all that others "
        "have been promised before.",
    )
    stock_state = fields.Selection(
        selection=[
            ("none", "No Need"),
            ("enough", "Enough"),
            ("later", "Enough by the Date"),
            ("short", "Short"),
        ],
        string="Stock",
        compute="_compute_stock_figures",
        groups="base.group_user",
        help="Enough: the whole quantity is there. Enough by the date: it can be promised by the delivery "
        "date of the order, or where there is none, later. Short: it can't be promised, or not by that date.",
    )

    stock_product_ids = fields.Json(
        string="Goods of the Line",
        compute="_compute_stock_figures",
        groups="base.group_user",
        help="The product, or the components of a kit: when their stock changes, so do the figures.",
    )

    @api.depends(
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "sequence",
        "state",
        "warehouse_id",
        "route_ids",
        "move_ids.state",
        "move_ids.quantity",
        "order_id.commitment_date",
        "order_id.order_line.product_id",
        "order_id.order_line.product_uom_id",
        "order_id.order_line.product_uom_qty",
        "order_id.order_line.sequence",
        "order_id.order_line.warehouse_id",
    )
    def _compute_stock_figures(self):
        """All figures of all lines of all orders at once, with the lines they compete with."""
        requests = self._prepare_stock_requests(self._get_stock_wishes())
        answers = self._answer_stock_requests(requests)
        goods = {request.key: tuple(product for product, _amount in request.parts) for request in requests}
        alike = defaultdict(list)
        for line in self:
            values = self._prepare_stock_vals(answers.get(line), line.product_id.uom_id, line.product_uom_id)
            for name, value in values.items():
                alike[name, value].append(line.id)
            alike["stock_product_ids", goods.get(line, ())].append(line.id)
        # Lines that have the same are given it together: many have none reserved, incoming or ready.
        for (name, value), ids in alike.items():
            self.browse(ids)[name] = list(value) if isinstance(value, tuple) else value

    @api.model
    def _prepare_stock_vals(self, answer, product_uom, uom):
        """:return: values of the fields, quantities in ``uom``: never more than there is"""
        answer = answer or LineFigures()
        values = {
            field_name: self._convert_stock(getattr(answer, name), product_uom, uom)
            for field_name, name in QUANTITY_OF_FIELD.items()
        }
        return {
            **values,
            "stock_incoming_date": answer.incoming_date or False,
            "stock_promise_date": answer.promise_date or False,
            "stock_state": answer.state,
        }

    @api.model
    def _convert_stock(self, quantity, product_uom, uom):
        """:return: never more than it is: eleven bottles are no dozen, and two owed are some of one"""
        if not quantity or not uom or product_uom == uom:
            return quantity
        # Odoo's names go by the distance from zero.
        rounding_method = "DOWN" if quantity > 0 else "UP"
        return product_uom._compute_quantity(quantity, uom, rounding_method=rounding_method)

    def _get_own_stock_moves(self):
        """The moves whose goods are the lines' own: their deliveries, with the steps before them.

        Extended by what else has goods set aside for a line, a quotation's included. Called for all lines at
        once and then for each of them: an extension reads fields of the lines, so that the first call has
        fetched what the others look at.

        :return: stock.move, in sudo
        """
        # Only quantities of the line's own deliveries are told, to people who may read the line. A quotation
        # has none, or some of before it was cancelled.
        moves = self.filtered(lambda line: line.state == "sale").sudo().move_ids
        moves._rollup_move_origs_fetch()
        return moves | moves.browse(moves._rollup_move_origs())
