from odoo import fields, models
from odoo.addons.p2it_approvals.models.p2it_approval_gate import BUILT_IN_GATES, BuiltInGate
from odoo.exceptions import UserError

BUILT_IN_GATES["commission"] = BuiltInGate(
    "p2it.commission.settlement",
    "action_approve",
    "state",
    "approved",
    ("user_id", "company_id", "date_from", "date_to", "amount", "carried_amount"),
)


class P2itApprovalType(models.Model):
    """Extends ``p2it.approval.type`` with the gate before commission is paid."""

    _inherit = "p2it.approval.type"

    gate = fields.Selection(
        selection_add=[("commission", "Commission is paid")], ondelete={"commission": "cascade"}
    )


class P2itApprovalStep(models.Model):
    """Extends ``p2it.approval.step``: nobody is asked about the own commission."""

    _inherit = "p2it.approval.step"

    def _get_approvers(self, document, requester):
        approvers = super()._get_approvers(document, requester)
        if document._name == "p2it.commission.settlement":
            approvers -= document.sudo().user_id  # sudo: whose it is
        return approvers


class P2itCommissionSettlement(models.Model):
    """Extends ``p2it.commission.settlement``: where an approval type stands before it, its chain decides.

    Accepting asks the chain in the same transaction, and its last decision approves at once. Where no type
    applies, a manager of commission approves.
    """

    _name = "p2it.commission.settlement"
    _inherit = ["p2it.commission.settlement", "p2it.approval.mixin"]

    def _ask_chain(self):
        """Ask in the person's name, so that “not who asked” means whose commission it is, whoever accepted.

        :return: whether somebody must agree, who is asked now
        """
        kinds = self._get_chain_kinds("commission")
        # sudo: nobody may write settlements, and asking wants that right
        requests = self.env["p2it.approval.request"].with_user(self.user_id).sudo()
        for kind in kinds:
            requests.ask(self._name, self.ids, kind.id, self.decided_note or "")
        return bool(kinds)

    def _check_may_ask_approval(self):
        """Override of `p2it_approvals`: first the person accepts, and that asks."""
        result = super()._check_may_ask_approval()
        if any(settlement.state != "accepted" for settlement in self):
            raise UserError(self.env._("It is asked for once the person has accepted the settlement."))
        return result

    def _close_approval(self, request):
        """Override of `p2it_approvals`: what the chain decided is done."""
        result = super()._close_approval(request)
        if self.state != "accepted":
            return result
        if request.state == "approved":
            deciders = request.decision_ids.filtered(lambda row: row.verdict == "approve")
            if self.user_id in deciders.user_id:
                raise UserError(self.env._("Nobody approves their own commission: ask another manager."))
            if not self.env["p2it.approval.type"]._find_gate_missing(self, "commission"):
                self._approve(deciders.sorted("id")[-1:].user_id)
        else:
            self._withdraw_approvals()
            self.write({"state": "draft", "decided_by": False, "decided_note": False})
        return result
