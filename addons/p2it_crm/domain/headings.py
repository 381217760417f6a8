"""Recognise the headings of a spreadsheet, in Vietnamese or English, however they are spelled."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from .text import fold

EXACT, CONTAINED = 1.0, 0.8
_MIN_RATIO = 0.86
_WORDS = re.compile(r"[a-z0-9%]+")


@dataclass(frozen=True)
class HeadingMatch:
    """``target`` is ``""`` when nothing fits well enough; ``score`` goes from 0 to 1."""

    heading: str
    target: str
    score: float


def count_known(cells, synonyms):
    """Tell how much a row looks like one of headings.

    :param cells: texts of the row
    :param dict synonyms: as for :func:`match_headings`
    :return: how many targets it names
    :rtype: int
    """
    known = {_key(name) for names in synonyms.values() for name in names} - {""}
    exact = sum(_key(cell) in known for cell in cells)
    if not exact:
        return 0  # a row of data is no more like headings than a title is
    return sum(bool(match.target) for match in match_headings(cells, synonyms))


def match_headings(headings, synonyms, multiple=()):
    """Give each heading at most one target, and each target to at most one heading.

    The best scores choose first; of equals, the leftmost heading and the first target.

    :param headings: the headings, left to right
    :param dict synonyms: ``{target: names it goes by}``
    :param multiple: targets that any number of headings may have
    :return: one match for each heading, in order
    :rtype: list of HeadingMatch
    """
    scored = []
    for column, heading in enumerate(headings):
        for order, (target, names) in enumerate(synonyms.items()):
            score = max((_score(heading, name) for name in names), default=0.0)
            if score:
                scored.append((-score, column, order, target))
    chosen, taken = {}, set()
    for score, column, _order, target in sorted(scored):
        if column not in chosen and target not in taken:
            chosen[column] = (target, -score)
            if target not in multiple:
                taken.add(target)
    return [HeadingMatch(heading, *chosen.get(column, ("", 0.0))) for column, heading in enumerate(headings)]


def _score(heading, name):
    left, right = _key(heading), _key(name)
    if not left or not right:
        return 0.0
    if left == right:
        return EXACT
    left_words, right_words = set(left.split()), set(right.split())
    if len(right_words) > 1 and right_words <= left_words:
        return CONTAINED * len(right_words) / len(left_words) ** 0.5 / len(right_words) ** 0.5
    ratio = SequenceMatcher(None, left, right).ratio()
    return round(ratio * 0.9, 4) if ratio >= _MIN_RATIO else 0.0


def _key(text):
    return " ".join(_WORDS.findall(fold(text)))
