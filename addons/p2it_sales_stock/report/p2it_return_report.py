from odoo import api, models


class ReturnSlip(models.AbstractModel):
    """The slip of a return, for the warehouse and the customer."""

    _name = "report.p2it_sales_stock.return_slip"
    _description = "Return Slip"

    @api.model
    def _get_report_values(self, docids, data=None):
        """:raise AccessError: for a return that the reader may not see"""
        documents = self.env["p2it.return"].browse(docids)
        documents.check_access("read")
        # sudo: the slip names orders and credit notes, of a return that the reader sees
        return {"doc_ids": docids, "doc_model": "p2it.return", "docs": documents.sudo()}
