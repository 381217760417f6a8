"""Why order lines cost what they cost: every candidate rule and every step, from one reading of the rules.

A trace is plain data that can be kept: dicts of codes, ids, names and amounts. ``price_wording.py`` puts it
into words when somebody reads it, in that person's language.
"""

from collections import Counter

from odoo.tools import OrderedSet, float_round

from .domain.price_rules import Loss, get_rank, judge
from .domain.price_steps import Formula, Trail, walk_formula
from .pricing import BOOK, PriceBook, get_product_facts

CANDIDATES_LIMIT = 200
"""How many rules of one pricelist a trace tells apart; of more, the nearest, and how many others lost why."""

PRICED_LIMIT = 5
"""Of how many rules that lost a kept trace says what they would have given: the nearest."""

REFUSED = "refused"
"""The loss of a rule that comes before the winner, but that another addon's condition refuses."""


class Tracer:
    """Explains the prices of some order lines, whose rules are read once however many they are."""

    def __init__(self, lines, moments=None, priced=CANDIDATES_LIMIT):
        """
        :param lines: order lines; who asks has the right to read rules and costs
        :param moments: ``{order: datetime}`` at which an order's prices were made, else its own date
        :param priced: how many rules that lost are priced, the nearest first
        """
        self.priced = priced
        self._book = PriceBook(lines, wide=True)
        self._lines = lines.with_context(**{BOOK: self._book})
        self._moments = moments or {}
        self._items = lines.env["product.pricelist.item"]
        self._known = OrderedSet()

    def trace(self):
        """:return: ``{id of the line: trace}``; see :meth:`_trace_line`"""
        return {line.id: self._trace_line(line) for line in self._lines}

    def _trace_line(self, line):
        """:return: dict of the fields of ``p2it.price.trace`` that follow from the price"""
        line = line.with_company(line.company_id)
        arguments = line._get_pricelist_kwargs()
        arguments["date"] = self._moments.get(line.order_id._origin or line.order_id) or arguments["date"]
        walk = _Walk(self, line, arguments)
        walk.follow(line.order_id.pricelist_id, arguments["currency"] or line.company_id.currency_id)
        walk.add_line_steps()
        return {
            "list_price": walk.list_price,
            "net_price": line._get_net_price_unit(),
            "winner_id": walk.winner.id,
            "candidates": walk.candidates,
            "left_off": walk.left_off,
            "steps": walk.steps,
        }

    def get_items(self, ids):
        """:return: pricelist rules by id, read together with all others of the batch"""
        return self._items.browse(ids).with_prefetch(self._known)

    def judge(self, pricelist, product, terms, quantity, moment, arguments):
        """:return: list of ``Verdict`` on every rule of a pricelist that is for a product"""
        rules = self._book.get_ranked(pricelist, product, terms.buyer, moment, arguments)
        self._known.update(self._book.rule_ids[pricelist.id])

        def accepts(rule):
            item = self.get_items(rule.id)
            return item._is_applicable_for(product, max(quantity, rule.min_quantity))

        facts = self._book.get_facts(product)
        return judge(rules, facts, terms.buyer, terms.get_quantities(quantity), moment, accepts)


