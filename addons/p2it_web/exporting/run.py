"""Runs a request: to a temporary file, whatever the format."""

import tempfile

from .pdf import PdfWriter
from .table import Table
from .xlsx import XlsxWriter

MIME_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
}


def run(request, tick=None):
    """Read and write everything a request selects.

    :param ExportRequest request: what to export
    :param tick: called with the number of rows done after each batch; may raise to stop
    :return: a temporary file, open for reading
    """
    table = Table(request, tick)
    file = tempfile.NamedTemporaryFile(prefix="p2it-export-", suffix=f".{request.format}")
    try:
        if request.format == "pdf":
            PdfWriter(table, file).write()
            file.flush()
        else:
            XlsxWriter(table, file.name).write()
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return file
