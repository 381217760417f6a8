from odoo import api, models


class StockPicking(models.Model):
    """Extends ``stock.picking`` with its approvals: goods leave when everyone has agreed."""

    _name = "stock.picking"
    _inherit = ["stock.picking", "p2it.approval.mixin", "p2it.dispatch.guard"]

    _left_fields = frozenset(
        ("state", "date_done", "partner_id", "location_id", "location_dest_id", "sale_id", "company_id")
    )

    def _action_done(self):
        """Extends `stock`: what it notes on the transfer afterwards is the server's."""
        with self.env["p2it.approval.type"]._dispatching():
            return super()._action_done()

    @api.model
    def _may_be_held(self):
        """Tell whether anything in the set-up can keep goods from leaving; without it nothing is looked at.

        Extended by further conditions such as gate passes. It makes no query of its own.

        :rtype: bool
        """
        return self.env["p2it.approval.type"]._holds_goods()

    def _check_may_leave(self):
        """Let transfers through whose goods are about to leave the company.

        Called by every way that moves goods, for all transfers concerned together, as superuser, after their
        rows and those of their orders were taken. Extended by further conditions such as gate passes: call
        super first, then raise for what else is missing.

        :raise RedirectWarning: for an approval that is missing
        :raise UserError: for goods that are not those of the transfer
        """
        self._check_dispatch()

    def _check_dispatch(self):
        """:raise RedirectWarning: where an approval is missing now, or more would go than was approved"""
        self.env["p2it.approval.type"]._check_gate_open(self, "dispatch")
        open_moves = self._filter_needing_dispatch().move_ids
        for move in open_moves.filtered(lambda move: move.state not in ("done", "cancel")):
            move._check_as_approved()

    def _hold_for_approval(self, conditions):
        """Extends the engine: conditions on the order are judged on its true figures."""
        result = super()._hold_for_approval(conditions)
        if any("sale_" in condition for condition in conditions):
            # Those going through the button were looked at when they came to it, in this same call.
            passing = self.env["p2it.approval.type"]._get_passing("stock.picking")
            # sudo: figures are the server's
            orders = self.sudo().filtered(lambda picking: picking.id not in passing).move_ids._get_orders()
            if orders:
                self.env["p2it.approval.document"]._lock(orders)
                orders._refresh_approval_figures()
        return result

    def _filter_needing_dispatch(self):
        """:return: those that need an approval before their goods leave, given or not"""
        kinds = self.env["p2it.approval.type"]
        return kinds._filter_needing(self, kinds._get_gate_kinds("dispatch"))

    def _filter_lacking_order(self):
        """:return: those of an order that could not be confirmed as it is now"""
        orders = self.env["p2it.approval.type"]._filter_orders_lacking(self.move_ids._get_orders())
        return self.filtered(lambda picking: picking.move_ids._get_orders() & orders)

    def _filter_watched(self):
        """Tell which transfers' goods are watched: nobody changes by hand what has left with them.

        Extended by further conditions under which goods leave.

        :return: those that need an approval, and those whose order lacks one
        """
        return self._filter_needing_dispatch() | self._filter_lacking_order()

    def _filter_left(self):
        """Part of the guard: those that are done and whose goods left."""
        done = self.filtered(lambda picking: picking.state == "done")
        return done & done.move_ids._filter_leaving().picking_id

    def _get_transfers(self):
        """Part of the guard."""
        return self
