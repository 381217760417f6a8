"""Numbers and dates in the reader's way: number formats for a spreadsheet, texts for a PDF."""

import json
import math
from decimal import ROUND_HALF_UP, Context, Decimal

_EXCEL_DATE = {
    "%d": "dd",
    "%m": "mm",
    "%Y": "yyyy",
    "%y": "yy",
    "%B": "mmmm",
    "%b": "mmm",
    "%A": "dddd",
    "%a": "ddd",
    "%H": "hh",
    "%I": "hh",
    "%M": "mm",
    "%S": "ss",
    "%p": "AM/PM",
    "%j": "",
}

_CONTEXT = Context(prec=400)  # wide enough for any float

DURATION_FORMAT = "[h]:mm"


def excel_date_format(pattern):
    """Turn a date pattern of a language into a spreadsheet's.

    :param str pattern: as for ``strftime``
    :return: the number format, every other character taken literally
    """
    parts, position = [], 0
    while position < len(pattern):
        token = pattern[position : position + 2]
        if token in _EXCEL_DATE:
            parts.append(_EXCEL_DATE[token])
            position += 2
        else:
            char = pattern[position]
            parts.append(char if char in "/-: ." else f"\\{char}")
            position += 1
    return "".join(parts).strip() or "yyyy-mm-dd"


def excel_number_format(decimals):
    """:return: the number format with thousands separated and ``decimals`` places"""
    return "#,##0." + "0" * decimals if decimals > 0 else "#,##0"


def excel_money_format(symbol, decimals, *, is_before):
    """:return: the number format of an amount with its currency's symbol"""
    number = excel_number_format(decimals)
    literal = symbol.replace('"', "")
    if not literal:
        return number
    amount = f'"{literal}"\u00a0{number}' if is_before else f'{number}\u00a0"{literal}"'
    negative = f'-"{literal}"\u00a0{number}' if is_before else f'-{number}\u00a0"{literal}"'
    return f"{amount};{negative}"


class NumberStyle:
    """How a language writes numbers.

    :param str decimal_point: between units and decimals
    :param str thousands_sep: between groups of digits
    :param str grouping: sizes of the groups from the right as Odoo keeps them, ``"[3,0]"``
    """

    def __init__(self, decimal_point=".", thousands_sep=",", grouping="[3,0]"):
        self.decimal_point = decimal_point
        self.thousands_sep = thousands_sep or ""
        try:
            self.grouping = [int(size) for size in json.loads(grouping)]
        except (TypeError, ValueError):
            self.grouping = [3, 0]

    def format(self, value, decimals):
        """:return: the number with ``decimals`` places, rounded half away from zero at the last"""
        if not math.isfinite(value):
            return ""
        # What a float shows is what was meant: 2.675 lies a hair below, and is 2.68 to its reader.
        places = max(decimals, 0)
        text = f"{abs(Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP, _CONTEXT)):f}"
        units, _dot, fraction = text.partition(".")
        sign = "-" if value < 0 and (units.strip("0") or fraction.strip("0")) else ""
        return sign + self._group(units) + (self.decimal_point + fraction if fraction else "")

    def _group(self, units):
        if not self.thousands_sep or not self.grouping:
            return units
        parts, sizes, size = [], list(self.grouping), 0
        while units:
            if sizes:
                upcoming = sizes.pop(0)
                if upcoming == -1:
                    size = len(units)
                elif upcoming:
                    size = upcoming
            if size <= 0 or len(units) <= size:
                parts.append(units)
                break
            parts.append(units[-size:])
            units = units[:-size]
        return self.thousands_sep.join(reversed(parts))


def duration_text(hours):
    """:return: hours as ``h:mm``, minutes rounded"""
    minutes = round(abs(hours) * 60)
    sign = "-" if hours < 0 and minutes else ""
    return f"{sign}{minutes // 60:02d}:{minutes % 60:02d}"
