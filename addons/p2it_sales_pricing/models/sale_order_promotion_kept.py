from dataclasses import replace
from math import isfinite

from odoo import models

from ..domain.promotion_engine import evaluate
from ..domain.promotion_facts import Basket, exact, fit_into, half_up, net_returns
from ..pricing import get_standard_quantity
from .sale_order_line_promotion import _to_units


class SaleOrder(models.Model):
    """Extends ``sale.order``: what its promotions would have given, had less been bought.

    Worked out by what was true when it was confirmed, not by what programs, prices and rates are today.
    """

    _inherit = "sale.order"

    def _book_promotions(self):
        """Extends the ledger: what is booked is what the order was judged by."""
        result = super()._book_promotions()
        if self.id and self._get_promotion_lines():
            programs = self._get_promotion_programs()
            moment = self.promotion_date or self._get_promotion_moment()
            self.env["p2it.promotion.terms"]._keep(
                self,
                self._prepare_promotion_basket(),
                self._prepare_promotion_buyer(programs),
                self._prepare_promotion_terms(programs, moment),
                programs,
                self._get_promoted_lines(),
            )
        return result

    def _get_kept_promotions(self, quantities):
        """Tell which promotions the order would have had with other quantities, as at its confirmation.

        An order whose terms were not kept (it is older than that) is judged by the programs of today.

        :param dict quantities: ``{order line: quantity in its own unit}``; other lines as they are
        :return: ``{identifier: values}`` of what would stand on it, as :meth:`_prepare_promotion_lines` makes
        :rtype: dict
        """
        self.ensure_one()
        if not self._get_promotion_lines():
            return {}
        # sudo: nobody's table but the server's
        kept = self.env["p2it.promotion.terms"].sudo().search([("order_id", "=", self.id)])
        basket = self._prepare_kept_basket(quantities, kept._get_line_facts() if kept else {})
        if kept:
            return self._prepare_promotion_lines(kept._judge(basket))
        return self._prepare_promotion_lines(self._evaluate_basket(basket))

    def _evaluate_basket(self, basket):
        """:return: what promotions give for a basket in place of the order's own, by today's programs"""
        programs = self._get_promotion_programs()
        terms = self._prepare_promotion_terms(programs, self._get_promotion_moment())
        return evaluate(basket, self._prepare_promotion_buyer(programs), terms, programs)

    def _prepare_kept_basket(self, quantities, known):
        """:param dict known: ``{id of a line: its fact when the order was confirmed}``
        :rtype: Basket
        """
        lines = self._get_promoted_lines()
        floors = {} if known else lines._get_floor_amounts()
        taxed = lines._get_taxed_amounts(quantities)
        facts = [
            line._prepare_kept_fact(
                number, quantities.get(line, line.product_uom_qty), taxed[line], floors.get(line), known
            )
            for number, line in enumerate(lines)
            if quantities.get(line, line.product_uom_qty)
            and line.price_unit >= 0
            and isfinite(line.price_subtotal)
        ]
        return Basket(fit_into(net_returns(facts), self._get_kept_amount(lines, quantities)))

    def _get_kept_amount(self, lines, quantities):
        """:return: worth of the lines at these quantities, with as much off as other lines take off all"""
        worth = sum(line._get_line_worth() for line in lines)
        kept = sum(line._get_kept_worth(quantities) for line in lines)
        whole = self._get_promotable_amount(lines) * (self.currency_id.rounding or 1.0)
        part = whole / worth if worth else 1.0
        amount = kept * part / (self.currency_id.rounding or 1.0)
        return half_up(f"{amount:.6f}") if isfinite(amount) else 0


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line``: the line at another quantity, as a fact of promotions."""

    _inherit = "sale.order.line"

    def _get_kept_worth(self, quantities):
        """:return: what discounts are taken from at that quantity, in the order's currency"""
        return (
            self.price_unit * quantities.get(self, self.product_uom_qty) * (1 - (self.discount or 0.0) / 100)
        )

    def _get_taxed_amounts(self, quantities):
        """:return: ``{line: (untaxed, total)}`` at these quantities, rounded as an order's lines"""
        taxes, amounts = self.env["account.tax"], {}
        for line in self:
            company = line.company_id or self.env.company
            quantity = quantities.get(line, line.product_uom_qty)
            base = line._prepare_base_line_for_taxes_computation(quantity=quantity)
            taxes._add_tax_details_in_base_line(base, company)
            taxes._round_base_lines_tax_details([base], company)
            details = base["tax_details"]
            amounts[line] = (details["total_excluded_currency"], details["total_included_currency"])
        return amounts

    def _prepare_kept_fact(self, number, quantity, taxed, floor, known):
        """:param quantity: in the line's unit
        :param tuple taxed: the untaxed and the taxed amount at that quantity
        :param floor: least amount of the whole line today, where it was not kept
        :rtype: BasketLine
        """
        rounding = self.currency_id.rounding or 1.0
        fact = known.get(self.id) or self._prepare_promotion_fact(number, floor)
        part = quantity / self.product_uom_qty if self.product_uom_qty else 0.0
        return replace(
            fact,
            key=number,
            quantity=exact(get_standard_quantity(self) * part),
            amount=_to_units(self._get_kept_worth({self: quantity}), rounding),
            untaxed=_to_units(taxed[0], rounding),
            total=_to_units(taxed[1], rounding),
            floor=None if fact.floor is None else int(fact.floor * part),
        )
