"""Read tables from CSV and XLSX as text, and write them so that no text is ever a formula."""

import codecs
import contextlib
import csv
import datetime
import io
import re
import zipfile
from dataclasses import dataclass

from openpyxl import load_workbook
from xlsxwriter import Workbook

from .issues import CellError

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED_BYTES = 300 * 1024 * 1024
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 20_000
# Headings are looked for in so many rows, and a sheet ends after so many blank ones.
HEAD_ROWS = 20
MAX_BLANK_ROWS = 10_000

ENCODINGS = ("utf-8-sig", "utf-16", "cp1258")
SEPARATORS = (",", ";", "\t", "|")
_FORMULA_START = ("=", "+", "-", "@", "\t", "\r")
_GUARDED = re.compile(r"'[=+\-@\t\r]")
# The stream of an Office file behind a password, in the names' own encoding.
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ILLEGAL_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Table:
    """A table as text.

    ``rows`` are (number in the spreadsheet, cells); each has as many cells as there are
    ``headings``, of which those beyond the row of headings are empty. The rest tells how it was read;
    ``end`` is the row at which reading stopped because only blank ones followed for too long.
    """

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    heading_row: int = 0
    end: int = 0


def read_table(content, filename="", encoding="", separator="", sheet="", heading_row=0, score=None):
    """Read a CSV or XLSX file. What kind it is, its content tells, not its name.

    Everything comes as text: a date as ``2026-04-09``; a formula as the number or date the
    spreadsheet last got from it, otherwise as the formula. Blank rows are left out.

    :param bytes content: the file
    :param str encoding: of a CSV; found out when empty
    :param str separator: of a CSV; found out when empty
    :param str sheet: of an XLSX; the first one when empty
    :param int heading_row: number of the row that holds the headings; found out when 0
    :param score: function telling how many cells of a row are known headings
    :rtype: Table
    :raise CellError: when it is too large, damaged, empty or of another kind
    """
    if not content:
        raise CellError("file_empty")
    if len(content) > MAX_BYTES:
        raise CellError("file_too_large", megabytes=MAX_BYTES // 1024**2)
    if content[:4] == b"PK\x03\x04":
        return _read_xlsx(content, sheet, heading_row, score)
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" and _ENCRYPTED in content:
        raise CellError("file_password")
    if content[:8] == b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" or filename.lower().endswith(".xls"):
        raise CellError("file_old_excel")
    return _read_csv(content, encoding, separator, heading_row, score)


def _read_csv(content, encoding, separator, heading_row, score):
    text, encoding = _decode(content, encoding)
    if "\x00" in text:
        raise CellError("file_unreadable")
    separator = separator or _guess_separator(text)
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise CellError("file_unreadable") from None
    numbered = ((number, _unguard(cells)) for number, cells in enumerate(records, start=1))
    return Table(**_build(numbered, heading_row, score), encoding=encoding, separator=separator)


def _decode(content, encoding):
    for candidate in [encoding] if encoding else _guess_encodings(content):
        text = _try_decode(content, candidate)
        if text is not None:
            return text, candidate
    raise CellError("file_encoding", encoding=encoding or ", ".join(ENCODINGS))


def _try_decode(content, encoding):
    try:
        return content.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _guess_encodings(content):
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    head = content[:200]
    if head.count(0) > len(head) // 4:
        return ["utf-16-le" if head[1:2] == b"\x00" else "utf-16-be"]
    return ["utf-8-sig", "cp1258"]


def _guess_separator(text):
    """Choose the separator that gives the first rows the most columns, all alike."""
    sample = text[:20000]
    best = (0, 0, ",")
    for order, separator in enumerate(SEPARATORS):
        try:
            lines = list(csv.reader(io.StringIO(sample, newline=""), delimiter=separator))[:20]
        except csv.Error:
            continue
        widths = [len(line) for line in lines[:-1] or lines if any(line)]
        if widths and max(widths) > 1:
            common = max(set(widths), key=lambda width: (widths.count(width), width))
            best = max(best, (widths.count(common) * (common > 1) * common, -order, separator))
    return best[2]


def _unguard(cells):
    """Take off the apostrophe that :func:`write_csv` puts before a formula."""
    return [cell[1:] if _GUARDED.match(cell) else cell for cell in cells]


def _read_xlsx(content, sheet, heading_row, score):
    _check_archive(content)
    try:
        with contextlib.ExitStack() as books:
            worksheet, names = _open_sheet(books, content, sheet)
            lines, end = _end_at_blanks(_iter_texts(worksheet))
            if any(text.startswith("=") for _number, texts in lines for text in texts):
                lines = _take_results(lines, _open_sheet(books, content, sheet, data_only=True)[0])
            table = _build(lines, heading_row, score)
            return Table(**table, sheet=worksheet.title, sheets=names, end=end)
    except CellError:
        raise
    except Exception:  # openpyxl raises whatever its parsers do on a damaged file
        raise CellError("file_unreadable") from None


def _open_sheet(books, content, sheet, data_only=False):
    """:return: (a sheet read row by row, the names of all sheets)"""
    book = load_workbook(io.BytesIO(content), read_only=True, data_only=data_only)
    books.callback(book.close)
    names = tuple(worksheet.title for worksheet in book.worksheets)
    if not names or (sheet and sheet not in names):
        raise CellError("file_sheet", sheet=sheet, sheets=", ".join(names))
    worksheet = book[sheet or names[0]]
    worksheet.reset_dimensions()
    return worksheet, names


def _iter_texts(worksheet):
    for number, values in enumerate(worksheet.iter_rows(values_only=True), start=1):
        yield number, [_cell_text(value) for value in values]


def _end_at_blanks(lines):
    """:return: (the lines that are not blank, the row at which too many blank ones ended it or 0)"""
    filled, last = [], 0
    for number, texts in lines:
        if any(text.strip() for text in texts):
            filled.append((number, texts))
            last = number
            if len(filled) > MAX_ROWS + HEAD_ROWS:
                raise CellError("file_rows", limit=MAX_ROWS)
        elif number - last > MAX_BLANK_ROWS:
            return filled, number
    return filled, 0


def _take_results(lines, worksheet):
    """Replace each formula by what the spreadsheet kept of it, where that is a number or a date.

    A text stays the formula it is: what it would say can be anything.
    """
    formulas = {number: texts for number, texts in lines if any(text.startswith("=") for text in texts)}
    last = max(formulas)
    for number, values in enumerate(worksheet.iter_rows(values_only=True, max_row=last), start=1):
        for position, text in enumerate(formulas.get(number, ())):
            value = values[position] if position < len(values) else None
            is_result = isinstance(value, int | float | datetime.date) and not isinstance(value, bool)
            if text.startswith("=") and is_result:
                formulas[number][position] = _cell_text(value)
    return lines


def _check_archive(content):
    """Refuse what would unpack to more than memory holds, and XML that defines entities."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            if sum(entry.file_size for entry in entries) > MAX_UNPACKED_BYTES:
                raise CellError("file_too_large", megabytes=MAX_BYTES // 1024**2)
            if "xl/workbook.xml" not in {entry.filename for entry in entries}:
                raise CellError("file_unreadable")
            for entry in entries:
                with archive.open(entry) as source:
                    if b"<!DOCTYPE" in source.read(1024).upper():
                        raise CellError("file_unreadable")
    except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, RuntimeError):
        raise CellError("file_unreadable") from None


def _cell_text(value):
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(getattr(value, "text", value))


def _build(numbered, heading_row=0, score=None):
    """Tell headings and rows apart.

    :return: dictionary of the table's headings, rows and heading_row
    """
    lines = [(number, cells) for number, cells in numbered if any(cell.strip() for cell in cells)]
    heading_row = heading_row or _find_headings(lines, score)
    below = [(number, cells) for number, cells in lines if number > heading_row]
    top = next((cells for number, cells in lines if number == heading_row), None)
    if top is None or not below:
        raise CellError("file_no_rows")
    if len(below) > MAX_ROWS:
        raise CellError("file_rows", limit=MAX_ROWS)
    width = max(_get_width(cells) for cells in (top, *(cells for _number, cells in below)))
    if width > MAX_COLUMNS:
        raise CellError("file_columns", limit=MAX_COLUMNS)
    headings = [cell.strip() for cell in top[:width]]
    return {
        "headings": tuple(headings + [""] * (width - len(headings))),
        "rows": tuple(
            (number, tuple([cell[:MAX_CELL] for cell in cells[:width]] + [""] * (width - len(cells))))
            for number, cells in below
        ),
        "heading_row": heading_row,
    }


def _get_width(cells):
    return max((position for position, cell in enumerate(cells, start=1) if cell.strip()), default=0)


def _find_headings(lines, score):
    """Find the row of headings: the one with most known ones, or else the first that is no title.

    :return: its number, 0 if there is none
    """
    head = [(number, cells) for number, cells in lines[:HEAD_ROWS]]
    filled = {number: sum(map(bool, map(str.strip, cells))) for number, cells in head}
    widest = max((sum(map(bool, map(str.strip, cells))) for _number, cells in lines), default=0)
    candidates = [(number, cells) for number, cells in head if filled[number] > 1 or widest == 1]
    scores = {number: score(cells) if score else 0 for number, cells in candidates}
    if any(scores.values()):
        return max(scores, key=lambda number: (scores[number], -number))
    typical = max((filled[number] for number, _cells in candidates), default=0)
    return next((number for number, _cells in candidates if filled[number] * 2 > typical), 0)


def write_xlsx(headings, rows, sheet="Sheet1"):
    """Write a workbook of texts. What begins with ``=`` is a text too.

    :param headings: texts of the first row
    :param rows: sequences of texts
    :return: the file
    :rtype: bytes
    """
    buffer = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    with Workbook(buffer, options) as book:
        worksheet = book.add_worksheet(re.sub(r"[\[\]:*?/\\']", " ", sheet)[:31] or "Sheet1")
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        wrapped = book.add_format({"num_format": "@", "valign": "top"})
        worksheet.freeze_panes(1, 0)
        for column, heading in enumerate(headings):
            worksheet.write_string(0, column, _ILLEGAL_XML.sub(" ", heading), bold)
            worksheet.set_column(column, column, max(12, min(len(heading) + 4, 40)))
        for line, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                worksheet.write_string(line, column, _ILLEGAL_XML.sub(" ", cell), wrapped)
    return buffer.getvalue()


def write_csv(headings, rows):
    """Write CSV in UTF-8 with BOM; an apostrophe guards what a spreadsheet would execute.

    :return: the file
    :rtype: bytes
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    for cells in (headings, *rows):
        writer.writerow([_guard(cell) for cell in cells])
    return buffer.getvalue().encode("utf-8-sig")


def _guard(cell):
    # A text that looks guarded is guarded too, so that reading gives back what was written.
    return f"'{cell}" if cell.startswith(_FORMULA_START) or _GUARDED.match(cell) else cell
