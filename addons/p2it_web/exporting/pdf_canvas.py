"""A reportlab canvas whose finished pages lie on disk.

reportlab keeps every page in memory until the file is saved, and then once more to join them. Here a page
is compressed into a temporary file when it is finished, and the document is written object by object.
"""

import tempfile
import zlib

from odoo.tools import file_path
from reportlab.pdfbase import pdfdoc, pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

REGULAR, BOLD, ITALIC, BOLD_ITALIC = "P2itSans", "P2itSans-Bold", "P2itSans-Italic", "P2itSans-BoldItalic"
FONTS = {
    (False, False): REGULAR,
    (True, False): BOLD,
    (False, True): ITALIC,
    (True, True): BOLD_ITALIC,
}
"""Fonts by whether they are bold and italic."""

_FONT_FILES = {
    REGULAR: "Open_Sans-Regular.ttf",
    BOLD: "Open_Sans-Bold.ttf",
    ITALIC: "Open_Sans-Italic.ttf",
    BOLD_ITALIC: "Open_Sans-BoldItalic.ttf",
}
_TOTAL_FORM = "p2itPageTotal"


def register_fonts():
    """Make Odoo's own Open Sans, which has all Vietnamese letters, known to reportlab."""
    known = set(pdfmetrics.getRegisteredFontNames())
    for name, file_name in _FONT_FILES.items():
        if name not in known:
            path = file_path(f"web/static/fonts/google/Open_Sans/{file_name}")
            pdfmetrics.registerFont(TTFont(name, path))


def make_measure(name, size):
    """:return: function from a text to its width in points, many times faster than asking reportlab"""
    face = pdfmetrics.getFont(name).face
    widths, default, scale = face.charWidths, face.defaultWidth, size / 1000

    def measure(text):
        return scale * sum([widths.get(ord(char), default) for char in text])

    return measure


class _SpooledPage(pdfdoc.PDFStream):
    """The compressed content of a page, read back when the document is written."""

    def __init__(self, spool, start, length):
        super().__init__(pdfdoc.PDFDictionary({"Filter": pdfdoc.PDFName("FlateDecode")}))
        self.spool, self.start, self.length = spool, start, length

    def format(self, document):
        self.spool.seek(self.start)
        self.content = self.spool.read(self.length)
        try:
            return super().format(document)
        finally:
            self.content = None


class _FileSink(pdfdoc.PDFFile):
    """Writes to a file what reportlab collects in memory."""

    def __init__(self, version, file):
        self._file = file
        super().__init__(version)

    def __setattr__(self, name, value):
        # The parent class binds its list here.
        return super().__setattr__(name, self._file.write if name == "write" else value)

    def format(self, _document):
        return b""


class _StreamedDocument(pdfdoc.PDFDocument):
    """A document whose pages go to a spool and whose objects go straight to the file."""

    def start_spool(self):
        self.spool = tempfile.TemporaryFile(prefix="p2it-pdf-")  # noqa: SIM115  (closed with the canvas)

    def addPage(self, page):  # noqa: N802  (reportlab's name)
        content = zlib.compress(page.stream.encode("utf-8"))
        self.spool.seek(0, 2)
        page.Contents = _SpooledPage(self.spool, self.spool.tell(), len(content))
        self.spool.write(content)
        page.stream = None
        return super().addPage(page)

    def SaveToFile(self, file, canvas):  # noqa: N802  (reportlab's name)
        self._target = file
        self.GetPDFData(canvas)
        self.spool.close()

    def format(self):
        self.encrypt.prepare(self)
        catalog, info = self.Reference(self.Catalog), self.Reference(self.info)
        self.encrypt.info()
        sink = self.__accum__ = _FileSink(self._pdfVersion, self._target)
        ids = []
        while len(ids) + 1 in self.numberToId:  # writing an object may add others
            object_id = self.numberToId[len(ids) + 1]
            content = pdfdoc.PDFIndirectObject(object_id, self.idToObject[object_id]).format(self)
            self.idToOffset[object_id] = sink.add(content)
            ids.append(object_id)
        table = pdfdoc.PDFCrossReferenceTable()
        table.addsection(0, ids)
        start = sink.add(table.format(self))
        trailer = pdfdoc.PDFTrailer(
            startxref=start, Size=len(ids) + 1, Root=catalog, Info=info, Encrypt=None, ID=self.ID()
        )
        sink.add(trailer.format(self))
        return b""


class StreamedCanvas(canvas.Canvas):
    """A canvas for documents of any length.

    :param file: a binary file to write to
    :param tuple page_size: width and height in points
    """

    def __init__(self, file, page_size, lang=None):
        super().__init__(file, pagesize=page_size, pageCompression=1, lang=lang, initialFontName=REGULAR)
        # reportlab offers no way to hand it a document of one's own.
        self._doc.__class__ = _StreamedDocument
        self._doc.start_spool()

    def showPage(self):  # noqa: N802  (reportlab's name)
        return super().showPage()

    def draw_page_total(self, x, y):
        """Draw the number of pages, which is known only at the end."""
        self.saveState()
        self.translate(x, y)
        self.doForm(_TOTAL_FORM)
        self.restoreState()

    def define_page_total(self, size, text):
        """Say what :meth:`draw_page_total` draws; call it after the last page."""
        self.beginForm(_TOTAL_FORM, 0, -size, 40 * size, 2 * size)
        self.setFont(REGULAR, size)
        self.drawString(0, 0, text)
        self.endForm()

    def discard(self):
        """Give up: nothing is written."""
        self._doc.spool.close()
