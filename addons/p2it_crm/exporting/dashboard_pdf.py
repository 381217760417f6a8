"""A dashboard on paper: its figures as cards, then each tile as a drawn chart and a table."""

from odoo.addons.p2it_web.domain.export_layout import MARGIN, wrap
from odoo.addons.p2it_web.domain.export_text import clean
from odoo.addons.p2it_web.exporting.pdf_canvas import (
    BOLD,
    REGULAR,
    StreamedCanvas,
    make_measure,
    register_fonts,
)
from odoo.addons.p2it_web.exporting.pdf_cells import CellTexts
from odoo.addons.p2it_web.exporting.pdf_page import GRAY, INK, LINE, PageFrame
from reportlab.graphics import renderPDF
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4

from .dashboard_drawing import draw_chart

SIZE = 8
ROW = 13
PADDING = 3
CARDS = 4
CARD_HEIGHT = 66
_CARD_LINES = 4
"""Lines of small print below a figure."""

CHART_HEIGHT = 170
HEAD_BACKGROUND = HexColor("#E2E6EA")
_LABEL_SHARE, _LABEL_SHARE_SMALL = 0.34, 0.18
_COLUMN_MIN = 78
"""Points that an amount of billions needs."""


class DashboardPdf:
    """Draws a dashboard.

    :param DashboardRequest request: what to draw
    :param file: a binary file to write to
    """

    def __init__(self, request, file):
        register_fonts()
        self.request = request
        self.env = request.env
        self.texts = CellTexts(self.env, [])
        self.measures = {font: make_measure(font, SIZE) for font in (REGULAR, BOLD)}
        page = (A4[1], A4[0])
        self.width = page[0] - 2 * MARGIN
        self.canvas = StreamedCanvas(file, page, lang=self.env.context.get("lang"))
        self.canvas.setTitle(request.get_title())
        self.canvas.setAuthor(clean(self.env.user.name))
        self.canvas.setCreator("P2IT")
        self.frame = PageFrame(self.env, self.canvas, page, request.get_title(), request.facets)

    def write(self):
        """Draw everything and save the file."""
        try:
            self._begin_page()
            self._draw_cards()
            for tile in self.request.tables:
                self._draw_tile(tile)
            self.frame.finish()
            self.canvas.save()
        except BaseException:
            self.canvas.discard()
            raise

    def _begin_page(self):
        if self.frame.number:
            self.canvas.showPage()
        self.y = self.frame.begin()

    def _need(self, height):
        """Go to a new page where this one has less room."""
        if self.y - height < self.frame.bottom:
            self._begin_page()
            return True
        return False

    def _write(self, x, y, width, text, font=REGULAR, size=SIZE, color=INK, right=False):
        measure = self.measures[font] if size == SIZE else make_measure(font, size)
        text = clean(text).replace("\n", " ")
        line = wrap(text, width, measure)[0] if text else ""
        if line != text:  # a figure that is cut must not look like another one
            line = (line[:-1] if measure(line + "…") > width else line) + "…"
        self.canvas.setFillColor(color)
        self.canvas.setFont(font, size)
        if right:
            self.canvas.drawRightString(x + width, y, line)
        else:
            self.canvas.drawString(x, y, line)

    def _text(self, value, column):
        """:return: a figure in the reader's language"""
        return "" if value is None else self.texts.number(column, value, column.currency)

    # --- figures

    def _draw_cards(self):
        wide = self.width / CARDS
        figures = self.request.figures
        for first in range(0, len(figures), CARDS):
            self._need(CARD_HEIGHT + 6)
            for at, tile in enumerate(figures[first : first + CARDS]):
                self._draw_card(MARGIN + at * wide, wide - 6, tile)
            self.y -= CARD_HEIGHT + 6

    def _draw_card(self, x, wide, tile):
        [column] = self.request.make_columns({"columns": [tile["format"]]})
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.6)
        self.canvas.roundRect(x, self.y - CARD_HEIGHT, wide, CARD_HEIGHT, 3, stroke=1, fill=0)
        self._write(x + 6, self.y - 12, wide - 12, tile["name"], color=GRAY)
        self._write(x + 6, self.y - 28, wide - 12, self._text(tile["value"], column), BOLD, 13)
        for line, text in enumerate(self._get_card_lines(tile, column)):
            self._write(x + 6, self.y - 38 - 8 * line, wide - 12, text, color=GRAY, size=6.5)

    def _get_card_lines(self, tile, column):
        """:return: what stands below a figure: what it is compared with, then what else the tile tells"""
        lines = [self._describe(other, column) for other in tile["comparisons"]]
        for other in tile["others"]:
            [own] = self.request.make_columns({"columns": [other]})
            lines.append(f"{own.label}: {self._text(other['value'], own)}")
        return lines[:_CARD_LINES]

    def _describe(self, other, column):
        percent = self.request.make_columns({"columns": [{"type": "percent"}]})[0]
        value = self._text(other["value"], column)
        share = other.get("progress", other.get("change"))
        if share is None:
            return f"{other['label']}: {value}"
        sign = "+" if "change" in other and share > 0 else ""
        return f"{other['label']}: {value} ({sign}{self._text(share, percent)}%)"

    # --- tables

    def _draw_tile(self, tile):
        columns = self.request.make_columns(tile)
        is_drawn = tile["kind"] == "chart" and tile["rows"]
        self._need(20 + (CHART_HEIGHT if is_drawn else 0) + 3 * ROW)
        self.y -= 8
        self._write(MARGIN, self.y - 9, self.width, tile["name"], BOLD, 10)
        self.y -= 16
        if not tile["rows"]:
            self._write(MARGIN, self.y - 9, self.width, self.env._("Nothing for these filters"), color=GRAY)
            self.y -= ROW
            return
        if is_drawn:
            drawing = draw_chart(tile, columns, self.width, CHART_HEIGHT, self._text)
            renderPDF.draw(drawing, self.canvas, MARGIN, self.y - CHART_HEIGHT)
            self.y -= CHART_HEIGHT + 6
        count = int(self.width * (1 - _LABEL_SHARE_SMALL) / _COLUMN_MIN)
        for first in range(0, max(len(columns), 1), count):
            self._draw_table(tile, columns, slice(first, first + count))

    def _draw_table(self, tile, columns, part):
        shown = columns[part]
        label = self.width * (_LABEL_SHARE if len(shown) < 7 else _LABEL_SHARE_SMALL)
        wide = min((self.width - label) / max(len(shown), 1), 110)
        self._draw_head(tile, shown, label, wide)
        rows = [(row["label"], row["cells"], REGULAR) for row in tile["rows"]]
        if tile.get("total"):
            rows.append((self.env._("Total"), tile["total"], BOLD))
        for name, cells, font in rows:
            if self._need(ROW):
                self._draw_head(tile, shown, label, wide)
            self._write(MARGIN + PADDING, self.y - 9, label - 2 * PADDING, name, font)
            for at, (value, column) in enumerate(zip(cells[part], shown, strict=True)):
                x = MARGIN + label + at * wide + PADDING
                self._write(x, self.y - 9, wide - 2 * PADDING, self._text(value, column), font, right=True)
            self.y -= ROW
            self.canvas.setStrokeColor(LINE)
            self.canvas.setLineWidth(0.3)
            self.canvas.line(MARGIN, self.y, MARGIN + label + wide * len(shown), self.y)
        self.y -= 6

    def _draw_head(self, tile, shown, label, wide):
        self._need(2 * ROW)
        self.canvas.setFillColor(HEAD_BACKGROUND)
        self.canvas.rect(MARGIN, self.y - ROW, label + wide * len(shown), ROW, stroke=0, fill=1)
        self._write(MARGIN + PADDING, self.y - 9, label - 2 * PADDING, tile["label"] or "", BOLD)
        for at, column in enumerate(shown):
            x = MARGIN + label + at * wide + PADDING
            self._write(x, self.y - 9, wide - 2 * PADDING, column.label, BOLD, right=True)
        self.y -= ROW
