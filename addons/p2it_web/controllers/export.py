import json
import logging

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import InternalServerError

from ..domain.export_text import file_name
from ..exporting.report_request import GraphRequest, PivotRequest
from ..exporting.run import MIME_TYPES, run, run_report

_logger = logging.getLogger(__name__)


def as_download_error(error):
    """:return: the error in the form in which Odoo's web client shows those of downloads"""
    data = http.serialize_exception(error)
    return InternalServerError(json.dumps({"code": 0, "message": "Odoo Server Error", "data": data}))


class ExportController(http.Controller):
    @http.route("/p2it/export/download", type="http", auth="user", methods=["POST"])
    def download(self, data):
        """Export a short list while its reader waits.

        :param data: the list's description as JSON, see ``ExportRequest``
        :return: the file
        """
        return self._answer(self._download_list, data)

    @http.route("/p2it/export/pivot", type="http", auth="user", methods=["POST"])
    def pivot(self, data):
        """:return: a pivot table as a file, from its description as JSON"""
        return self._answer(self._download_report, data, PivotRequest)

    @http.route("/p2it/export/graph", type="http", auth="user", methods=["POST"])
    def graph(self, data):
        """:return: a graph as a file, from its description as JSON"""
        return self._answer(self._download_report, data, GraphRequest)

    def _answer(self, method, data, *args):
        try:
            text = data.read() if isinstance(data, FileStorage) else data
            return method(self._parse(text), *args)
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("An export failed")
            raise as_download_error(error) from error

    def _parse(self, text):
        try:
            return json.loads(text)
        except ValueError:
            return None  # refused in words by the request

    def _download_list(self, description):
        exports = request.env["p2it.export"]
        export = exports._prepare_request(description)
        count = export.count()
        if count and not exports._is_inline(export, count):
            raise UserError(
                request.env._("This list is too long to wait for. Start the export from the list again.")
            )
        with run(export) as file:
            content = file.read()
        fields = ",".join(column.name for column in export.columns)
        self._log(export, f"{count} records, fields {fields}")
        return self._make_response(export, content)

    def _download_report(self, description, report_class):
        report = report_class(request.env(su=False), description)
        with run_report(report) as file:
            content = file.read()
        self._log(report, report_class.__name__)
        return self._make_response(report, content)

    def _log(self, export, what):
        _logger.info(
            "User %s exported %s as %s: %s", request.env.uid, export.model._name, export.format, what
        )

    def _make_response(self, export, content):
        name = file_name(export.get_title(), export.format)
        headers = [
            ("Content-Type", MIME_TYPES[export.format]),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)
