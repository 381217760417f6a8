from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_OPEN = ("draft", "sent")
_GROUP = "p2it_sales_stock.group_hold"


class SaleOrder(models.Model):
    """Extends ``sale.order`` with goods held for it while it is a quotation."""

    _inherit = "sale.order"

    stock_hold_ids = fields.One2many("p2it.stock.hold", "order_id", string="Goods Held", readonly=True)
    stock_hold_count = fields.Integer(compute="_compute_stock_hold_count")
    stock_hold_until = fields.Datetime(string="Goods Held Until", compute="_compute_stock_hold_count")
    may_hold_goods = fields.Boolean(compute="_compute_may_hold_goods")

    @api.depends("stock_hold_ids.state", "stock_hold_ids.date_until")
    def _compute_stock_hold_count(self):
        for order in self:
            held = order.stock_hold_ids.filtered(lambda hold: hold.state == "held")
            order.stock_hold_count = len(held)
            order.stock_hold_until = min(held.mapped("date_until"), default=False)

    @api.depends("state", "company_id")
    @api.depends_context("uid")
    def _compute_may_hold_goods(self):
        allowed = self.env.user.has_group(_GROUP)
        for order in self:
            order.may_hold_goods = (
                allowed and order.state in _OPEN and order.company_id.sudo().stock_hold_enabled
            )  # sudo: a setting that decides whether a button is there

    def action_hold_goods(self):
        """Open the dialog that holds goods for the quotation."""
        self.ensure_one()
        self._check_may_hold()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Hold Goods"),
            "res_model": "p2it.stock.hold.wizard",
            "view_mode": "form",
            "target": "new",
            "context": {"default_order_id": self.id},
        }

    def action_view_stock_holds(self):
        """Open the goods held for the quotation."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_sales_stock.action_stock_holds")
        return {**action, "domain": [("order_id", "=", self.id)], "context": {}}

    def _hold_goods(self, quantities, until, note=False):
        """Hold goods for lines of one quotation, in place of what is held for them already.

        :param quantities: ``{line: quantity in its unit}``
        :param datetime.datetime until: in UTC
        :return: the holds
        :raise AccessError: for who may not hold goods or not write the quotation
        :raise UserError: for a quantity, a time or a line that can't be; nothing is held then
        """
        self.ensure_one()
        self._check_may_hold()
        for line, quantity in quantities.items():
            line._check_holdable(self, quantity)
        lines = self.env["sale.order.line"].union(*quantities)
        # who else holds for the same line must not matter
        before = self._get_holds().filtered(lambda hold: hold.line_id in lines)
        since = {hold.line_id: hold.date_from for hold in before if quantities[hold.line_id.sudo(False)]}
        self._check_hold_time(until, self.company_id, since=min(since.values(), default=None))
        before.sudo(self.env.su)._check_may_change()
        before._end("changed", free=False)
        holds = self.env["p2it.stock.hold"]._keep(
            [
                {
                    **line._prepare_hold(quantity, until, note),
                    **({"date_from": since[line]} if line in since else {}),
                }
                for line, quantity in quantities.items()
                if quantity
            ]
        )
        before.move_ids._let_others_reserve()
        return holds

    def _check_may_hold(self):
        """:raise AccessError: for who may not hold goods or not write the quotation"""
        if not self.env.user.has_group(_GROUP):
            raise AccessError(
                self.env._(
                    "Holding goods needs the right “Holds Goods” of P2IT Sales Stock; an administrator gives "
                    "it under Settings → Users."
                )
            )
        self.check_access("write")
        for order in self:
            if not order.company_id.sudo().stock_hold_enabled:  # sudo: see _compute_may_hold_goods
                raise UserError(
                    self.env._(
                        "%s does not hold goods for quotations. An administrator switches it on under "
                        "Settings → Inventory → Hold Goods for Quotations.",
                        order.company_id.name,
                    )
                )
            if order.state not in _OPEN:
                raise UserError(
                    self.env._(
                        "Goods are held for quotations only, and %s is none any more: what is confirmed "
                        "reserves its goods by its delivery.",
                        order.name,
                    )
                )

    @api.model
    def _check_hold_time(self, until, company, since=None):
        """:raise UserError: when it is past, or later than the company allows; managers may hold longer"""
        now = fields.Datetime.now()
        if not until or until <= now:
            raise UserError(
                self.env._("Goods are held until a time that is still to come; nothing was changed.")
            )
        hours = company.sudo().stock_hold_hours_max  # sudo: a setting
        latest = (since or now) + timedelta(hours=hours)
        manager = self.env.user.has_group("p2it_sales_stock.group_manager")
        if hours and not manager and until > latest + timedelta(minutes=1):
            raise UserError(
                self.env._(
                    "Goods are held for %(hours)s hours at most, until %(latest)s here; nothing was changed. "
                    "A manager of P2IT Sales Stock may hold them longer.",
                    hours=hours,
                    latest=fields.Datetime.context_timestamp(self, latest).strftime("%d/%m/%Y %H:%M"),
                )
            )

    def write(self, vals):
        """What ends the quotation, or moves it to another warehouse, ends what is held for it."""
        open_before = self.filtered(lambda order: order.state in _OPEN)
        warehouses = {order: order.warehouse_id for order in open_before}
        result = super().write(vals)
        if {"state", "warehouse_id", "company_id"} & vals.keys():
            for order in open_before:
                if order.state not in _OPEN:
                    order._end_holds(order.state)
                elif order.warehouse_id != warehouses[order]:
                    order._get_holds()._end("changed")
        return result

    def _end_holds(self, state):
        """Goods held for an order that is confirmed stay free for it until its delivery reserves them."""
        confirmed = state == "sale"
        self._get_holds()._end("used" if confirmed else "cancelled", free=not confirmed)

    def _get_holds(self):
        """:return: what is held now; for the server, which ends it"""
        return self.sudo().stock_hold_ids.filtered(lambda hold: hold.state == "held")

    def _action_confirm(self):
        """What was held is reserved for the order, whatever the warehouse reserves by itself."""
        result = super()._action_confirm()
        begin = self.env.cr.now().replace(microsecond=0)
        used = self.sudo().stock_hold_ids.filtered(
            lambda hold: hold.end_reason == "used" and hold.end_date >= begin
        )  # sudo: the salesperson's delivery and holds, moved by the server
        if used:
            moves = used.line_id.move_ids
            moves |= moves.browse(moves._rollup_move_origs())
            moves.filtered(lambda move: move.state in ("confirmed", "partially_available"))._action_assign()
            used.move_ids._let_others_reserve()
        return result

    def unlink(self):
        self._get_holds()._end("cancelled")
        return super().unlink()
