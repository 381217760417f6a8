from odoo import models

from ..domain.promotion_facts import BasketLine, exact, half_up
from ..pricing import get_path, get_standard_quantity

PROMOTION_CODE = "p2it-"
"""What the identifiers of lines made by promotions begin with."""


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line``: a line as a fact of promotions."""

    _inherit = "sale.order.line"

    def _is_promotion_line(self):
        """:return: whether promotions made the line, or somebody made it look so"""
        self.ensure_one()
        code = self.reward_identifier_code or ""
        # sudo: programs hold for who may not read them
        return code.startswith(PROMOTION_CODE) or self.sudo().reward_id.program_id.is_automatic

    def _is_promoted(self):
        """:return: whether the line is bought goods that promotions look at"""
        self.ensure_one()
        return bool(
            self.product_id
            and not self.display_type
            and not self.reward_id
            and not self.is_downpayment
            and not self._is_delivery()
            and not self._is_global_discount()
        )

    def _get_line_worth(self):
        """:return: what discounts are taken from: the line's price, in the order's currency"""
        self.ensure_one()
        return self.price_unit * self.product_uom_qty * (1 - (self.discount or 0.0) / 100)

    def _get_discount_taxes(self):
        """:return: taxes a discount of this line carries: all but those fixed per unit, as in Odoo"""
        return self.tax_ids.filtered(lambda tax: tax.amount_type != "fixed")

    def _prepare_promotion_fact(self, key, floor):
        """:param int key: number of the line among the order's
        :rtype: BasketLine
        """
        self.ensure_one()
        rounding = self.currency_id.rounding or 1.0
        amount = self._get_line_worth()
        return BasketLine(
            key=key,
            quantity=exact(get_standard_quantity(self)),
            amount=_to_units(amount, rounding),
            untaxed=_to_units(self.price_subtotal, rounding),
            total=_to_units(self.price_total, rounding),
            tax_key=tuple(sorted(self._get_discount_taxes().ids)),
            floor=None if floor is None else _to_units(floor, rounding),
            **self.product_id._prepare_promotion_facts(),
        )


class ProductProduct(models.Model):
    """Extends ``product.product``: what promotions know of a product."""

    _inherit = "product.product"

    def _prepare_promotion_facts(self):
        """:return: values of a ``BasketLine``"""
        self.ensure_one()
        product = self.sudo()  # sudo: categories and tags count, whoever sells
        return {
            "product_id": product._origin.id,
            "template_id": product.product_tmpl_id._origin.id,
            "categories": get_path(product.categ_id),
            "tags": frozenset(product.all_product_tag_ids.ids),
        }


def _to_units(amount, rounding):
    return half_up(f"{amount / rounding:.6f}")