class _Walk:
    """The way of one line's price through its pricelist and the lists that this one is based on."""

    def __init__(self, tracer, line, arguments):
        self._tracer = tracer
        self._line = line
        self._arguments = arguments
        self._terms = line._get_price_terms()
        self._product = line.product_id.with_context(**line._get_product_price_context())
        self._facts = get_product_facts(self._product)
        self.candidates = []
        self.left_off = []
        self.steps = []
        self.list_price = 0.0
        self.winner = tracer.get_items(())

    def follow(self, pricelist, currency, level=0):
        """Find the rule of a list and take the price through it, its base lists first.

        :return: price per unit of the line in ``currency``
        """
        arguments = {**self._arguments, "currency": currency}
        item = self._choose(pricelist, arguments, level) if pricelist else self._tracer.get_items(())
        if level == 0:
            self.winner = item
        base = self._add_base(item, arguments, level)
        trail = Trail(base)
        formula = self._get_formula(item)
        if item.compute_price == "fixed":
            trail.add("fixed", self._to_unit(item.fixed_price))
        elif formula:
            for step in walk_formula(base, formula, _round_to):
                trail.add(step.code, step.amount, step.value)
        # What an addon that brings kinds of rules of its own makes of it still adds up.
        trail.add("other", item._compute_price(self._product, **arguments))
        self._add(trail.steps, currency, item, pricelist)
        return trail.amount

    def _choose(self, pricelist, arguments, level):
        """Judge every rule of a list, and keep what became of each."""
        product, unit = self._product, arguments["uom"]
        quantity = arguments["quantity"]
        if unit != product.uom_id:
            quantity = unit._compute_quantity(quantity, product.uom_id, raise_if_failure=False)
        verdicts = self._tracer.judge(pricelist, product, self._terms, quantity, arguments["date"], arguments)
        shown = verdicts[:CANDIDATES_LIMIT]
        winner = next((verdict.rule for verdict in verdicts if verdict.loss is None), None)
        priced = self._tracer.priced + bool(winner)
        for place, verdict in enumerate(shown):
            candidate = self._prepare_candidate(verdict, winner, pricelist, arguments, level)
            if place < priced:
                item = self._tracer.get_items(verdict.rule.id)
                candidate["price"] = item._compute_price(product, **arguments)
            self.candidates.append(candidate)
        losses = Counter(verdict.loss.value for verdict in verdicts[CANDIDATES_LIMIT:])
        for loss, count in sorted(losses.items()):
            self.left_off.append({"pricelist": pricelist.name, "loss": loss, "count": count})
        return self._tracer.get_items(winner.id if winner else ())

    def _prepare_candidate(self, verdict, winner, pricelist, arguments, level):
        item = self._tracer.get_items(verdict.rule.id)
        loss = verdict.loss and verdict.loss.value
        if verdict.loss is Loss.LESS_SPECIFIC and self._rank(verdict.rule) < self._rank(winner):
            loss = REFUSED
        return {
            "level": level,
            "pricelist_id": pricelist.id,
            "pricelist": pricelist.name,
            "rule_id": item.id,
            "target": item.applied_on,
            "target_name": (item.product_id or item.product_tmpl_id or item.categ_id).display_name or False,
            "group": item.customer_group_id.display_name,
            "area": item.area_id.display_name,
            "min_quantity": item.min_quantity,
            "basis": item.quantity_basis,
            "date_from": item.date_start.isoformat() if item.date_start else False,
            "date_to": item.date_end.isoformat() if item.date_end else False,
            "price": None,
            "currency_id": arguments["currency"].id,
            "loss": loss or False,
            "decided_by": (loss != REFUSED and verdict.decided_by) or False,
            "missing": verdict.missing,
            "unit": self._product.uom_id.name,
        }

    def _rank(self, rule):
        """:return: how early a rule is asked for this line"""
        return get_rank(rule, self._facts, self._terms.buyer)

    def _add_base(self, item, arguments, level):
        """Add the steps up to the price that a rule starts from.

        :return: that price, in the currency of the arguments
        """
        fixed = item.compute_price == "fixed"
        if item.base == "pricelist" and item.base_pricelist_id and not fixed:
            source = item.base_pricelist_id.currency_id
            price = self.follow(item.base_pricelist_id, source, level + 1)
        else:
            by_cost = item.base == "standard_price" and not fixed
            source, price = self._add_product_price("cost" if by_cost else "list")
        return self._add_conversion(price, source, arguments["currency"])

    def _add_product_price(self, code):
        """Add the sales price or the cost of the product, per unit of the line.

        :return: its currency and the price
        """
        product, kind = self._product, {"list": "list_price", "cost": "standard_price"}[code]
        currency = product.cost_currency_id if code == "cost" else product.currency_id
        extra = product._get_attributes_extra_price() if code == "list" else 0.0
        price = product._price_compute(kind, uom=product.uom_id, date=self._arguments["date"])[product.id]
        trail = Trail(price - extra)
        self._add_first(code, trail.amount, currency)
        trail.add("attributes", price)
        self._add(trail.steps, currency)
        unit = self._line.product_uom_id or product.uom_id
        price = product._price_compute(kind, uom=unit, date=self._arguments["date"])[product.id]
        trail = Trail(trail.amount)
        trail.add("unit", price, self._to_unit(1.0))
        self._add(trail.steps, currency)
        if code == "list":
            self.list_price = self._convert(price, currency, self._arguments["currency"])
        return currency, price

    def _add_conversion(self, price, source, currency):
        if source == currency:
            return price
        converted = self._convert(price, source, currency)
        self._add_first("currency", converted, currency, converted / price if price else None)
        return converted

    def _convert(self, price, source, currency):
        company, day = self._line.env.company, self._arguments["date"]
        return source._convert(price, currency, company, day, round=False) if source != currency else price

    def _get_formula(self, item):
        """:return: the formula of a rule, per unit of the line, or ``None`` for a kind that has none"""
        if item.compute_price == "percentage":
            return Formula(discount=item.percent_price)
        if item.compute_price != "formula":
            return None
        return Formula(
            item.price_discount if item.base != "standard_price" else -item.price_markup,
            item.price_round,
            self._to_unit(item.price_surcharge),
            self._to_unit(item.price_min_margin),
            self._to_unit(item.price_max_margin),
        )

    def _to_unit(self, price):
        """:return: a price per the product's own unit, per unit of the line"""
        own, unit = self._product.uom_id, self._line.product_uom_id
        return own._compute_price(price, unit) if price and unit and unit != own else price

    def add_line_steps(self):
        """Add what the order and whoever wrote it made of the pricelist's price."""
        line, currency = self._line, self._arguments["currency"]
        trail = Trail(self.steps[-1]["amount"])
        is_combo = line.product_type == "combo" or line.combo_item_id
        if is_combo:
            shown = line._map_price_taxes(line._get_display_price())
        else:
            shown = self._get_shown_price(trail)
        trail.add("tax", line._map_price_taxes(trail.amount))
        trail.add("combo" if is_combo else "discount_digits", shown)
        discount = line.technical_discount
        trail.add("kept", _less(line.technical_price_unit, discount))
        trail.add("manual_price", _less(line.price_unit, discount))
        trail.add("manual_discount", line._get_net_price_unit(), line.discount)
        self._add(trail.steps, currency)
        self._add_first("net", line._get_net_price_unit(), currency)

    def _get_shown_price(self, trail):
        """Say what the pricelist's price is on the line, where a discount has as many digits as are shown.

        :return: price per unit of the line, in the order's currency and tax terms
        """
        line, price = self._line, trail.amount
        if not self.winner._show_discount():
            return line._map_price_taxes(price)
        base = self.winner._compute_price_before_discount(self._product, **self._arguments)
        return _less(line._map_price_taxes(max(base, price)), line._get_shown_discount(base, price))

    def _add_first(self, code, amount, currency, value=None):
        self.steps.append(
            {"code": code, "amount": amount, "change": None, "value": value, "currency_id": currency.id}
        )

    def _add(self, steps, currency, item=None, pricelist=None):
        names = {"rule_id": item.id, "pricelist": pricelist.name} if item else {}
        self.steps += [{**step._asdict(), "currency_id": currency.id, **names} for step in steps]


def _less(price, discount):
    return price * (1 - (discount or 0.0) / 100)


def _round_to(price, multiple):
    return float_round(price, precision_rounding=multiple)
