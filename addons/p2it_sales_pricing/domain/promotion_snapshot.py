"""The facts that promotions were judged by, as plain values that a database keeps, and back again.

An order that is confirmed keeps them: what its promotions would have given for fewer goods is worked out
later by the programs as they were then.
"""

from dataclasses import MISSING, fields, is_dataclass
from datetime import date

from .promotion_facts import BasketLine, Program, Reward, Rule, Selector, Usage

_CLASSES = {kind.__name__: kind for kind in (BasketLine, Program, Reward, Rule, Selector, Usage)}

_ASIDE = frozenset(
    (
        *("not_begun", "ended", "weekday", "hours", "group", "area", "team", "pricelist", "first_order"),
        *("uses", "customer_uses", "no_match"),
    )
)
"""Refusals that stand whatever is taken back: fewer goods make no program apply that is refused for these."""


def pack(value):
    """:return: the value as lists, dictionaries and plain values; fields at their default are left out"""
    if is_dataclass(value):
        kept = {
            item.name: pack(getattr(value, item.name))
            for item in fields(value)
            if item.default is MISSING or getattr(value, item.name) != item.default
        }
        return {"_": type(value).__name__, **kept}
    if isinstance(value, (set, frozenset)):
        return {"_": "set", "of": sorted(value)}
    if isinstance(value, (list, tuple)):
        return [pack(item) for item in value]
    if isinstance(value, date):
        return {"_": "date", "of": value.isoformat()}
    return value


def unpack(value):
    """:return: what :func:`pack` was given, lists as tuples"""
    if isinstance(value, list):
        return tuple(unpack(item) for item in value)
    if not isinstance(value, dict):
        return value
    kind = value.get("_")
    if kind == "set":
        return frozenset(value["of"])
    if kind == "date":
        return date.fromisoformat(value["of"])
    return _CLASSES[kind](**{name: unpack(item) for name, item in value.items() if name != "_"})


def pick_programs(programs, outcome):
    """:return: those of the programs that fewer goods of the same order may still reach"""
    aside = {refusal.program_id for refusal in outcome.refusals if refusal.code in _ASIDE}
    return tuple(program for program in programs if program.id not in aside)


def get_domains(programs):
    """:return: the texts of all domains that the programs choose products by"""
    parts = [part for program in programs for part in (*program.rules, *program.rewards)]
    return {part.selector.domain for part in parts} - {""}
