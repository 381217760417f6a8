from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..domain.return_shares import exact, share_newest_first


class P2itReturn(models.Model):
    """Extends ``p2it.return`` with the receipt: one transfer for all its goods, in whole or in parts."""

    _inherit = "p2it.return"

    picking_ids = fields.One2many("stock.picking", "p2it_return_id", string="Transfers", readonly=True)
    receipt_ids = fields.Many2many(
        "stock.picking", string="Receipts", compute="_compute_receipt_ids", compute_sudo=True
    )
    picking_count = fields.Integer(
        string="Number of Transfers", compute="_compute_receipt_ids", compute_sudo=True
    )

    @api.depends("line_ids.move_ids.picking_id", "picking_ids")
    def _compute_receipt_ids(self):
        for document in self:
            document.receipt_ids = document.line_ids.move_ids.picking_id
            document.picking_count = len(document.picking_ids)

    def action_receive(self):
        """Prepare the receipt of all lines: one transfer, which the warehouse validates in whole or in part.

        :return: a window action on the transfer
        :raise AccessError: for who is no returns officer
        :raise UserError: for a return that was not approved, or goods that came back by another transfer
        """
        self._check_officer()
        self.check_access("read")
        for document in self:
            document._take_rows()
            document._check_state("approved")
            self.env["p2it.approval.type"]._check_gate_open(document, "return")
            # sudo: the officer may not see the orders
            document.sudo()._make_receipt()
        return self.action_view_pickings()

    def _make_receipt(self):
        """Make the transfer. As superuser; the lines claim no more, its moves do."""
        lines = self.line_ids.filtered(lambda line: not line.gift_kept)
        lines.order_line_id._check_return_rooms(("submitted", "approved"))
        self.state = "receiving"
        picking = self.env["stock.picking"].create(self._prepare_receipt_vals())
        moves = self.env["stock.move"].create(self._prepare_receipt_moves(picking, lines))
        if not moves:
            raise UserError(
                self.env._("Nothing of it can come back in goods: no line was delivered from the stock.")
            )
        picking.action_confirm()
        picking.action_assign()

    def _prepare_receipt_vals(self):
        warehouse = self.warehouse_id
        kind = warehouse.out_type_id.return_picking_type_id or warehouse.in_type_id
        return {
            "picking_type_id": kind.id,
            "partner_id": self.partner_id.id,
            "origin": self.name,
            "location_id": self.partner_id.with_company(self.company_id).property_stock_customer.id,
            "location_dest_id": warehouse._get_return_location().id,
            "company_id": self.company_id.id,
            "p2it_return_id": self.id,
        }

    def _prepare_receipt_moves(self, picking, lines):
        """:return: values of moves, each tied to the delivery it takes back; the last delivered first"""
        by_line = lines.order_line_id._get_delivery_moves().grouped("sale_line_id")
        values = []
        for line in lines:
            moves = by_line.get(line.order_line_id, self.env["stock.move"])
            for product, factor in line.order_line_id._get_return_factors(moves).items():
                own = moves.filtered(lambda move, product=product: move.product_id == product)
                for move, quantity in self._share_over_deliveries(own, line.order_qty * factor):
                    values.append(self._prepare_receipt_move(picking, line, move, quantity, factor))
        return values

    def _share_over_deliveries(self, moves, quantity):
        """:param quantity: in the product's own unit
        :return: ``[(delivery move, quantity of it that comes back)]``
        """
        sent = moves.filtered(lambda move: move.state == "done" and not move.location_id._filter_outside())
        rooms = [move._get_returned_done() for move in sent]
        for place, move in enumerate(sent):
            back = moves.filtered(lambda other, move=move: other.origin_returned_move_id == move)
            rooms[place] = exact(rooms[place] - sum(other._get_returned_planned() for other in back))
        shares = share_newest_first(quantity, [max(room, 0.0) for room in rooms])
        # Transfers made by hand name no delivery: what they brought back is missing in none.
        rest = exact(quantity - sum(shares))
        if rest > 0 and shares:
            shares[-1] = exact(shares[-1] + rest)
        return [(move, share) for move, share in zip(sent, shares, strict=True) if share]

    def _prepare_receipt_move(self, picking, line, move, quantity, factor):
        return {
            "product_id": move.product_id.id,
            "product_uom": move.product_id.uom_id.id,
            "product_uom_qty": quantity,
            "picking_id": picking.id,
            "picking_type_id": picking.picking_type_id.id,
            "warehouse_id": self.warehouse_id.id,
            "company_id": self.company_id.id,
            "partner_id": picking.partner_id.id,
            "location_id": move.location_dest_id.id,
            "location_dest_id": picking.location_dest_id.id,
            "origin": self.name,
            "procure_method": "make_to_stock",
            "to_refund": True,
            "sale_line_id": line.order_line_id.id,
            "origin_returned_move_id": move.id,
            "move_orig_ids": [Command.link(move.id)],
            "p2it_return_line_id": line.id,
            "p2it_return_factor": factor,
        }

    def _cancel_receipt(self):
        """:raise UserError: once a part came"""
        self._check_officer()
        if any(line.quantity_received for line in self.sudo().line_ids):  # sudo: what came counts
            raise UserError(
                self.env._(
                    "A part of %s came already. Cancel the transfer of the rest, inspect what came, and the "
                    "return is done.",
                    self.name,
                )
            )
        waiting = self.sudo().receipt_ids  # sudo: the officer's right was checked
        waiting.filtered(lambda picking: picking.state not in ("done", "cancel")).action_cancel()

    def action_view_pickings(self):
        """Open the transfers of the returns: receipts, what was sorted, replacements.

        :return: a window action
        """
        pickings = self.env["stock.picking"].search([("p2it_return_id", "in", self.ids)])
        action = self.env["ir.actions.act_window"]._for_xml_id("stock.action_picking_tree_all")
        action["context"] = {"create": False}
        if len(pickings) == 1:
            return {**action, "views": [(False, "form")], "res_id": pickings.id}
        return {**action, "domain": [("id", "in", pickings.ids)]}


class StockMove(models.Model):
    """Extends ``stock.move``: quantities in the product's own unit, not rounded."""

    _inherit = "stock.move"

    def _get_returned_done(self):
        """:return: what is done"""
        unit = self.product_id.uom_id
        return self.product_uom._compute_quantity(self.quantity, unit, round=False)

    def _get_received_done(self):
        """:return: what came and was not sent back to the customer by a return of its transfer"""
        done = (self | self.returned_move_ids).filtered(lambda move: move.state == "done")
        return sum(move._get_returned_done() * (1 if move == self else -1) for move in done)

    def _get_returned_planned(self):
        """:return: what is done, or is to be"""
        planned = self.quantity if self.state == "done" else self.product_uom_qty
        return self.product_uom._compute_quantity(planned, self.product_id.uom_id, round=False)


class StockPicking(models.Model):
    """Extends ``stock.picking``: a return whose rest does not come is done with what came."""

    _inherit = "stock.picking"

    def action_cancel(self):
        result = super().action_cancel()
        self.sudo().p2it_return_id._close_if_done()  # sudo: the state is the server's
        return result
