from fractions import Fraction
from math import isfinite

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..domain.exact import convert, count, is_exact_factor, round_exactly, to_fraction


class UomUom(models.Model):
    """Conversion by exact ratios, whole numbers where a unit can't be divided, and factors that stay."""

    _inherit = "uom.uom"

    whole_numbers_only = fields.Boolean(
        help="Half of it can't be sold, bought or moved: a bottle, a machine. Of a product whose own unit it "
        "is, every quantity must come to whole ones, in whatever unit it is entered. What must be bought in "
        "it is bought in whole ones.",
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """Override of `uom`: what documents were written in keeps its size.

        :raise UserError: for a factor that would change what is written in existing documents
        """
        if {"relative_factor", "relative_uom_id", "factor"} & vals.keys():
            self.filtered(lambda unit: unit._is_resized(vals))._check_unused()
        return super().write(vals)

    def _is_resized(self, vals):
        """:return: whether one of this unit will hold another quantity with these values"""
        self.ensure_one()
        if "factor" in vals and to_fraction(vals["factor"]) != to_fraction(self.factor):
            return True
        parent = self.relative_uom_id
        if "relative_uom_id" in vals:
            parent = self.browse(vals["relative_uom_id"])
        factor = to_fraction(vals.get("relative_factor", self.relative_factor))
        root = parent._get_root() if parent else self
        size = factor * (parent._get_exact_factor() if parent else 1)
        return (size, root) != (self._get_exact_factor(), self._get_root())

    def _get_use_fields(self):
        """Name where documents say in which unit they count; addons with such documents add theirs.

        :return: list of (model, field)
        """
        return [
            ("sale.order.line", "product_uom_id"),
            ("purchase.order.line", "product_uom_id"),
            ("stock.move", "product_uom"),
            ("stock.move.line", "product_uom_id"),
            ("account.move.line", "product_uom_id"),
            ("p2it.return.line", "product_uom_id"),
            ("p2it.stock.hold", "uom_id"),
        ]

    def _check_unused(self):
        """:raise UserError: when a document counts in one of these units, or in one built on it"""
        if not self:
            return
        units = self.with_context(active_test=False).search(Domain("id", "child_of", self.ids))
        for model, name in self._get_use_fields():
            # sudo: a document counts also when the reader may not see it
            record = self.env[model].sudo().search(Domain(name, "in", units.ids), limit=1)
            if record:
                raise UserError(
                    self.env._(
                        "%(unit)s is used already (%(document)s): with another content, what was ordered and "
                        "delivered would change afterwards. Create a new unit with the new content, give it "
                        "to the products in place of this one, and archive this one.",
                        unit=record[name].display_name,
                        document=self.env["ir.model"]._get(model).name,
                    )
                )

    # === BUSINESS METHODS === #

    def _get_root(self):
        """:return: the unit that this one is measured in, at the end of its chain"""
        self.ensure_one()
        unit = self
        while unit.relative_uom_id:
            unit = unit.relative_uom_id
        return unit

    def _get_exact_factor(self):
        """:return: what one of this unit is in the root of its tree
        :rtype: Fraction
        """
        self.ensure_one()
        factor, unit = Fraction(1), self
        while unit:
            factor *= to_fraction(unit.relative_factor)
            unit = unit.relative_uom_id
        # A factor that was set without its chain, as data and older addons do, is what Odoo goes by.
        is_chain = abs(float(factor) - self.factor) <= abs(self.factor) * 1e-9
        return factor if is_chain or not self.factor else to_fraction(self.factor)

    def _is_exact(self, to_unit):
        """Tell whether what is converted between the two units can be exact.

        A factor such as 28.3495 grams to an ounce is itself rounded: nothing exact comes of it, and Odoo's
        own rounding is left as it is. What people pack in is exact, and so are measures that were defined so.
        """
        return self == to_unit or all(
            is_exact_factor(factor) for unit in self + to_unit for factor in unit._get_chain_factors()
        )

    def _get_chain_factors(self):
        """:return: the factors from this unit to its root, one by one"""
        factors, unit = [], self
        while unit:
            factors.append(to_fraction(unit.relative_factor))
            unit = unit.relative_uom_id
        return factors

    def _convert(self, quantity, to_unit):
        """Convert without rounding.

        :param quantity: how many of this unit
        :return: how many of the other
        :rtype: Fraction
        """
        self.ensure_one()
        if self == to_unit:
            return to_fraction(quantity)
        return convert(quantity, self._get_exact_factor(), to_unit._get_exact_factor())

    def _count(self, exact):
        """:return: a quantity in the decimals in which quantities are counted, None for one that can't be"""
        return count(exact, self.env["decimal.precision"].precision_get("Product Unit"))

    def _keeps(self, quantity, from_unit, rounding_method="HALF-UP"):
        """Tell whether a quantity can be written down in this unit and is the same when it comes back.

        Four yards are 3.66 metres and 3.66 metres four yards; but one bottle is 0.08 dozen, and 0.08
        dozen are 0.96 bottles. Units that aren't exact (:meth:`_is_exact`) are left to Odoo.

        :param quantity: how many of ``from_unit``
        """
        if not self._is_exact(from_unit):
            return True
        digits = self.env["decimal.precision"].precision_get("Product Unit")
        written = round_exactly(from_unit._convert(quantity, self), digits, rounding_method)
        back = round_exactly(self._convert(written, from_unit), digits)
        return back == round_exactly(to_fraction(quantity), digits)

    def _compute_quantity(self, qty, to_unit, round=True, rounding_method="UP", raise_if_failure=True):
        """Override of `uom` to compute without floats' noise, which rounding up turns into goods.

        What can be counted in the other unit comes out as that number, whatever the method. Of the rest,
        what is rounded up or down on purpose is, from the exact value. Rounding half up is how Odoo tidies
        what it computes with: there is nothing to tidy, so the value is exact, for the field that takes it
        to round. Else three thirds of a carton are 0.99 cartons, and one bottle of a dozen comes back as
        0.96.
        """
        if not self or not qty or not to_unit or not isfinite(qty) or not self._is_exact(to_unit):
            return super()._compute_quantity(qty, to_unit, round, rounding_method, raise_if_failure)
        exact = self._convert(qty, to_unit)
        if not round:
            return float(exact)
        step = to_fraction(to_unit.rounding)
        steps = count(exact / step, 0)
        if steps is None:
            if rounding_method == "HALF-UP" and self != to_unit:
                return float(exact)
            steps = round_exactly(exact / step, 0, rounding_method)
        return float(steps * step)

    def _adjust_uom_quantities(self, qty, quant_uom):
        """Override of `stock`: what the product's unit can't keep stays in the unit it was asked for in."""
        result = super()._adjust_uom_quantities(qty, quant_uom)
        if self and self != quant_uom and qty and not quant_uom._keeps(qty, self):
            return (self._compute_quantity(qty, self, rounding_method="HALF-UP"), self)
        return result
