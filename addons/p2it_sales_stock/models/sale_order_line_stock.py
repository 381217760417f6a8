from odoo import api, fields, models

from ..domain.line_figures import QUANTITIES, LineFigures, LineRequest, answer_lines

ASKING_STATES = ("draft", "sent", "sale")


class SaleOrderLine(models.Model):
    _inherit = "sale.order.line"

    stock_on_hand = fields.Float(
        string="On Hand",
        digits="Product Unit",
        compute="_compute_stock_figures",
        help="What is in the warehouse, in the unit of the line.",
    )
    stock_free = fields.Float(
        string="Free",
        digits="Product Unit",
        compute="_compute_stock_figures",
        help="On hand, less what is reserved, what is at its removal date, and what earlier lines of this "
        "quotation take.",
    )
    stock_reserved = fields.Float(
        string="Reserved",
        digits="Product Unit",
        compute="_compute_stock_figures",
        help="Set aside in the warehouse for orders and other operations, at every step of a delivery.",
    )
    stock_reserved_own = fields.Float(
        string="Reserved for This Line",
        digits="Product Unit",
        compute="_compute_stock_figures",
        help="What of the reserved goods is for this line, at every step of its delivery.",
    )
    stock_incoming = fields.Float(
        string="Incoming",
        digits="Product Unit",
        compute="_compute_stock_figures",
        help="Confirmed receipts of the warehouse: purchases, transfers, production. No requests for quotation.",
    )
    stock_incoming_date = fields.Datetime(
        string="Next Receipt",
        compute="_compute_stock_figures",
        help="When the first of the confirmed receipts is planned.",
    )
    stock_rfq = fields.Float(
        string="In Requests for Quotation",
        digits="Product Unit",
        compute="_compute_stock_figures",
        help="Asked of suppliers and not confirmed: nothing is promised on them.",
    )
    stock_ready = fields.Float(
        string="Ready to Ship",
        digits="Product Unit",
        compute="_compute_stock_figures",
        help="Packed, picked for shipping or waiting at the output: closed for going out.",
    )
    stock_promise_date = fields.Datetime(
        string="Can Be Promised",
        compute="_compute_stock_figures",
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
        help="Enough: the whole quantity is there. Enough by the date: it can be promised by the delivery date "
        "of the order, or where there is none, later. Short: it can't be promised, or not by that date.",
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
        """All figures of all lines of all orders at once; lines of an order compete, so all of them are asked."""
        answers = self._answer_stock_requests(self._prepare_stock_requests())
        nothing = LineFigures()
        for line in self:
            answer = answers.get(line) or nothing
            product_uom, uom = line.product_id.uom_id, line.product_uom_id
            for name in QUANTITIES:
                field_name = {"own_reserved": "stock_reserved_own"}.get(name, f"stock_{name}")
                if field_name in self._fields:
                    line[field_name] = self._convert_stock(getattr(answer, name), product_uom, uom)
            line.stock_incoming_date = answer.incoming_date
            line.stock_promise_date = answer.promise_date
            line.stock_state = answer.state

    def _convert_stock(self, quantity, product_uom, uom):
        """:return: never more than there is: eleven bottles are no carton of twelve"""
        if not quantity or not uom or product_uom == uom:
            return quantity
        return product_uom._compute_quantity(quantity, uom, rounding_method="DOWN")

    # Requests

    def _get_own_stock_moves(self):
        """The moves whose goods are the lines' own: their deliveries, with the steps before them.

        Extended by what else has goods set aside for a line, a quotation's included. Called for one line at a
        time after those of all lines have been fetched, so an extension reads fields of the lines only.

        :return: stock.move, in sudo
        """
        # Only quantities of the line's own deliveries are told, to people who may read the line.
        moves = self.sudo().move_ids
        return moves | moves.browse(moves._rollup_move_origs())

    def _prepare_stock_requests(self):
        """:return: [LineRequest] of the lines and all they compete with, in the sequence of each order"""
        lines = self._get_competing_lines().filtered(
            lambda line: line.product_id.type == "consu"
            and not line.display_type
            and line.warehouse_id
            and line.state in ASKING_STATES
        )
        kit_parts = {
            company: company_lines.product_id._get_kit_parts(company)
            for company, company_lines in lines.grouped("company_id").items()
        }
        own_moves = lines._get_own_moves_by_line()
        on_order = lines._filter_on_order()
        requests = []
        for line in lines:
            parts = kit_parts[line.company_id][line.product_id]
            request = line._prepare_stock_request(parts, own_moves[line], line in on_order)
            if request.parts:
                requests.append(request)
        return requests

    def _get_competing_lines(self):
        """:return: all lines of the orders, in sequence"""
        lines = self.browse()
        for order, own in self.grouped("order_id").items():
            others = order.order_line
            # While a new line is typed, its order has an older copy of it.
            typed = (own - others).filtered(lambda line: not line._origin)
            if typed:
                sequences = set(typed.mapped("sequence"))
                others = others.filtered(lambda line: line._origin or line.sequence not in sequences)
            lines += (others | own).sorted("sequence")
        return lines

    def _get_own_moves_by_line(self):
        """:return: {line: stock.move that are open}"""
        self._origin.sudo().move_ids._rollup_move_origs_fetch()  # as above
        return {
            line: line._origin._get_own_stock_moves().filtered(
                lambda move: move.state not in ("draft", "done", "cancel")
            )
            for line in self
        }

    def _filter_on_order(self):
        """:return: quotation lines whose goods are procured for them, as Odoo's ``is_mto`` says"""
        route = self.env.ref("stock.route_warehouse0_mto", raise_if_not_found=False)
        if not route or not route.sudo().active:  # routes of other companies are no secret here
            return self.browse()
        return self.filtered(
            lambda line: (
                line.state != "sale"
                and route
                in (line.route_ids or line.product_id.route_ids + line.product_id.categ_id.total_route_ids)
            )
        )

    def _prepare_stock_request(self, parts, own_moves, on_order=False):
        """:param parts: [(component, quantity for one)] of the line's product"""
        self.ensure_one()
        per_unit = {part.id: amount for part, amount in parts if part.is_storable}
        confirmed = self.state == "sale" and bool(self._origin)
        quantity = self.product_uom_qty - (self._origin.product_uom_qty if confirmed else 0.0)
        if confirmed:  # a kit's deliveries may have other components than the kit has by now
            for product in own_moves.product_id.filtered("is_storable"):
                per_unit.setdefault(product.id, 0.0)
        return LineRequest(
            key=self,
            order=self.order_id,
            warehouse_id=self.warehouse_id._origin.id,
            parts=tuple(per_unit.items()),
            quantity=self.product_uom_id._compute_quantity(
                quantity, self.product_id.uom_id, rounding_method="HALF-UP"
            ),
            own_move_ids=frozenset(own_moves.ids),
            confirmed=confirmed,
            deadline=self.order_id.commitment_date or None,
            on_order=on_order,
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
