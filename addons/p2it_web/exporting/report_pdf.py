"""Pivot tables and graphs on paper."""

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader

from ..domain.export_layout import MARGIN, MIN_WIDTH, choose_page, wrap
from ..domain.export_text import clean
from .pdf_canvas import BOLD, REGULAR, StreamedCanvas, make_measure, register_fonts
from .pdf_cells import CellTexts
from .pdf_page import INK, LINE, PageFrame

SIZE = 8
LEADING = 10.5
PADDING = 3
INDENT = 8
TITLE_WIDTHS = (70, 220)
HEADER_BACKGROUND = HexColor("#E2E6EA")
ROW_BACKGROUND = HexColor("#F1F3F5")
IMAGE_SHARE = 0.62
"""How much of a page's height a graph may take."""


class _ReportPdf:
    def __init__(self, request, file):
        register_fonts()
        self.request = request
        self.env = request.env
        self.file = file
        self.texts = CellTexts(self.env, [])
        self.measure = make_measure(REGULAR, SIZE)
        self.measure_bold = make_measure(BOLD, SIZE)

    def _start(self, page):
        self.canvas = StreamedCanvas(self.file, page, lang=self.env.context.get("lang"))
        self.canvas.setTitle(clean(self.request.get_title()))
        self.canvas.setAuthor(self.env.user.name)
        self.canvas.setCreator("P2IT")
        self.frame = PageFrame(self.env, self.canvas, page, self.request.get_title(), self.request.facets)

    def write(self):
        """Draw everything and save the file."""
        self._lay_out()
        try:
            self._draw()
            self.frame.finish()
            self.canvas.save()
        except BaseException:
            self.canvas.discard()
            raise

    def _lay_out(self):
        """Override to choose the page and begin the document with ``_start``."""

    def _draw(self):
        """Override to draw everything."""

    def _page(self):
        if self.frame.number:
            self.canvas.showPage()
        self.y = self.frame.begin()

    def _text(self, x, width, text, *, bold=False, right=False, center=False):
        measure = self.measure_bold if bold else self.measure
        self.canvas.setFillColor(INK)
        self.canvas.setFont(BOLD if bold else REGULAR, SIZE)
        room = width - 2 * PADDING
        text = text.replace("\n", " ")
        line = wrap(text, room, measure)[0]
        if line != text:  # a figure that is cut must not look like another one
            line = line[:-1] + "…" if measure(line + "…") > room else line + "…"
        offset = room - measure(line)
        x += PADDING + (offset if right else max(offset, 0) / 2 if center else 0)
        self.canvas.drawString(x, self.y - SIZE - 0.5, line)

    def _cell_border(self, x, y, width, height):
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.4)
        self.canvas.rect(x, y - height, width, height, stroke=1, fill=0)

    def _figure(self, value, column, currency):
        return "" if value is None else self.texts.number(column, value, currency)


