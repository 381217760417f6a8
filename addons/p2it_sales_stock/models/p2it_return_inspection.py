from odoo import api, fields, models

from .p2it_return_reason import DISPOSITIONS

GOODS_TO = [kind for kind in DISPOSITIONS if kind[0] != "replace"]


class P2itReturnInspection(models.Model):
    """What was found of goods that came back, and what becomes of them: one row per outcome.

    The receipt makes a row per product and lot; whoever inspects splits it where not all is alike.
    """

    _name = "p2it.return.inspection"
    _description = "Inspection of Returned Goods"
    _order = "return_id desc, line_id, lot_id, id"
    _rec_name = "product_id"

    line_id = fields.Many2one(
        "p2it.return.line", string="Line", required=True, index=True, readonly=True, ondelete="cascade"
    )
    return_id = fields.Many2one(related="line_id.return_id", store=True, index=True)
    company_id = fields.Many2one(related="return_id.company_id", store=True, index=True)
    partner_id = fields.Many2one(related="return_id.partner_id", store=True, index=True)
    product_id = fields.Many2one("product.product", required=True, readonly=True, ondelete="restrict")
    lot_id = fields.Many2one("stock.lot", readonly=True, ondelete="restrict")
    product_uom_id = fields.Many2one(related="product_id.uom_id", string="Unit")
    factor = fields.Float(
        readonly=True, default=1.0, help="How many of the product make one of the order line's unit."
    )
    quantity = fields.Float(digits="Product Unit", required=True)
    disposition = fields.Selection(DISPOSITIONS, string="Becomes", required=True, default="restock")
    goods_to = fields.Selection(
        GOODS_TO, string="The Old Goods", default="scrap", help="Where goods go that are replaced."
    )
    note = fields.Char(string="Found")
    state = fields.Selection(
        [("open", "To Inspect"), ("done", "Done")],
        string="Status",
        required=True,
        default="open",
        readonly=True,
        copy=False,
        index=True,
    )
    location_id = fields.Many2one("stock.location", string="Lies In", readonly=True, ondelete="restrict")
    inspected_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    inspected_date = fields.Datetime(string="Inspected On", readonly=True, copy=False)
    move_id = fields.Many2one("stock.move", string="Move", readonly=True, copy=False, ondelete="set null")

    _quantity_positive = models.Constraint("CHECK(quantity >= 0)", "Less than nothing can't be found.")

    def _get_target(self):
        """:return: where the goods themselves go"""
        self.ensure_one()
        return (self.goods_to or "scrap") if self.disposition == "replace" else self.disposition

    def _get_place(self):
        """:return: of which lot the goods are, and where they lie"""
        return (self.lot_id, self.location_id)

    def _get_key(self):
        """:return: which received goods the row is about"""
        return (self.line_id, self.product_id, self.lot_id, self.location_id)

    @api.depends("product_id", "quantity")
    def _compute_display_name(self):
        for row in self:
            row.display_name = (
                f"{row.product_id.display_name} × {row.product_uom_id._format_quantity(row.quantity)}"
            )
