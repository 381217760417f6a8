from odoo import Command, api, fields, models


class SaleOrder(models.Model):
    """Totals of an order in the products' own units, and lines by barcode."""

    _inherit = "sale.order"

    unit_totals = fields.Char(
        string="Total Quantity",
        compute="_compute_unit_totals",
        help="All goods of the order, in the units their products are counted in.",
    )
    has_packagings = fields.Boolean(compute="_compute_has_packagings")
    scanned_barcode = fields.Char(
        string="Barcode",
        store=False,
        help="Scan a product or one of its packagings: each scan adds one, in the unit that was scanned.",
    )

    @api.depends("order_line.standard_uom_qty", "order_line.product_id.uom_id", "order_line.product_id.type")
    @api.depends_context("lang")
    def _compute_unit_totals(self):
        for order in self:
            goods = order.order_line.filtered(
                lambda line: line.product_id.type == "consu" and not line.display_type
            )
            order.unit_totals = self.env["product.product"]._format_totals(
                (line.product_id.uom_id, line.standard_uom_qty) for line in goods
            )

    @api.depends("order_line.product_id.uom_ids")
    def _compute_has_packagings(self):
        for order in self:
            order.has_packagings = bool(order.order_line.product_id.uom_ids)

    @api.onchange("scanned_barcode")
    def _onchange_scanned_barcode(self):
        """Add one of what was scanned: to the line of the product in that unit, or as a new line."""
        barcode, self.scanned_barcode = (self.scanned_barcode or "").strip(), False
        if not barcode:
            return None
        product, unit = self.env["product.product"]._find_by_barcode(barcode)
        if not product or not product.sale_ok:
            return {"warning": self._prepare_unknown_barcode_warning(barcode, product)}
        same = self.order_line.filtered(
            lambda line: line.product_id == product and line.product_uom_id == unit and line._takes_scans()
        )[:1]
        if same:
            same.product_uom_qty += 1
        else:
            self.update({"order_line": [Command.create(self._prepare_scanned_line_vals(product, unit))]})
        return None

    def _prepare_scanned_line_vals(self, product, unit):
        last = self.order_line[-1:]
        return {
            "product_id": product.id,
            "product_uom_id": unit.id,
            "product_uom_qty": 1.0,
            "sequence": last.sequence + 1 if last else 10,
        }

    def _prepare_unknown_barcode_warning(self, barcode, product):
        if product:
            text = self.env._("%(product)s is not for sale.", product=product.display_name)
        else:
            text = self.env._(
                "Nothing has the barcode %(barcode)s. It is entered on the product, page Packagings.",
                barcode=barcode,
            )
        return {"title": self.env._("Not added"), "message": text, "type": "notification"}
