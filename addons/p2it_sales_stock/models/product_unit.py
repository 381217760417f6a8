from fractions import Fraction

from odoo import api, models
from odoo.addons.p2it_crm.domain.issues import CellError
from odoo.addons.p2it_crm.domain.packaging_text import (
    NumberFormat,
    SpokenUnit,
    format_quantity,
    parse_quantity,
)
from odoo.exceptions import ValidationError
from odoo.fields import Domain
from odoo.tools.misc import get_lang

from ..unit_messages import UNIT_MESSAGES

_COMING = "p2it_coming_units"


class ProductProduct(models.Model):
    """The units of a product: which may be used, how quantities in them are read and written."""

    _inherit = "product.product"

    # === CHECKS === #

    def _check_unit(self, uom):
        """Refuse a unit that says nothing about how much of the products it is.

        One that the product has among its packagings, or is built on one of them, was said to fit.

        :param uom: a unit, or none
        :raise ValidationError: naming the units that may be used
        """
        coming = self._get_coming_to(uom)
        for product in self:
            own = uom if product in coming else product.uom_id
            known = product._get_packaging_units() if uom and own and uom != own else own.browse()
            if known and not any(unit._has_common_reference(uom) for unit in known):
                raise ValidationError(
                    self.env._(
                        "%(product)s is counted in %(own)s: nothing says how much of it one %(unit)s is. "
                        "Use one of its units: %(units)s. Others are added on the product, page Packagings.",
                        product=product.display_name,
                        own=own.name,
                        unit=uom.name,
                        units=product._list_units(),
                    )
                )

    def _check_unit_quantity(self, quantity, uom):
        """Refuse parts of what comes whole only, in the unit used or in the product's own.

        :param float quantity: in ``uom``
        :raise ValidationError: saying what it comes to
        """
        self.ensure_one()
        for unit in uom if self._get_coming_to(uom) else uom | self.uom_id:
            if not unit.whole_numbers_only:
                continue
            exact = uom._convert(quantity, unit)
            if unit._count(exact) is None or unit._count(exact).denominator != 1:
                raise ValidationError(
                    self.env._(
                        "%(product)s comes in whole %(unit)s only: %(quantity)s %(entered)s is %(exact)s "
                        "%(unit)s. Enter a whole number, or ask who keeps the units to allow parts of it.",
                        product=self.display_name,
                        unit=unit.name,
                        quantity=self._get_number_format().format(abs(uom._convert(quantity, uom))),
                        entered=uom.name,
                        exact=self._get_number_format().format(abs(exact)),
                    )
                )

    def _get_coming_to(self, uom):
        """:return: those that are about to be counted in this unit, their lines before themselves"""
        coming = self.env.cr.precommit.data.get(_COMING, {})
        return self.filtered(lambda product: uom and coming.get(product.id) == uom.id)

    def _update_uom(self, to_uom_id):
        """Override of `product`: where Odoo gives a product's lines its new unit first, they may have it."""
        coming = self.env.cr.precommit.data.setdefault(_COMING, {})
        coming.update(dict.fromkeys(self.ids, to_uom_id))
        try:
            return super()._update_uom(to_uom_id)
        finally:
            for product_id in self.ids:
                coming.pop(product_id, None)

    # === READING AND WRITING === #

    def _get_packaging_units(self):
        """:return: the units the product is spoken of in, its own first"""
        self.ensure_one()
        return self.uom_id | self.uom_ids

    def _list_units(self):
        """:return: the units' names, for a message"""
        return ", ".join(self._get_packaging_units().mapped("name"))

    @api.model
    def _get_number_format(self):
        """:return: how numbers are written in the reader's language"""
        lang = get_lang(self.env)
        return NumberFormat(lang.decimal_point or ".", lang.thousands_sep or "")

    def _get_spoken_unit(self, uom, with_languages=False):
        """:return: a unit by its size in the product's own, with its names in other languages if wanted"""
        aliases = ()
        if with_languages:
            aliases = tuple((uom._fields["name"]._get_stored_translations(uom._origin) or {}).values())
        return SpokenUnit(uom.name, uom._convert(1, self.uom_id), aliases)

    def _format_units(self, quantity, uom=None):
        """Write a quantity in packagings: ``2 Pallet 3 Thùng 5 chai``.

        :param quantity: how many of ``uom``, or of the product's own unit
        :rtype: str
        """
        self.ensure_one()
        own = self.uom_id
        total = (uom or own)._convert(quantity, own)
        units = [self._get_spoken_unit(unit) for unit in self._get_packaging_units() - own]
        return format_quantity(total, units, self._get_spoken_unit(own), self._get_number_format())

    def _parse_units(self, text, uom=None):
        """Read a quantity entered in any of the product's units.

        :param str text: such as ``2 pallet 3 thùng 5 chai``
        :param uom: the unit of a number without one; the product's own without
        :return: the quantity in the product's own unit
        :rtype: Fraction
        :raise ValidationError: saying what was not understood, and which units there are
        """
        self.ensure_one()
        units = {
            unit: self._get_spoken_unit(unit, with_languages=True)
            for unit in self._get_packaging_units() | (uom or self.uom_id)
        }
        try:
            return parse_quantity(text, units.values(), units[uom or self.uom_id], self._get_number_format())
        except CellError as error:
            translate = self.env._
            reason = translate(UNIT_MESSAGES[error.issue.code])
            raise ValidationError(
                self.env._(
                    "%(reason)s %(product)s can be entered in: %(units)s. For example: %(example)s.",
                    reason=reason % error.issue.params,
                    product=self.display_name,
                    units=self._list_units(),
                    example=self._format_units(1 + sum(unit.factor for unit in units.values())),
                )
            ) from error

    @api.model
    def _format_totals(self, totals):
        """Write quantities of many products, one total for each standard unit: ``1,204 chai · 35 kg``.

        :param totals: iterable of (unit, quantity in it)
        :rtype: str
        """
        sums = {}
        for unit, quantity in totals:
            sums[unit] = sums.get(unit, Fraction(0)) + unit._convert(quantity, unit)
        numbers = self._get_number_format()
        return " · ".join(
            f"{'-' if total < 0 else ''}{numbers.format(abs(total))} {unit.name}"
            for unit, total in sums.items()
            if total
        )

    # === SEARCH BY BARCODE === #

    @api.model
    def _find_by_barcode(self, barcode):
        """Find what a barcode is on: a product, or a packaging of one.

        :return: the product and the unit that one scan counts, both empty for an unknown barcode
        """
        barcode = (barcode or "").strip()
        product = barcode and self.search([("barcode", "=", barcode)], limit=1)
        if product:
            return product, product.uom_id
        packaging = self.env["product.uom"]
        if barcode:
            # sudo: who sells may not read the table of packagings, but what they are on, which is searched
            packaging = packaging.sudo().search([("barcode", "=", barcode)], limit=1)
        product = self.search([("id", "in", packaging.product_id.ids)])
        return product, (packaging.uom_id if product else packaging.uom_id.browse()).with_env(self.env)

    @api.model
    def name_search(self, name="", domain=None, operator="ilike", limit=100):
        """Override of `product` to find a product by a packaging's barcode."""
        if name and operator in ("=", "ilike", "=ilike", "like", "=like"):
            barcode = Domain("product_uom_ids.barcode", "=", name.strip())
            products = self.search_fetch(
                Domain(domain or Domain.TRUE) & barcode, ["display_name"], limit=limit
            )
            if products:
                return [(product.id, product.display_name) for product in products.sudo()]
        return super().name_search(name, domain, operator, limit)

    def _search_display_name(self, operator, value):
        """Override of `product` to find a product, and so its template, by a packaging's barcode."""
        domain = Domain(super()._search_display_name(operator, value))
        if operator == "in" or (operator.endswith("like") and operator not in Domain.NEGATIVE_OPERATORS):
            values = value if operator == "in" else [value]
            barcodes = [text.strip() for text in values if isinstance(text, str) and text.strip()]
            # sudo: as in _find_by_barcode
            packagings = self.env["product.uom"].sudo().search([("barcode", "in", barcodes)])
            if packagings:
                domain |= Domain("id", "in", packagings.product_id.ids)
        return domain


