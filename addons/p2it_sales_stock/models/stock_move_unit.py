from odoo import api, fields, models


class StockMove(models.Model):
    """Goods moved in units that say how much it is; packages on the delivery."""

    _inherit = "stock.move"

    packaging_display = fields.Char(
        string="In Packages",
        compute="_compute_packaging_display",
        help="The demand in packages of the product.",
    )
    done_packaging_display = fields.Char(
        string="Moved in Packages",
        compute="_compute_done_packaging_display",
        help="What is reserved or moved, in packages of the product.",
    )

    @api.constrains("product_id", "product_uom", "product_uom_qty")
    def _check_unit(self):
        """:raise ValidationError: for a unit of another kind, or parts of what comes whole only"""
        for move in self:
            if move.product_id and move.product_uom:
                move.product_id._check_unit(move.product_uom)
                if not move._is_correction():
                    move.product_id._check_unit_quantity(move.product_uom_qty, move.product_uom)

    def _is_correction(self):
        """:return: whether it only brings the stock to what was counted, which may end a part of one"""
        self.ensure_one()
        return self.is_inventory and "inventory" in (self.location_id + self.location_dest_id).mapped("usage")

    @api.depends("product_uom_qty", "product_uom", "product_id.uom_id", "product_id.uom_ids")
    @api.depends_context("lang")
    def _compute_packaging_display(self):
        for move in self:
            move.packaging_display = move._format_packages(move.product_uom_qty)

    @api.depends("quantity", "product_uom", "product_id.uom_id", "product_id.uom_ids")
    @api.depends_context("lang")
    def _compute_done_packaging_display(self):
        for move in self:
            move.done_packaging_display = move._format_packages(move.quantity)

    def _format_packages(self, quantity):
        """:return: a quantity of the move's unit in the product's packages"""
        self.ensure_one()
        if not self.product_id or not self.product_uom:
            return False
        return self.product_id._format_units(quantity, self.product_uom)

    def _prepare_move_split_vals(self, qty):
        """Override of `stock`: a part that the move's unit can't keep goes on in the product's own."""
        vals = super()._prepare_move_split_vals(qty)
        own = self.product_id.uom_id
        if "product_uom" not in vals and self.product_uom != own:
            part = self.product_uom._convert(qty, own)
            if not self.product_uom._keeps(part, own) and own._count(part) is not None:
                vals.update(product_uom=own.id, product_uom_qty=float(part))
        return vals

    def _get_upstream_documents_and_responsibles(self, visited):
        """Override of `purchase_stock`: a salesperson who cancels an order need not see purchases.

        Odoo reads the purchase lines behind the goods with the rights of whoever cancels, and fails.
        """
        # sudo: whom to tell follows from purchases, readable or not; nothing of them is shown
        return super(StockMove, self.sudo())._get_upstream_documents_and_responsibles(visited)
