from odoo import api, fields, models


def pack(candidates):
    """Leave out of each candidate what it has in common with the one before: most of it.

    :return: list of dicts; :func:`unpack` makes the candidates of it
    """
    packed, before = [], {}
    for candidate in candidates:
        packed.append(
            {name: value for name, value in candidate.items() if name not in before or before[name] != value}
        )
        before = candidate
    return packed


def unpack(packed):
    """:return: list of candidates, as they were before :func:`pack`"""
    candidates, before = [], {}
    for changes in packed or ():
        before = {**before, **changes}
        candidates.append(before)
    return candidates


class P2itPriceTrace(models.Model):
    """Why a line of a confirmed order costs what it costs, as it was when the order was confirmed.

    Written once by the server, changed by nobody. An order that is confirmed again has new traces beside
    the old ones; the newest of a line counts.
    """

    _name = "p2it.price.trace"
    _description = "Price Trace"
    _order = "date desc, id desc"
    _rec_name = "line_id"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade", readonly=True)
    line_id = fields.Many2one(
        "sale.order.line", string="Order Line", required=True, index=True, ondelete="cascade", readonly=True
    )
    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    partner_id = fields.Many2one("res.partner", string="Customer", index="btree_not_null", readonly=True)
    date = fields.Datetime(string="Confirmed On", required=True, readonly=True)
    price_date = fields.Datetime(
        string="Prices Of", readonly=True, help="The moment whose price rules hold: the quotation's own date."
    )
    product_id = fields.Many2one("product.product", index="btree_not_null", readonly=True)
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True)
    pricelist_id = fields.Many2one("product.pricelist", index="btree_not_null", readonly=True)
    winner_id = fields.Many2one(
        "product.pricelist.item",
        string="Winning Rule",
        ondelete="set null",
        index="btree_not_null",
        readonly=True,
        help="Empty when no rule held, or when the rule has been deleted since: the trace still names it.",
    )
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    list_price = fields.Float(
        string="Sales Price",
        min_display_digits="Product Price",
        readonly=True,
        help="Per unit of the line, in the order's currency; 0 when the price comes from the cost.",
    )
    net_price = fields.Float(
        min_display_digits="Product Price",
        readonly=True,
        help="Per unit of the line after its discount, in the order's currency.",
    )
    candidates = fields.Json(
        readonly=True,
        help="Every rule for the product, the winner first, and its fate: of each what "
        "differs from the one before.",
    )
    left_off = fields.Json(readonly=True, help="How many more rules there were, and why they lost.")
    steps = fields.Json(readonly=True, help="From list to net; each step begins where the one before ended.")

    @api.model
    def _record(self, traces, moments):
        """Keep the traces of lines of confirmed orders.

        :param traces: ``{line: trace}`` as :meth:`sale.order.line._get_price_traces` gives
        :param moments: ``{order: moment of its prices}``
        :return: the new records; one insert for all
        """
        now = fields.Datetime.now()
        # sudo: nobody writes this table by hand, and whoever confirms (a customer on the portal, too)
        # leaves a complete trace.
        return self.sudo().create(
            [
                {
                    "order_id": line.order_id.id,
                    "line_id": line.id,
                    "company_id": line.company_id.id,
                    "partner_id": line.order_id.partner_id.id,
                    "date": now,
                    "price_date": moments.get(line.order_id) or line.order_id.date_order,
                    "product_id": line.product_id.id,
                    "quantity": line.product_uom_qty,
                    "uom_id": line.product_uom_id.id,
                    "pricelist_id": line.order_id.pricelist_id.id,
                    "currency_id": (line.currency_id or line.company_id.currency_id).id,
                    **trace,
                    "candidates": pack(trace["candidates"]),
                }
                for line, trace in traces.items()
            ]
        )

    def action_explain(self):
        """Open the dialog that puts the trace into words."""
        self.ensure_one()
        return self.env["p2it.price.explain"]._open_for(self.line_id, self._get_values())

    def _get_values(self):
        """:return: the trace as :meth:`sale.order.line.get_price_trace` answers it"""
        self.ensure_one()
        return {
            "is_kept": True,
            "date": self.date,
            "price_date": self.price_date,
            "quantity": self.quantity,
            "currency_id": self.currency_id.id,
            "pricelist_id": self.pricelist_id.id,
            "winner_id": self.winner_id.id,
            "list_price": self.list_price,
            "net_price": self.net_price,
            "candidates": unpack(self.candidates),
            "left_off": self.left_off or [],
            "steps": self.steps or [],
        }
