from odoo import api, fields, models
from odoo.tools import float_compare, float_round

from ..pricing import BOOK, JUDGED, JUDGEMENT, TERMS, PriceBook


class SaleOrderLine(models.Model):
    """Prices of order lines: all lines of a batch from one reading of the rules."""

    _inherit = "sale.order.line"

    technical_discount = fields.Float(
        help="The discount as the pricelist gave it: one that differs was entered by hand."
    )

    def _add_precomputed_values(self, vals_list):
        """Override of `sale` to remember the rule's discount of new lines; one that is sent is by hand."""
        computed = [vals for vals in vals_list if "discount" not in vals]
        result = super()._add_precomputed_values(vals_list)
        for vals in computed:
            vals.setdefault("technical_discount", vals.get("discount", 0.0))
        return result

    def _with_price_book(self):
        """:return: these lines, priced from one book"""
        return self.with_context(**{BOOK: PriceBook(self)})

    def _get_price_terms(self):
        """:return: the terms of this line's order, from the batch's book or from one of its own"""
        self.ensure_one()
        book = self.env.context.get(BOOK)
        if not isinstance(book, PriceBook):
            book = PriceBook(self)
        return book.get_terms(self.order_id)

    def _get_pricelist_kwargs(self):
        """Override of `sale` to tell rules who buys and what else the order has."""
        return {**super()._get_pricelist_kwargs(), TERMS: self._get_price_terms()}

    def _get_order_date(self):
        """Override of `sale`: where facts are made, the moment by which the order is judged."""
        if self.env.context.get(JUDGED) is JUDGEMENT:
            return self.order_id._get_fact_moment()
        return super()._get_order_date()

    @api.depends_context(JUDGED)
    def _compute_pricelist_item_id(self):
        return super(SaleOrderLine, self._with_price_book())._compute_pricelist_item_id()

    def _compute_price_unit(self):
        return super(SaleOrderLine, self._with_price_book())._compute_price_unit()

    def _compute_discount(self):
        """Override of `sale` to remember what the rule gave, as Odoo does of the price."""
        result = super(SaleOrderLine, self._with_price_book())._compute_discount()
        for line in self:
            if line.technical_discount != line.discount:
                line.technical_discount = line.discount
        return result

    def _counts_for_price(self):
        """:return: whether the line is something bought, whose quantity and price rules are about"""
        self.ensure_one()
        return bool(
            self.product_id and not self.display_type and not self.is_downpayment and not self.reward_id
        )

    def _reprice_where_changed(self):
        """Give lines the price of the rule that holds for them now, where that is another one."""
        self.invalidate_recordset(["pricelist_item_id"], flush=False)
        stale, repriced = self.browse(), self.browse()
        lines = self._with_price_book()
        judged = {line: line for line in lines._iter_judged()}
        for line in lines:
            plan = judged_plan = line._get_plan_price()
            if JUDGED in judged[line].env.context:
                judged_plan = judged[line]._get_plan_price()
            if line._compare_unit_prices(judged_plan, line.plan_price_unit):
                stale |= line
            is_other = line._compare_unit_prices(plan, line._get_net_price_unit())
            if is_other and not line._has_manual_price():
                repriced |= line
        self._recompute_fields(repriced.with_env(self.env), ["price_unit", "discount"])
        self._recompute_fields(stale.with_env(self.env), sorted(self._get_price_fact_fields()))

    def _reprice_additions(self):
        """Give lines just added to confirmed orders, which nothing prices again, the price they earn.

        A new line is priced before it stands on its order, where it counts for the quantities over it.
        """
        sensitive = self.env["product.pricelist"]._get_sensitive_ids() if self else ()
        self.filtered(
            lambda line: line.state == "sale"
            and line.order_id.pricelist_id.id in sensitive
            and line._counts_for_price()
        )._reprice_where_changed()

    @api.model
    def _recompute_fields(self, lines, names):
        """Have fields, and all that follows from them, computed when they are next needed."""
        if lines:
            lines.modified(names)
            for name in names:
                self.env.add_to_compute(self._fields[name], lines)

    def _has_manual_price(self):
        """:return: whether the price or the discount was entered by hand"""
        self.ensure_one()
        return bool(
            self._compare_unit_prices(self.technical_price_unit, self.price_unit)
            or float_compare(self.technical_discount, self.discount, precision_digits=2)
        )

    @api.model
    def _compare_unit_prices(self, price, other):
        """Compare prices per unit: in finer steps than the currency's, of which one may be half a nail.

        :return: −1, 0 or 1
        """
        digits = max(2, self.env["decimal.precision"].precision_get("Product Price"))
        return float_compare(price, other, precision_digits=digits)

    def _get_net_price_unit(self):
        """:return: price per unit of the line after its discount, in the order's currency"""
        self.ensure_one()
        return self.price_unit * (1 - (self.discount or 0.0) / 100)

    def _iter_judged(self):
        """:return: yields these lines, priced by the moment by which their orders are judged"""
        for order, lines in self.grouped("order_id").items():
            is_apart = order._get_fact_moment() != lines[:1]._get_order_date()
            yield from lines.with_context(**{JUDGED: JUDGEMENT}) if is_apart else lines

    def _get_plan_price(self):
        """Work out what the customer's pricelist says, as the line would show it.

        :return: price per unit of the line after the rule's discount, in the order's currency and tax terms
        """
        self.ensure_one()
        line = self.with_company(self.company_id)
        # A line that calls itself a reward, or part of a combo that it has not, names its own price; the
        # plan is the product's.
        is_on_its_own = line.reward_id or (line.combo_item_id and not line._get_linked_line())
        shown = line._get_display_price_ignore_combo() if is_on_its_own else line._get_display_price()
        return line._map_price_taxes(shown) * (1 - line._get_rule_discount() / 100)

    def _map_price_taxes(self, price):
        """:return: a pricelist's price per unit with the taxes in it that the customer's terms have in it"""
        self.ensure_one()
        return self.product_id._get_tax_included_unit_price_from_price(
            price,
            product_taxes=self.product_id.taxes_id._filter_taxes_by_company(self.company_id),
            fiscal_position=self.order_id.fiscal_position_id,
        )

    def _get_rule_discount(self):
        """:return: the discount, in percent, that the line's rule shows to the customer, as stored"""
        self.ensure_one()
        if self.combo_item_id and not self.reward_id and (combo := self._get_linked_line()):
            return combo._get_rule_discount()  # as Odoo: what is in a combo has the combo's discount
        if not self.pricelist_item_id._show_discount():
            return 0.0
        return self._get_shown_discount(
            self._get_pricelist_price_before_discount(), self._get_pricelist_price()
        )

    @api.model
    def _get_shown_discount(self, base, price):
        """:return: the discount from a base to a price, in percent, with the digits that lines have"""
        discount = (base - price) / base * 100 if base else 0.0
        # As Odoo: a surcharge is never shown as a discount.
        precision = self.env["decimal.precision"].precision_get("Discount")
        return float_round(discount, precision_digits=precision) if discount * base > 0 else 0.0
