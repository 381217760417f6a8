"""A list on paper: drawn row by row, the finished pages on disk."""

from itertools import chain, islice

from reportlab.lib.colors import HexColor

from ..domain.export_layout import MARGIN, choose_page, column_floor, column_width, fit_widths, wrap
from ..domain.export_text import clean
from .pdf_canvas import BOLD, FONTS, ITALIC, StreamedCanvas, make_measure, register_fonts
from .pdf_cells import CellTexts
from .pdf_page import GRAY, INK, LINE, PageFrame
from .styles import cell_styles

SIZE = 8
LEADING = 10.5
PADDING = 3
SAMPLE = 400
INDENT = 9
HEADER_BACKGROUND = HexColor("#E2E6EA")
GROUP_BACKGROUNDS = tuple(HexColor(color) for color in ("#E9ECEF", "#F1F3F5", "#F8F9FA"))


class PdfWriter:
    """Draws the rows of a table.

    :param Table table: what to draw
    :param file: a binary file to write to
    """

    def __init__(self, table, file):
        register_fonts()
        self.table = table
        self.env = table.env
        self.columns = table.columns
        self.names = [column.name for column in self.columns]
        self.file = file
        self.texts = CellTexts(self.env, self.columns)
        self.measures = {marks: make_measure(font, SIZE) for marks, font in FONTS.items()}
        self.measure_bold = self.measures[True, False]
        self.canvas = None
        self._pending = []
        self._path = []

    def write(self):
        """Draw everything and save the file."""
        rows = self.table.rows()
        sample = list(islice(rows, SAMPLE))
        self._lay_out(sample)
        try:
            self._new_page()
            for item in chain(sample, rows):
                if item[0] == "group":
                    self._add_group(item[1])
                else:
                    self._add_record(item[1], item[2])
            self._flush_groups(0)
            if self.table.has_totals:
                self._draw_totals()
            self.frame.finish()
            self.canvas.save()
        except BaseException:
            self.canvas.discard()
            raise

    # ---- layout ----

    def _lay_out(self, sample):
        widths, floors = self._get_natural_widths(sample)
        request = self.table.request
        page = choose_page(widths, request.paper, request.orientation, floors=floors)
        self.widths = fit_widths(widths, floors, page[0] - 2 * MARGIN)
        self.lefts = [MARGIN + sum(self.widths[:position]) for position in range(len(widths))]
        self.canvas = StreamedCanvas(self.file, page, lang=self.env.context.get("lang"))
        self.canvas.setTitle(clean(request.get_title()))
        self.canvas.setAuthor(self.env.user.name)
        self.canvas.setSubject(self.env.company.name)
        self.canvas.setCreator("P2IT")
        self.frame = PageFrame(self.env, self.canvas, page, request.get_title(), request.facets)
        self.header_lines = [
            wrap(column.label, width - 2 * PADDING, self.measure_bold)
            for column, width in zip(self.columns, self.widths, strict=True)
        ]

    def _get_natural_widths(self, sample):
        """:return: what each column would like, and the least it needs"""
        found = [[self._header_width(column)] for column in self.columns]
        words = [list(map(self.measure_bold, column.label.split())) for column in self.columns]
        for item in sample:
            if item[0] == "record":
                measures = self._get_measures(cell_styles(item[2], self.names))
                for position, text in enumerate(self.texts.record(item[1])):
                    if text:
                        measure = measures[position]
                        found[position].append(max(map(measure, text.split("\n", 20))))
                        words[position].append(max(map(measure, text.split()), default=0))
        subtotals = [self.table.totals, *(group.subtotals for group in self.table.groups)]
        for position, subtotal in chain.from_iterable(figures.items() for figures in subtotals):
            found[position].append(self.measure_bold(self._figure(position, subtotal)))
        widths = [
            column_width(widths, is_number=column.is_number, padding=PADDING)
            for column, widths in zip(self.columns, found, strict=True)
        ]
        floors = [
            width if column.is_number else min(width, column_floor(lengths, padding=PADDING))
            for column, width, lengths in zip(self.columns, widths, words, strict=True)
        ]
        return widths, floors

    def _header_width(self, column):
        # A header may break between words, never within one.
        return max((self.measure_bold(word) for word in column.label.split()), default=0)

    def _figure(self, position, subtotal):
        if subtotal.value is None:
            return ""
        return self.texts.number(self.columns[position], subtotal.value, subtotal.currency)

    # ---- pages ----

    def _new_page(self):
        if self.frame.number:
            self.canvas.showPage()
        self.y = self.frame.begin()
        self._draw_header()
        if self.frame.number > 1 and self._path:
            self._draw_continued()
        self.top = self.y

    def _draw_header(self):
        height = max(map(len, self.header_lines)) * LEADING + PADDING
        self._fill(HEADER_BACKGROUND, height)
        self.canvas.setFillColor(INK)
        self.canvas.setFont(BOLD, SIZE)
        for position, lines in enumerate(self.header_lines):
            self._draw_lines(position, lines, self.measure_bold)
        self.y -= height

    def _draw_continued(self):
        text = self.env._("%(groups)s (continued)", groups=" › ".join(group.label for group in self._path))
        measure = make_measure(ITALIC, SIZE - 1)
        width = sum(self.widths) - 2 * PADDING
        self.canvas.setFillColor(GRAY)
        self.canvas.setFont(ITALIC, SIZE - 1)
        self.canvas.drawString(
            MARGIN + PADDING, self.y - SIZE, wrap(text.replace("\n", " "), width, measure)[0]
        )
        self.y -= LEADING + 1

    def _need(self, height):
        """Go to a new page when there is no room, unless the page is still empty."""
        if self.y - height < self.frame.bottom and self.y < self.top:
            self._new_page()

    def _fill(self, color, height):
        self.canvas.setFillColor(color)
        self.canvas.rect(MARGIN, self.y - height, sum(self.widths), height, stroke=0, fill=1)

    def _rule(self):
        self.canvas.setStrokeColor(LINE)
        self.canvas.setLineWidth(0.3)
        self.canvas.line(MARGIN, self.y, MARGIN + sum(self.widths), self.y)

    def _draw_lines(self, position, lines, measure):
        x, y = self.lefts[position] + PADDING, self.y - SIZE - 0.5
        if self.columns[position].is_number:
            right = self.lefts[position] + self.widths[position] - PADDING
            for line in lines:
                self.canvas.drawString(right - measure(line), y, line)
                y -= LEADING
            return
        for line in lines:
            if line:
                self.canvas.drawString(x, y, line)
            y -= LEADING

    # ---- records ----

    def _add_record(self, cells, style):
        texts = self.texts.record(cells)
        styles = cell_styles(style, self.names)
        measures = self._get_measures(styles)
        lines = []
        for text, width, column, measure in zip(texts, self.widths, self.columns, measures, strict=True):
            room = width - 2 * PADDING
            if "\n" not in text and measure(text) <= room:
                lines.append((text,))
            else:
                lines.append(wrap(text.replace("\u00a0", " ") if column.is_number else text, room, measure))
        height = max(map(len, lines)) * LEADING + PADDING
        self._flush_groups(min(height, 4 * LEADING))
        room = self.frame.bottom
        if self.y - height < room and height > self.top - room:
            self._draw_long_record(lines, styles)
            return
        self._need(height)
        self._draw_record(lines, styles, height)

    def _get_measures(self, styles):
        """:return: for each column what measures its text, in the font of its style"""
        if not styles:
            return [self.measures[False, False]] * len(self.columns)
        return [self.measures[bold, italic] for _text, _background, bold, italic, _strike in styles]

    def _draw_long_record(self, lines, styles):
        """Draw a record that is higher than a page, over several pages."""
        total, start = max(map(len, lines)), 0
        while start < total:
            fitting = int((self.y - self.frame.bottom - PADDING) / LEADING)
            if fitting < 1:
                self._new_page()
                continue
            part = [line[start : start + fitting] for line in lines]
            self._draw_record(part, styles, max(map(len, part)) * LEADING + PADDING)
            start += fitting

    def _draw_record(self, lines, styles, height):
        if styles:
            self._draw_styled(lines, styles, height)
        else:
            self.canvas.setFillColor(INK)
            self.canvas.setFont(FONTS[False, False], SIZE)
            for position, cell in enumerate(lines):
                self._draw_lines(position, cell, self.measures[False, False])
        self.y -= height
        self._rule()

    def _draw_styled(self, lines, styles, height):
        for position, (cell, style) in enumerate(zip(lines, styles, strict=True)):
            text, background, bold, italic, strike = style
            if background:
                self.canvas.setFillColor(HexColor(background))
                self.canvas.rect(
                    self.lefts[position], self.y - height, self.widths[position], height, stroke=0, fill=1
                )
            measure = self.measures[bold, italic]
            self.canvas.setFillColor(HexColor(text) if text else INK)
            self.canvas.setFont(FONTS[bold, italic], SIZE)
            self._draw_lines(position, cell, measure)
            if strike:
                self._strike(position, cell, measure, text)

    def _strike(self, position, lines, measure, color):
        self.canvas.setStrokeColor(HexColor(color) if color else INK)
        self.canvas.setLineWidth(0.5)
        for number, line in enumerate(lines):
            y = self.y - SIZE - 0.5 - number * LEADING + SIZE * 0.3
            left, width = self.lefts[position] + PADDING, measure(line)
            if self.columns[position].is_number:
                left = self.lefts[position] + self.widths[position] - PADDING - width
            self.canvas.line(left, y, left + width, y)

    # ---- groups and totals ----

    def _add_group(self, group):
        # Drawn with the first row in it, so that no heading stands alone at the foot of a page.
        self._pending.append(group)

    def _flush_groups(self, height):
        if not self._pending:
            return
        groups, self._pending = self._pending, []
        rows = [(group, *self._prepare_group(group)) for group in groups]
        heights = sum(row[-1] for row in rows)
        self._path = self._path[: groups[0].level]
        if self.y - heights - height < self.frame.bottom and self.y < self.top:
            self._new_page()
        for group, lines, figures, row_height in rows:
            self._path = [*self._path[: group.level], group]
            self._need(row_height)
            self._fill(GROUP_BACKGROUNDS[min(group.level, 2)], row_height)
            self._draw_emphasized(lines, figures, INDENT * group.level)
            self.y -= row_height
            self._rule()

    def _prepare_group(self, group):
        figures = {
            position: self._figure(position, subtotal)
            for position, subtotal in group.subtotals.items()
            if position and subtotal.value is not None
        }
        first = min(figures, default=len(self.columns))
        width = sum(self.widths[:first]) - 2 * PADDING - INDENT * group.level
        label = f"{group.label} ({group.count})"
        lines = wrap(label, max(width, 40), self.measure_bold)
        return lines, figures, len(lines) * LEADING + PADDING

    def _draw_emphasized(self, lines, figures, indent=0):
        self.canvas.setFillColor(INK)
        self.canvas.setFont(BOLD, SIZE)
        for number, line in enumerate(lines):
            x, y = MARGIN + PADDING + indent, self.y - SIZE - 0.5 - number * LEADING
            self.canvas.drawString(x, y, line)
        for position, text in figures.items():
            self._draw_lines(position, [text], self.measure_bold)

    def _draw_totals(self):
        figures = {
            position: self._figure(position, subtotal)
            for position, subtotal in self.table.get_totals().items()
            if subtotal.value is not None
        }
        label = [] if 0 in figures else [self.env._("Total (%(count)s)", count=len(self.table.ids))]
        height = LEADING + PADDING
        self._path = []
        self._need(height)
        self._fill(HEADER_BACKGROUND, height)
        self._draw_emphasized(label, figures)
        self.y -= height
