"""Quantities as people say them, written and read: ``2 pallet 3 thùng 5 chai``, ``2p 3t``, ``1,204 chai``."""

import re
import unicodedata
from dataclasses import dataclass, field
from fractions import Fraction

from .issues import CellError
from .packaging import Packaging, split_quantity
from .text import clean, fold

MAX_QUANTITY = 10**12
"""More than this of the standard unit is a slip of the hand, and more than a database's figures hold."""

_MAX_LENGTH = 200
_GAP = re.compile(r"(?:[\s,;+&]|\b(?:va|and)\b)*")
_WORD = re.compile(r"[^\W\d_]+\.?")
_SPACE = re.compile(r"\s*")
_RATIO = re.compile(r"\d+\s*[/\u2044]\s*\d+")
_NUMBER = re.compile(r"\d(?:[\d.,\u00a0\u202f ](?=\d)|\d)*")


@dataclass(frozen=True)
class SpokenUnit:
    """A unit a quantity may be said in.

    ``factor`` is what one is in the standard unit; ``aliases`` are its names in other languages.
    """

    name: str
    factor: Fraction
    aliases: tuple = ()

    def get_names(self):
        """:return: its names without case and marks"""
        return {folded for folded in map(fold, (self.name, *self.aliases)) if folded}


@dataclass(frozen=True)
class NumberFormat:
    """How a language writes numbers."""

    decimal: str = "."
    thousands: str = ","

    def format(self, value):
        """Write a number exactly: a decimal where it has an end, else a ratio.

        :param Fraction value: what to write, not negative
        :rtype: str
        """
        value, decimals = Fraction(value), 0
        while (value * 10**decimals).denominator != 1:
            decimals += 1
            if decimals > 15:
                return f"{value.numerator}/{value.denominator}"
        whole, rest = divmod(int(value * 10**decimals), 10**decimals)
        grouped = f"{whole:,}".replace(",", self.thousands)
        return grouped + (f"{self.decimal}{rest:0{decimals}d}" if decimals else "")

    def parse(self, text):
        """Read a number.

        What groups digits by three in this language does so; the other sign is a decimal point where it
        can't be taken for anything else, as in ``2.5`` where the comma is the point.

        :param str text: digits with points, commas and spaces between
        :return: Fraction, or None when it is no number
        """
        thousands = re.escape(self.thousands) if self.thousands.strip() else "[\\s\u00a0\u202f]"
        if re.fullmatch(rf"\d{{1,3}}(?:{thousands}\d{{3}})+(?:{re.escape(self.decimal)}\d+)?", text):
            text = re.sub(thousands, "", text)
        text = text.replace(self.decimal, ".")
        if self.thousands.strip() and re.fullmatch(r"\d+[.,]\d{1,2}", text):
            text = text.replace(",", ".")
        return Fraction(text) if re.fullmatch(r"\d+(?:\.\d+)?", text) else None


PLAIN = NumberFormat()


def format_quantity(quantity, units, base, numbers=PLAIN):
    """Write a quantity in the fewest packages: ``2 Pallet 3 Thùng 5 chai``.

    :param quantity: in the base unit; a negative one has one sign, in front
    :param units: iterable of SpokenUnit, the packagings; those smaller than the base, and those whose name
        is only blanks and could not be read back, are left out
    :param SpokenUnit base: the standard unit
    :rtype: str
    """
    quantity = Fraction(quantity)
    levels = [
        Packaging(unit.name, unit.factor, base.name, unit.factor)
        for unit in units
        if unit.factor > 1 and fold(unit.name)
    ]
    parts = split_quantity(abs(quantity), levels, base.name)
    text = " ".join(f"{numbers.format(count)} {name}" for name, count in parts)
    return f"-{text}" if quantity < 0 else text


def parse_quantity(text, units, default, numbers=PLAIN):
    """Read a quantity said in any of a product's units.

    Names count without case and marks, in all their languages, in the plural, and shortened as long as
    only one unit begins so. A number alone is in the ``default`` unit.

    :param str text: what was typed
    :param units: iterable of SpokenUnit, the standard unit among them
    :param SpokenUnit default: the unit of a number without one
    :return: the quantity in the standard unit
    :rtype: Fraction
    :raise CellError: ``units_nothing``, ``units_unknown``, ``units_ambiguous``, ``units_twice``,
        ``units_number``, ``units_too_large``, with what was not understood as ``text``
    """
    body = clean(text)
    if not body:
        raise CellError("units_nothing", text="")
    _check_characters(body)
    folded = fold(body).replace("\u2212", "-")
    sign = -1 if folded.startswith("-") else 1
    folded = folded[1:].strip() if sign < 0 else folded.removeprefix("+").strip()
    reader = _Reader(list(dict.fromkeys(units)), numbers)
    bare = reader.read_number(folded)
    total = bare * default.factor if bare is not None else reader.read(folded)
    if total > MAX_QUANTITY:
        raise CellError("units_too_large", text=body)
    return sign * total


