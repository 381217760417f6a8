"""Packaging of a product: ``Thùng=24 chai; Pallet=60 Thùng``, with exact factors."""

import re
from dataclasses import dataclass
from fractions import Fraction

from .issues import CellError
from .text import clean, fold, is_blank

_RULE = re.compile(r"(.+?)\s*=\s*(\d+(?:[.,]\d+)?(?:/\d+)?)\s*(.+)")


@dataclass(frozen=True)
class Packaging:
    """One level: ``name`` holds ``quantity`` of the unit ``contained``.

    ``factor`` is the same in the product's base unit, an exact ratio.
    """

    name: str
    quantity: Fraction
    contained: str
    factor: Fraction


def parse_packaging(text, base):
    """Read the packaging of a product, whose order does not matter.

    :param str text: rules separated by ``;`` or line breaks
    :param str base: the product's base unit
    :return: the levels, contained ones before those that contain them
    :rtype: list of Packaging
    :raise CellError: for a rule that is none, an unknown unit, a unit told twice, a cycle or zero
    """
    if is_blank(text):
        return []
    rules = {}
    for part in filter(clean, re.split(r"[;\n]", str(text))):
        name, quantity, contained = _parse_rule(clean(part))
        if fold(name) in rules or fold(name) == fold(base):
            raise CellError("packaging_twice", unit=name)
        rules[fold(name)] = (name, quantity, contained)
    factors = {fold(base): (clean(base), Fraction(1))}
    return [_resolve(key, rules, factors) for key in _sort(rules, fold(base))]


def _parse_rule(part):
    match = _RULE.fullmatch(part)
    if not match:
        raise CellError("packaging_rule", text=part)
    quantity = _parse_quantity(match[2])
    if not quantity:
        raise CellError("packaging_zero", text=part)
    return clean(match[1]), quantity, clean(match[3])


def _parse_quantity(text):
    numerator, _, denominator = text.partition("/")
    if denominator and not int(denominator):
        return Fraction(0)
    return Fraction(numerator.replace(",", ".")) / int(denominator or 1)


def _sort(rules, base):
    """Order the rules so that each comes after what it contains."""
    ordered, done = [], {base}
    for start in rules:
        key, chain = start, []
        while key not in done:
            if key in chain:
                raise CellError("packaging_cycle", unit=rules[key][0])
            if key not in rules:
                raise CellError("packaging_unknown_unit", unit=rules[chain[-1]][2])
            chain.append(key)
            key = fold(rules[key][2])
        ordered += reversed(chain)
        done.update(chain)
    return ordered


def _resolve(key, rules, factors):
    name, quantity, contained = rules[key]
    contained_name, contained_factor = factors[fold(contained)]
    factors[key] = (name, quantity * contained_factor)
    return Packaging(name, quantity, contained_name, quantity * contained_factor)


def convert(quantity, source, target):
    """Convert between two packagings of one product, without rounding.

    :param quantity: how many of ``source``
    :param Fraction source: factor of the unit it is given in
    :param Fraction target: factor of the unit wanted
    :rtype: Fraction
    """
    return Fraction(quantity) * source / target


def split_quantity(quantity, packagings, base):
    """Write a quantity of the base unit as the fewest packages: 2 Pallet + 3 Thùng + 5 chai.

    :param quantity: in the base unit, not negative
    :return: list of (unit name, whole number); what is left in the base unit, if any, comes last
    """
    rest, parts = Fraction(quantity), []
    for packaging in sorted(packagings, key=lambda level: level.factor, reverse=True):
        count = rest // packaging.factor
        if count:
            parts.append((packaging.name, count))
            rest -= count * packaging.factor
    if rest or not parts:
        parts.append((base, rest))
    return parts
