from odoo import api, fields, models

from ..domain.return_shares import exact
from .p2it_return_reason import DISPOSITIONS


class P2itReturnLine(models.Model):
    """Goods of one order line that come back, or a gift that goes with them."""

    _name = "p2it.return.line"
    _description = "Line of a Return"
    _order = "return_id desc, sequence, id"
    _rec_name = "product_id"

    return_id = fields.Many2one("p2it.return", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    order_line_id = fields.Many2one(
        "sale.order.line", string="Order Line", required=True, index=True, ondelete="restrict"
    )
    order_id = fields.Many2one(related="order_line_id.order_id", store=True, index=True)
    product_id = fields.Many2one(related="order_line_id.product_id", store=True, index=True)
    allowed_uom_ids = fields.Many2many(
        "uom.uom", string="Units Offered", compute="_compute_allowed_uom_ids", compute_sudo=True
    )
    product_uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_product_uom_id",
        store=True,
        readonly=False,
        precompute=True,
        required=True,
        domain="[('id', 'in', allowed_uom_ids)]",
        ondelete="restrict",
    )
    quantity = fields.Float(digits="Product Unit", required=True, default=1.0)
    order_qty = fields.Float(
        string="Quantity in the Order's Unit",
        compute="_compute_order_qty",
        store=True,
        compute_sudo=True,
    )
    returnable = fields.Float(
        string="May Come Back",
        digits="Product Unit",
        compute="_compute_returnable",
        compute_sudo=True,
        help="Delivered, less what came back and what other returns claim; in the line's unit.",
    )
    reason_id = fields.Many2one(
        "p2it.return.reason",
        compute="_compute_reason_id",
        store=True,
        readonly=False,
        precompute=True,
        ondelete="restrict",
    )
    note = fields.Char()
    disposition = fields.Selection(
        DISPOSITIONS,
        string="Becomes",
        compute="_compute_disposition",
        store=True,
        readonly=False,
        precompute=True,
        help="What becomes of the goods, unless the inspection says otherwise.",
    )
    is_gift = fields.Boolean(
        string="Gift",
        compute="_compute_is_gift",
        compute_sudo=True,
        help="It was given by a promotion, free of charge.",
    )
    gift_kept = fields.Boolean(
        string="Gift Is Kept",
        help="The customer keeps the gift, though it is not earned any more, and pays its price.",
    )
    move_ids = fields.One2many("stock.move", "p2it_return_line_id", string="Moves", readonly=True)
    replacement_move_ids = fields.One2many(
        "stock.move", "p2it_replacement_line_id", string="Replacements", readonly=True
    )
    inspection_ids = fields.One2many("p2it.return.inspection", "line_id", string="Inspection")
    quantity_received = fields.Float(
        string="Received",
        compute="_compute_received",
        store=True,
        compute_sudo=True,
        digits="Product Unit",
        help="In the order line's unit.",
    )
    quantity_final = fields.Float(
        string="Taken Back",
        compute="_compute_inspected",
        store=True,
        compute_sudo=True,
        digits="Product Unit",
        help="Inspected and not replaced; in the order line's unit.",
    )
    quantity_replaced = fields.Float(
        string="Replaced",
        compute="_compute_inspected",
        store=True,
        compute_sudo=True,
        digits="Product Unit",
        help="In the order line's unit.",
    )
    standard_qty = fields.Float(
        string="Quantity in the Product's Unit",
        compute="_compute_order_qty",
        store=True,
        compute_sudo=True,
        digits="Product Unit",
    )
    area_id = fields.Many2one(related="return_id.partner_id.area_id", string="Area", store=True)
    customer_group_id = fields.Many2one(
        related="return_id.partner_id.customer_group_id",
        string="Customer Group",
        store=True,
        related_sudo=True,
    )
    amount = fields.Monetary(
        string="Worth",
        compute="_compute_amount",
        store=True,
        compute_sudo=True,
        help="At the price paid, taxes included, in the company's currency.",
    )
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    partner_id = fields.Many2one(related="return_id.partner_id", store=True, index=True)
    user_id = fields.Many2one(related="return_id.user_id", store=True, string="Salesperson", index=True)
    state = fields.Selection(related="return_id.state", string="Status", store=True, index=True)
    date = fields.Date(related="return_id.date", store=True)

    _quantity_positive = models.Constraint("CHECK(quantity > 0)", "A line takes back more than nothing.")

    @api.depends("order_line_id")
    def _compute_allowed_uom_ids(self):
        for line in self:
            product = line.product_id
            line.allowed_uom_ids = product.uom_id | product.uom_ids | line.order_line_id.product_uom_id

    @api.depends("order_line_id")
    def _compute_product_uom_id(self):
        for line in self:
            ordered = line.order_line_id.sudo().product_uom_id  # sudo: a unit
            line.product_uom_id = line.product_uom_id or ordered

    @api.depends("quantity", "product_uom_id", "order_line_id.product_uom_id")
    def _compute_order_qty(self):
        for line in self:
            ordered = line.order_line_id.product_uom_id
            unit = line.product_uom_id or ordered
            line.order_qty = exact(
                unit._compute_quantity(line.quantity, ordered, round=False, raise_if_failure=False)
                if unit != ordered
                else line.quantity
            )
            standard = line.product_id.uom_id or unit
            line.standard_qty = exact(
                unit._compute_quantity(line.quantity, standard, round=False, raise_if_failure=False)
            )

    @api.depends("order_line_id", "order_qty", "return_id.state", "product_uom_id")
    def _compute_returnable(self):
        rooms = self.order_line_id._get_return_rooms()
        for line in self:
            ordered, unit = line.order_line_id.product_uom_id, line.product_uom_id
            room = rooms.get(line.order_line_id._origin, 0.0) + line._origin._get_claim()
            line.returnable = max(
                ordered._compute_quantity(room, unit, round=False, raise_if_failure=False) if unit else room,
                0.0,
            )

    def _get_claim(self):
        """:return: how much the line itself claims, in the order line's unit; nothing once moves do"""
        claims = self.return_id.state in ("draft", "submitted", "approved") and not self.gift_kept
        return self.order_qty if claims else 0.0

    @api.depends("return_id.reason_id")
    def _compute_reason_id(self):
        for line in self:
            line.reason_id = line.reason_id or line.return_id.reason_id

    @api.depends("reason_id")
    def _compute_disposition(self):
        for line in self:
            if not line.disposition or line.return_id.state in (False, "draft"):
                line.disposition = line.reason_id.disposition or "restock"

    @api.depends("order_line_id")
    def _compute_is_gift(self):
        for line in self:
            line.is_gift = line.order_line_id._is_gift()

    @api.depends(
        "order_qty",
        "order_line_id.price_total",
        "order_line_id.product_uom_qty",
        "order_line_id.invoice_lines.parent_state",
        "order_line_id.invoice_lines.price_total",
    )
    def _compute_amount(self):
        for line in self:
            ordered = line.order_line_id
            each = ordered._get_paid_total()
            worth = each * line.order_qty / (ordered.order_id.currency_rate or 1.0)
            line.amount = line.currency_id.round(worth) if line.currency_id else worth

    @api.depends(
        "move_ids.state",
        "move_ids.quantity",
        "move_ids.p2it_return_factor",
        "move_ids.returned_move_ids.state",
        "move_ids.returned_move_ids.quantity",
    )
    def _compute_received(self):
        for line in self:
            line.quantity_received = line._count_units(
                [
                    (
                        move.product_id,
                        move._get_received_done(),
                        move.p2it_return_factor,
                    )
                    for move in line.move_ids
                    if move.state != "cancel"
                ]
            )

    @api.depends("inspection_ids.state", "inspection_ids.quantity", "inspection_ids.disposition", "gift_kept")
    def _compute_inspected(self):
        for line in self:
            done = line.inspection_ids.filtered(lambda row: row.state == "done")
            factors = {row.product_id: row.factor for row in line.inspection_ids}
            parts = {"final": [], "replaced": []}
            for product, factor in factors.items():
                rows = done.filtered(lambda row, product=product: row.product_id == product)
                again = rows.filtered(lambda row: row.disposition == "replace")
                parts["replaced"].append((product, sum(again.mapped("quantity")), factor))
                parts["final"].append((product, sum((rows - again).mapped("quantity")), factor))
            line.quantity_final = line._count_units(parts["final"])
            line.quantity_replaced = line._count_units(parts["replaced"])

    @api.model
    def _count_units(self, parts):
        """Count how many of the order line's unit are complete.

        :param parts: ``[(product, quantity in its own unit, how many of it make one)]``; several of a kit
        """
        sums, factors = {}, {}
        for product, quantity, factor in parts:
            sums[product] = sums.get(product, 0.0) + quantity
            factors[product] = factor or 1.0
        return exact(min((sums[product] / factors[product] for product in sums), default=0.0))
