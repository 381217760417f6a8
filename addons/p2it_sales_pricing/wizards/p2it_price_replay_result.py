from odoo import fields, models
from odoo.fields import Domain


class P2itPriceReplayCustomer(models.TransientModel):
    """What a pricelist would have changed for one customer. The server writes it."""

    _name = "p2it.price.replay.customer"
    _description = "Customer in the Replay of a Pricelist"
    _rec_name = "partner_id"
    _order = "id"

    replay_id = fields.Many2one("p2it.price.replay", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, ondelete="cascade")
    customer_group_id = fields.Many2one("p2it.customer.group", readonly=True, ondelete="set null")
    area_id = fields.Many2one("p2it.area", readonly=True, ondelete="set null")
    currency_id = fields.Many2one(related="replay_id.currency_id")
    order_count = fields.Integer(string="Orders", readonly=True)
    line_count = fields.Integer(string="Lines", readonly=True)
    changed_count = fields.Integer(string="Changed Lines", readonly=True)
    kept_count = fields.Integer(
        string="Prices Kept", readonly=True, help="Lines whose price was entered by hand and stays."
    )
    amount_then = fields.Monetary(
        string="As Sold", readonly=True, help="Net of discounts, without promotions."
    )
    amount_new = fields.Monetary(string="By This List", readonly=True)
    difference = fields.Monetary(readonly=True, help="By this list less as sold.")
    difference_percent = fields.Float(string="Difference (%)", readonly=True, aggregator=None)
    line_ids = fields.One2many("p2it.price.replay.line", "customer_id", readonly=True)

    def action_open_lines(self):
        """List the lines behind the figures, those that change first."""
        self.ensure_one()
        self.check_access("read")
        replay = self.replay_id
        replay.pricelist_id._check_may_examine()
        mine = Domain("partner_id.commercial_partner_id", "=", self.partner_id.id)
        found = [one for batch in replay._run(replay._search_orders(mine)) for one in batch]
        # sudo: results are made by the server alone; nobody has the right to enter them
        self.sudo().line_ids.unlink()
        self.env["p2it.price.replay.line"].sudo().create(
            sorted((self._prepare_line(one) for one in found), key=lambda row: -abs(row["difference"]))
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.partner_id.display_name,
            "res_model": "p2it.price.replay.line",
            "view_mode": "list,kanban",
            "domain": [("customer_id", "=", self.id)],
        }

    def _prepare_line(self, one):
        quantity = one.line.product_uom_qty
        return {
            "customer_id": self.id,
            "order_id": one.line.order_id.id,
            "product_id": one.line.product_id.id,
            "quantity": quantity,
            "uom_id": one.line.product_uom_id.id,
            "item_id": one.item_id,
            "is_kept": one.is_kept,
            "price_then": one.amount_then / quantity if quantity else 0.0,
            "price_new": one.price_new,
            "amount_then": one.amount_then,
            "amount_new": one.amount_new,
            "difference": one.amount_new - one.amount_then,
        }


class P2itPriceReplayLine(models.TransientModel):
    """What a pricelist would have changed on one order line. The server writes it."""

    _name = "p2it.price.replay.line"
    _description = "Order Line in the Replay of a Pricelist"
    _rec_name = "product_id"
    _order = "id"

    customer_id = fields.Many2one("p2it.price.replay.customer", required=True, index=True, ondelete="cascade")
    currency_id = fields.Many2one(related="customer_id.currency_id")
    order_id = fields.Many2one("sale.order", readonly=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", readonly=True, ondelete="cascade")
    quantity = fields.Float(digits="Product Unit", readonly=True)
    uom_id = fields.Many2one("uom.uom", string="Unit", readonly=True, ondelete="cascade")
    item_id = fields.Many2one("product.pricelist.item", string="Rule", readonly=True, ondelete="set null")
    is_kept = fields.Boolean(string="Entered by Hand", readonly=True)
    price_then = fields.Monetary(string="Price As Sold", readonly=True, aggregator=None)
    price_new = fields.Monetary(string="Price By This List", readonly=True, aggregator=None)
    amount_then = fields.Monetary(string="As Sold", readonly=True)
    amount_new = fields.Monetary(string="By This List", readonly=True)
    difference = fields.Monetary(readonly=True)
