from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..domain.return_shares import exact
from .p2it_return import CLAIMING


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line``: how much of it may come back, and what came."""

    _inherit = "sale.order.line"

    return_line_ids = fields.One2many(
        "p2it.return.line", "order_line_id", string="Returns", groups="base.group_user"
    )
    qty_taken_back = fields.Float(
        string="Taken Back",
        compute="_compute_qty_taken_back",
        store=True,
        compute_sudo=True,
        digits="Product Unit",
        copy=False,
        help="What came back by returns for good, not to be replaced.",
    )
    return_serial = fields.Integer(
        readonly=True,
        copy=False,
        groups="base.group_system",
        help="Counts claims, so that two at once conflict.",
    )

    @api.depends("return_line_ids.quantity_final")
    def _compute_qty_taken_back(self):
        for line in self:
            line.qty_taken_back = exact(sum(line.return_line_ids.mapped("quantity_final")))

    def _is_gift(self):
        """:return: whether a promotion gave it free of charge"""
        self.ensure_one()
        # sudo: rewards hold for who may not read them
        reward = "reward_id" in self._fields and self.sudo().reward_id
        return bool(reward) and reward.reward_type == "product" and not self.price_subtotal

    def _get_paid_price(self):
        """:return: untaxed price of one, its discount taken off, in the order's currency"""
        self.ensure_one()
        return self.price_subtotal / self.product_uom_qty if self.product_uom_qty else 0.0

    def _get_paid_total(self):
        """:return: taxed price of one as it was invoiced, before that as it was ordered; as the order's money

        Prices of an order may change after its invoice, which changes nothing of what was paid.
        """
        self.ensure_one()
        billed = self.invoice_lines.filtered(
            lambda line: (
                line.parent_state == "posted"
                and line.move_id.move_type == "out_invoice"
                and not line.move_id.p2it_return_id
            )
        )
        quantity = sum(
            line.product_uom_id._compute_quantity(line.quantity, self.product_uom_id, round=False)
            for line in billed
        )
        if quantity > 0 and billed.currency_id == self.currency_id:
            return sum(billed.mapped("price_total")) / quantity
        return self.price_total / self.product_uom_qty if self.product_uom_qty else 0.0

    # ---- how much may come back ----

    def _get_delivery_moves(self):
        """:return: moves between the company and its customers, of any transfer that is not cancelled"""
        # sudo: what left and came back counts, whoever asks
        moves = self.env["stock.move"].sudo()
        moves = moves.search(
            [("sale_line_id", "in", self._origin.ids), ("state", "!=", "cancel")], order="id"
        )
        outside = (moves.location_id | moves.location_dest_id)._filter_outside()
        return moves.filtered(
            lambda move: (move.location_id in outside) != (move.location_dest_id in outside)
        )

    def _get_return_rooms(self, states=CLAIMING):
        """Tell how much may still come back: delivered, less what came or is coming back and what is claimed.

        Plain returns of stock count like our own. Three queries, whatever the number of lines.

        :param states: in which lines of returns claim goods
        :return: ``{line: quantity in its unit}``; negative where more is claimed than was delivered
        :rtype: dict
        """
        lines = self.browse(self._origin.ids)  # read together, wherever they come from
        by_line = lines._get_delivery_moves().grouped("sale_line_id")
        claims = lines._get_return_claims(states)
        return {
            line: exact(line._count_room(by_line.get(line.sudo(), ())) - claims.get(line.id, 0.0))
            for line in lines
        }

    def _get_return_claims(self, states):
        """:return: ``{line id: quantity that returns without a receipt yet claim}``"""
        # sudo: claims of other people count
        groups = (
            self.env["p2it.return.line"]
            .sudo()
            ._read_group(
                [
                    ("order_line_id", "in", self._origin.ids),
                    ("state", "in", states),
                    ("gift_kept", "=", False),
                ],
                ["order_line_id"],
                ["order_qty:sum"],
            )
        )
        return {line.id: quantity for line, quantity in groups}

    def _count_room(self, moves, open_too=True, factors=None):
        """
        :param moves: between us and the customer
        :param bool open_too: also what is only planned to come back
        :param dict factors: of :meth:`_get_return_factors`, where the moves are not all of the line's
        :return: what is at the customer's, in the line's unit; whole kits where a line is one
        """
        if not moves:
            return 0.0
        factors = factors or self._get_return_factors(moves)
        if not factors:
            return 0.0
        there, back = dict.fromkeys(factors, 0.0), dict.fromkeys(factors, 0.0)
        for move in moves:
            is_back = bool(move.location_id._filter_outside())
            if move.state != "done" and not (is_back and open_too):
                continue
            planned = move.quantity if move.state == "done" else move.product_uom_qty
            sums = back if is_back else there
            unit = move.product_id.uom_id
            sums[move.product_id] += move.product_uom._compute_quantity(planned, unit, round=False)
        return exact(
            min(there[product] / factor for product, factor in factors.items())
            - max(back[product] / factor for product, factor in factors.items())
        )

    def _get_return_factors(self, moves):
        """:return: ``{product: how many of its unit make one of the line's}``; several for a kit"""
        line = self.sudo()  # sudo: what was delivered counts, whoever asks
        planned = {}
        for move in moves:
            if not move.location_id._filter_outside() and not move.p2it_replacement_line_id:
                demand = move.product_uom._compute_quantity(
                    move.product_uom_qty, move.product_id.uom_id, round=False
                )
                planned[move.product_id] = planned.get(move.product_id, 0.0) + demand
        if line.product_id in planned:
            unit = line.product_id.uom_id
            return {line.product_id: line.product_uom_id._compute_quantity(1.0, unit, round=False)}
        ordered = line.product_uom_qty or 1.0
        return {product: demand / ordered for product, demand in planned.items() if demand}

    def _lock_for_returns(self):
        """Take the lines' rows, and make claims of two at once conflict: the later one is tried again.

        Called before what others claim is read.
        """
        lines = self._origin
        if lines:
            self.env.flush_all()
            ids = tuple(sorted(lines.ids))
            self.env.cr.execute(
                SQL("SELECT id FROM sale_order_line WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", ids)
            )
            self.env.cr.execute(
                SQL(
                    "UPDATE sale_order_line SET return_serial = COALESCE(return_serial, 0) + 1 "
                    "WHERE id IN %s",
                    ids,
                )
            )

    def _check_return_rooms(self, states=CLAIMING):
        """:raise UserError: when more is claimed or on its way back than was delivered"""
        rooms = self._get_return_rooms(states)
        over = {
            line: room for line, room in rooms.items() if line.sudo().product_uom_id.compare(room, 0.0) < 0
        }
        if not over:
            return
        texts = [
            self.env._(
                "“%(product)s” of %(order)s: %(over)s too many.",
                product=line.product_id.display_name,
                order=line.order_id.name,
                over=line.product_uom_id._format_quantity(-room),
            )
            for line, room in ((line.sudo(), room) for line, room in list(over.items())[:10])  # sudo: names
        ]
        raise UserError(
            self.env._(
                "%(lines)s\nNo more comes back than was delivered, less what came back already and what "
                "other returns claim, drafts included. Take a smaller quantity, or cancel the other return. "
                "Nothing was changed.",
                lines="\n".join(texts),
            )
        )
