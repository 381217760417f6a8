"""A dashboard that somebody asks for as a file."""

import tempfile
from contextlib import contextmanager
from dataclasses import dataclass

from odoo.addons.p2it_web.domain.export_text import clean, file_name
from odoo.addons.p2it_web.exporting.request import FORMATS, check_export_right
from odoo.exceptions import UserError
from odoo.tools import get_lang

from .dashboard_pdf import DashboardPdf
from .dashboard_xlsx import DashboardXlsx


@dataclass
class Figures:
    """How the figures of a column are written, as the writers of lists know it.

    :param kind: ``monetary``, ``integer``, ``float`` or ``percent``
    """

    label: str
    kind: str
    currency: int = 0
    decimals: int = 1

    is_number = True

    @classmethod
    def make(cls, column):
        """:return: the figures of a tile's column, as the client gets it"""
        kind = "float" if column["type"] == "percent" else column["type"]
        return cls(clean(column.get("label") or ""), kind, column.get("currency_id") or 0)


class DashboardRequest:
    """What somebody wants: the dashboard, through which filters, as what.

    :param env: environment of the reader; never superuser
    :param dict description: as the client sends it
    :raise UserError: when it can't be read
    :raise AccessError: when the reader may not export, or not see the dashboard
    """

    def __init__(self, env, description):
        check_export_right(env)
        is_readable = isinstance(description, dict) and isinstance(description.get("dashboard_id"), int)
        if not is_readable or description.get("format") not in FORMATS:
            raise UserError(env._("The export's description can't be read. Reload the page and try again."))
        self.env = env(context=self._make_context(env, description.get("context")))
        self.companies = self.env.companies  # reading it refuses companies that are not the reader's
        self.format = description["format"]
        self.model = self.env["p2it.dashboard"]
        self.dashboard = self.model.browse(description["dashboard_id"])
        self.data = self.model._get_export(self.dashboard.id, description.get("filters"))
        self.facets = [clean(words) for words in self.data["filters"]["words"]]

    def _make_context(self, env, context):
        """:return: dict: language, time zone, and of the client's context the companies that it looks at"""
        made = {"lang": get_lang(env, env.user.lang).code, "tz": env.user.tz or "UTC"}
        ids = context.get("allowed_company_ids") if isinstance(context, dict) else None
        if ids and isinstance(ids, list) and all(isinstance(company_id, int) for company_id in ids):
            made["allowed_company_ids"] = ids
        return made

    def get_title(self):
        return clean(self.data["name"])

    def get_file_name(self):
        return file_name(self.get_title(), self.format)

    @property
    def figures(self):
        """:return: list of the tiles that are single figures and could be read"""
        return [tile for tile in self.data["tiles"] if tile["kind"] == "figure" and "error" not in tile]

    @property
    def tables(self):
        """:return: list of the tiles that are tables, whatever the screen draws of them"""
        return [tile for tile in self.data["tiles"] if tile.get("rows") is not None and "error" not in tile]

    def make_columns(self, tile):
        return [Figures.make(column) for column in tile["columns"]]


@contextmanager
def run_dashboard(request):
    """Write a dashboard.

    :param DashboardRequest request: what to export
    :return: context manager that gives a temporary file, open for reading
    """
    with tempfile.NamedTemporaryFile(prefix="p2it-dashboard-", suffix=f".{request.format}") as file:
        if request.format == "pdf":
            DashboardPdf(request, file).write()
        else:
            DashboardXlsx(request, file.name).write()
        file.seek(0)
        yield file
