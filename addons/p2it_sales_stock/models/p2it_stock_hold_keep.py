from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_BATCH = 200


class P2itStockHold(models.Model):
    """Extends ``p2it.stock.hold`` with the reservation itself: how goods are kept and let go."""

    _inherit = "p2it.stock.hold"

    @api.model
    def _keep(self, vals_list):
        """Create holds and reserve their goods, whole or not at all.

        Holds of one product wait for each other: of two for the last carton one is made.

        :param vals_list: values of ``p2it.stock.hold``
        :return: the holds
        :raise UserError: when less is free than one of them wants; nothing is held then
        """
        # sudo: the table is the server's; who may hold what is checked by the order's method
        holds = self.sudo().create(vals_list)
        moves = (
            self.env["stock.move"].sudo().create([vals for hold in holds for vals in hold._prepare_moves()])
        )
        moves._action_confirm(merge=False)
        moves._action_assign()
        holds._check_whole()
        for until in set(holds.mapped("date_until")):
            self._wake_at(until)
        return holds.sudo(self.env.su)

    def _prepare_moves(self):
        """:return: values of one move for each product that must be there: a kit's parts, or the product"""
        self.ensure_one()
        location = self.env.ref("p2it_sales_stock.location_held")
        return [
            {
                "stock_hold_id": self.id,
                "product_id": product.id,
                "product_uom": product.uom_id.id,
                "product_uom_qty": quantity,
                "location_id": self.warehouse_id.lot_stock_id.id,
                "location_dest_id": location.id,
                "company_id": self.company_id.id,
                "warehouse_id": self.warehouse_id.id,
                "procure_method": "make_to_stock",
                "origin": self.order_id.name,
                "date": self.date_until,
            }
            for product, quantity in self._get_parts(self.quantity).items()
        ]

    def _get_parts(self, quantity):
        """Tell what must be there for so much of the hold's product.

        :param float quantity: in the hold's unit
        :return: ``{product: quantity in its own unit}``, the parts of a kit where it is one
        """
        self.ensure_one()
        product = self.product_id
        wanted = self.uom_id._compute_quantity(quantity, product.uom_id, rounding_method="HALF-UP")
        kit = self._find_kit()
        if not kit:
            return {product: wanted}
        parts = {}
        count = product.uom_id._compute_quantity(wanted, kit.product_uom_id, round=False)
        _boms, lines = kit.explode(product, count / kit.product_qty)
        for line, vals in lines:
            part = line.product_id
            if part.is_storable:
                need = line.product_uom_id._compute_quantity(vals["qty"], part.uom_id)
                parts[part] = parts.get(part, 0) + need
        return parts

    def _find_kit(self):
        """:return: the kit's bill of materials where manufacturing is installed, or nothing"""
        if "mrp.bom" not in self.env:
            return None
        boms = self.env["mrp.bom"].sudo()  # sudo: who sells a kit need not read how it is made
        found = boms._bom_find(self.product_id, company_id=self.company_id.id, bom_type="phantom")
        return found[self.product_id]

    def _check_whole(self):
        """:raise UserError: naming each product of which less is free"""
        short = [
            self.env._(
                "%(product)s: %(wanted)s wanted, %(free)s free in %(warehouse)s",
                product=move.product_id.display_name,
                wanted=move.product_uom._format_quantity(move.product_uom_qty),
                free=move.product_uom._format_quantity(move.quantity),
                warehouse=hold.warehouse_id.name,
            )
            for hold in self
            for move in hold.move_ids
            if move.product_uom.compare(move.quantity, move.product_uom_qty) < 0
        ]
        if short:
            raise UserError(
                self.env._(
                    "Not enough is free, so nothing was held:\n%(products)s\n"
                    "Hold less, wait for what comes in, or ask those who hold the goods to release them "
                    "(P2IT Stock → Goods → Goods Held).",
                    products="\n".join(short),
                )
            )

    def _end(self, reason, free=True):
        """Let go of the goods of those that are still held.

        :param str reason: why, one of ``end_reason``
        :param bool free: let other transfers that wait for the goods have them at once
        """
        held = self.sudo().filtered(lambda hold: hold.state == "held")
        # sudo: the table and the moves are the server's; each caller has checked who may end a hold
        if not held:
            return
        moves = held.move_ids
        moves._action_cancel()
        held.write(
            {
                "state": "ended",
                "end_reason": reason,
                "end_date": fields.Datetime.now(),
                "end_user_id": self.env.uid,
            }
        )
        if free:
            moves._let_others_reserve()

    def _fit(self, quantity):
        """Hold less of one line, when less of it is ordered now.

        :param float quantity: how much is ordered, in the hold's unit
        """
        hold = self.sudo()  # sudo: see _end
        hold.ensure_one()
        if hold.uom_id.compare(quantity, 0) <= 0:
            hold._end("changed")
            return
        hold.quantity = quantity
        parts = hold._get_parts(quantity)
        for move in hold.move_ids.filtered(lambda move: move.state != "cancel"):
            move.product_uom_qty = parts.get(move.product_id, 0)
        hold.move_ids._action_assign()
        hold.move_ids._let_others_reserve()

    @api.model
    def _cron_expire(self):
        """Let go of what is held longer than it was asked for, and tell who held it."""
        due = self.search(
            Domain("state", "=", "held") & Domain("date_until", "<=", fields.Datetime.now()), limit=_BATCH
        )
        holds = due.try_lock_for_update()
        for order, ended in holds.grouped("order_id").items():
            ended._end("expired")
            ended._tell_expired(order)
        self.env["ir.cron"]._commit_progress(len(holds), remaining=len(holds) if len(due) == _BATCH else 0)

    def _tell_expired(self, order):
        """Tell those who held goods that others can have them now."""
        lines = [
            f"{hold.product_id.display_name}: {hold.uom_id._format_quantity(hold.quantity)}" for hold in self
        ]
        order.message_post(
            body=order.env._(
                "The time is up, these goods are no longer held for the customer: %s. Hold them again if "
                "they are still needed.",
                "; ".join(lines),
            ),
            partner_ids=self.user_id.partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )
