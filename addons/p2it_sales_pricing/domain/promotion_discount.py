"""How a discount is spread over lines: exact to the currency's unit, never below a floor."""

from decimal import Decimal

from .promotion_facts import half_up


def share(target, weights, caps):
    """Divide a whole number by weights, no part above its cap; what rounding leaves goes to the largest.

    :param int target: what is to be divided
    :param weights: non-negative integers
    :param caps: the most each part may take
    :return: the parts; they add up to the target, or to what the caps allow
    :rtype: list of int
    """
    parts = [0] * len(weights)
    open_ = {n for n, weight in enumerate(weights) if weight > 0 and caps[n] > 0}
    rest = min(target, sum(caps[n] for n in open_))
    while rest > 0:
        whole = sum(weights[n] for n in open_)
        wanted = {n: rest * weights[n] // whole for n in open_}
        full = {n for n in open_ if wanted[n] >= caps[n]}
        given = {n: caps[n] for n in full} or _add_rounding(wanted, rest, weights, caps)
        for n, amount in given.items():
            parts[n] = amount
        rest -= sum(given.values())
        open_ -= full
    return parts


def _add_rounding(wanted, target, weights, caps):
    """:return: the wanted parts, with what rounding left of the target, the largest first"""
    left = target - sum(wanted.values())
    for n in sorted(wanted, key=lambda n: (-weights[n], n)):
        more = min(left, caps[n] - wanted[n])
        wanted[n] += more
        left -= more
    return wanted


class Remaining:
    """What is left of each line's amount while programs take from it one after the other."""

    def __init__(self, basket):
        self.lines = basket.sorted_lines
        self.left = {line.key: line.amount for line in self.lines}

    def room(self, line):
        """:return: how much can still be taken from the line"""
        return max(self.left[line.key] - max(line.floor or 0, 0), 0)

    def take(self, allocations):
        for key, amount in allocations.items():
            self.left[key] -= amount

    def allocate(self, reward, points, program, terms):
        """:return: what the reward takes from each line, ``{key: amount}``, without taking it"""
        lines = [line for line in self._pick(reward, terms) if self.room(line) > 0]
        if not lines:
            return {}
        amount_off = _get_amount_off(reward, points)
        if amount_off is not None:
            target = terms.to_units(amount_off, program.currency_id)
            allocations = self._spread(target, lines, {line.key: self.room(line) for line in lines})
        elif reward.mode == "fixed_price":
            allocations = self._down_to_price(reward, lines, program, terms)
        else:
            allocations = self._percent_of(reward, lines)
        if reward.max_amount:
            allocations = self._limit(
                terms.to_units(reward.max_amount, program.currency_id), lines, allocations
            )
        return {key: amount for key, amount in allocations.items() if amount > 0}

    def _pick(self, reward, terms):
        lines = [line for line in self._find(reward, terms) if line.amount > 0 and line.quantity > 0]
        if reward.scope == "cheapest" and lines:
            return [min(lines, key=lambda line: (line.unit_price, line.order))]
        return lines

    def _find(self, reward, terms):
        if reward.scope == "order":
            return self.lines
        return reward.selector.pick(terms.basket, terms)

    def _percent_of(self, reward, lines):
        """A line held by its floor gives what it can; the others don't give more for it."""
        part = Decimal(repr(reward.discount)) / 100
        bases = {line.key: self._get_base(reward, line) for line in lines}
        held = {line.key: self.room(line) for line in lines if bases[line.key] * part > self.room(line)}
        free = [line for line in lines if line.key not in held]
        weights = [bases[line.key] for line in free]
        target = half_up(sum(weights) * part)
        parts = share(target, weights, [self.room(line) for line in free])
        return held | {line.key: amount for line, amount in zip(free, parts, strict=True)}

    def _get_base(self, reward, line):
        """The cheapest product is one unit of it."""
        left = self.left[line.key]
        if reward.scope == "cheapest" and line.quantity > 1:
            return half_up(Decimal(left) / Decimal(repr(line.quantity)))
        return left

    def _down_to_price(self, reward, lines, program, terms):
        allocations = {}
        for line in lines:
            quantity = min(line.quantity, 1) if reward.scope == "cheapest" else line.quantity
            wanted = terms.to_units(reward.fixed_price * quantity, program.currency_id)
            base = self._get_base(reward, line)
            allocations[line.key] = min(max(base - wanted, 0), self.room(line))
        return allocations

    def _limit(self, most, lines, allocations):
        """:return: the allocations, less where they are worth more to the customer than the most"""
        totals = {line.key: _to_total(line, allocations.get(line.key, 0)) for line in lines}
        if sum(totals.values()) <= most:
            return allocations
        return self._spread(most, lines, {line.key: allocations.get(line.key, 0) for line in lines})

    def _spread(self, target, lines, caps):
        """Spread an amount that the customer saves in the end, taxes included, over amounts as priced.

        :param int target: taxes included
        :param caps: ``{key: most to take}``, as priced
        """
        totals = [_to_total(line, self.left[line.key]) for line in lines]
        parts = share(target, totals, [_to_total(line, caps[line.key]) for line in lines])
        allocations = {}
        for tax_key in sorted({line.tax_key for line in lines}):
            chosen = [n for n, line in enumerate(lines) if line.tax_key == tax_key]
            priced = half_up(sum((_to_priced(lines[n], parts[n]) for n in chosen), Decimal(0)))
            limits = [caps[lines[n].key] for n in chosen]
            amounts = share(priced, [parts[n] for n in chosen], limits)
            allocations |= {lines[n].key: amount for n, amount in zip(chosen, amounts, strict=True)}
        return allocations


def _get_amount_off(reward, points):
    """:return: the amount a discount in money gives, in the program's currency, ``None`` for the others"""
    if reward.mode == "per_order":
        return reward.discount
    if reward.mode == "per_point":
        return reward.discount * (points // reward.required_points * reward.required_points)
    return None


def _to_total(line, amount):
    return half_up(Decimal(amount) * line.total / line.amount) if line.amount else 0


def _to_priced(line, amount):
    return Decimal(amount) * line.amount / line.total if line.total else Decimal(0)
