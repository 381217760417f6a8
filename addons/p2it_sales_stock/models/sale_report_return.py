from odoo import fields, models


class SaleReport(models.Model):
    """Extends ``sale.report``: what came back stands beside what was sold."""

    _inherit = "sale.report"

    qty_taken_back = fields.Float(
        readonly=True,
        help="Came back by returns for good, in the product's own unit.",
    )

    def _select_additional_fields(self):
        additional = super()._select_additional_fields()
        additional["qty_taken_back"] = (
            "CASE WHEN l.product_id IS NOT NULL "
            "THEN SUM(COALESCE(l.qty_taken_back, 0) * u.factor / u2.factor) ELSE 0 END"
        )
        return additional
