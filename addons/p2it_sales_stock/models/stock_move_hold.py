from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

_WAITING = 500
_KEPT = frozenset(
    (
        *("product_id", "product_uom", "product_uom_qty", "quantity", "state", "company_id"),
        *("location_id", "location_dest_id", "move_line_ids"),
    )
)
"""What of a move that keeps goods only the server changes."""


class StockMove(models.Model):
    """Extends ``stock.move`` with goods held for quotations, which are moves that are never carried out."""

    _name = "stock.move"
    _inherit = ["stock.move", "p2it.guard.mixin"]

    stock_hold_id = fields.Many2one(
        "p2it.stock.hold", string="Held For", index="btree_not_null", copy=False, readonly=True
    )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"stock_hold_id"}

    def write(self, vals):
        """:raise AccessError: when somebody takes away what is held, or more, by writing its move"""
        if not self.env.su and not _KEPT.isdisjoint(vals):
            self._check_not_held()
        return super().write(vals)

    def _check_not_held(self):
        held = self.sudo().filtered("stock_hold_id")  # sudo: whose it is, whoever writes
        if held and not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(
                self.env._(
                    "%(product)s is held for %(order)s: only who holds it, a manager of P2IT Sales Stock or "
                    "the warehouse lets it go (P2IT Stock → Goods → Goods Held).",
                    product=held[0].product_id.display_name,
                    order=held[0].origin,
                )
            )

    def _action_assign(self, force_qty=False):
        """Where goods are held by hand, whoever reserves waits for whoever reserves the same goods.

        Odoo skips a quant that another transaction has locked and creates a second one, so that both
        reserve the last piece. Waiting ends in a serialization failure, after which Odoo repeats the
        request, which sees what is left.
        """
        self._lock_quants()
        return super()._action_assign(force_qty=force_qty)

    def _lock_quants(self):
        """Lock what the moves may reserve, in the order of ids, in the companies that hold goods by hand."""
        moves = self.filtered(
            lambda move: move.state in ("confirmed", "waiting", "partially_available")
            and move.company_id.stock_hold_enabled
            and not move.location_id.should_bypass_reservation()
        )
        if not moves:
            return
        self.env["stock.quant"].flush_model(["product_id", "location_id", "reserved_quantity", "quantity"])
        self.env.execute_query(
            SQL(
                """
                SELECT id FROM stock_quant
                 WHERE product_id IN %s AND location_id IN (
                       SELECT l.id FROM stock_location l JOIN stock_location up
                           ON l.parent_path LIKE up.parent_path || '%%' WHERE up.id IN %s)
                 ORDER BY id FOR NO KEY UPDATE
                """,
                tuple(moves.product_id.ids),
                tuple(moves.location_id.ids),
            )
        )

    def _action_done(self, cancel_backorder=False):
        """Goods that are held stay where they are.

        :raise UserError: when somebody would carry out what only keeps goods
        """
        held = self.filtered("stock_hold_id")
        if held:
            raise UserError(
                self.env._(
                    "%(product)s is held for %(order)s and does not leave by this move: nothing was done. "
                    "Confirm the order or release the hold.",
                    product=held[0].product_id.display_name,
                    order=held[0].origin,
                )
            )
        return super()._action_done(cancel_backorder=cancel_backorder)

    def _get_source_document(self):
        """Name the quotation in Odoo's forecast where goods are held for one."""
        self.ensure_one()
        return self.stock_hold_id.order_id or super()._get_source_document()

    def _let_others_reserve(self):
        """Let transfers that wait for the moves' goods reserve them, the urgent and the early ones first.

        They are those that Odoo reserves without being asked, as when goods arrive
        (``stock.move._trigger_assign``).
        """
        if not self or self.env["ir.config_parameter"].sudo().get_param("stock.picking_no_auto_reserve"):
            return
        waiting = self.sudo().search(
            Domain("state", "in", ("confirmed", "partially_available"))
            & Domain("procure_method", "=", "make_to_stock")
            & Domain("stock_hold_id", "=", False)
            & (
                Domain("reservation_date", "<=", fields.Date.context_today(self))
                | Domain("picking_type_id.reservation_method", "=", "at_confirm")
            )
            & Domain("product_id", "in", self.product_id.ids)
            & Domain("location_id", "child_of", self.location_id.ids),
            order="priority desc, date, id",
            limit=_WAITING,
        )
        # sudo: whoever lets go of goods need not be of the warehouse
        waiting._action_assign()


class StockMoveLine(models.Model):
    """Extends ``stock.move.line``, which every user may write: not what is held for others."""

    _inherit = "stock.move.line"

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines._check_not_held()
        return lines

    def write(self, vals):
        """Override of `stock`: neither what is held is changed, nor a line brought to what is held."""
        self._check_not_held()
        result = super().write(vals)
        if "move_id" in vals:
            self._check_not_held()
        return result

    def unlink(self):
        self._check_not_held()
        return super().unlink()

    def _check_not_held(self):
        if not self.env.su:
            self.move_id._check_not_held()
