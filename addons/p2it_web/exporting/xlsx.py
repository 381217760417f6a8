"""A list as a spreadsheet: written row by row, one row in memory."""

import xlsxwriter
from odoo.exceptions import UserError
from odoo.tools import get_lang
from xlsxwriter.utility import xl_rowcol_to_cell

from ..domain import export_format as formats
from ..domain.export_text import CELL_LIMIT, ROW_LIMIT, cell_text, clean, sheet_name
from .fast_sheet import FastSheet
from .styles import NO_STYLE, cell_styles

FUNCTION_NUMBERS = {"sum": 9, "avg": 1, "max": 4, "min": 5}
GROUP_COLOR = "#E9ECEF"
HEADER_COLOR = "#DEE2E6"
LEVEL_LIMIT = 7
"""Depth of outline that a spreadsheet knows."""

_WIDTHS = {"date": 12, "datetime": 18, "boolean": 9, "integer": 10, "duration": 10, "percentage": 10}
_MAX_WIDTH = 60
_SAMPLE = 1000
_EPOCH_YEAR = 1900


class CellFormats:
    """The formats of one workbook: number format, colours and emphasis, each made once.

    :param env: environment of the reader, whose language decides about dates
    """

    def __init__(self, env, workbook):
        self.workbook = workbook
        lang = get_lang(env)
        self.date = formats.excel_date_format(lang.date_format)
        self.datetime = f"{self.date} {formats.excel_date_format(lang.time_format)}"
        self._known = {}
        self._currencies = load_currencies(env)

    def get(self, number_format=None, style=NO_STYLE, **properties):
        """:return: the workbook's format with this look"""
        key = (number_format, style, *sorted(properties.items()))
        if key not in self._known:
            self._known[key] = self.workbook.add_format(self._prepare(number_format, style, properties))
        return self._known[key]

    def _prepare(self, number_format, style, properties):
        text, background, bold, italic, strike = style
        values = {"valign": "top", **properties}
        if number_format:
            values["num_format"] = number_format
        if text:
            values["font_color"] = text
        if background:
            values["bg_color"] = background
        if bold:
            values["bold"] = True
        if italic:
            values["italic"] = True
        if strike:
            values["font_strikeout"] = True
        return values

    def number_format(self, column, currency=0):
        """:return: the number format of a column's cells"""
        if column.kind == "monetary" and currency in self._currencies:
            symbol, decimals, is_before = self._currencies[currency]
            return formats.excel_money_format(symbol, decimals, is_before=is_before)
        if column.kind == "date":
            return self.date
        if column.kind == "datetime":
            return self.datetime
        if column.kind == "percentage":
            return "0.00%"
        if column.kind == "duration":
            return formats.DURATION_FORMAT
        if column.kind == "integer":
            return "#,##0"
        return formats.excel_number_format(column.decimals) if column.is_number else None


def load_currencies(env):
    """:return: currency id → (symbol, decimals, whether the symbol comes first)"""
    currencies = env["res.currency"].with_context(active_test=False).search([])
    return {c.id: (c.symbol or "", c.decimal_places, c.position == "before") for c in currencies}


