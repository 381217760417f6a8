from datetime import timedelta

from odoo import Command, api, fields, models


class P2itStockHoldWizard(models.TransientModel):
    """Asks how much of each line of a quotation is held, and until when."""

    _name = "p2it.stock.hold.wizard"
    _description = "Hold Goods for a Quotation"

    order_id = fields.Many2one("sale.order", required=True, readonly=True)
    date_until = fields.Datetime(string="Hold Until", required=True)
    note = fields.Char(string="Why", help="For colleagues who want the same goods.")
    line_ids = fields.One2many("p2it.stock.hold.wizard.line", "wizard_id", string="Goods")

    @api.model
    def default_get(self, fields):
        defaults = super().default_get(fields)
        order = self.env["sale.order"].browse(defaults.get("order_id")).exists()
        if order:
            order._check_may_hold()
            hours = order.company_id.sudo().stock_hold_hours  # sudo: a setting
            defaults.setdefault("date_until", self.env.cr.now() + timedelta(hours=hours))
            if "line_ids" in fields:
                defaults["line_ids"] = self._prepare_lines(order)
        return defaults

    @api.model
    def _prepare_lines(self, order):
        """Propose what is ordered, or as much of it as is free."""
        lines = order.order_line.filtered(
            lambda line: line.product_id.is_storable or (line.product_id.type == "consu" and line._is_kit())
        )
        proposed = []
        for warehouse, group in lines.grouped("warehouse_id").items():
            products = group.product_id.with_context(warehouse_id=warehouse.id).sudo()
            # sudo: what is free is for everyone who may see the order
            free = dict(zip(products.ids, products.mapped("free_qty"), strict=True))
            proposed += [(line, self._propose(line, free)) for line in group]
        order_of = {line: place for place, line in enumerate(order.order_line)}
        proposed.sort(key=lambda pair: order_of[pair[0]])
        return [Command.create({"line_id": line.id, **vals}) for line, vals in proposed]

    @api.model
    def _propose(self, line, free):
        """:return: values; the line takes what it is offered from what is left for those after it"""
        product, unit = line.product_id, line.product_uom_id
        held = line.stock_held
        left = free.get(product.id, 0)
        here = product.uom_id._compute_quantity(left, unit, rounding_method="DOWN") + held
        quantity = max(min(line.product_uom_qty, here), 0)
        taken = unit._compute_quantity(max(quantity - held, 0), product.uom_id, rounding_method="HALF-UP")
        free[product.id] = left - taken
        return {"quantity": quantity, "free": max(here - held, 0)}

    def action_hold(self):
        """Hold what was entered.

        :raise UserError: when less is free, or the time is not allowed; nothing is held then
        """
        self.ensure_one()
        quantities = {line.line_id: line.quantity for line in self.line_ids}
        self.order_id._hold_goods(quantities, self.date_until, self.note)
        return {"type": "ir.actions.act_window_close"}


class P2itStockHoldWizardLine(models.TransientModel):
    """One line of the quotation in the dialog."""

    _name = "p2it.stock.hold.wizard.line"
    _description = "Line to Hold Goods For"

    wizard_id = fields.Many2one("p2it.stock.hold.wizard", required=True, ondelete="cascade")
    line_id = fields.Many2one("sale.order.line", required=True, ondelete="cascade")
    product_id = fields.Many2one(related="line_id.product_id")
    ordered = fields.Float(related="line_id.product_uom_qty", string="Ordered")
    held = fields.Float(related="line_id.stock_held", string="Held Already")
    uom_id = fields.Many2one(related="line_id.product_uom_id", string="Unit")
    free = fields.Float(digits="Product Unit", help="Free now for this line, beside what it holds already.")
    quantity = fields.Float(
        string="To Hold", digits="Product Unit", help="In all, what is held already included."
    )


class P2itStockHoldExtend(models.TransientModel):
    """Asks until when goods are held."""

    _name = "p2it.stock.hold.extend"
    _description = "Hold Goods Longer"

    hold_ids = fields.Many2many("p2it.stock.hold", string="Goods", required=True, readonly=True)
    date_until = fields.Datetime(
        string="Hold Until", required=True, default=lambda self: self.env.cr.now() + timedelta(days=1)
    )

    def action_extend(self):
        """Hold longer what was chosen.

        :raise UserError: for a time that is not allowed
        """
        self.hold_ids._extend(self.date_until)
        return {"type": "ir.actions.act_window_close"}
