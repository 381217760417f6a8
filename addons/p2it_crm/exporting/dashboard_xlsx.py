"""A dashboard as a spreadsheet: a sheet of its figures, and one per tile with the chart of its table."""

import xlsxwriter
from odoo.addons.p2it_web.domain.export_text import cell_text, clean, sheet_name
from odoo.addons.p2it_web.exporting.xlsx import HEADER_COLOR, CellFormats

_CHARTS = {
    "bar": {"type": "column"},
    "stacked": {"type": "column", "subtype": "stacked"},
    "hbar": {"type": "bar"},
    "line": {"type": "line"},
    "pie": {"type": "pie"},
}
_TOP = 3
"""Row of a table's headings: title and filters stand above."""

_SERIES_MAX = 24


class DashboardXlsx:
    """Writes a dashboard to a file.

    :param DashboardRequest request: what to write
    :param path: the file
    """

    def __init__(self, request, path):
        self.request = request
        self.env = request.env
        self.workbook = xlsxwriter.Workbook(path, {"nan_inf_to_errors": True})
        self.workbook.set_properties(
            {
                "title": request.get_title(),
                "subject": "; ".join(request.facets),
                "author": clean(self.env.user.name),
                "company": clean(self.env.company.name),
            }
        )
        self.formats = CellFormats(self.env, self.workbook)
        self.head = self.formats.get(bold=True, bg_color=HEADER_COLOR, bottom=1, text_wrap=True)
        self._names = set()

    def write(self):
        """Write everything and close the file."""
        self._write_figures()
        for tile in self.request.tables:
            self._write_tile(tile)
        self.workbook.close()

    def _add_sheet(self, title):
        sheet = self.workbook.add_worksheet(self._get_free_name(title))
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&L&A&R&P / &N")
        sheet.write_string(0, 0, cell_text(title), self.formats.get(bold=True, font_size=14))
        facets = f"{self.request.get_title()} · {' · '.join(self.request.facets)}"
        sheet.write_string(1, 0, cell_text(facets), self.formats.get(font_color="#6C757D"))
        return sheet

    def _get_free_name(self, title):
        base = name = sheet_name(title, self.env._("Export"))
        number = 1
        while name.lower() in self._names:
            number += 1
            name = f"{base[: 30 - len(str(number))]} {number}"
        self._names.add(name.lower())
        return name

    def _write_number(self, sheet, row, at, value, column, **look):
        if value is None:
            sheet.write_blank(row, at, None, self.formats.get(None, **look))
            return
        number_format = self.formats.number_format(column, column.currency)
        sheet.write_number(row, at, value, self.formats.get(number_format, **look))

    # --- figures

    def _write_figures(self):
        sheet = self._add_sheet(self.env._("Figures"))
        titles = [self.env._("Figure"), self.env._("Value"), self.env._("Compared With")]
        titles += [self.env._("Days"), self.env._("Its Value"), self.env._("Change or Reached (%)")]
        for at, title in enumerate(titles):
            sheet.write_string(_TOP, at, title, self.head)
        row = _TOP + 1
        for tile in self.request.figures:
            row = self._write_figure(sheet, row, tile)
        sheet.set_column(0, 0, 36)
        sheet.set_column(1, 5, 22)
        sheet.freeze_panes(_TOP + 1, 1)

    def _write_figure(self, sheet, row, tile):
        [column] = self.request.make_columns({"columns": [tile["format"]]})
        percent = self.request.make_columns({"columns": [{"type": "percent"}]})[0]
        sheet.write_string(row, 0, cell_text(tile["name"]), self.formats.get(bold=True))
        self._write_number(sheet, row, 1, tile["value"], column, bold=True)
        for other in tile["comparisons"]:
            sheet.write_string(row, 2, cell_text(other["label"]), self.formats.get())
            sheet.write_string(row, 3, cell_text(other.get("hint") or ""), self.formats.get())
            self._write_number(sheet, row, 4, other["value"], column)
            self._write_number(sheet, row, 5, other.get("progress", other.get("change")), percent)
            row += 1
        if not tile["comparisons"]:
            row += 1
        for other in tile["others"]:
            [own] = self.request.make_columns({"columns": [other]})
            sheet.write_string(row, 0, cell_text(f"{tile['name']}: {own.label}"), self.formats.get(indent=1))
            self._write_number(sheet, row, 1, other["value"], own)
            row += 1
        return row

    # --- tables

    def _write_tile(self, tile):
        sheet = self._add_sheet(tile["name"])
        columns = self.request.make_columns(tile)
        sheet.write_string(_TOP, 0, cell_text(tile["label"] or ""), self.head)
        for at, column in enumerate(columns, 1):
            sheet.write_string(_TOP, at, cell_text(column.label), self.head)
        for number, row in enumerate(tile["rows"], _TOP + 1):
            sheet.write_string(number, 0, cell_text(row["label"]), self.formats.get())
            for at, (value, column) in enumerate(zip(row["cells"], columns, strict=True), 1):
                self._write_number(sheet, number, at, value, column)
        last = _TOP + len(tile["rows"])
        if tile.get("total"):
            self._write_total(sheet, last + 1, tile["total"], columns)
        sheet.set_column(0, 0, min(max((len(row["label"]) + 2 for row in tile["rows"]), default=16), 48))
        sheet.set_column(1, max(len(columns), 1), 18)
        sheet.freeze_panes(_TOP + 1, 1)
        if tile["kind"] == "heat" and tile["rows"] and columns:
            scale = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#0EA5A4"}
            sheet.conditional_format(_TOP + 1, 1, last, len(columns), scale)
        if tile["rows"] and columns:
            self._insert_chart(sheet, tile, columns, last)

    def _write_total(self, sheet, row, total, columns):
        look = {"bold": True, "bg_color": HEADER_COLOR, "top": 1}
        sheet.write_string(row, 0, self.env._("Total"), self.formats.get(**look))
        for at, (value, column) in enumerate(zip(total, columns, strict=True), 1):
            self._write_number(sheet, row, at, value, column, **look)

    def _insert_chart(self, sheet, tile, columns, last):
        kind = (
            "stacked" if tile["kind"] == "heat" else tile["chart_type"] if tile["kind"] == "chart" else "bar"
        )
        chart = self.workbook.add_chart(dict(_CHARTS[kind]))
        name = sheet.get_name()
        for at in range(1, self._count_series(tile, kind, columns) + 1):
            chart.add_series(
                {
                    "name": [name, _TOP, at],
                    "categories": [name, _TOP + 1, 0, last, 0],
                    "values": [name, _TOP + 1, at, last, at],
                }
            )
        if kind == "hbar":
            chart.set_y_axis({"reverse": True})
        chart.set_title({"name": cell_text(tile["name"])[:200]})
        chart.set_size({"width": 760, "height": 420})
        sheet.insert_chart(_TOP, len(columns) + 2, chart)

    def _count_series(self, tile, kind, columns):
        """A table's further columns count other things; a chart's and a heat table's are alike."""
        if kind == "pie" or tile["kind"] not in ("chart", "heat"):
            return 1
        return min(len(columns), _SERIES_MAX)
