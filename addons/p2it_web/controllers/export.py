import json
import logging

from odoo import http
from odoo.exceptions import UserError
from odoo.http import content_disposition, request
from werkzeug.exceptions import InternalServerError

from ..domain.export_text import file_name
from ..exporting.run import MIME_TYPES, run

_logger = logging.getLogger(__name__)


def as_download_error(error):
    """:return: the error in the form in which Odoo's web client shows those of downloads"""
    return InternalServerError(
        json.dumps({"code": 0, "message": "Odoo Server Error", "data": http.serialize_exception(error)})
    )


class ExportController(http.Controller):
    @http.route("/p2it/export/download", type="http", auth="user", methods=["POST"])
    def download(self, data):
        """Export a short list while its reader waits.

        :param str data: the description as JSON
        :return: the file
        """
        try:
            return self._download(json.loads(data))
        except Exception as error:
            if not isinstance(error, UserError):
                _logger.exception("An export failed")
            raise as_download_error(error) from error

    def _download(self, description):
        exports = request.env["p2it.export"]
        export = exports._prepare_request(description)
        count = export.count()
        if count > exports._get_inline_rows(export.format):
            raise UserError(request.env._("This list is too long to wait for. Start the export from the list again."))
        with run(export) as file:
            content = file.read()
        _logger.info(
            "User %s exported %s records of %s, fields: %s",
            request.env.uid,
            count,
            export.model._name,
            ",".join(column.name for column in export.columns),
        )
        name = file_name(export.get_title(), export.format)
        headers = [
            ("Content-Type", MIME_TYPES[export.format]),
            ("Content-Disposition", content_disposition(name)),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)
