from odoo import api, fields, models
from odoo.exceptions import UserError


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line`` with goods held for it."""

    _inherit = "sale.order.line"

    stock_hold_ids = fields.One2many("p2it.stock.hold", "line_id", string="Goods Held", readonly=True)
    stock_held = fields.Float(
        string="Held",
        compute="_compute_stock_held",
        digits="Product Unit",
        help="Held by hand for this line now, in its unit.",
    )

    @api.depends("stock_hold_ids.state", "stock_hold_ids.held_qty", "product_uom_id")
    def _compute_stock_held(self):
        for line in self:
            line.stock_held = sum(
                hold.uom_id._compute_quantity(hold.held_qty, line.product_uom_id, rounding_method="HALF-UP")
                for hold in line.stock_hold_ids
                if hold.state == "held" and line.product_uom_id
            )

    def _get_own_stock_moves(self):
        """What is held for a line is set aside for the line itself."""
        # sudo: see super
        return super()._get_own_stock_moves() | self.sudo().stock_hold_ids.move_ids

    def _check_holdable(self, order, quantity):
        """:raise UserError: for a line of another order, without goods, or with less ordered"""
        self.ensure_one()
        if self.order_id != order:
            raise UserError(
                self.env._("“%(line)s” is no line of %(order)s.", line=self.name, order=order.name)
            )
        product = self.product_id
        if not product.is_storable and not self._is_kit():
            raise UserError(
                self.env._(
                    "%s is not kept in stock, so there is nothing to hold. Take it off the list.",
                    product.display_name or self.name,
                )
            )
        if quantity < 0 or self.product_uom_id.compare(quantity, self.product_uom_qty) > 0:
            raise UserError(
                self.env._(
                    "%(product)s: %(ordered)s are ordered, so %(wanted)s can't be held. Enter at "
                    "most what is ordered, or order more.",
                    product=product.display_name,
                    ordered=self.product_uom_id._format_quantity(self.product_uom_qty),
                    wanted=self.product_uom_id._format_quantity(quantity),
                )
            )

    def _is_kit(self):
        if "mrp.bom" not in self.env or not self.product_id:
            return False
        boms = self.env["mrp.bom"].sudo()  # sudo: who sells a kit need not read how it is made
        found = boms._bom_find(self.product_id, company_id=self.company_id.id, bom_type="phantom")
        return bool(found[self.product_id])

    def _prepare_hold(self, quantity, until, note):
        """:return: values of a hold of so much of the line"""
        return {
            "order_id": self.order_id.id,
            "line_id": self.id,
            "company_id": self.company_id.id,
            "warehouse_id": self.warehouse_id.id,
            "user_id": self.env.uid,
            "product_id": self.product_id.id,
            "uom_id": self.product_uom_id.id,
            "quantity": quantity,
            "date_until": until,
            "note": note,
        }

    def write(self, vals):
        """Less ordered is less held; another product or warehouse is held no more."""
        result = super().write(vals)
        if {"product_id", "product_uom_qty", "product_uom_id", "route_ids"} & vals.keys():
            self._fit_holds()
        return result

    def _fit_holds(self):
        for line in self:
            for hold in line._get_holds():
                if hold.product_id != line.product_id or hold.warehouse_id != line.warehouse_id:
                    hold._end("changed")
                    continue
                ordered = line.product_uom_id._compute_quantity(
                    line.product_uom_qty, hold.uom_id, rounding_method="DOWN"
                )
                if hold.uom_id.compare(ordered, hold.quantity) < 0:
                    hold._fit(ordered)

    def _get_holds(self):
        """:return: what is held for the lines now; for the server, which changes it"""
        return self.sudo().stock_hold_ids.filtered(lambda hold: hold.state == "held")

    def unlink(self):
        self._get_holds()._end("changed")
        return super().unlink()