def _check_characters(body):
    """Refuse what would become something else when folded: ``2½`` is no 21⁄2, ``2²`` no 22."""
    odd = next((char for char in body if char.isnumeric() and not char.isdecimal()), None)
    if odd and unicodedata.normalize("NFKD", odd) != odd:
        raise CellError("units_number", text=odd)
    if len(body) > _MAX_LENGTH:
        raise CellError("units_too_large", text=body[:40] + "…")


@dataclass
class _Reader:
    """Reads folded text; a text that can be read in two ways that differ is refused."""

    units: list
    numbers: NumberFormat
    farthest: tuple = field(default=(-1, None))

    def read(self, text):
        readings = {
            sum((count * self.units[index].factor for index, count in parts), Fraction(0)): parts
            for parts in self._read_parts(text, 0, ())
        }
        if len(readings) > 1:
            raise CellError("units_ambiguous", text=text)
        if not readings:
            raise self.farthest[1] or CellError("units_unknown", text=text)
        return next(iter(readings))

    def read_number(self, text):
        """:return: the number that the whole text is, or None"""
        if _RATIO.fullmatch(text):
            return self._read_ratio(text)
        return self.numbers.parse(text) if _NUMBER.fullmatch(text) else None

    def _read_ratio(self, text):
        numerator, denominator = (int(part) for part in re.split("[/\u2044]", text))
        if not denominator:
            raise CellError("units_number", text=text)
        return Fraction(numerator, denominator)

    def _read_parts(self, text, start, parts):
        """Yield each way to read the text from a place on, as (index of unit, count) pairs."""
        if start == len(text):
            yield parts
            return
        for number, after in self._iter_numbers(text, start):
            for index, end in self._iter_units(text, after):
                if any(index == known for known, _count in parts):
                    self._note(start, "units_twice", self.units[index].name)
                    continue
                rest = _GAP.match(text, end).end()
                yield from self._read_parts(text, rest, (*parts, (index, number)))

    def _iter_numbers(self, text, start):
        """Yield each number that may stand here, with where it ends: of "2 5" also the 2, for a "5 l jar"."""
        match = _RATIO.match(text, start) or _NUMBER.match(text, start)
        written = match[0] if match else ""
        numbers = {part: self.read_number(part) for part in (written, written.split(" ")[0])}
        numbers = {part: number for part, number in numbers.items() if number is not None}
        if not numbers:
            self._note(start, "units_number", text[start : start + 20])
        for part, number in numbers.items():
            yield number, _SPACE.match(text, start + len(part)).end()

    def _iter_units(self, text, start):
        """Yield each unit that may stand here, with where it ends."""
        found = {}
        for index, unit in enumerate(self.units):
            for name in unit.get_names():
                for end in self._iter_ends(text, start, name):
                    found[index, end] = None
        yield from found
        word = _WORD.match(text, start)
        if not found and word:
            yield from self._iter_shortened(word)
        elif not found:
            self._note(start, "units_unknown", text[start : start + 20] or text)

    @staticmethod
    def _iter_ends(text, start, name):
        """Yield where a name that stands here ends, which a plural may lengthen."""
        for plural in ("", "s", "es"):
            end = start + len(name) + len(plural)
            goes_on = r"\d" if (name + plural)[-1].isdigit() else r"[^\W\d_]"
            if text.startswith(name + plural, start) and not re.match(goes_on, text[end : end + 1]):
                yield end

    def _iter_shortened(self, word):
        short = word[0].rstrip(".")
        fits = [
            index
            for index, unit in enumerate(self.units)
            if any(name.startswith(short) for name in unit.get_names())
        ]
        if len(fits) == 1:
            yield fits[0], word.end()
        else:
            self._note(word.start(), "units_ambiguous" if fits else "units_unknown", short)

    def _note(self, place, code, text):
        if place > self.farthest[0]:
            self.farthest = (place, CellError(code, text=text))
