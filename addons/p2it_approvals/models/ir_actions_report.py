import io

from lxml import html
from odoo import api, models
from odoo.addons.p2it_web.exporting.pdf_canvas import BOLD, register_fonts
from odoo.tools.pdf import PdfFileReader, PdfFileWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen import canvas


class IrActionsReport(models.Model):
    """Extends ``ir.actions.report``: a held quotation is printed inside only, and says so on every page."""

    _inherit = "ir.actions.report"

    @api.model
    def _get_held_documents(self, report_ref, res_ids):
        """:return: the held quotations among what a report prints; none of other models"""
        orders = self.env["sale.order"].browse()
        if not self.env["p2it.approval.type"]._has_gate("quotation"):
            return orders
        report = self._get_report(report_ref)
        if report.model != orders._name or not res_ids:
            return orders
        # sudo: whoever prints, the mark is there
        ids = [res_ids] if isinstance(res_ids, int) else list(res_ids)
        return orders.sudo().browse(ids).exists()._get_held("quotation")

    @api.model
    def _get_draft_mark(self):
        return self.env._("DRAFT – not approved")

    def _render_qweb_html(self, report_ref, docids, data=None):
        content, kind = super()._render_qweb_html(report_ref, docids, data=data)
        held = self._get_held_documents(report_ref, docids)
        return (self._mark_html(content, held) if held else content), kind

    @api.model
    def _mark_html(self, content, held):
        """:return: the page with the mark on top of each held document, or of all where they can't be told"""
        root = html.fromstring(content)
        wanted = {str(document_id) for document_id in held.ids}
        places = [
            place
            for place in root.xpath("//div[@data-oe-model='sale.order'][@data-oe-id]")
            if place.get("data-oe-id") in wanted
        ]
        for place in places or root.xpath("//body") or [root]:
            mark = html.Element("div")
            mark.set(
                "style", "border:3px solid #c00;color:#c00;font-size:22px;font-weight:bold;text-align:center"
            )
            mark.text = self._get_draft_mark()
            place.insert(0, mark)
        return html.tostring(root, encoding="utf-8", doctype="<!DOCTYPE html>")

    def _render_qweb_text(self, report_ref, docids, data=None):
        content, kind = super()._render_qweb_text(report_ref, docids, data=data)
        if self._get_held_documents(report_ref, docids):
            mark = f"*** {self._get_draft_mark()} ***\n"
            content = mark.encode() + content if isinstance(content, bytes) else mark + content
        return content, kind

    def _render_qweb_pdf(self, report_ref, res_ids=None, data=None):
        reports = self
        if self._get_held_documents(report_ref, res_ids):
            # Neither is an earlier print taken for this one, nor is this one kept for later.
            reports = self.with_context(report_pdf_no_attachment=True)
        return super(IrActionsReport, reports)._render_qweb_pdf(report_ref, res_ids=res_ids, data=data)

    def _render_qweb_pdf_prepare_streams(self, report_ref, data, res_ids=None):
        held = self._get_held_documents(report_ref, res_ids)
        reports = self.with_context(report_pdf_no_attachment=True) if held else self
        streams = super(IrActionsReport, reports)._render_qweb_pdf_prepare_streams(
            report_ref, data, res_ids=res_ids
        )
        for document_id, entry in streams.items():
            if held and entry["stream"] and (not document_id or document_id in held.ids):
                entry["stream"] = self._mark_pdf(entry["stream"])
        return streams

    @api.model
    def _mark_pdf(self, stream):
        """:return: the PDF with the mark across each page"""
        stream.seek(0)
        reader, writer = PdfFileReader(stream, strict=False), PdfFileWriter()
        for page in reader.pages:
            width, height = float(page.mediaBox.getWidth()), float(page.mediaBox.getHeight())
            page.mergePage(PdfFileReader(self._draw_mark(width, height)).pages[0])
            writer.addPage(page)
        marked = io.BytesIO()
        writer.write(marked)
        marked.seek(0)
        return marked

    @api.model
    def _draw_mark(self, width, height):
        buffer = io.BytesIO()
        page = canvas.Canvas(buffer, pagesize=(width, height))
        register_fonts()
        text = self._get_draft_mark()
        size = 0.9 * width / max(pdfmetrics.stringWidth(text, BOLD, 1), 1)
        page.translate(width / 2, height / 2)
        page.rotate(45)
        page.setFillColorRGB(0.8, 0, 0, alpha=0.18)
        page.setFont(BOLD, size)
        page.drawCentredString(0, -size / 3, text)
        page.save()
        buffer.seek(0)
        return buffer