class ProductTemplate(models.Model):
    """Packagings that can be told apart and counted."""

    _inherit = "product.template"

    @api.constrains("uom_id", "uom_ids")
    def _check_packaging_names(self):
        """:raise ValidationError: for two packagings of one name"""
        for template in self:
            seen = {template.uom_id.name: template.uom_id}
            for unit in template.uom_ids - template.uom_id:
                if seen.setdefault(unit.name, unit) != unit:
                    raise ValidationError(
                        self.env._(
                            "%(product)s has two packagings named %(unit)s: nobody could say which is meant. "
                            "Give one another name, with what it contains: “%(unit)s 24”.",
                            product=template.display_name,
                            unit=unit.name,
                        )
                    )

    def _check_packaging_units(self):
        """Refuse packagings that say nothing about how much of the product they are.

        What the system itself loads, as Odoo's own examples do, is taken as it is.

        :raise ValidationError: naming the packaging
        """
        for template in self.browse() if self.env.su else self:
            own = template.uom_id
            for unit in template.uom_ids:
                if not own._has_common_reference(unit):
                    raise ValidationError(
                        self.env._(
                            "%(product)s is counted in %(own)s: nothing says how much of it one %(unit)s is. "
                            "Say how many %(own)s, or other packagings of it, one %(unit)s contains.",
                            product=template.display_name,
                            own=own.name,
                            unit=unit.name,
                        )
                    )
