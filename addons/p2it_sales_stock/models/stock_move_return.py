from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_LINKS = ("p2it_return_line_id", "p2it_return_factor", "p2it_replacement_line_id")


class StockMove(models.Model):
    """Extends ``stock.move``: goods that come back by a return, and those that replace them."""

    _inherit = "stock.move"

    p2it_return_line_id = fields.Many2one(
        "p2it.return.line",
        string="Line of the Return",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    p2it_return_factor = fields.Float(
        string="Per Unit of the Order Line",
        readonly=True,
        copy=False,
        help="How many of the product make one of the order line's unit.",
    )
    p2it_replacement_line_id = fields.Many2one(
        "p2it.return.line",
        string="Replaces Goods Of",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    @api.model
    def default_get(self, fields):
        """No client's context ties a move to a return."""
        defaults = super().default_get(fields)
        if not self.env.su:
            for name in _LINKS:
                defaults.pop(name, None)
        return defaults

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if not self.env.su and any(vals.get(name) for name in _LINKS) and not self._is_rest(vals):
                self._refuse_link()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and not vals.keys().isdisjoint(_LINKS):
            self._refuse_link()
        return super().write(vals)

    def _prepare_move_split_vals(self, qty):
        """Extends `stock`: the rest of what comes back is of the same return; other copies are not."""
        vals = super()._prepare_move_split_vals(qty)
        if self.p2it_return_line_id:
            vals.update(
                p2it_return_line_id=self.p2it_return_line_id.id, p2it_return_factor=self.p2it_return_factor
            )
        return vals

    def _skip_push(self):
        """Extends `stock`: what came back goes on by its inspection, by no rule of the place it waits in."""
        return super()._skip_push() or bool(self.p2it_return_line_id)

    @api.model
    def _is_rest(self, vals):
        """:return: whether a move of the same goods is tied so, whose rest this is when it is split"""
        lines = self.env["p2it.return.line"].sudo()  # sudo: what is tied is compared, whoever splits it
        back = lines.browse(vals.get("p2it_return_line_id") or ())
        sent = lines.browse(vals.get("p2it_replacement_line_id") or ())
        if any(line.state != "receiving" for line in back):
            return False
        if any(line.state not in ("receiving", "done") for line in sent):
            return False
        return any(
            move.p2it_return_line_id == back
            and move.p2it_replacement_line_id == sent
            and move.product_id.id == vals.get("product_id")
            and move.sale_line_id.id == vals.get("sale_line_id")
            and move.p2it_return_factor == (vals.get("p2it_return_factor") or 0.0)
            for move in back.move_ids | sent.replacement_move_ids
        )

    def _refuse_link(self):
        """:raise AccessError: when somebody ties a move to a return by hand, or unties it"""
        raise AccessError(self.env._("Moves belong to a return by its own button “Receive”, not by hand."))

    @api.model
    def _prepare_merge_moves_distinct_fields(self):
        """Extends `stock`: moves of different lines of returns stay apart."""
        return [
            *super()._prepare_merge_moves_distinct_fields(),
            "p2it_return_line_id",
            "p2it_replacement_line_id",
        ]

    def _action_done(self, cancel_backorder=False):
        """Extends `stock`: whatever comes back from customers is counted against what was delivered."""
        # sudo: judged whatever the user may read
        back = self.sudo().filtered(
            lambda move: move.sale_line_id and move.location_id._filter_outside() and move.state != "done"
        )
        back.sale_line_id._lock_for_returns()
        done = super()._action_done(cancel_backorder=cancel_backorder)
        received = done.sudo().filtered(lambda move: move.p2it_return_line_id and move.state == "done")
        if received:
            received._check_received()
            received._prepare_inspection()
        return done

    def _check_received(self):
        """:raise UserError: when more came than the return says, or than was delivered"""
        lines = self.p2it_return_line_id
        lines.flush_recordset()
        for line in lines:
            if line.return_id.state != "receiving":
                raise UserError(
                    self.env._(
                        "“%s” does not receive goods now: open the return to see what it waits for.",
                        line.return_id.name,
                    )
                )
            unit = line.order_line_id.product_uom_id
            if unit.compare(line.quantity_received, line.order_qty) > 0:
                raise UserError(
                    self.env._(
                        "“%(product)s”: %(received)s are received, %(agreed)s were agreed to in "
                        "%(document)s. Receive no more than that; write another return for the rest.",
                        product=line.product_id.display_name,
                        received=unit._format_quantity(line.quantity_received),
                        agreed=unit._format_quantity(line.order_qty),
                        document=line.return_id.name,
                    )
                )
        ordered = lines.order_line_id
        moves = ordered._get_delivery_moves()
        self._check_serials(moves)
        by_line = moves.grouped("sale_line_id")
        for line in ordered:
            if line.product_uom_id.compare(line._count_room(by_line[line], open_too=False), 0.0) < 0:
                raise UserError(
                    self.env._(
                        "More of “%(product)s” would have come back than %(order)s delivered: a part came "
                        "back by another transfer. Receive less.",
                        product=line.product_id.display_name,
                        order=line.order_id.name,
                    )
                )

    def _check_serials(self, moves):
        """
        :param moves: all between us and the customer, of the lines that come back
        :raise UserError: for a serial number that is not at the customer's by these lines
        """
        there = {}
        for part in moves.filtered(lambda move: move.state == "done").move_line_ids:
            there.setdefault(part.lot_id, 0.0)
            there[part.lot_id] += -1 if part.location_id._filter_outside() else 1
        for move in self.filtered(lambda move: move.product_id.tracking == "serial"):
            for serial in move.move_line_ids.lot_id.filtered(lambda lot: there.get(lot, 0.0) < 0):
                raise UserError(
                    self.env._(
                        "“%(serial)s” of “%(product)s” can't come back by %(document)s: this serial number "
                        "was not delivered by %(orders)s, or came back already. Enter the one that is on the "
                        "goods; what was sold otherwise needs a return of its own.",
                        serial=serial.name,
                        product=move.product_id.display_name,
                        document=move.p2it_return_line_id.return_id.name,
                        orders=move.p2it_return_line_id.order_id.name,
                    )
                )

    def _prepare_inspection(self):
        """Make a row for each product and lot that came, with what is proposed to become of it."""
        rows = self.env["p2it.return.inspection"]
        rows.create(
            [
                {
                    "line_id": move.p2it_return_line_id.id,
                    "product_id": part.product_id.id,
                    "lot_id": part.lot_id.id,
                    "location_id": part.location_dest_id.id,
                    "factor": move.p2it_return_factor or 1.0,
                    "quantity": part.quantity_product_uom,
                    "disposition": move.p2it_return_line_id.disposition or "restock",
                }
                for move in self
                for part in move.move_line_ids
                if part.quantity_product_uom
            ]
        )


class StockRule(models.Model):
    """Extends ``stock.rule``: a replacement knows what it replaces."""

    _inherit = "stock.rule"

    def _get_custom_move_fields(self):
        return [*super()._get_custom_move_fields(), "p2it_replacement_line_id"]
