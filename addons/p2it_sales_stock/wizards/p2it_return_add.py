from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

SHOWN = 200
"""So many order lines are offered at once, the last ordered."""


class P2itReturnAdd(models.TransientModel):
    """Choose what comes back among everything that was delivered to the customer and has not come back."""

    _name = "p2it.return.add"
    _description = "Add Delivered Goods to a Return"

    return_id = fields.Many2one("p2it.return", required=True, readonly=True, ondelete="cascade")
    search_text = fields.Char(string="Find", help="A part of an order's number, of a product or of its code.")
    date_from = fields.Date(string="Ordered From")
    line_ids = fields.One2many(
        "p2it.return.add.line",
        "wizard_id",
        string="Delivered and Not Come Back",
        compute="_compute_line_ids",
        store=True,
        readonly=False,
        precompute=True,
    )
    shown = fields.Integer(compute="_compute_shown")
    has_more = fields.Boolean(compute="_compute_shown", help="Not all that was delivered is shown.")

    @api.depends("return_id", "search_text", "date_from")
    def _compute_line_ids(self):
        for wizard in self:
            kept = {line.order_line_id: line.quantity for line in wizard.line_ids if line.quantity}
            rooms = wizard._find_lines()
            rows = [
                {
                    "order_line_id": line.id,
                    "room": room,
                    "quantity": kept.get(line, 0.0),
                }
                for line, room in rooms.items()
            ]
            wizard.line_ids = [Command.clear(), *map(Command.create, rows)]

    @api.depends("line_ids", "search_text", "date_from")
    def _compute_shown(self):
        lines = self.env["sale.order.line"]
        for wizard in self:
            wizard.shown = len(wizard.line_ids)
            wizard.has_more = lines.search_count(wizard._get_line_domain(), limit=SHOWN + 1) > SHOWN

    def _get_line_domain(self):
        document = self.return_id
        domain = Domain(
            [
                ("order_id.partner_id", "child_of", document.partner_id.commercial_partner_id.id),
                ("company_id", "=", document.company_id.id),
                ("state", "=", "sale"),
                ("qty_delivered", ">", 0),
                ("id", "not in", document.line_ids.order_line_id.ids),
            ]
        )
        if self.search_text:
            domain &= Domain("order_id.name", "ilike", self.search_text) | Domain(
                "product_id", "ilike", self.search_text
            )
        if self.date_from:
            domain &= Domain("order_id.date_order", ">=", self.date_from)
        return domain

    def _find_lines(self, limit=SHOWN):
        """:return: ``{order line: quantity that may come back}``, the last ordered first"""
        domain = self._get_line_domain()
        lines = self.env["sale.order.line"].search(domain, order="order_id desc, sequence, id", limit=limit)
        return {
            line: room
            for line, room in lines._get_return_rooms().items()
            if line.product_uom_id.compare(room, 0.0) > 0
        }

    def action_all(self):
        """Take everything that is shown.

        :return: a window action that shows it
        """
        self.ensure_one()
        for line in self.line_ids:
            line.quantity = line.room
        return self._reopen()

    def action_none(self):
        """Take nothing.

        :return: a window action that shows it
        """
        self.ensure_one()
        self.line_ids.quantity = 0.0
        return self._reopen()

    def _reopen(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Add Delivered Goods"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def action_add(self):
        """Add what was chosen to the return, with the gifts that it had earned.

        :return: an action that closes the choice
        :raise UserError: when nothing was chosen
        """
        self.ensure_one()
        chosen = self.line_ids.filtered(lambda line: line.quantity > 0)
        if not chosen:
            raise UserError(self.env._("Nothing is chosen: enter quantities, or press “Take All”."))
        self.env["p2it.return.line"].create(
            [
                {
                    "return_id": self.return_id.id,
                    "order_line_id": line.order_line_id.id,
                    "quantity": line.quantity,
                }
                for line in chosen
            ]
        )
        self.return_id.action_propose_gifts()
        return {"type": "ir.actions.act_window_close"}


class P2itReturnAddLine(models.TransientModel):
    """An order line of which something may come back."""

    _name = "p2it.return.add.line"
    _description = "Delivered Goods to Choose From"

    wizard_id = fields.Many2one("p2it.return.add", required=True, ondelete="cascade")
    order_line_id = fields.Many2one("sale.order.line", required=True, readonly=True, ondelete="cascade")
    order_id = fields.Many2one(related="order_line_id.order_id")
    date_order = fields.Datetime(related="order_line_id.order_id.date_order", string="Ordered On")
    product_id = fields.Many2one(related="order_line_id.product_id")
    product_uom_id = fields.Many2one(related="order_line_id.product_uom_id", string="Unit")
    room = fields.Float(string="May Come Back", digits="Product Unit", readonly=True)
    quantity = fields.Float(string="Comes Back", digits="Product Unit")


class P2itReturn(models.Model):
    """Extends ``p2it.return`` with the choice of its goods."""

    _inherit = "p2it.return"

    def action_add_delivered(self):
        """Choose among everything that was delivered and has not come back.

        :return: a window action
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("draft")
        wizard = self.env["p2it.return.add"].create({"return_id": self.id})
        return wizard._reopen()

    def action_add_all_delivered(self):
        """Add all that was delivered to the customer, of all orders, and has not come back.

        :return: ``True``
        """
        self.ensure_one()
        self.check_access("write")
        self._check_state("draft")
        rooms = self.env["p2it.return.add"].new({"return_id": self.id})._find_lines(limit=None)
        if not rooms:
            raise UserError(self.env._("Nothing was delivered to this customer that has not come back."))
        self.env["p2it.return.line"].create(
            [
                {"return_id": self.id, "order_line_id": line.id, "quantity": room}
                for line, room in rooms.items()
            ]
        )
        return True
