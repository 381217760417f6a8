from odoo import fields, models
from odoo.addons.p2it_approvals.models.p2it_approval_gate import BUILT_IN_GATES, BuiltInGate
from odoo.exceptions import UserError

BUILT_IN_GATES["return"] = BuiltInGate(
    "p2it.return",
    "action_approve",
    "state",
    "approved",
    (
        *("partner_id", "company_id", "warehouse_id", "line_ids.order_line_id", "line_ids.quantity"),
        *("line_ids.product_uom_id", "line_ids.reason_id", "line_ids.gift_kept"),
    ),
)


class P2itApprovalType(models.Model):
    """Extends ``p2it.approval.type`` with the gate before goods come back."""

    _inherit = "p2it.approval.type"

    gate = fields.Selection(
        selection_add=[("return", "Goods of customers come back")], ondelete={"return": "cascade"}
    )


class P2itReturn(models.Model):
    """Extends ``p2it.return``: where an approval type stands before it, its chain decides.

    Submitting asks the chain in the same transaction, and its last decision is carried out at once. Where no
    type applies, nobody need agree.
    """

    _name = "p2it.return"
    _inherit = ["p2it.return", "p2it.approval.mixin"]

    def _ask_chain(self):
        """:return: whether somebody must agree, who is asked now"""
        kinds = self._get_chain_kinds("return")
        note = self.note or self.reason_id.name or ""
        for kind in kinds:
            self.env["p2it.approval.request"].ask(self._name, self.ids, kind.id, note)
        return bool(kinds)

    def _check_may_ask_approval(self):
        """Override of `p2it_approvals`: what is still being written is submitted, and asked by that."""
        result = super()._check_may_ask_approval()
        if any(document.state != "submitted" for document in self):
            raise UserError(self.env._("Use “Submit” on the return: that asks for the approval."))
        return result

    def _refresh_approval_figures(self):
        """Override of `p2it_approvals`: the worth is computed anew, for conditions on it."""
        result = super()._refresh_approval_figures()
        lines = self.line_ids
        self.env.add_to_compute(lines._fields["amount"], lines)
        self.env.add_to_compute(self._fields["amount"], self)
        self.env.flush_all()
        return result

    def _lock_before_approval(self):
        """Override of `p2it_approvals`: customer, orders' lines, then the return, as in every other way."""
        result = super()._lock_before_approval()
        self.line_ids.sudo().order_line_id._lock_for_returns()  # sudo: whoever decides
        return result

    def _close_approval(self, request):
        """Override of `p2it_approvals`: what the chain decided is done."""
        result = super()._close_approval(request)
        if self.state != "submitted":
            return result
        if request.state == "approved":
            if not self.env["p2it.approval.type"]._find_gate_missing(self, "return"):
                self._approve()
        else:
            self._withdraw_approvals()
            self.state = "draft"
        return result
