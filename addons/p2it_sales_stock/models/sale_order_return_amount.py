from odoo import fields, models


class SaleOrder(models.Model):
    """Extends ``sale.order``: how much less it would be worth without what came back for good."""

    _inherit = "sale.order"

    amount_taken_back_untaxed = fields.Monetary(
        string="Taken Back, Untaxed",
        readonly=True,
        copy=False,
        help="The order's untaxed amount less that of the order without what came back by returns, its "
        "promotions, discounts and gifts worked out anew.",
    )
    amount_taken_back = fields.Monetary(
        string="Taken Back",
        readonly=True,
        copy=False,
        help="The same with taxes: what is neither invoiced nor owed any more.",
    )

    def _note_taken_back(self):
        """Keep what came back is worth, at the price paid. As superuser."""
        for order in self:
            untaxed, total = order._get_amounts_of({}, {})
            kept_untaxed, kept = order._get_amounts_of(*order._get_kept_lines())
            order.write(
                {
                    "amount_taken_back_untaxed": order.currency_id.round(untaxed - kept_untaxed),
                    "amount_taken_back": order.currency_id.round(total - kept),
                }
            )

    def _get_kept_lines(self):
        """:return: ``({line: quantity}, {line: price of one, without a discount})`` of what is kept"""
        terms = self._get_kept_terms()
        quantities = self._get_final_quantities()
        prices = {}
        for line, amount in terms["reductions"].items():
            prices[line] = amount / (line.product_uom_qty or 1.0)
        return quantities, prices

    def _get_amounts_of(self, quantities, prices):
        """Work out the order with other quantities and prices, as Odoo's tax engine rounds it.

        :param dict quantities: ``{line: quantity}``; others as ordered
        :param dict prices: ``{line: price}``, without a discount of the line's own; others as they are
        :return: untaxed and taxed amount, in the order's currency
        """
        bases = []
        for line in self.order_line.filtered(lambda line: not line.display_type):
            other = {}
            if line in quantities:
                other["quantity"] = quantities[line]
            if line in prices:
                other.update({"price_unit": prices[line], "discount": 0.0, "extra_tax_data": {}})
            bases.append(line._prepare_base_line_for_taxes_computation(**other))
        taxes = self.env["account.tax"]
        taxes._add_tax_details_in_base_lines(bases, self.company_id)
        taxes._round_base_lines_tax_details(bases, self.company_id)
        totals = taxes._get_tax_totals_summary(bases, self.currency_id, self.company_id)
        return totals["base_amount_currency"], totals["total_amount_currency"]
