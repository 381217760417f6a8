"""Texts that a spreadsheet and a PDF can hold: no control characters, no formulas, no over-long cells."""

import re

CELL_LIMIT = 32767
"""Characters that one cell of an .xlsx file can hold."""

ROW_LIMIT = 1_048_576
COLUMN_LIMIT = 16_384
SHEET_NAME_LIMIT = 31

_CUT_MARK = "…"
# XML 1.0 knows none of these, and a spreadsheet with one of them does not open.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\]")
_FILE_NAME = re.compile(r'[\x00-\x1f<>:"/\\|?*]+')


def clean(text):
    """:return: the text with one kind of line break and without what XML forbids"""
    if text.isprintable():  # most are, and this is quick
        return text
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return _FORBIDDEN.sub("", text)


def cell_text(text):
    """:return: the text as one spreadsheet cell can hold it, cut visibly when too long"""
    text = clean(text)
    if len(text) > CELL_LIMIT:
        text = text[: CELL_LIMIT - len(_CUT_MARK)] + _CUT_MARK
    return text


def sheet_name(title, fallback="Export"):
    """:return: the title as the name of a sheet, never empty"""
    name = _SHEET_NAME.sub(" ", clean(title)).replace("\n", " ").strip(" '")[:SHEET_NAME_LIMIT].strip(" '")
    # Excel keeps this name for itself.
    return fallback if not name or name.lower() == "history" else name


def file_name(title, extension, fallback="Export"):
    """:return: the title as the name of a file on any system"""
    name = _FILE_NAME.sub(" ", clean(title))
    name = " ".join(name.split()).strip(". ")[:120].strip(". ")
    return f"{name or fallback}.{extension}"
