"""The price rules for a batch of order lines, each pricelist searched once, however many lines there are.

These objects travel as an argument (``p2it_terms``) through Odoo's own price computation, so that
pricelists based on other pricelists find them too. They live as long as one computation: nothing is kept
that a changed rule could make stale.
"""

from collections import defaultdict

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

JUDGED = "p2it_price_judged"
"""The context key that asks for the rule of the moment by which an order's facts are judged."""

JUDGEMENT = object()
"""What stands under that key. A client can send the key, never this object."""

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


RULE_FIELDS = (
    "id",
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
)
"""Fields of a product.pricelist.item in the order of :class:`Rule`."""


def read_rules(items, domain):
    """Read what decides about rules: tuples, for a pricelist may have thousands for one order.

    :param items: the model product.pricelist.item
    :return: list of :class:`Rule` that the user may read, one query
    """
    query = items._search(Domain(domain))
    columns = (items._field_to_sql(query.table, name, query) for name in RULE_FIELDS)
    rows = items.env.execute_query(query.select(*columns))
    return [
        Rule(
            id_,
            TARGETS[target],
            *(value or False for value in ids),
            least or 0.0,
            basis or "line",
            start,
            end,
        )
        for id_, target, *ids, least, basis, start, end in rows
    ]


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

    def __init__(self, lines, wide=False, products=None):
        """
        :param lines: the order lines that will be priced
        :param products: other products that will be asked for
        :param wide: also keep rules of other times and customers, to explain or replay
        """
        self.products = lines.product_id if products is None else lines.product_id | products
        self._product_ids = set(self.products._ids)
        self._wide = wide
        self._terms = {}
        self._facts = {}
        self.rule_ids = defaultdict(tuple)
        self._rules = {}
        self._ranked = {}

    def get_terms(self, order):
        """:return: the :class:`Terms` of an order, the same for all its lines"""
        if order not in self._terms:
            self._terms[order] = Terms(self, order)
        return self._terms[order]

    def get_facts(self, product):
        """:return: the :class:`Product` of a product.product or product.template"""
        if product not in self._facts:
            self._facts[product] = get_product_facts(product)
        return self._facts[product]

    def get_ranked(self, pricelist, product, buyer, moment, arguments):
        """:return: list of rules that are for a product, in the order in which they are asked"""
        facts = self.get_facts(product)
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
        known = product._name == "product.product" and product.id in self._product_ids
        products = self.products if known else product
        buyer = get_terms(arguments).buyer
        key = (pricelist.id, known or product, None if self._wide else (moment, buyer))
        if key not in self._rules:
            if self._wide:
                domain = pricelist._get_all_rules_domain(products)
            else:
                domain = pricelist._get_applicable_rules_domain(products=products, date=moment, **arguments)
            rules = read_rules(pricelist.env["product.pricelist.item"], domain)
            self.rule_ids[pricelist.id] += tuple(rule.id for rule in rules)
            self._rules[key] = self._index(rules)
        return self._rules[key]

    @staticmethod
    def _index(rules):
        targets = {VARIANT: "product_id", PRODUCT: "template_id", CATEGORY: "category_id"}
        index = {}
        for rule in rules:
            target = getattr(rule, targets[rule.target]) if rule.target in targets else False
            index.setdefault((rule.target, target), []).append(rule)
        return index


class Terms:
    """Whom an order's prices are for and what it buys in all."""

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
                (self.book.get_facts(line.product_id), get_standard_quantity(line)) for line in lines
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
        facts = self.book.get_facts(product)

        def accepts(rule):
            return items.browse(rule.id)._is_applicable_for(product, max(quantity, rule.min_quantity))

        # Whoever extends Odoo's own judgement of a rule has the last word; the quantity is judged here.
        last_word = accepts if _is_extended(items, "_is_applicable_for") else None
        winner = find_winner(ranked, facts, self.buyer, self.get_quantities(quantity), moment, last_word)
        # What the rules say is read for many at once, also where a list is asked product by product.
        return items.browse(winner.id if winner else ()).with_prefetch(self.book.rule_ids[pricelist.id])


def _is_extended(model, name):
    """:return: whether another addon extends a method of Odoo's own"""
    return sum(name in vars(owner) for owner in type(model).__mro__) > 1
