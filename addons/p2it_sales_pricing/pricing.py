"""The price rules for a batch of order lines, each pricelist searched once, however many lines there are.

These objects travel as an argument (``p2it_terms``) through Odoo's own price computation, so that
pricelists based on other pricelists find them too. They live as long as one computation: nothing is kept
that a changed rule could make stale.
"""

from odoo.fields import Domain

from .domain.price_rules import (
    CATEGORY,
    EVERYTHING,
    PRODUCT,
    VARIANT,
    Buyer,
    Product,
    Quantities,
    Rule,
    add_quantities,
    find_winner,
    rank,
    widen,
)

TERMS = "p2it_terms"
"""The argument of price computation that carries :class:`Terms`."""

BOOK = "p2it_price_book"
"""The context key of a :class:`PriceBook`. A client can send the key, never such an object."""

TARGETS = {
    "0_product_variant": VARIANT,
    "1_product": PRODUCT,
    "2_product_category": CATEGORY,
    "3_global": EVERYTHING,
}


def get_terms(arguments):
    """:return: the :class:`Terms` among the arguments of a price computation, or ``None``

    What a client sends under that name through a method that takes any argument is none.
    """
    terms = arguments.get(TERMS)
    return terms if isinstance(terms, Terms) else None


def get_path(node):
    """:return: ids of a node of a tree and of all above it, nearest first"""
    path = (node.parent_path or "").split("/")[:-1] if node else ()
    return tuple(int(node_id) for node_id in reversed(path))


def get_product_facts(product):
    """:param product: a product.product or product.template"""
    if product._name == "product.template":
        only = product.product_variant_id.id if product.product_variant_count == 1 else False
        return Product(only, product.id, get_path(product.categ_id))
    return Product(product.id, product.product_tmpl_id.id, get_path(product.categ_id))


def get_rule_facts(item):
    """:param item: a product.pricelist.item"""
    return Rule(
        id=item.id,
        target=TARGETS[item.applied_on],
        product_id=item.product_id.id,
        template_id=item.product_tmpl_id.id,
        category_id=item.categ_id.id,
        group_id=item.customer_group_id.id,
        area_id=item.area_id.id,
        min_quantity=item.min_quantity,
        basis=item.quantity_basis,
        date_from=item.date_start,
        date_to=item.date_end,
    )


def get_standard_quantity(line):
    """:return: a line's quantity in the product's own unit, as Odoo's rules count it, not rounded"""
    quantity, unit = line.product_uom_qty, line.product_id.uom_id
    if line.product_uom_id and line.product_uom_id != unit:
        return line.product_uom_id._compute_quantity(quantity, unit, round=False, raise_if_failure=False)
    return quantity


def get_buyer(partner):
    """Say whom a price is for.

    :param partner: a customer or a contact of one; groups are the company's, the area the contact's own
        or else the company's
    """
    # sudo: a group or area hidden from who sells still decides the customer's price
    partner = partner.sudo()
    company = partner.commercial_partner_id
    groups = company.customer_group_id | company.price_group_ids
    return Buyer(
        group_path=widen([get_path(group) for group in groups]),
        area_path=get_path(partner.area_id or company.area_id),
    )


class PriceBook:
    """The rules of pricelists for the products of some order lines."""

    def __init__(self, lines, wide=False):
        """
        :param lines: the order lines that will be priced
        :param wide: also keep rules of other times and customers, to explain or replay
        """
        self.products = lines.product_id
        self._wide = wide
        self._terms = {}
        self._rules = {}
        self._ranked = {}

    def get_terms(self, order):
        """:return: the :class:`Terms` of an order, the same for all its lines"""
        if order not in self._terms:
            self._terms[order] = Terms(self, order)
        return self._terms[order]

    def get_ranked(self, pricelist, product, buyer, moment, arguments):
        """:return: list of rules that are for a product, in the order in which they are asked"""
        facts = get_product_facts(product)
        key = (pricelist.id, facts, buyer, None if self._wide else moment)
        if key not in self._ranked:
            rules = self._get_rules(pricelist, product, moment, arguments)
            found = [
                *rules.get((VARIANT, facts.product_id), ()),
                *rules.get((PRODUCT, facts.template_id), ()),
                *(rule for node in facts.category_path for rule in rules.get((CATEGORY, node), ())),
                *rules.get((EVERYTHING, False), ()),
            ]
            self._ranked[key] = rank(found, facts, buyer)
        return self._ranked[key]

    def _get_rules(self, pricelist, product, moment, arguments):
        """Search a pricelist once for all products of the book, and again for one it doesn't know."""
        products = self.products if product in self.products else product
        key = (pricelist.id, products, None if self._wide else (moment, get_terms(arguments).buyer))
        if key not in self._rules:
            if self._wide:
                domain = pricelist._get_all_rules_domain(products)
            else:
                domain = pricelist._get_applicable_rules_domain(products=products, date=moment, **arguments)
            self._rules[key] = self._index(pricelist.item_ids.search_fetch(Domain(domain), Terms.RULE_FIELDS))
        return self._rules[key]

    @staticmethod
    def _index(items):
        names = {VARIANT: "product_id", PRODUCT: "template_id", CATEGORY: "category_id"}
        index = {}
        for item in items:
            rule = get_rule_facts(item)
            target = getattr(rule, names[rule.target]) if rule.target in names else False
            index.setdefault((rule.target, target), []).append(rule)
        return index


class Terms:
    """Whom an order's prices are for and what it buys in all."""

    RULE_FIELDS = (
        "applied_on",
        "product_id",
        "product_tmpl_id",
        "categ_id",
        "customer_group_id",
        "area_id",
        "min_quantity",
        "quantity_basis",
        "date_start",
        "date_end",
        # What the price of the winner is made of: read along, for base lists are asked one by one.
        "pricelist_id",
        "company_id",
        "currency_id",
        "compute_price",
        "fixed_price",
        "percent_price",
        "base",
        "base_pricelist_id",
        "price_discount",
        "price_markup",
        "price_round",
        "price_surcharge",
        "price_min_margin",
        "price_max_margin",
    )

    def __init__(self, book, order):
        self.book = book
        self.order = order
        self.buyer = get_buyer(order.partner_id)
        self._totals = None

    def get_quantities(self, line_quantity):
        """:param line_quantity: in the product's own unit"""
        if self._totals is None:
            lines = self.order.order_line.filtered(lambda line: line._counts_for_price())
            self._totals = add_quantities(
                (get_product_facts(line.product_id), get_standard_quantity(line)) for line in lines
            )
        return Quantities(line_quantity, *self._totals)

    def find_item(self, pricelist, product, quantity, moment, arguments):
        """Find the rule of a pricelist that holds for a product.

        :param product: product.product or product.template
        :param quantity: of the line, in the product's own unit
        :param arguments: what Odoo's price computation was called with
        :return: a product.pricelist.item, empty when none holds
        """
        items = pricelist.env["product.pricelist.item"]
        ranked = self.book.get_ranked(pricelist, product, self.buyer, moment, arguments)
        if not ranked:
            return items
        winner = find_winner(
            ranked,
            get_product_facts(product),
            self.buyer,
            self.get_quantities(quantity),
            moment,
            # The last word stays with Odoo and what extends it; the quantity is judged above already.
            accepts=lambda rule: items.browse(rule.id)._is_applicable_for(
                product, max(quantity, rule.min_quantity)
            ),
        )
        return items.browse(winner.id if winner else ())
