"""Amounts, credit limits, days, shares and taxes as people type them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from .issues import CellError
from .text import clean, fold, is_blank

UNLIMITED = "unlimited"
VALUE = "value"

_UNITS = {
    **dict.fromkeys(("ty", "ti", "t", "bn", "billion"), 10**9),
    **dict.fromkeys(("trieu", "tr", "trd", "million"), 10**6),
    **dict.fromkeys(("nghin", "ngan", "k", "ng"), 10**3),
    **dict.fromkeys(("d", "dong", "vnd", "đ"), 1),
}
_UNLIMITED_WORDS = frozenset(
    (
        *("khong gioi han", "ko gioi han", "k gioi han", "vo han", "khong han muc"),
        *("unlimited", "no limit", "no limits"),
    )
)
_NUMBER = r"\d+(?:[.,' ]\d+)*"
_PART = re.compile(rf"({_NUMBER})\s*([a-z]*)\.?")
_CURRENCY = re.compile(r"\s*(?:vnd|dong|d)\s*$")
# One, two or three digits, then groups of three behind one kind of separator.
_GROUPED = re.compile(r"\d{1,3}(?:([.,' ])\d{3})(?:\1\d{3})*")
_GROUPED_DECIMALS = re.compile(r"(\d{1,3}(?:([.,' ])\d{3})+)([.,])(\d+)")


@dataclass(frozen=True)
class Limit:
    """A credit limit: ``UNLIMITED``, or ``VALUE`` with ``amount`` (0 is a limit of nothing)."""

    kind: str
    amount: Decimal = Decimal(0)


def parse_limit(text):
    """Read a credit limit. Nothing said, no limit and zero are three things.

    :return: the limit, or ``None`` when the cell says nothing
    :rtype: Limit or None
    :raise CellError: when it can't be understood, is negative or ambiguous
    """
    if fold(text) in _UNLIMITED_WORDS:
        return Limit(UNLIMITED)
    amount = parse_amount(text)
    if amount is None:
        return None
    if amount < 0:
        raise CellError("amount_negative", text=clean(text))
    return Limit(VALUE, amount)


def parse_amount(text):
    """Read an amount: ``1.5 tỷ``, ``1tr5``, ``50.000.000``, ``1,234.50``.

    A single separator before exactly three digits is one of thousands (``1.500``), as the đồng
    has no decimals; before a unit (``1.125 tỷ``) it could be either, and is refused.

    :return: the amount in the currency's own unit, ``None`` for an empty cell
    :rtype: Decimal or None
    :raise CellError: when it can't be understood
    """
    if is_blank(text):
        return None
    folded = fold(text)
    sign = -1 if folded.startswith("-") else 1
    body = folded.lstrip("+-").strip()
    bare = _CURRENCY.sub("", body)
    plain = _parse_number(bare, False)
    if plain is not None:
        return sign * plain
    return sign * _parse_units(bare, clean(text))


def format_amount(amount):
    """:return: ``amount`` in the Vietnamese manner: ``1234567.5`` is ``1.234.567,5``"""
    whole, _, decimals = f"{abs(amount):f}".partition(".")
    decimals = decimals.rstrip("0")
    grouped = f"{int(whole):,}".replace(",", ".")
    return f"{'-' if amount < 0 else ''}{grouped}{',' + decimals if decimals else ''}"


def _parse_number(text, has_unit):
    """:return: a number without unit as Decimal, ``None`` if ``text`` is none"""
    if re.fullmatch(r"\d+", text):
        return Decimal(text)
    if _GROUPED.fullmatch(text):
        single = len(re.findall(r"\D", text)) == 1
        if has_unit and single and not text.startswith("0"):
            raise CellError("amount_ambiguous", text=text)
        if single and text.startswith("0"):
            return Decimal(re.sub(r"\D", ".", text))
        return Decimal(re.sub(r"\D", "", text))
    mixed = _GROUPED_DECIMALS.fullmatch(text)
    if mixed and mixed[2] != mixed[3]:
        return Decimal(f"{re.sub(chr(92) + 'D', '', mixed[1])}.{mixed[4]}")
    if re.fullmatch(r"\d+[.,]\d+", text):
        return Decimal(text.replace(",", "."))
    return None


def _parse_units(text, raw):
    """Add up ``1 tỷ 200 triệu`` and ``1tr5``, in which the tail is a share of the unit before."""
    total, position, last_unit = Decimal(0), 0, None
    for match in _PART.finditer(text):
        if text[position : match.start()].strip():
            raise CellError("amount_unknown", text=raw)
        position = match.end()
        unit = _UNITS.get(match[2]) if match[2] else None
        if (match[2] and not unit) or (unit and last_unit and unit >= last_unit):
            raise CellError("amount_unknown", text=raw)
        total += _get_part(match[1], unit, last_unit, raw)
        last_unit = unit or 1
    if last_unit is None or text[position:].strip():
        raise CellError("amount_unknown", text=raw)
    return total


def _get_part(number, unit, last_unit, raw):
    if unit is None:
        if not last_unit or last_unit == 1 or not re.fullmatch(r"\d{1,3}", number):
            raise CellError("amount_unknown", text=raw)
        return Decimal(number).scaleb(-len(number)) * last_unit
    value = _parse_number(number, True)
    if value is None:
        raise CellError("amount_unknown", text=raw)
    return value * unit


def parse_days(text):
    """Read a number of days: ``45``, ``45 ngày``, ``2 tuần``, ``1 tháng`` (30 days).

    :return: the days, ``None`` for an empty cell
    :rtype: int or None
    :raise CellError: when it is no whole number of days from 0 to 3650
    """
    if is_blank(text):
        return None
    match = re.fullmatch(r"(\d+)(?:\.0+)?\s*(ngay|days?|tuan|weeks?|thang|months?)?", fold(text))
    factors = {"t": 7, "w": 7, "n": 1, "d": 1, "m": 30}
    if match:
        unit = match[2] or "ngay"
        days = int(match[1]) * (30 if unit == "thang" else factors[unit[0]])
        if days <= 3650:
            return days
    raise CellError("days_unknown", text=clean(text))


_PRIORITY_WORDS = {
    **dict.fromkeys(("thap", "low", "lanh", "cold", "0"), 0),
    **dict.fromkeys(("trung binh", "tb", "medium", "vua", "binh thuong", "am", "warm", "1"), 1),
    **dict.fromkeys(("cao", "high", "nong", "hot", "2"), 2),
    **dict.fromkeys(("rat cao", "very high", "khan", "gap", "urgent", "3"), 3),
}


def parse_priority(text):
    """Read a priority in words or stars.

    :return: 0 (low) to 3 (very high), ``None`` for an empty cell
    :rtype: int or None
    :raise CellError: when the word is not known
    """
    if is_blank(text):
        return None
    word = fold(text)
    stars = word.replace(" ", "").replace("★", "*")
    if re.fullmatch(r"\*{1,3}", stars):
        return len(stars)
    if word not in _PRIORITY_WORDS:
        raise CellError("priority_unknown", text=clean(text))
    return _PRIORITY_WORDS[word]


EXEMPT = "exempt"
_EXEMPT_WORDS = frozenset(
    ("kct", "khong chiu thue", "mien thue", "exempt", "kkknt", "khong ke khai nop thue")
)


def parse_tax(text):
    """Read a sales tax: ``8%``, ``KCT``.

    :return: the rate in percent, ``EXEMPT``, or ``None`` for an empty cell
    :rtype: Decimal, str or None
    :raise CellError: when it is no rate from 0 to 100 %
    """
    if fold(text) in _EXEMPT_WORDS:
        return EXEMPT
    if is_blank(text):
        return None
    match = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(%?)", fold(text).removeprefix("vat").strip())
    rate = Decimal(match[1].replace(",", ".")) if match else None
    if rate is not None and not match[2] and 0 < rate < 1:
        rate = round(rate * 100, 4)  # a cell formatted as a percentage holds 0.08, or nearly so
    if rate is None or rate > 100:
        raise CellError("tax_unknown", text=clean(text))
    return rate
