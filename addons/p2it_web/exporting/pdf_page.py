"""The frame of a printed page: logo, title, filters, who printed it, page x of y."""

import base64
import io

from odoo import fields
from odoo.tools import get_lang
from PIL import Image
from reportlab.lib.colors import HexColor
from reportlab.lib.utils import ImageReader

from ..domain.export_layout import MARGIN, wrap
from ..domain.export_text import clean
from .pdf_canvas import BOLD, REGULAR, make_measure

TITLE_SIZE = 14
SMALL_SIZE = 7.5
FOOTER_HEIGHT = 16
LOGO_HEIGHT = 34
LOGO_WIDTH = 130
LOGO_PIXELS = (520, 136)

INK = HexColor("#212529")
GRAY = HexColor("#6C757D")
LINE = HexColor("#CED4DA")
_PAGES = "\x00"


class PageFrame:
    """Draws what is around the content of each page.

    :param env: environment of the reader
    :param StreamedCanvas canvas: where to draw
    :param tuple page: width and height
    :param str title: of the document
    :param list facets: the filters in words
    """

    def __init__(self, env, canvas, page, title, facets):
        self.env = env
        self.canvas = canvas
        self.width, self.height = page
        self.title = clean(title).replace("\n", " ")
        self.facets = [clean(facet).replace("\n", " ") for facet in facets]
        self.logo = self._load_logo()
        lang = get_lang(env)
        now = fields.Datetime.context_timestamp(env.user, fields.Datetime.now())
        self.printed = env._(
            "Printed by %(user)s on %(date)s",
            user=env.user.name,
            date=now.strftime(f"{lang.date_format} {lang.time_format}"),
        )
        self.number = 0

    @property
    def left(self):
        return MARGIN

    @property
    def right(self):
        return self.width - MARGIN

    @property
    def bottom(self):
        return MARGIN + FOOTER_HEIGHT

    def _load_logo(self):
        # sudo: every reader of the company's documents sees its logo
        company = self.env.company.sudo().with_context(bin_size=False)
        data = company.logo
        if not data or company.uses_default_logo:  # Odoo's picture of “Your logo” is nobody's
            return None
        try:
            image = Image.open(io.BytesIO(base64.b64decode(data)))
            image.thumbnail(LOGO_PIXELS)
            return ImageReader(image.convert("RGBA"))
        except (OSError, ValueError, Image.DecompressionBombError):
            return None  # a logo that can't be read spoils no document

    def begin(self):
        """Start a page.

        :return: the height at which its content begins
        """
        self.number += 1
        self._draw_footer()
        return self._draw_first_header() if self.number == 1 else self._draw_next_header()

    def _draw_footer(self):
        canvas, y = self.canvas, MARGIN + 3
        canvas.setStrokeColor(LINE)
        canvas.setLineWidth(0.5)
        canvas.line(self.left, MARGIN + 12, self.right, MARGIN + 12)
        canvas.setFillColor(GRAY)
        canvas.setFont(REGULAR, SMALL_SIZE)
        canvas.drawString(self.left, y, self.printed)
        text = self.env._("Page %(page)s of %(total)s", page=self.number, total=_PAGES)
        before, _total, after = text.partition(_PAGES)
        measure = make_measure(REGULAR, SMALL_SIZE)
        room = measure("000")
        x = self.right - measure(after) - room
        canvas.drawRightString(x, y, before)
        canvas.draw_page_total(x, y)
        canvas.setFont(REGULAR, SMALL_SIZE)
        canvas.drawString(self.right - measure(after), y, after)

    def _draw_next_header(self):
        canvas, y = self.canvas, self.height - MARGIN - SMALL_SIZE
        canvas.setFillColor(GRAY)
        canvas.setFont(REGULAR, SMALL_SIZE)
        measure = make_measure(REGULAR, SMALL_SIZE)
        company = self.env.company.name
        canvas.drawRightString(self.right, y, company)
        room = self.right - self.left - measure(company) - 12
        canvas.drawString(self.left, y, wrap(self.title, room, measure)[0])
        return y - 6

    def _draw_first_header(self):
        canvas, top = self.canvas, self.height - MARGIN
        x = self.left
        if self.logo:
            wide, high = self.logo.getSize()
            scale = min(LOGO_WIDTH / wide, LOGO_HEIGHT / high)
            canvas.drawImage(self.logo, x, top - high * scale, wide * scale, high * scale, mask="auto")
            x += wide * scale + 12
        measure = make_measure(BOLD, TITLE_SIZE)
        company_measure = make_measure(REGULAR, SMALL_SIZE + 1)
        company = self.env.company.name
        room = self.right - x - min(company_measure(company), 200) - 12
        canvas.setFillColor(GRAY)
        canvas.setFont(REGULAR, SMALL_SIZE + 1)
        canvas.drawRightString(self.right, top - 11, wrap(company, 200, company_measure)[0])
        canvas.setFillColor(INK)
        canvas.setFont(BOLD, TITLE_SIZE)
        y = top - TITLE_SIZE
        for line in wrap(self.title, max(room, 80), measure)[:3]:
            canvas.drawString(x, y, line)
            y -= TITLE_SIZE + 4
        y = self._draw_facets(x, y + 3)
        return min(y, top - (LOGO_HEIGHT if self.logo else 0)) - 6

    def _draw_facets(self, x, y):
        canvas = self.canvas
        canvas.setFont(REGULAR, SMALL_SIZE)
        canvas.setFillColor(GRAY)
        measure = make_measure(REGULAR, SMALL_SIZE)
        text = " · ".join(self.facets)
        for line in wrap(text, self.right - x, measure)[:12] if text else ():
            canvas.drawString(x, y, line)
            y -= SMALL_SIZE + 3
        return y + 3

    def finish(self):
        """Fill in the number of pages."""
        self.canvas.showPage()
        self.canvas.define_page_total(SMALL_SIZE, str(self.number))
