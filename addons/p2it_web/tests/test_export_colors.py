import io
from typing import NamedTuple

import pypdf
from odoo import Command
from odoo.tests import tagged
from pypdf.generic import ContentStream

from ..domain import palette
from ..exporting.pdf import PdfWriter
from .export_common import ExportCommon

RED, BLUE = palette.TEXT_COLORS["red"], palette.TEXT_COLORS["blue"]
YELLOW, GREEN = palette.BACKGROUND_COLORS["light_yellow"], palette.BACKGROUND_COLORS["light_green"]


class Look(NamedTuple):
    """How one cell of a file looks, the same for both kinds of file."""

    text: str = None
    background: str = None
    bold: bool = False
    italic: bool = False
    strike: bool = False


class PdfLooks:
    """Reads from a PDF what its texts look like: colour, font, what is painted behind and drawn across."""

    def __init__(self, content):
        reader = pypdf.PdfReader(io.BytesIO(content))
        self.looks = {}
        for page in reader.pages:
            self._page(page, reader)

    def _page(self, page, reader):
        self.drawn, self.boxes, self.lines = {}, [], []
        self._replay(page, ContentStream(page.get_contents(), reader))

        def visit(text, _cm, tm, _font, _size):
            place = (round(tm[4], 1), round(tm[5], 1))
            if text.strip() and place in self.drawn:
                self.looks[text.strip().replace("\u00a0", " ")] = self._look(*place, *self.drawn[place])

        page.extract_text(visitor_text=visit)

    def _replay(self, page, stream):
        """Note each text with its colour and font, each painted box and each line."""
        fonts, now = page["/Resources"]["/Font"], {}
        for operands, operator in stream.operations:
            now[operator] = operands
            if operator == b"Tj":
                place = tuple(round(float(number), 1) for number in now[b"Tm"][4:6])
                font = fonts[now[b"Tf"][0]]["/BaseFont"]
                self.drawn.setdefault(place, (self._color(now[b"rg"]), font))
            elif operator in (b"f", b"f*") and b"re" in now:
                self.boxes.append((list(map(float, now[b"re"])), self._color(now[b"rg"])))
            elif operator == b"S" and b"l" in now:
                self.lines.append((list(map(float, now[b"m"])), list(map(float, now[b"l"]))))

    def _color(self, parts):
        return "#" + "".join(f"{round(float(part) * 255):02X}" for part in parts)

    def _look(self, x, y, color, font):
        background = None
        for (left, bottom, width, height), fill in self.boxes:
            if left <= x <= left + width and bottom <= y <= bottom + height:
                background = fill
        strike = any(
            start[1] == end[1] and abs(start[0] - x) < 0.2 and y < start[1] < y + 5
            for start, end in self.lines
        )
        return Look(color, background, "Bold" in font, "Italic" in font, strike)


