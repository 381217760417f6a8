from odoo import api, fields, models


class SaleOrder(models.Model):
    """Extends ``sale.order`` with its approvals: those of the quotation, and those of the order."""

    _name = "sale.order"
    _inherit = ["sale.order", "p2it.approval.mixin", "p2it.approval.figures"]

    _server_figures = frozenset(("confirmed_date",))

    confirmed_date = fields.Datetime(
        string="Confirmed On",
        readonly=True,
        copy=False,
        help="When it became an order, by the server's clock; approval types made later leave it alone.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        # Without a type nobody asks when it was confirmed, and creating an order costs what it did.
        is_judged = self.env["p2it.approval.type"]._get_operations("sale.order")
        default = self.default_get(["state"]).get("state") if is_judged else "draft"
        return super().create(
            [self._stamp_confirmation(vals, vals.get("state", default)) for vals in vals_list]
        )

    def write(self, vals):
        return super().write(self._stamp_confirmation(vals, vals.get("state")))

    @api.model
    def _stamp_confirmation(self, vals, state):
        """:return: the values, with the moment where they make it an order"""
        return {**vals, "confirmed_date": fields.Datetime.now()} if state == "sale" else vals

    def _refresh_approval_figures(self):
        """Compute the amounts anew: a stored one may have been written by hand."""
        lines = self.order_line
        for records, names in (
            (lines, ("price_subtotal", "price_tax", "price_total")),
            (self, ("amount_untaxed", "amount_tax", "amount_total")),
        ):
            for name in names:
                self.env.add_to_compute(records._fields[name], records)
        self.env.flush_all()

    def _get_approval_lines(self, name):
        """Leave out the lines that a down-payment invoice adds: they order nothing."""
        lines = super()._get_approval_lines(name)
        if name != "order_line":
            return lines
        return lines.filtered(lambda line: not (line.is_downpayment and not line.product_uom_qty))

    def _filter_watched(self):
        """Tell which orders' goods are watched. Extended by further conditions under which goods leave.

        :return: those that need an approval to be confirmed, given or not
        """
        kinds = self.env["p2it.approval.type"]
        return kinds._filter_needing(self, kinds._get_confirmation_kinds())

    def _get_held(self, *gates):
        """:return: the orders that one of the built-in gates holds now"""
        kinds = self.env["p2it.approval.type"]
        held = {
            document.id
            for gate in gates
            for _kind, document, _request in kinds._find_gate_missing(self, gate)
        }
        return self.filtered(lambda order: order.id in held)
