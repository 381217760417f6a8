"""Find the numbers of orders in the text of a transfer, however they are spelled.

``DH00347``, ``dh 00347``, ``DH-00347``, ``TT don hang DH00347,00348`` and ``THANHTOANDH00347`` are read. A
number is found by its key: its letters and, without leading zeros, its digits.
"""

import re
import unicodedata
from dataclasses import dataclass

_D_STROKE = str.maketrans({"đ": "D", "Đ": "D", "ð": "D", "Ð": "D"})
_RUN = re.compile(r"[A-Z]+|[0-9]+")
_GAP = re.compile(r"[\s\-_./#:\\]{0,3}")
_AND = re.compile(r"[\s,;+&/.-]{0,4}(?:(?:VA|AND)[\s,;+&/.-]{0,3})?")
_MAX_RUNS = 6
_MAX_GLUED = 8
_MIN_CONTINUED = 4
MAX_TEXT = 1000


@dataclass(frozen=True)
class Shape:
    """How the numbers of orders look: their letters, and how many digits each group has."""

    letters: tuple[str, ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class FoundCode:
    """What may be the number of an order.

    ``runs`` are its letters and digits as written; ``is_last`` tells that the text ends with it, so that it
    may have been cut off; ``is_guessed`` that a Đ was supplied which the bank may have lost.
    """

    key: str
    runs: tuple[str, ...]
    start: int
    end: int
    is_last: bool = False
    is_guessed: bool = False

    @property
    def written(self):
        """The number as it stands in the text, without blanks."""
        return "".join(self.runs)

    @property
    def shape(self):
        return get_shape(self.runs)


def split_runs(text):
    """:return: the letters and the digits of a text, apart: ``SO/26-0012`` is ``("SO", "26", "0012")``"""
    return tuple(_RUN.findall(_fold(text)))


def get_shape(runs):
    """:rtype: Shape"""
    return Shape(
        tuple(run for run in runs if not run.isdigit()), tuple(len(run) for run in runs if run.isdigit())
    )


def get_order_key(name):
    """:return: the key of an order's number, ``""`` if it has no digit"""
    runs = split_runs(name)
    return _make_key(runs) if any(run.isdigit() for run in runs) else ""


def find_codes(text):
    """Find everything that may be the number of an order.

    :return: candidates in the text's order, longer ones first; most are none, and those that are
        overlap others
    :rtype: list of FoundCode
    """
    folded = _fold(text)[:MAX_TEXT].rstrip()
    runs = [(match.group(), match.start(), match.end()) for match in _RUN.finditer(folded)]
    found = {}
    for position in range(len(runs)):
        for code in (*_read_from(folded, runs, position), *_read_continued(folded, runs, position)):
            found.setdefault((code.key, code.start, code.end), code)
    return sorted(found.values(), key=lambda code: (code.start, -code.end, code.is_guessed, code.key))


def _read_from(text, runs, position):
    """Yield the numbers that begin with a run, or with the end of its letters."""
    first, start, end = runs[position]
    beginnings = [(first, start, False)]
    if not first.isdigit():
        lengths = range(2, min(len(first), _MAX_GLUED + 1))
        beginnings += [(first[-length:], end - length, False) for length in lengths]
        beginnings.append((f"D{first}", start, True))
    for beginning, at, is_guessed in beginnings:
        chain = [beginning]
        if first.isdigit() and len(first) >= _MIN_CONTINUED:
            yield FoundCode(_make_key(chain), tuple(chain), at, end, end == len(text))
        for following in range(position + 1, min(position + _MAX_RUNS, len(runs))):
            gap = text[runs[following - 1][2] : runs[following][1]]
            if not _GAP.fullmatch(gap):
                break
            chain.append(runs[following][0])
            last = runs[following][2]
            if chain[-1].isdigit() and not first.isdigit():
                yield FoundCode(_make_key(chain), tuple(chain), at, last, last == len(text), is_guessed)


def _read_continued(text, runs, position):
    """Yield ``00348`` of ``DH00347, 00348`` with the letters of the number before."""
    letters = runs[position][0]
    if letters.isdigit() or position + 1 >= len(runs) or not runs[position + 1][0].isdigit():
        return
    if not _GAP.fullmatch(text[runs[position][2] : runs[position + 1][1]]):
        return
    width = len(runs[position + 1][0])
    last = runs[position + 1][2]
    for run, at, end in runs[position + 2 :]:
        if not run.isdigit() and run in ("VA", "AND"):
            continue
        if not run.isdigit() or len(run) != width or width < _MIN_CONTINUED:
            return
        if not _AND.fullmatch(text[last:at]) or at == last:
            return
        for length in range(1, min(len(letters), _MAX_GLUED) + 1):
            chain = (letters[-length:], run)
            yield FoundCode(_make_key(chain), chain, at, end, end == len(text))
        last = end


def _make_key(runs):
    return "|".join(run.lstrip("0") or "0" if run.isdigit() else run for run in runs)


def _fold(text):
    """Put text in capitals without marks, each letter in its place."""
    decomposed = unicodedata.normalize("NFKD", (text or "").translate(_D_STROKE))
    return "".join(char for char in decomposed if not unicodedata.combining(char)).upper()
