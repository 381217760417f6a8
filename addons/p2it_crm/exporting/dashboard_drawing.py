"""The charts of a dashboard, drawn for paper."""

from odoo.addons.p2it_web.exporting.pdf_canvas import REGULAR
from odoo.addons.p2it_web.exporting.pdf_page import INK, LINE
from reportlab.graphics.charts.barcharts import HorizontalBarChart, VerticalBarChart
from reportlab.graphics.charts.legends import Legend
from reportlab.graphics.charts.linecharts import HorizontalLineChart
from reportlab.graphics.charts.piecharts import Pie
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor

COLORS = [
    HexColor(color)
    for color in ("#4EA7F2", "#EA6175", "#43C5B1", "#F4A261", "#8481DD", "#FFD86D", "#7F4295", "#7E8290")
]
_LABEL_LENGTH = 18
_SIZE = 7
_LEGEND = 150
_NAMES_MAX = 24


def draw_chart(tile, columns, width, height, write):
    """Draw the chart of a tile.

    :param dict tile: as the client gets it
    :param list columns: its ``Figures``
    :param write: function from a figure and its column to text
    :rtype: Drawing
    """
    drawing = Drawing(width, height)
    if tile["chart_type"] == "pie":
        _add_pie(drawing, tile, columns[0], write)
        return drawing
    has_legend = len(columns) > 1
    chart = _make_chart(tile["chart_type"], tile["rows"], columns)
    chart.x, chart.y = (110 if tile["chart_type"] == "hbar" else 70), 34
    chart.width = width - chart.x - (_LEGEND if has_legend else 20)
    chart.height = height - 46
    chart.categoryAxis.categoryNames = _get_names(tile["rows"])
    _style_axes(chart, lambda value: write(value, columns[0]))
    drawing.add(chart)
    if has_legend:
        _add_legend(drawing, [column.label for column in columns], width - _LEGEND + 16, height - 14)
    return drawing


def _get_names(rows):
    """:return: list of the labels, of many only some so that they can be read"""
    step = len(rows) // _NAMES_MAX + 1
    return [_shorten(row["label"]) if at % step == 0 else "" for at, row in enumerate(rows)]


def _shorten(text):
    return text if len(text) <= _LABEL_LENGTH else text[: _LABEL_LENGTH - 1] + "…"


def _make_chart(kind, rows, columns):
    data = [[row["cells"][at] or 0 for row in rows] for at in range(len(columns))]
    if kind == "line":
        chart = HorizontalLineChart()
        for at in range(len(columns)):
            chart.lines[at].strokeColor = COLORS[at % len(COLORS)]
            chart.lines[at].strokeWidth = 1.4
    else:
        chart = HorizontalBarChart() if kind == "hbar" else VerticalBarChart()
        for at in range(len(columns)):
            chart.bars[at].fillColor = COLORS[at % len(COLORS)]
            chart.bars[at].strokeColor = None
        if kind == "stacked":
            chart.categoryAxis.style = "stacked"
        if kind == "hbar":
            chart.categoryAxis.reverseDirection = 1
    chart.data = data
    least = min((value for series in data for value in series), default=0)
    chart.valueAxis.valueMin = min(least, 0)
    return chart


def _style_axes(chart, write):
    for axis in (chart.categoryAxis, chart.valueAxis):
        axis.labels.fontName, axis.labels.fontSize, axis.labels.fillColor = REGULAR, _SIZE, INK
        axis.strokeColor = LINE
    chart.valueAxis.labelTextFormat = write
    chart.valueAxis.visibleGrid = 1
    chart.valueAxis.gridStrokeColor = LINE
    chart.valueAxis.gridStrokeWidth = 0.3
    if not isinstance(chart, HorizontalBarChart) and len(chart.data[0]) > 6:
        chart.categoryAxis.labels.angle = 30
        chart.categoryAxis.labels.boxAnchor = "ne"


def _add_pie(drawing, tile, column, write):
    rows = [row for row in tile["rows"] if (row["cells"][0] or 0) > 0]
    if not rows:
        return
    pie = Pie()
    pie.x, pie.y = 40, 10
    pie.width = pie.height = drawing.height - 20
    pie.data = [row["cells"][0] for row in rows]
    for at in range(len(rows)):
        pie.slices[at].fillColor = COLORS[at % len(COLORS)]
        pie.slices[at].strokeColor = HexColor("#FFFFFF")
    drawing.add(pie)
    names = [f"{_shorten(row['label'])}: {write(row['cells'][0], column)}" for row in rows]
    _add_legend(drawing, names, pie.x + pie.width + 40, drawing.height - 14)


def _add_legend(drawing, names, x, y):
    legend = Legend()
    legend.x, legend.y = x, y
    legend.fontName, legend.fontSize, legend.fillColor = REGULAR, _SIZE, INK
    legend.boxAnchor, legend.alignment, legend.columnMaximum = "nw", "right", 14
    legend.dx = legend.dy = 6
    legend.strokeColor = None
    legend.colorNamePairs = [(COLORS[at % len(COLORS)], name) for at, name in enumerate(names)]
    drawing.add(legend)