class XlsxWriter:
    """Writes the rows of a table to a file.

    :param Table table: what to write
    :param path: the file
    :raise UserError: when there are more rows than a sheet can hold
    """

    def __init__(self, table, path):
        self.table = table
        self.env = table.env
        self.columns = table.columns
        self.names = [column.name for column in self.columns]
        if table.row_count + 2 > ROW_LIMIT:
            raise UserError(
                self.env._(
                    "These are %(count)s rows, and a sheet holds %(limit)s. Filter the list into parts, "
                    "by year for example, and export each of them.",
                    count=f"{table.row_count:,}",
                    limit=f"{ROW_LIMIT - 2:,}",
                )
            )
        self.workbook = xlsxwriter.Workbook(path, {"constant_memory": True, "nan_inf_to_errors": True})
        title = table.request.get_title()
        self.workbook.set_properties(
            {
                "title": title,
                "subject": "; ".join(table.request.facets),
                "author": clean(self.env.user.name),
                "company": clean(self.env.company.name),
            }
        )
        self.sheet = self.workbook.add_worksheet(sheet_name(title, self.env._("Export")), FastSheet)
        self.sheet.outline_settings(True, False, True, False)
        self.formats = CellFormats(self.env, self.workbook)
        self.row = 0
        self._longest = [len(column.label) + 2 for column in self.columns]
        self._text_looks = {}
        self._writers = [self._get_writer(column) for column in self.columns]

    def write(self):
        """Write everything and close the file."""
        try:
            self._write_header()
            for item in self.table.rows():
                if item[0] == "group":
                    self._write_group(item[1])
                else:
                    self._write_record(item[1], item[2])
            last_row = self.row - 1
            if self.table.has_totals:
                self._write_totals()
            self._finish(last_row)
        except BaseException:
            self._discard()
            raise
        self.workbook.close()

    def _discard(self):
        # Not closed: a half file must not look like a whole one. Its row data lies in a temporary file.
        self.sheet.row_data_fh.close()
        self.workbook.fileclosed = True

    def _write_header(self):
        look = self.formats.get(bold=True, bg_color=HEADER_COLOR, bottom=1, text_wrap=True)
        for position, column in enumerate(self.columns):
            self.sheet.write_string(0, position, cell_text(column.label), look)
        self.sheet.freeze_panes(1, 0)
        self.row = 1

    def _next_row(self, level=0):
        if level:
            self.sheet.set_row(self.row, None, None, {"level": min(level, LEVEL_LIMIT)})
            # The row before the last is on disk already: its settings need not be kept.
            self.sheet.set_rows.pop(self.row - 2, None)
        row, self.row = self.row, self.row + 1
        return row

    def _write_record(self, cells, style):
        row = self._next_row(self.table.depth)
        styles = cell_styles(style, self.names)
        for position, write in enumerate(self._writers):
            look = styles[position] if styles else NO_STYLE
            value = cells[position]
            if value is not None:
                write(row, position, value, cells, look)
            elif look[1]:
                self.sheet.write_blank(row, position, None, self.formats.get(None, look))
        if row < _SAMPLE:
            self._measure(cells)

    def _measure(self, cells):
        for position in range(len(self.columns)):
            if isinstance(cells[position], str):
                length = max(map(len, cells[position].split("\n", 20)))
                self._longest[position] = max(self._longest[position], length)

    # ---- cells ----

    def _get_writer(self, column):
        """:return: function that writes one cell of the column"""
        if column.kind in ("text", "html", "selection", "name", "names", "count", "reference"):
            return self._write_text
        if column.kind == "boolean":
            return self._write_boolean
        if column.kind in ("date", "datetime"):
            return self._make_date_writer(column)
        return self._make_number_writer(column)

    def _write_text(self, row, position, value, _cells, look):
        # Cells come clean of what XML forbids; only their length is a spreadsheet's matter.
        text = value if len(value) <= CELL_LIMIT else cell_text(value)
        key = ("\n" in text, look)
        if key not in self._text_looks:
            self._text_looks[key] = self.formats.get(None, look, **({"text_wrap": True} if key[0] else {}))
        # write_string and never write: what begins with = + - @ stays a text.
        self.sheet.write_string(row, position, text, self._text_looks[key])

    def _write_boolean(self, row, position, value, _cells, look):
        self.sheet.write_boolean(row, position, value, self.formats.get(None, look, align="center"))

    def _make_date_writer(self, column):
        number_format, looks = self.formats.number_format(column), {}

        def write(row, position, value, _cells, look):
            if value.year < _EPOCH_YEAR:  # before a spreadsheet's calendar begins
                text = value.isoformat(" ") if column.kind == "datetime" else value.isoformat()
                self._write_text(row, position, text, None, look)
                return
            if look not in looks:
                looks[look] = self.formats.get(number_format, look)
            self.sheet.write_datetime(row, position, value, looks[look])

        return write

    def _make_number_writer(self, column):
        looks = {}

        def write(row, position, value, cells, look):
            currency = cells[column.currency_position] if column.currency_position else 0
            key = (currency, look)
            if key not in looks:
                looks[key] = self.formats.get(self.formats.number_format(column, currency), look)
            if column.kind == "duration":
                value = value / 24
            self.sheet.write_number(row, position, value, looks[key])
            if row < _SAMPLE:
                length = len(f"{value:,.0f}") + 6
                self._longest[position] = max(self._longest[position], length)

        return write

    # ---- groups and totals ----

    def _write_group(self, group):
        row = self._next_row(group.level)
        label = f"{group.label} ({group.count})"
        base = {"bold": True, "bg_color": GROUP_COLOR}
        self.sheet.write_string(
            row, 0, cell_text(label), self.formats.get(**base, indent=min(group.level, 15))
        )
        below = (row + 1, row + group.row_count())
        for position in range(1, len(self.columns)):
            subtotal = group.subtotals.get(position)
            if subtotal is None or subtotal.value is None:
                self.sheet.write_blank(row, position, None, self.formats.get(**base))
            else:
                self._write_figure(row, position, subtotal, below, base)

    def _write_figure(self, row, position, subtotal, below, base):
        """Write a subtotal: a formula over its rows, with its value for readers that don't compute."""
        column = self.columns[position]
        look = self.formats.get(self.formats.number_format(column, subtotal.currency), **base)
        value = subtotal.value / 24 if column.kind == "duration" else subtotal.value
        if subtotal.function not in FUNCTION_NUMBERS:
            self.sheet.write_number(row, position, value, look)
            return
        first, last = (xl_rowcol_to_cell(number, position) for number in below)
        formula = f"=SUBTOTAL({FUNCTION_NUMBERS[subtotal.function]},{first}:{last})"
        self.sheet.write_formula(row, position, formula, look, value)

    def _write_totals(self):
        below = (1, self.row - 1)
        row = self._next_row()
        base = {"bold": True, "bg_color": HEADER_COLOR, "top": 1}
        totals = self.table.get_totals()
        for position in range(len(self.columns)):
            subtotal = totals.get(position)
            if subtotal is not None and subtotal.value is not None:
                self._write_figure(row, position, subtotal, below, base)
            elif position == 0:
                label = self.env._("Total (%(count)s)", count=len(self.table.ids))
                self.sheet.write_string(row, 0, label, self.formats.get(**base))
            else:
                self.sheet.write_blank(row, position, None, self.formats.get(**base))

    def _finish(self, last_row):
        for position, column in enumerate(self.columns):
            width = max(self._longest[position] + 1, _WIDTHS.get(column.kind, 8))
            self.sheet.set_column(position, position, min(width, _MAX_WIDTH))
        if last_row:
            self.sheet.autofilter(0, 0, last_row, len(self.columns) - 1)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.repeat_rows(0)
        self.sheet.set_footer("&L&A&R&P / &N")
