from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL
from odoo.tools.sql import column_exists, create_column

from ..exact_float import ExactFloat


class SaleOrderLine(models.Model):
    """Quantities as people say them, and what they come to in the product's own unit."""

    _inherit = "sale.order.line"

    standard_uom_qty = ExactFloat(
        string="Quantity in Standard Unit",
        digits="Product Unit",
        compute="_compute_standard_uom_qty",
        store=True,
        help="The quantity in the product's own unit, whatever unit the line is in.",
    )
    standard_uom_id = fields.Many2one(related="product_id.uom_id", string="Standard Unit")
    has_packagings = fields.Boolean(compute="_compute_has_packagings")
    packaging_display = fields.Char(
        string="In Packages",
        compute="_compute_packaging_display",
        inverse="_inverse_packaging_display",
        help="The quantity in packages. Enter it as you say it: 2 pallets 3 cartons 5 bottles. Names may be "
        "shortened as long as one can be meant.",
    )

    def _auto_init(self):
        """Override of `odoo` to fill the column of existing lines in one statement."""
        if not column_exists(self.env.cr, self._table, "standard_uom_qty"):
            create_column(self.env.cr, self._table, "standard_uom_qty", "numeric")
            self.env.cr.execute(
                SQL(
                    """UPDATE sale_order_line line
                          SET standard_uom_qty =
                              ROUND(line.product_uom_qty * unit.factor / own.factor, 12)::float8
                         FROM product_product product
                         JOIN product_template template ON template.id = product.product_tmpl_id
                         JOIN uom_uom own ON own.id = template.uom_id,
                              uom_uom unit
                        WHERE product.id = line.product_id AND unit.id = line.product_uom_id"""
                )
            )
        return super()._auto_init()

    @api.model_create_multi
    def create(self, vals_list):
        """Override of `sale` to enter what was said into lines that stand, whose amounts then follow."""
        if not any(vals.get("packaging_display") for vals in vals_list):
            return super().create([_leave_out_packages(vals) for vals in vals_list])
        lines = self.browse()
        for vals in vals_list:
            # One by one: of lines that another addon refuses none is returned, and the rest would move up.
            line = super().create([_leave_out_packages(vals)])
            spoken = line._prepare_spoken_vals(vals.get("packaging_display")) if line else {}
            if spoken:
                line.write(spoken)
            lines += line
        return lines

    # === CONSTRAINTS === #

    @api.constrains("product_id", "product_uom_id", "product_uom_qty")
    def _check_unit(self):
        """:raise ValidationError: for a unit of another kind, or parts of what comes whole only"""
        for line in self:
            if line.product_id and line.product_uom_id and not line.display_type:
                line.product_id._check_unit(line.product_uom_id)
                line.product_id._check_unit_quantity(line.product_uom_qty, line.product_uom_id)

    # === COMPUTES === #

    @api.depends("product_uom_qty", "product_uom_id", "product_id.uom_id", "display_type")
    def _compute_standard_uom_qty(self):
        for line in self:
            line.standard_uom_qty = float(line._get_standard_quantity())

    def _get_standard_quantity(self):
        """:return: the quantity in the product's own unit, exactly
        :rtype: Fraction
        """
        self.ensure_one()
        unit, own = self.product_uom_id, self.product_id.uom_id
        counts = unit and own and not self.display_type
        return unit._convert(self.product_uom_qty, own) if counts else Fraction(0)

    @api.depends("product_id.uom_ids")
    def _compute_has_packagings(self):
        for line in self:
            line.has_packagings = bool(line.product_id.uom_ids)

    @api.depends("standard_uom_qty", "product_id.uom_ids")
    @api.depends_context("lang")
    def _compute_packaging_display(self):
        for line in self:
            product = line.product_id
            shown = product and line.product_uom_id and not line.display_type
            line.packaging_display = shown and product._format_units(
                line.product_uom_qty, line.product_uom_id
            )

    def _inverse_packaging_display(self):
        for line in self:
            vals = line._prepare_spoken_vals(line.packaging_display)
            if vals:
                line.write(vals)
        # What was typed is shown as it was understood.
        self.invalidate_recordset(["packaging_display"], flush=False)

    @api.onchange("packaging_display")
    def _onchange_packaging_display(self):
        """Take the quantity over; what is not understood is said, and the quantity is as it was."""
        try:
            self.update(self._prepare_spoken_vals(self.packaging_display))
        except ValidationError as error:
            self.packaging_display = self.product_id and self.product_id._format_units(
                self.product_uom_qty, self.product_uom_id
            )
            return {
                "warning": {
                    "title": self.env._("This quantity was not understood"),
                    "message": str(error),
                    "type": "notification",
                }
            }

    # === BUSINESS METHODS === #

    def _prepare_spoken_vals(self, text):
        """Say what a line must hold so that its quantity is what was entered.

        :param str text: such as ``2 pallet 3 thùng 5 chai``; without text the quantity stays
        :return: values to write, none when the quantity is that already
        :raise ValidationError: for what is not understood, or can't be counted
        """
        self.ensure_one()
        if not (text or "").strip():
            return {}
        if not self.product_id:
            raise ValidationError(
                self.env._("Choose the product first: without it nobody knows what “%s” is.", text)
            )
        total = self.product_id._parse_units(text, self.product_uom_id)
        if total == self._get_standard_quantity():
            return {}
        unit, quantity = self._choose_spoken_unit(total)
        vals = {"product_uom_qty": float(quantity)}
        if unit != self.product_uom_id:
            vals["product_uom_id"] = unit.id
            if self._is_price_by_hand():
                # A price by hand is kept as it is when the unit changes: per bottle, not per carton any more.
                vals["price_unit"] = self.product_uom_id._compute_price(self.price_unit, unit)
        return vals

    def _choose_spoken_unit(self, total):
        """Choose the unit of a quantity: the line's for whole ones of it, else the product's own.

        :param Fraction total: in the product's own unit
        :return: the unit and the quantity in it
        """
        unit, own = self.product_uom_id or self.product_id.uom_id, self.product_id.uom_id
        quantity = own._convert(total, unit)
        if quantity.denominator == 1 or (self.product_uom_readonly and unit._count(quantity) is not None):
            return unit, quantity
        if self.product_uom_readonly:
            raise ValidationError(
                self.env._(
                    "A confirmed order's line stays in %(unit)s, and %(quantity)s can't be counted in it. "
                    "Add a line for the rest.",
                    unit=unit.name,
                    quantity=self.product_id._format_units(total),
                )
            )
        if own._count(total) is None:
            raise ValidationError(
                self.env._(
                    "%(quantity)s can't be counted in %(unit)s. Enter it in a smaller unit, or have the "
                    "product counted in its smallest one.",
                    quantity=self.product_id._format_units(total),
                    unit=own.name,
                )
            )
        return own, total

    def _takes_scans(self):
        """:return: whether one more may be counted on this line: it is no gift and no part of a set"""
        self.ensure_one()
        is_gift = "reward_id" in self._fields and self.reward_id
        return not (self.is_downpayment or self.combo_item_id or is_gift)

    def _is_price_by_hand(self):
        """:return: whether the price was entered, as Odoo tells it"""
        currency = self.currency_id or self.company_id.currency_id or self.env.company.currency_id
        return bool(currency.compare_amounts(self.technical_price_unit, self.price_unit))

    # === DELIVERED AND INVOICED === #

    def _prepare_qty_invoiced(self):
        """Override of `sale`: invoices in other units than the line's count exactly, not each rounded up."""
        result = super()._prepare_qty_invoiced()
        for line in self:
            invoiced = line._get_invoice_lines().filtered(
                lambda row: row.move_id.state != "cancel" or row.move_id.payment_state == "invoicing_legacy"
            )
            if invoiced.product_uom_id - line.product_uom_id:
                result[line] = line._sum_invoiced(invoiced)
        return result

    def _compute_qty_invoiced_posted(self):
        """Override of `sale`, as for what is invoiced."""
        result = super()._compute_qty_invoiced_posted()
        for line in self:
            posted = line._get_invoice_lines().filtered(
                lambda row: row.move_id.state == "posted" or row.move_id.payment_state == "invoicing_legacy"
            )
            if posted.product_uom_id - line.product_uom_id:
                line.qty_invoiced_posted = line._sum_invoiced(posted)
        return result

    def _sum_invoiced(self, invoice_lines):
        """:return: what invoice lines come to in this line's unit, refunds less"""
        signs = {"out_invoice": 1, "out_refund": -1}
        return float(
            sum(
                signs.get(row.move_id.move_type, 0)
                * row.product_uom_id._convert(row.quantity, self.product_uom_id)
                for row in invoice_lines
                if row.product_uom_id
            )
        )


def _leave_out_packages(vals):
    return {name: value for name, value in vals.items() if name != "packaging_display"}
