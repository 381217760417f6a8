"""Pivot tables and graphs as spreadsheets."""

import xlsxwriter

from ..domain.export_text import cell_text, clean, sheet_name
from .xlsx import GROUP_COLOR, HEADER_COLOR, LEVEL_LIMIT, CellFormats

_CHARTS = {"bar": "column", "line": "line", "pie": "pie"}


class _ReportSheet:
    def __init__(self, request, path):
        self.request = request
        self.env = request.env
        self.workbook = xlsxwriter.Workbook(path)
        title = request.get_title()
        self.workbook.set_properties(
            {
                "title": title,
                "subject": "; ".join(request.facets),
                "author": clean(self.env.user.name),
            }
        )
        self.sheet = self.workbook.add_worksheet(sheet_name(title, self.env._("Export")))
        self.formats = CellFormats(self.env, self.workbook)
        self.header = self.formats.get(
            bold=True, bg_color=HEADER_COLOR, border=1, border_color="#CED4DA", align="center", text_wrap=True
        )
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer("&L&A&R&P / &N")

    def _write_number(self, row, at, value, column, currency, **look):
        number_format = self.formats.number_format(column, currency)
        if value is None:
            self.sheet.write_blank(row, at, None, self.formats.get(None, **look))
        else:
            value = value / 24 if column.kind == "duration" else value
            self.sheet.write_number(row, at, value, self.formats.get(number_format, **look))


class PivotXlsx(_ReportSheet):
    """Writes a pivot table: merged headers, folded like the screen, formats of the measures."""

    def write(self):
        request = self.request
        self.sheet.outline_settings(True, False, True, False)
        for row in range(request.header_height):
            self.sheet.write_blank(row, 0, None, self.header)
        for row, at, high, wide, title in request.headers:
            text = cell_text(title)
            if high > 1 or wide > 1:
                self.sheet.merge_range(row, at + 1, row + high - 1, at + wide, "", self.header)
            self.sheet.write_string(row, at + 1, text, self.header)
        for number, (title, indent, cells) in enumerate(request.rows, request.header_height):
            self._write_row(number, title, indent, cells)
        longest = max((len(title) + 2 * indent for title, indent, _cells in request.rows), default=10)
        self.sheet.set_column(0, 0, min(max(longest + 2, 16), 60))
        self.sheet.set_column(1, request.width, 17)
        self.sheet.freeze_panes(request.header_height, 1)
        self.sheet.repeat_rows(0, request.header_height - 1)
        self.workbook.close()

    def _write_row(self, number, title, indent, cells):
        self.sheet.set_row(number, None, None, {"level": min(indent, LEVEL_LIMIT)})
        look = {"bold": True, "bg_color": GROUP_COLOR} if indent == 0 else {"bg_color": GROUP_COLOR}
        self.sheet.write_string(number, 0, cell_text(title), self.formats.get(**look, indent=indent))
        for at, (value, column, currency, is_bold) in enumerate(cells, 1):
            look = {"bold": True} if is_bold else {}
            self._write_number(number, at, value, column, currency, **look)


class GraphXlsx(_ReportSheet):
    """Writes the figures of a graph, and the graph as the spreadsheet draws it."""

    def write(self):
        request = self.request
        self.sheet.write_blank(0, 0, None, self.header)
        for at, (label, values) in enumerate(request.series, 1):
            self.sheet.write_string(0, at, cell_text(label), self.header)
            for row, value in enumerate(values, 1):
                self._write_number(row, at, value, request.measure, 0)
        for row, label in enumerate(request.labels, 1):
            self.sheet.write_string(row, 0, cell_text(label), self.formats.get())
        longest = max(map(len, request.labels))
        self.sheet.set_column(0, 0, min(max(longest + 2, 16), 60))
        self.sheet.set_column(1, len(request.series), 17)
        self.sheet.freeze_panes(1, 1)
        self._insert_chart(len(request.labels))
        self.workbook.close()

    def _insert_chart(self, last):
        chart = self.workbook.add_chart({"type": _CHARTS[self.request.mode]})
        sheet = self.sheet.get_name()
        for at in range(1, min(len(self.request.series), 50) + 1):
            chart.add_series(
                {
                    "name": [sheet, 0, at],
                    "categories": [sheet, 1, 0, last, 0],
                    "values": [sheet, 1, at, last, at],
                }
            )
        chart.set_title({"name": self.request.get_title()[:200]})
        chart.set_size({"width": 760, "height": 420})
        self.sheet.insert_chart(1, len(self.request.series) + 2, chart)
