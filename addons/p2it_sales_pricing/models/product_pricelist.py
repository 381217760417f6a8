from odoo import fields, models, tools

from ..pricing import get_terms


class ProductPricelist(models.Model):
    """Prices for a buyer: rules of the customer's groups and areas, nearest first."""

    _inherit = "product.pricelist"

    def _get_applicable_rules_domain(self, products, date, **kwargs):
        """Override of `product` to ask only for rules of the buyer's groups and areas.

        Whoever asks without a buyer (a catalogue, a public page) is told the prices for everybody.
        """
        domain = super()._get_applicable_rules_domain(products, date, **kwargs)
        terms = get_terms(kwargs)
        groups = terms.buyer.group_path if terms else ()
        areas = terms.buyer.area_path if terms else ()
        return [
            *domain,
            ("customer_group_id", "in", [False, *groups]),
            ("area_id", "in", [False, *areas]),
        ]

    def _get_all_rules_domain(self, products):
        """:return: a domain for the rules for some products, of all times and all customers"""
        self.ensure_one()
        templates = products if products._name == "product.template" else products.product_tmpl_id
        return [
            ("pricelist_id", "=", self.id),
            "|",
            ("categ_id", "=", False),
            ("categ_id", "parent_of", products.categ_id.ids),
            "|",
            ("product_tmpl_id", "=", False),
            ("product_tmpl_id", "in", templates.ids),
        ]

    def _get_applicable_rules(self, products, date, **kwargs):
        """Override of `product` to keep one order of precedence everywhere."""
        return super()._get_applicable_rules(products, date, **kwargs)._sort_by_precedence()

    def _compute_price_rule(
        self, products, quantity, *, currency=None, uom=None, date=False, compute_price=True, **kwargs
    ):
        """Override of `product` to take rules for an order line from the book of its batch.

        Everybody else is served by Odoo: one search for each call.
        """
        terms = get_terms(kwargs)
        if not (self and terms):
            return super()._compute_price_rule(
                products,
                quantity,
                currency=currency,
                uom=uom,
                date=date,
                compute_price=compute_price,
                **kwargs,
            )
        self.ensure_one()
        currency = currency or self.currency_id or self.env.company.currency_id
        date = date or fields.Datetime.now()
        results = {}
        for product in products:
            unit = uom or product.uom_id
            own_quantity = quantity
            if unit != product.uom_id:
                own_quantity = unit._compute_quantity(quantity, product.uom_id, raise_if_failure=False)
            item = terms.find_item(self, product, own_quantity, date, kwargs)
            price = 0.0
            if compute_price:
                price = item._compute_price(product, quantity, unit, date=date, currency=currency, **kwargs)
            results[product.id] = (price, item.id)
        return results

    @tools.ormcache()
    def _get_sensitive_ids(self):
        """Tell which pricelists have prices that follow from more than one line of an order.

        :return: frozenset of ids, of lists with rules for groups, areas or quantities over the order,
            and of those based on them
        """
        items = self.env["product.pricelist.item"].sudo()  # the lists' own facts, not what is in them
        found = {
            pricelist.id
            for [pricelist] in items._read_group(
                [
                    "|",
                    "|",
                    ("customer_group_id", "!=", False),
                    ("area_id", "!=", False),
                    ("quantity_basis", "!=", "line"),
                ],
                ["pricelist_id"],
            )
        }
        pairs = items._read_group(
            [("base", "=", "pricelist"), ("base_pricelist_id", "!=", False)],
            ["pricelist_id", "base_pricelist_id"],
        )
        while wider := {own.id for own, base in pairs if base.id in found} - found:
            found |= wider
        return frozenset(found)
