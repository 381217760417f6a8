from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_ENDS = [
    ("released", "Released by Hand"),
    ("expired", "Time Was Up"),
    ("used", "Order Confirmed"),
    ("cancelled", "Order Cancelled"),
    ("changed", "Order Changed"),
]


class P2itStockHold(models.Model):
    """Goods kept for a line of a quotation until a time, reserved as those of a confirmed order are.

    What keeps them is a plain ``stock.move`` out of the warehouse that nobody carries out: every figure of
    Odoo and every other reservation counts it without knowing of holds. The server writes the records;
    people hold, extend and release by methods.
    """

    _name = "p2it.stock.hold"
    _description = "Goods Held for a Quotation"
    _order = "date_until, id"
    _rec_name = "product_id"

    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="cascade", readonly=True)
    line_id = fields.Many2one("sale.order.line", index="btree_not_null", ondelete="set null", readonly=True)
    partner_id = fields.Many2one(
        related="order_id.partner_id.commercial_partner_id", string="Customer", store=True, index=True
    )
    company_id = fields.Many2one("res.company", required=True, readonly=True)
    warehouse_id = fields.Many2one("stock.warehouse", required=True, readonly=True)
    user_id = fields.Many2one("res.users", string="Held By", required=True, index=True, readonly=True)
    product_id = fields.Many2one("product.product", required=True, index=True, readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", required=True, readonly=True)
    quantity = fields.Float(
        digits="Product Unit",
        readonly=True,
        aggregator=None,
        help="How much was asked to be held, in the unit beside it.",
    )
    held_qty = fields.Float(
        string="Reserved Now",
        compute="_compute_held_qty",
        digits="Product Unit",
        aggregator=None,
        help="How much is reserved in fact; less where goods were taken away or corrected in the warehouse.",
    )
    date_until = fields.Datetime(string="Held Until", required=True, index=True, readonly=True)
    date_from = fields.Datetime(
        string="Held Since",
        readonly=True,
        default=fields.Datetime.now,
        help="From when goods were first held for the line without a break.",
    )
    state = fields.Selection(
        [("held", "Held"), ("ended", "Ended")], required=True, default="held", readonly=True, index=True
    )
    end_reason = fields.Selection(_ENDS, string="Ended Because", readonly=True)
    end_date = fields.Datetime(string="Ended On", readonly=True)
    end_user_id = fields.Many2one("res.users", string="Ended By", readonly=True)
    note = fields.Char(readonly=True)
    move_ids = fields.One2many("stock.move", "stock_hold_id", string="Reservations", readonly=True)
    may_change = fields.Boolean(compute="_compute_may_change")

    @api.depends("move_ids.quantity", "move_ids.product_uom_qty", "move_ids.state", "state")
    def _compute_held_qty(self):
        """Of a kit as much is held as the part of which least is reserved allows."""
        for hold in self:
            moves = hold.sudo().move_ids.filtered(lambda move: move.state != "cancel")
            # sudo: salespeople read holds, not the moves of the warehouse
            share = min((move.quantity / move.product_uom_qty for move in moves), default=0)
            hold.held_qty = hold.quantity * share if hold.state == "held" else 0

    @api.depends("user_id", "state")
    @api.depends_context("uid")
    def _compute_may_change(self):
        manager = self.env.user.has_group("p2it_sales_stock.group_manager")
        for hold in self:
            hold.may_change = hold.state == "held" and (manager or hold.user_id == self.env.user)

    def action_release(self):
        """Let others have the goods, now.

        :raise AccessError: for somebody else's hold, unless a manager releases it
        """
        self._check_may_change()
        self._end("released")
        return True

    def action_extend(self):
        """Open the dialog that holds longer."""
        self._check_may_change()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hold Longer"),
            "res_model": "p2it.stock.hold.extend",
            "view_mode": "form",
            "target": "new",
            "context": {"default_hold_ids": self.ids},
        }

    def _extend(self, until):
        """Hold longer.

        :param datetime.datetime until: in UTC
        :raise UserError: when it is past, or later than the company allows from the first hour
        """
        self._check_may_change()
        for hold in self:
            self.env["sale.order"]._check_hold_time(until, hold.company_id, since=hold.date_from)
        # sudo: nobody writes holds; the right to change this one is checked above
        self.sudo().date_until = until
        self._wake_at(until)

    def _check_may_change(self):
        """:raise AccessError: when one of them is not the user's and the user is no manager"""
        self.check_access("read")
        ended = self.filtered(lambda hold: hold.state != "held")
        if ended:
            raise UserError(
                self.env._(
                    "The goods of %s are no longer held: nothing was changed. Hold them again on the "
                    "quotation.",
                    ", ".join(ended.mapped("product_id.display_name")),
                )
            )
        others = self.filtered(lambda hold: not hold.may_change)
        if others:
            raise AccessError(
                self.env._(
                    "%(product)s is held by %(user)s. Only who holds goods, or a manager of P2IT Sales "
                    "Stock, releases them or holds them longer; please ask one of them.",
                    product=others[0].product_id.display_name,
                    user=others[0].user_id.name,
                )
            )

    def _wake_at(self, until):
        """Let the scheduled action run when the time is up."""
        cron = self.env.ref("p2it_sales_stock.cron_stock_hold", raise_if_not_found=False)
        if cron:
            # sudo: people who hold goods don't administer scheduled actions
            cron.sudo()._trigger(at=until)