@tagged("post_install", "-at_install")
class TestExportColors(ExportCommon):
    """The colours of real rules are in the files as they are in the list."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["p2it.color.rule"].search([]).active = False
        cls.customers = cls._create_customers(6).sorted("name")

    def _create_rule(self, number, user=None, **values):
        """Create a rule about one customer, for everybody or for one user alone."""
        values = {
            "name": "Khách cần gọi",
            "model_id": self.env["ir.model"]._get_id("res.partner"),
            "domain": f"[('name', '=', '{self.customers[number].name}')]",
            "audience": "me" if user else "all",
            **values,
        }
        return self.env["p2it.color.rule"].with_user(user or self.env.user).create(values)

    def _look_of_cell(self, cell):
        font, fill = cell.font, cell.fill
        color = font.color.rgb if font.color else None
        return Look(
            "#" + color[2:] if isinstance(color, str) else None,  # else a colour of the theme
            "#" + fill.fgColor.rgb[2:] if fill.patternType == "solid" else None,
            bool(font.bold),
            bool(font.italic),
            bool(font.strike),
        )

    def _export_looks(self, **values):
        """:return: of the sheet and of the PDF, the looks of each customer's name and quantity"""
        values = {"columns": [{"name": "name"}, {"name": "x_quantity"}], **values}
        rows = {row[0].value: row for row in self._export_sheet(**values).iter_rows(min_row=2)}
        pdf = PdfLooks(self._export(format="pdf", **values)).looks
        sheet_looks, pdf_looks = [], []
        for customer in self.customers:
            row = rows[customer.name]
            sheet_looks.append((self._look_of_cell(row[0]), self._look_of_cell(row[1])))
            pdf_looks.append((pdf[customer.name], pdf[f"{customer.x_quantity:.2f}"]))
        return sheet_looks, pdf_looks

    def _assert_looks(self, number, name, quantity, **values):
        """Assert what both files give to a customer's name and quantity."""
        sheet, pdf = self._export_looks(**values)
        self.assertEqual(sheet[number], (name, quantity), "in the sheet")
        self.assertEqual(pdf[number], (name, quantity), "in the PDF")

    def test_a_row_and_a_column_are_dressed_in_both_files_as_in_the_list(self):
        self._create_rule(1, text_color="red", background_color="light_yellow", bold=True)
        self._create_rule(1, text_color="blue", strike=True, column_name="x_quantity")
        for groupby in ([], ["country_id"], ["country_id", "is_company", "x_date:month"]):
            with self.subTest(groupby=groupby):
                self._assert_looks(
                    1,
                    Look(RED, YELLOW, bold=True),
                    Look(BLUE, YELLOW, bold=True, strike=True),
                    groupby=groupby,
                )

    def test_rules_that_combine_are_combined_in_both_files(self):
        self._create_rule(2, text_color="red", italic=True, stops=False, sequence=1)
        self._create_rule(2, background_color="light_green", bold=True, stops=False, sequence=2)
        self._create_rule(2, text_color="blue", strike=True, sequence=3)
        look = Look(RED, GREEN, bold=True, italic=True, strike=True)
        self._assert_looks(2, look, look)

    def test_ones_own_rules_and_those_of_ones_groups_are_in_the_files_and_nobody_elses(self):
        self._create_rule(0, user=self.exporter, text_color="red", bold=True)
        group = self.env.ref("base.group_allow_export")
        self._create_rule(
            1, audience="groups", group_ids=[Command.link(group.id)], text_color="blue", italic=True
        )
        others = self.env["res.groups"].create({"name": "Nhóm khác"})
        self._create_rule(
            2, audience="groups", group_ids=[Command.link(others.id)], background_color="light_green"
        )
        self._create_rule(3, user=self.reader, background_color="light_yellow")
        for looks in self._export_looks():
            self.assertEqual((looks[0][0].text, looks[0][0].bold), (RED, True))
            self.assertEqual((looks[1][0].text, looks[1][0].italic), (BLUE, True))
            self.assertFalse({look.background for pair in looks for look in pair} & {YELLOW, GREEN})

    def test_a_rule_for_cards_alone_is_in_no_file(self):
        self._create_rule(1, background_color="light_yellow", in_list=False)
        for looks in self._export_looks():
            self.assertNotEqual(looks[1][0].background, YELLOW)

    def test_rules_cost_the_same_queries_for_few_rows_and_for_many(self):
        for number in range(6):
            self._create_rule(number, text_color="red", sequence=number, stops=False)

        def count(**values):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self._export(groupby=["country_id", "x_date:month"], **values)
            return self.env.cr.sql_log_count - before

        for file_format in ("xlsx", "pdf"):
            with self.subTest(file_format=file_format):
                count(format=file_format)
                small = count(format=file_format, ids=self.customers.ids)
                self._create_customers(250)
                self.assertLessEqual(count(format=file_format), small + 3)

    def test_bold_text_stays_within_its_column(self):
        self.customers[0].name = name = "W" * 6 + " Đặng Ánh Nguyệt Thương mại Dịch vụ Vận tải Ô tô"
        columns = [{"name": "name"}, {"name": "x_quantity", "label": "Số lượng"}] * 5
        self._create_rule(0, bold=True)
        ends = []

        def draw(writer, position, lines, measure):
            ends.extend((position, measure(line) - (writer.widths[position] - 6)) for line in lines)

        self.patch(PdfWriter, "_draw_lines", draw)
        self._export(format="pdf", columns=columns, ids=self.customers[:1].ids, order="", title=name)
        self.assertLessEqual(max(over for _position, over in ends), 0.01)
