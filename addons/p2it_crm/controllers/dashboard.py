from odoo import http
from odoo.addons.p2it_web.controllers.export import ExportController
from odoo.addons.p2it_web.exporting.run import MIME_TYPES
from odoo.http import content_disposition, request

from ..exporting.dashboard import DashboardRequest, run_dashboard


class DashboardExportController(ExportController):
    @http.route("/p2it/dashboard/export", type="http", auth="user", methods=["POST"])
    def export_dashboard(self, data):
        """Export what a reader sees on a dashboard, read anew with the reader's rights.

        :param data: JSON: ``dashboard_id``, ``filters`` and ``format``, xlsx or pdf
        :return: the file
        """
        return self._answer(self._download_dashboard, data)

    def _download_dashboard(self, description):
        export = DashboardRequest(request.env(su=False), description)
        with run_dashboard(export) as file:
            content = file.read()
        self._log_dashboard(export)
        headers = [
            ("Content-Type", MIME_TYPES[export.format]),
            ("Content-Disposition", content_disposition(export.get_file_name())),
            ("Cache-Control", "no-store"),
        ]
        return request.make_response(content, headers)

    def _log_dashboard(self, export):
        self._log(export, f"dashboard {export.dashboard.id}")
