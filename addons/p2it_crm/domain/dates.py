"""Dates in the Vietnamese order. Day and month never change places."""

import datetime
import re

from .issues import CellError
from .text import clean, fold, is_blank

_DAY_FIRST = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4}|\d{2})")
_ISO = re.compile(r"(\d{4})[/.\-](\d{1,2})[/.\-](\d{1,2})")
_WORDS = re.compile(r"(?:ngay )?(\d{1,2}) thang (\d{1,2}),? nam (\d{4})")
_TIME = re.compile(r"[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})?$")
# A date in a cell without a date's format is the number of days it stands for: 45000 is 15/03/2023.
_SERIAL = re.compile(r"([2-7]\d{4})(?:\.\d+)?")
_SERIAL_START = datetime.date(1899, 12, 30)
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def parse_date(value):
    """Read a date: ``09/04/2026``, ``9-4-26``, ``2026-04-09``, or a real date of a spreadsheet, also as
    the number it is (from 1954 on; a smaller number is more likely something else).

    Two digits are a year of 1970 to 2069. A time after the date is dropped.

    :param value: text, ``date`` or ``datetime``
    :return: the date, ``None`` for an empty cell
    :rtype: datetime.date or None
    :raise CellError: when it is no date, or one the calendar does not have
    """
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if is_blank(value):
        return None
    serial = _SERIAL.fullmatch(fold(value))
    if serial:
        return _SERIAL_START + datetime.timedelta(days=int(serial[1]))
    text = _TIME.sub("", fold(value))
    parts = _split(text)
    if parts is None:
        raise CellError("date_unknown", text=clean(value))
    day, month, year = parts
    if not _FIRST_YEAR <= year <= _LAST_YEAR:
        raise CellError("date_impossible", text=clean(value))
    try:
        return datetime.date(year, month, day)
    except ValueError:
        raise CellError("date_impossible", text=clean(value)) from None


def _split(text):
    iso = _ISO.fullmatch(text)
    if iso:
        return int(iso[3]), int(iso[2]), int(iso[1])
    local = _DAY_FIRST.fullmatch(text) or _WORDS.fullmatch(text)
    if not local:
        return None
    year = int(local[3])
    if len(local[3]) == 2:
        year += 1900 if year >= 70 else 2000
    return int(local[1]), int(local[2]), year
