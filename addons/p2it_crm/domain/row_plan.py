"""What an import is going to do with one row."""

import re
from dataclasses import dataclass, field

from .duplicates import Keys
from .issues import CellError, Issue
from .text import clean, clean_lines, is_blank

CREATE, JOIN, REFUSE = "create", "join", "refuse"

# ``{=1+1}`` is how a spreadsheet shows, and Odoo's own export writes, an array formula.
_FORMULA_START = ("=", "@", "{=", "＝", "＠")
_SIGNS = ("+", "-", "＋", "－")
# A number, perhaps with its unit: ``-5 %``, ``+84 (28) 3822 1234``.
_SIGNED_NUMBER = re.compile(r".\d(?:[\w\s.,/%-]|\([\d\s]+\))*")
_LEVELS = re.compile(r"[/>;\n]")


@dataclass
class RowPlan:
    """One row on its way from text to record.

    ``cells`` are the texts by target, ``labels`` the targets' names; ``data`` what was understood;
    ``vals`` the values of the record. ``kept`` are texts that fit no field and go into the note.
    ``ref`` names the record: an id, or ``("new", number)`` for one that a row of this file creates.
    ``document`` is what rows that make one record together have in common, such as an order's number.
    """

    number: int
    cells: dict
    row_id: int = 0
    fingerprint: str = ""
    document: str = ""
    labels: dict = field(default_factory=dict)
    label: str = ""
    data: dict = field(default_factory=dict)
    vals: dict = field(default_factory=dict)
    kept: list = field(default_factory=list)
    keys: Keys = field(default_factory=Keys)
    verdict: str = ""
    ref: object = None
    refusals: list[Issue] = field(default_factory=list)
    reasons: list[Issue] = field(default_factory=list)
    warnings: list[Issue] = field(default_factory=list)

    def refuse(self, code, **params):
        """Refuse the row for the reason ``code``."""
        self.refusals.append(Issue(code, params))

    def warn(self, code, **params):
        """Say something about the row that does not stop it."""
        self.warnings.append(Issue(code, params))

    def text(self, target):
        """:return: the cell on one line, ``""`` when it says nothing"""
        value = self.cells.get(target, "")
        return "" if is_blank(value) else clean(value)

    def lines(self, target):
        """:return: the cell with its line breaks"""
        value = self.cells.get(target, "")
        return "" if is_blank(value) else clean_lines(value)

    def read(self, target, reader, strict=False):
        """Let ``reader`` understand a cell.

        What it can't is kept as text with a warning or, when ``strict``, refuses the row.

        :return: what the reader returned, ``None`` if it failed
        """
        try:
            return reader(self.cells.get(target, ""))
        except CellError as error:
            if strict:
                self.refusals.append(error.issue)
            else:
                self.warnings.append(error.issue)
                self.keep(target, self.text(target))
            return None

    def keep(self, target, text):
        """Remember a text that fits no field, for the note."""
        if text and (target, text) not in self.kept:
            self.kept.append((target, text))


def is_formula(text):
    """:return: whether a spreadsheet would take ``text``, alone in a cell, for a formula"""
    if text.startswith(_FORMULA_START):
        return True
    return text.startswith(_SIGNS) and len(text) > 1 and not _SIGNED_NUMBER.fullmatch(text)


def has_formula_level(path):
    """:return: whether a level of a path such as ``Đại lý/Cấp 1`` is a formula on its own"""
    return any(is_formula(clean(level)) for level in _LEVELS.split(path))


def quote_formula(text):
    """:return: ``text``, in quotation marks if a spreadsheet would run it"""
    return f"“{text}”" if is_formula(text) else text
