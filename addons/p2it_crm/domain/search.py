"""The text by which customers and leads are found, and what a search asks of it.

A record's search text is lower case without diacritics, its parts between bars: `` tran thi hoa |
kh 001 | kh001 | 0903123456 | hoa daiphat vn | 12 le loi ``. Every word has a space before it, so
that one substring test finds a word anywhere (``hoa``) or at its start only (`` hoa``), and a trigram
index answers both. Numbers are held as people dial them within Vietnam.
"""

import re
from dataclasses import dataclass

from .phone import parse_phones
from .text import clean, fold

MAX_CONTACTS = 200
"""So many contacts of a customer are found through it; all are found by themselves."""

_SEPARATORS = re.compile(r"[\W_]+")
_SHORT = 2  # a word of so many letters is looked for at the start of words only
_NUMBER_RUN = re.compile(r"\+?\d[\d .()\-]{6,}\d")


@dataclass(frozen=True)
class SearchQuery:
    """What somebody typed.

    ``alternatives`` and ``starts`` are substrings: all of one tuple must be in the search text, and
    one tuple suffices. ``alternatives`` finds words anywhere, ``starts`` at their start. ``name`` is
    the whole as the beginning of a name, ``codes`` the spellings of a code, ``phones`` numbers in
    E.164.
    """

    name: str
    alternatives: tuple[tuple[str, ...], ...]
    starts: tuple[tuple[str, ...], ...]
    codes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @property
    def is_number(self):
        """:return: whether it holds no letter: a telephone number, a tax code or part of one"""
        return not any(map(str.isalpha, self.name))

    def matches(self, text):
        """:return: whether a record with this search text is meant"""
        return any(all(needle in text for needle in needles) for needles in self.alternatives)


def to_words(text):
    """:return: the words of a text, folded, a space between each"""
    return _SEPARATORS.sub(" ", fold(text or "")).strip()


def to_dialled(e164):
    """:return: a number in E.164 as dialled in Vietnam, digits only; one abroad with its country"""
    return "0" + e164.removeprefix("+84") if e164.startswith("+84") else e164.removeprefix("+")


def build_search_text(names=(), codes=(), phones=(), others=()):
    """Compose a record's search text.

    :param names: names of the record, of its company and of its contacts
    :param codes: customer code, tax code: found with and without their separators
    :param phones: cells that hold telephone numbers
    :param others: e-mail, address and the like
    :rtype: str
    """
    parts = [to_words(name) for name in names]
    for code in codes:
        words = to_words(code)
        parts += [words, words.replace(" ", "")] if " " in words else [words]
    for cell in phones:
        parts += _read_numbers(cell)
    parts += [to_words(other) for other in others]
    return f" {' | '.join(part for part in parts if part)} "


def _read_numbers(cell):
    """:return: the numbers of a cell as dialled, old spellings and what is no number as digits"""
    if not cell:
        return []
    found = parse_phones(cell)
    numbers = [to_dialled(phone.e164) for phone in found.phones]
    written = [phone.raw for phone in found.phones if phone.issue] + list(found.refused)
    numbers += [re.sub(r"\D", "", text) for text in written]
    return list(dict.fromkeys(numbers))


def parse_query(text):
    """Read what somebody typed into a search box.

    :return: what to look for, or ``None`` when there is no letter or digit in it
    :rtype: SearchQuery or None
    """
    whole = to_words(text)
    if not whole:
        return None
    words = tuple(dict.fromkeys(whole.split()))
    if not any(map(str.isalpha, whole)):
        return _parse_number(text, whole, words)
    alternatives, starts = [_as_needles(words)], [_as_starts(words)]
    if len(words) > 1 and min(map(len, words)) <= _SHORT:
        alternatives.append((whole,))  # as Odoo finds it: the phrase, from the middle of a word
    joined = tuple(_join_numbers(text))
    if joined != words:
        alternatives.append(_as_needles(joined))
    codes = _spell_code(text, whole) if len(words) <= 3 else ()
    return SearchQuery(whole, tuple(alternatives), tuple(starts), codes)


def _parse_number(text, whole, words):
    """Digits may be a telephone number in any spelling, a code, or numbers of a street."""
    digits = whole.replace(" ", "")
    phones = parse_phones(clean(text)).numbers if len(digits) > 7 else ()
    variants = [digits, *(to_dialled(phone) for phone in phones)]
    if digits.startswith("84") and len(digits) > 3:
        variants.append("0" + digits[2:].removeprefix("0"))
    if digits.startswith("0084"):
        variants.append("0" + digits[4:].removeprefix("0"))
    elif digits.startswith("00"):
        variants.append(digits[2:])
    alternatives = [_as_needles((number,)) for number in dict.fromkeys(variants) if number]
    if len(words) > 1:
        alternatives.append(_as_needles(words))
    starts = tuple(_as_starts(needles) for needles in alternatives)
    return SearchQuery(whole, tuple(alternatives), starts, _spell_code(text, whole), phones)


def _as_needles(words):
    return tuple(word if len(word.strip()) > _SHORT else f" {word.strip()}" for word in words)


def _as_starts(words):
    return tuple(f" {word.strip()}" for word in words)


def _join_numbers(text):
    """Yield the words of a text in which a telephone number may be written in groups."""
    end = 0
    for run in _NUMBER_RUN.finditer(text):
        yield from to_words(text[end : run.start()]).split()
        numbers = parse_phones(run[0]).numbers
        yield to_dialled(numbers[0]) if numbers else re.sub(r"\D", "", run[0])
        end = run.end()
    yield from to_words(text[end:]).split()


def _spell_code(text, whole):
    """:return: the spellings under which a code that was typed may be stored"""
    written = clean(text)
    compact = whole.replace(" ", "").upper()
    spellings = [written, written.upper(), written.lower(), compact]
    if len(compact) == 13 and compact.isdigit():
        spellings.append(f"{compact[:10]}-{compact[10:]}")
    return tuple(dict.fromkeys(spellings))
