"""Pivot tables and graphs as the reader has them on the screen.

These come with their figures: what is unfolded, sorted and drawn is known to the screen only, they are
small, and whoever sends them sees them already. Everything is checked for its form; nothing is read.
"""

import base64
import binascii
import io
import sys

from odoo.exceptions import UserError
from odoo.tools import get_lang
from PIL import Image

from ..domain.export_text import COLUMN_LIMIT, clean
from .columns import Column
from .request import FACET_LIMIT, FORMATS, TEXT_LIMIT, check_export_right

ROW_MAX = 100_000
CELL_MAX = 1_000_000
LARGEST = sys.float_info.max
"""Beyond it a spreadsheet has no number; this also leaves out what is none."""

IMAGE_BYTES = 16 * 1024 * 1024
IMAGE_PIXELS = 40_000_000
SERIES_MAX = 500


class ReportRequest:
    """What a pivot or a graph has in common.

    :param env: environment of the user who asks; never superuser
    :param dict description: as the client shows it
    """

    def __init__(self, env, description):
        check_export_right(env)
        if not isinstance(description, dict):
            self._refuse(env)
        user = env.user
        context = {"lang": get_lang(env, user.lang).code, "tz": user.tz or "UTC"}
        wished = description.get("context")
        companies = wished.get("allowed_company_ids") if isinstance(wished, dict) else None
        if isinstance(companies, list) and companies:
            context["allowed_company_ids"] = companies
        self.env = env(context=context)
        self.companies = self.env.companies  # refuses those that are not the user's
        self.format = description.get("format")
        if self.format not in FORMATS or not isinstance(description.get("model"), str):
            self._refuse()
        if description["model"] not in self.env or self.env[description["model"]]._abstract:
            self._refuse()
        self.model = self.env[description["model"]]
        self.model.check_access("read")
        self.title = self._text(description.get("title"))
        self.facets = [self._text(facet) for facet in self._list(description.get("facets"), FACET_LIMIT)]
        self.fields = self.model.fields_get()
        self.read(description)

    def read(self, description):
        """Override to read what is special."""

    def _refuse(self, env=None):
        env = env or self.env
        raise UserError(env._("The export's description can't be read. Reload the page and try again."))

    def _text(self, value):
        return clean(value)[:TEXT_LIMIT] if isinstance(value, str) else ""

    def _list(self, value, limit):
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > limit:
            self._refuse()
        return value

    def _number(self, value):
        if value is None or value == "" or isinstance(value, bool):
            return None
        if not isinstance(value, (int, float)) or not -LARGEST < value < LARGEST:
            self._refuse()
        return value

    def _measure(self, values):
        """:return: a measure as a column, with its format"""
        if not isinstance(values, dict) or not isinstance(values.get("name"), str):
            self._refuse()
        name = values["name"]
        if name in self.fields:
            info = self.fields[name]
        elif name == "__count":
            info = {"name": name, "type": "integer", "string": self.env._("Count")}
        else:
            self._refuse()
        widget = values.get("widget") if isinstance(values.get("widget"), str) else ""
        if info["type"] not in ("integer", "float", "monetary"):
            info = {**info, "type": "integer"}  # how many different ones
        currency = info.get("currency_field", "") if info["type"] == "monetary" else ""
        return Column(
            self.env, self.model, info, self._text(values.get("string")), widget, currency, "", None
        )

    def get_title(self):
        return self.title or self.model._description or self.model._name


class PivotRequest(ReportRequest):
    """A pivot table: header rows with merged cells, and rows of figures."""

    def read(self, description):
        measures = [self._measure(values) for values in self._list(description.get("measures"), 200)]
        self.measures = {column.name: column for column in measures}
        headers = self._list(description.get("headers"), 60)
        rows = self._list(description.get("rows"), ROW_MAX)
        if not headers or not rows or not measures:
            self._refuse()
        self.width = len(headers[-1])
        if not 0 < self.width < COLUMN_LIMIT or self.width * len(rows) > CELL_MAX:
            raise UserError(
                self.env._("This pivot table is too large for a file. Fold some groups, or flip the axes.")
            )
        self.headers = self._place_headers(headers)
        self.rows = [self._read_row(row) for row in rows]

    def _place_headers(self, headers):
        """:return: ``[(row, column, height, width, title)]``, columns counted from the first figure"""
        taken, placed = set(), []
        for number, line in enumerate(headers):
            at = 0
            for place, cell in enumerate(self._list(line, COLUMN_LIMIT)):
                if not isinstance(cell, dict):
                    self._refuse()
                if number == 0 and place == 0:
                    continue  # the empty corner above the row titles
                wide = cell.get("width") if number < len(headers) - 1 else 1
                high = cell.get("height") if number < len(headers) - 1 else 1
                if type(wide) is not int or type(high) is not int:
                    self._refuse()
                while (number, at) in taken:
                    at += 1
                wide = max(1, min(wide, self.width - at))
                high = max(1, min(high, len(headers) - 1 - number)) if number < len(headers) - 1 else 1
                if at >= self.width:
                    self._refuse()
                taken.update((number + y, at + x) for y in range(high) for x in range(wide))
                placed.append((number, at, high, wide, self._text(cell.get("title"))))
                at += wide
        self.header_height = len(headers)
        return placed

    def _read_row(self, row):
        if not isinstance(row, dict) or type(row.get("indent")) is not int:
            self._refuse()
        values = self._list(row.get("values"), self.width)
        if len(values) != self.width:
            self._refuse()
        return (
            self._text(row.get("title")),
            max(0, min(row["indent"], 15)),
            [self._cell(cell) for cell in values],
        )

    def _cell(self, cell):
        if not isinstance(cell, list) or len(cell) != 5 or cell[1] not in self.measures:
            self._refuse()
        value, measure, currency, is_mixed, is_bold = cell
        if is_mixed:  # several currencies add up in the company's, as on the screen
            currency = self.env.company.currency_id.id
        currency = currency if type(currency) is int else 0
        return self._number(value), self.measures[measure], currency, bool(is_bold)


class GraphRequest(ReportRequest):
    """A graph: its picture, and the figures in it."""

    def read(self, description):
        self.measure = self._measure(description.get("measure"))
        self.mode = description.get("mode") if description.get("mode") in ("bar", "line", "pie") else "bar"
        self.labels = [self._text(label) for label in self._list(description.get("labels"), ROW_MAX)]
        self.series = []
        listed = self._list(description.get("series"), SERIES_MAX)
        if len(self.labels) * len(listed) > CELL_MAX:
            raise UserError(
                self.env._("This graph has too many figures for a file. Filter it, or group it less finely.")
            )
        for series in listed:
            if not isinstance(series, dict):
                self._refuse()
            values = [self._number(value) for value in self._list(series.get("values"), len(self.labels))]
            self.series.append((self._text(series.get("label")), values))
        if not self.labels or not self.series:
            raise UserError(self.env._("There is nothing to export. Change the filters or the selection."))
        self.image = self._read_image(description.get("image")) if self.format == "pdf" else None

    def _read_image(self, source):
        prefix = "data:image/png;base64,"
        if not isinstance(source, str) or not source.startswith(prefix):
            return None
        if len(source) > IMAGE_BYTES:
            self._refuse()
        try:
            image = Image.open(
                io.BytesIO(base64.b64decode(source[len(prefix) :], validate=True)), formats=["PNG"]
            )
            if image.width * image.height > IMAGE_PIXELS:
                self._refuse()
            return image.convert("RGB")
        except (binascii.Error, OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            self._refuse()
