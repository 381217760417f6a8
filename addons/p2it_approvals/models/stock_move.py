from odoo import models
from odoo.exceptions import UserError

_ROUTE_FIELDS = frozenset(("location_id", "location_dest_id", "sale_line_id"))


class StockMove(models.Model):
    """Extends ``stock.move``: goods leave the company when everyone has agreed, whatever way leads there."""

    _name = "stock.move"
    _inherit = ["stock.move", "p2it.dispatch.guard"]

    _left_fields = frozenset(
        (
            "state",
            "quantity",
            "product_uom_qty",
            "product_id",
            "product_uom",
            "location_id",
            "location_dest_id",
            "picking_id",
            "sale_line_id",
            "partner_id",
            "picked",
            "date",
            "scrap_id",
            "is_inventory",
            "company_id",
        )
    )

    def write(self, vals):
        """Extends `stock`: nobody turns goods that are to leave into goods that don't, or another order's."""
        if _ROUTE_FIELDS.isdisjoint(vals) or not self._is_guarded():
            return super().write(vals)
        before = self._get_routes()
        result = super().write(vals)
        after = self._get_routes()
        self.browse(move for move, route in before.items() if after.get(move) != route)._refuse_new_route()
        return result

    def _action_done(self, cancel_backorder=False):
        """Extends `stock`: the one place that all ways lead through which move goods."""
        self._check_leaving()
        with self.env["p2it.approval.type"]._dispatching():
            return super()._action_done(cancel_backorder=cancel_backorder)

    def _check_leaving(self):
        """:raise RedirectWarning: when goods that are about to leave lack an approval, whoever moves them"""
        if not self.env["stock.picking"]._may_be_held():
            return
        # sudo: judged whatever the user may read
        moves = self.sudo().filtered(lambda move: move.state not in ("done", "cancel"))
        leaving = moves._filter_leaving()
        leaving._check_orders()
        leaving._check_transfer()
        pickings = leaving.picking_id
        if pickings:
            self.env["p2it.approval.document"]._lock(pickings)
            pickings._check_may_leave()
        if self.env["p2it.approval.type"]._holds_earlier():
            ((moves - leaving)._filter_before_leaving().picking_id - pickings)._check_dispatch()

    def _filter_leaving(self):
        """:return: those that bring goods out of the company, by their own destination or by one of a line"""
        outside = (self.location_id | self.location_dest_id)._filter_outside()
        by_line = set(self.move_line_ids._filter_leaving().move_id.ids)
        return self.filtered(
            lambda move: (
                move.state != "cancel"
                and (
                    move.id in by_line
                    or (move.location_dest_id in outside and move.location_id not in outside)
                )
            )
        )

    def _filter_before_leaving(self):
        """:return: those inside the company that bring goods on their way to a customer, as far as known"""
        inside = self.filtered(
            lambda move: move.state != "cancel" and move.location_id.usage in ("internal", "transit")
        )
        outside = inside.location_final_id._filter_outside()
        inside._rollup_move_dests_fetch()
        ahead = {move: self.browse(move._rollup_move_dests()) for move in inside}
        leaving = set(self.union(*ahead.values())._filter_leaving().ids)
        return inside.filtered(
            lambda move: move.location_final_id in outside or not leaving.isdisjoint(ahead[move]._ids)
        )

    def _check_orders(self):
        """:raise RedirectWarning: when an order of these goods was not approved, or changed afterwards"""
        kinds = self.env["p2it.approval.type"]
        if kinds._get_confirmation_kinds():
            kinds._check_orders_approved(self._get_orders())

    def _get_orders(self):
        return self.sale_line_id.order_id | self.picking_id.sale_id

    def _check_transfer(self):
        """:raise UserError: for goods that leave without a transfer, on which nobody can agree"""
        kinds = self.env["p2it.approval.type"]
        loose = self.filtered(lambda move: not move.picking_id and kinds._holds_company(move.company_id))
        if loose:
            raise UserError(
                self.env._(
                    "%(products)s: goods leave the company by a transfer only, for it needs an approval. "
                    "Make a delivery of them and ask for its approval.",
                    products=", ".join(loose.product_id.mapped("display_name")[:10]),
                )
            )

    def _check_as_approved(self):
        """:raise UserError: when more, another product or to another place would be done than was approved"""
        lines = self.move_line_ids.filtered("picked") if self.picked else self.move_line_ids
        for line in lines:
            line._check_as_approved()
        done = sum(
            line.product_uom_id._compute_quantity(line.quantity, self.product_uom, round=False)
            for line in lines
        )
        if self.product_uom.compare(done, self.product_uom_qty) > 0:
            raise UserError(
                self.env._(
                    "“%(transfer)s”: %(done)g %(unit)s of “%(product)s” are to be done, %(approved)g were "
                    "approved. Do no more than that, or raise the demand and ask for the approval again.",
                    transfer=self.picking_id.name,
                    done=done,
                    unit=self.product_uom.name,
                    product=self.product_id.display_name,
                    approved=self.product_uom_qty,
                )
            )

    def _get_routes(self):
        """:return: ``{id: its order line}`` of those that are planned to leave"""
        kinds = self.env["p2it.approval.type"]
        # sudo: judged whatever the user may read
        planned = self.sudo().filtered(
            lambda move: move.state not in ("done", "cancel") and (move.state != "draft" or move.sale_line_id)
        )
        if not kinds._has_gate("dispatch"):
            orders = planned._get_orders()._filter_watched()
            planned = planned.filtered(lambda move: move._get_orders() & orders)
        return {move.id: move.sale_line_id.id for move in planned._filter_leaving()}

    def _refuse_new_route(self):
        if self:
            # sudo: named to who works on it
            raise UserError(
                self.env._(
                    "“%(transfer)s”: its goods are to leave the company and an approval watches over that. "
                    "Neither where they go nor the order they belong to is changed by hand: cancel the "
                    "transfer and make another.",
                    transfer=self.sudo().picking_id[:1].name or self.sudo()[:1].display_name,
                )
            )

    def _filter_left(self):
        """Part of the guard: those that are done and left."""
        return self.filtered(lambda move: move.state == "done")._filter_leaving()

    def _get_transfers(self):
        """Part of the guard."""
        return self.picking_id
