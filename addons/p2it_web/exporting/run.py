"""Runs a request: to a temporary file, whatever the format."""

import tempfile
from contextlib import contextmanager

from .pdf import PdfWriter
from .report_pdf import GraphPdf, PivotPdf
from .report_request import PivotRequest
from .report_xlsx import GraphXlsx, PivotXlsx
from .table import Table
from .xlsx import XlsxWriter

MIME_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


@contextmanager
def run(request, tick=None):
    """Read and write everything a request for a list selects.

    :param ExportRequest request: what to export
    :param tick: called with the number of rows done after each batch; may raise to stop
    :return: context manager that gives a temporary file, open for reading
    """
    with _temporary_file(request) as file:
        table = Table(request, tick)
        if request.format == "pdf":
            PdfWriter(table, file).write()
        else:
            XlsxWriter(table, file.name).write()
        file.seek(0)
        yield file


@contextmanager
def run_report(request):
    """Write a pivot table or a graph.

    :param ReportRequest request: what to export
    :return: context manager that gives a temporary file, open for reading
    """
    is_pivot = isinstance(request, PivotRequest)
    with _temporary_file(request) as file:
        if request.format == "pdf":
            (PivotPdf if is_pivot else GraphPdf)(request, file).write()
        else:
            (PivotXlsx if is_pivot else GraphXlsx)(request, file.name).write()
        file.seek(0)
        yield file


def _temporary_file(request):
    return tempfile.NamedTemporaryFile(prefix="p2it-export-", suffix=f".{request.format}")