class PivotPdf(_ReportPdf):
    """Draws a pivot table; columns that don't fit go to further pages, with the row titles repeated."""

    height = LEADING + PADDING

    def _lay_out(self):
        titles = [self.measure_bold(title) + INDENT * indent for title, indent, _cells in self.request.rows]
        low, high = TITLE_WIDTHS
        self.title_width = (
            min(max(*titles, low) if len(titles) > 1 else max(titles[0], low), high) + 2 * PADDING
        )
        self.widths = [MIN_WIDTH * 1.5] * self.request.width
        for _title, _indent, cells in self.request.rows:
            for at, (value, column, currency, _is_bold) in enumerate(cells):
                needed = self.measure_bold(self._figure(value, column, currency)) + 2 * PADDING
                self.widths[at] = max(self.widths[at], needed)
        for row, at, _high, wide, title in self.request.headers:
            if row == self.request.header_height - 1 and wide == 1:
                self.widths[at] = max(self.widths[at], min(self.measure_bold(title) + 2 * PADDING, 110))
        page = choose_page([self.title_width, *self.widths], squeeze=1)
        self.parts = self._split(page[0] - 2 * MARGIN - self.title_width)
        self._start(page)

    def _split(self, room):
        """:return: ``[(first, last + 1)]``: the columns that fit beside each other"""
        parts, first, used = [], 0, 0
        for at, width in enumerate(self.widths):
            if used and used + width > room:
                parts.append((first, at))
                first, used = at, 0
            used += width
        return [*parts, (first, len(self.widths))]

    def _draw(self):
        for part in self.parts:
            self._page()
            self._draw_header(part)
            for row in self.request.rows:
                if self.y - self.height < self.frame.bottom:
                    self._page()
                    self._draw_header(part)
                self._draw_row(row, part)

    def _left(self, at, part):
        return MARGIN + self.title_width + sum(self.widths[part[0] : at])

    def _draw_header(self, part):
        top, total = self.y, self.request.header_height
        width = self.title_width + sum(self.widths[part[0] : part[1]])
        self.canvas.setFillColor(HEADER_BACKGROUND)
        self.canvas.rect(MARGIN, top - total * self.height, width, total * self.height, stroke=0, fill=1)
        for row, at, high, wide, title in self.request.headers:
            first, last = max(at, part[0]), min(at + wide, part[1])
            if first >= last:
                continue
            x, cell_width = self._left(first, part), sum(self.widths[first:last])
            self.y = top - row * self.height
            self._cell_border(x, self.y, cell_width, high * self.height)
            self._text(x, cell_width, title, bold=True, center=True)
        self._cell_border(MARGIN, top, self.title_width, total * self.height)
        self.y = top - total * self.height

    def _draw_row(self, row, part):
        title, indent, cells = row
        self.canvas.setFillColor(ROW_BACKGROUND)
        self.canvas.rect(MARGIN, self.y - self.height, self.title_width, self.height, stroke=0, fill=1)
        self._text(MARGIN + INDENT * indent, self.title_width - INDENT * indent, title, bold=indent == 0)
        self._cell_border(MARGIN, self.y, self.title_width, self.height)
        for at in range(*part):
            value, column, currency, is_bold = cells[at]
            x = self._left(at, part)
            self._cell_border(x, self.y, self.widths[at], self.height)
            if value is not None:
                self._text(
                    x, self.widths[at], self._figure(value, column, currency), bold=is_bold, right=True
                )
        self.y -= self.height


class GraphPdf(_ReportPdf):
    """Draws the picture of a graph, and below it a table of its figures."""

    def _draw(self):
        self._page()
        if self.request.image:
            self._draw_image()
        self._draw_table()

    def _lay_out(self):
        series = len(self.request.series)
        self._start(choose_page([160, *[70] * min(series, 40)], squeeze=1))

    def _draw_image(self):
        image = self.request.image
        width = self.frame.right - self.frame.left
        scale = min(width / image.width, (self.frame.height * IMAGE_SHARE) / image.height)
        wide, high = image.width * scale, image.height * scale
        x = self.frame.left + (width - wide) / 2
        self.canvas.drawImage(ImageReader(image), x, self.y - high, wide, high)
        self.y -= high + 10

    def _draw_table(self):
        total = self.frame.right - self.frame.left
        title = min(200, total * 0.4)
        per_part = max(1, int((total - title) / 70))
        series = self.request.series
        for first in range(0, len(series), per_part):
            part = series[first : first + per_part]
            width = min((total - title) / len(part), 140)
            self._draw_part(part, title, width)
            self.y -= 8

    def _draw_part(self, part, title, width):
        height = LEADING + PADDING
        if self.y - 3 * height < self.frame.bottom:
            self._page()
        self._draw_heads(part, title, width, height)
        for row, label in enumerate(self.request.labels):
            if self.y - height < self.frame.bottom:
                self._page()
                self._draw_heads(part, title, width, height)
            self._text(MARGIN, title, label)
            for at, (_label, values) in enumerate(part):
                value = values[row] if row < len(values) else None
                text = self._figure(value, self.request.measure, 0)
                self._text(MARGIN + title + at * width, width, text, right=True)
            self.y -= height
            self.canvas.setStrokeColor(LINE)
            self.canvas.setLineWidth(0.3)
            self.canvas.line(MARGIN, self.y, MARGIN + title + len(part) * width, self.y)

    def _draw_heads(self, part, title, width, height):
        self.canvas.setFillColor(HEADER_BACKGROUND)
        self.canvas.rect(MARGIN, self.y - height, title + len(part) * width, height, stroke=0, fill=1)
        for at, (label, _values) in enumerate(part):
            self._text(MARGIN + title + at * width, width, label, bold=True, right=True)
        self.y -= height
