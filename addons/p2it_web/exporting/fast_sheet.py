"""A worksheet that writes its two commonest kinds of cells, texts and numbers, in one stroke.

XlsxWriter builds each cell from attribute lists and several passes over its text; that is most of the
time of a long export. It also takes a text in ``<r>…</r>`` for markup and writes it as it is, which would
let a customer's name spoil the file. Here every text is escaped.
"""

import re

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

_SPECIAL = re.compile(r"[&<>\x00-\x1f\ufffe\uffff]|^\s|\s$|_x[0-9A-Fa-f]{4}_")
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def escape(text):
    """:return: the text as the content of an XML element of a spreadsheet"""
    text = _CONTROL.sub("", _ESCAPE.sub("_x005F_", text))
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class FastSheet(Worksheet):
    """A worksheet for ``constant_memory``; use it with ``Workbook.add_worksheet(name, FastSheet)``."""

    def __init__(self):
        super().__init__()
        self._letters = []

    def _get_letters(self, position):
        while len(self._letters) <= position:
            self._letters.append(xl_col_to_name(len(self._letters)))
        return self._letters[position]

    def _write_cell(self, row, col, cell):
        kind = cell.__class__.__name__
        if not cell.format or not self.constant_memory or kind not in ("String", "Number", "Datetime"):
            super()._write_cell(row, col, cell)
            return
        place = f"{self._get_letters(col)}{row + 1}"
        look = cell.format._get_xf_index()
        if kind != "String":
            self.fh.write(f'<c r="{place}" s="{look}"><v>{cell.number!r}</v></c>')
            return
        text, preserve = cell.string, ""
        if _SPECIAL.search(text):
            text, preserve = escape(text), ' xml:space="preserve"'
        self.fh.write(f'<c r="{place}" s="{look}" t="inlineStr"><is><t{preserve}>{text}</t></is></c>')
