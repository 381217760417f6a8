from odoo import api, fields, models
from odoo.addons.p2it_approvals.models.p2it_approval_gate import BUILT_IN_GATES, BuiltInGate

BUILT_IN_GATES["credit"] = BuiltInGate(
    "p2it.credit.hold",
    "action_release",
    "state",
    "released",
    ("order_id", "customer_ids", "total", "line_ids.reason_id", "line_ids.figure", "line_ids.excess"),
)


class P2itApprovalType(models.Model):
    """Extends ``p2it.approval.type`` with the gate before the release of a hold."""

    _inherit = "p2it.approval.type"

    gate = fields.Selection(
        selection_add=[("credit", "A credit hold is released")], ondelete={"credit": "cascade"}
    )

    @api.model
    def _holds_goods(self):
        """Extends `p2it_approvals`: terms keep goods from leaving as well."""
        return super()._holds_goods() or self.env["p2it.credit.policy"]._has_any()

    @api.model
    def _holds_company(self, company):
        """Extends `p2it_approvals`: goods without a transfer can't be judged."""
        return super()._holds_company(company) or self.env["p2it.credit.policy"]._has_any()


class P2itApprovalFigures(models.AbstractModel):
    """Extends ``p2it.approval.figures``: terms are judged on computed figures, too."""

    _inherit = "p2it.approval.figures"

    @api.model
    def _is_gated(self):
        return super()._is_gated() or self.env["p2it.credit.policy"]._has_any()
