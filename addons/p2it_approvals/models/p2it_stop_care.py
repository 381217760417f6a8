from odoo import models
from odoo.exceptions import UserError


class P2itStopCare(models.Model):
    """Extends ``p2it.stop.care``: where an approval type stands before it, its chain decides.

    Asking asks the chain in the same transaction, its last decision is carried out at once, and who takes
    back the one takes back the other. The people above decide where no type applies.
    """

    _name = "p2it.stop.care"
    _inherit = ["p2it.stop.care", "p2it.approval.mixin"]

    def _get_waiting_approvals(self):
        """:return: what waits in the engine for an active type, whatever its condition says by now"""
        kinds = self.env["p2it.approval.type"]._get_gate_kinds("stop_care")
        if not kinds or not self.ids:
            return self.env["p2it.approval.request"]
        # sudo: that it waits holds for who doesn't see the request
        return self.sudo()._get_open_approvals().filtered(lambda request: request.type_id.id in kinds)

    def _is_decided_by_chain(self):
        """:return: whether a chain decides instead of the people above"""
        self.ensure_one()
        return bool(self._get_chain_kinds("stop_care") or self._get_waiting_approvals())

    def _may_be_decided_by(self, user):
        """Override of `p2it_crm`: where a chain decides, nobody agrees or refuses on the request itself."""
        saved = self._origin
        return not (saved and saved._is_decided_by_chain()) and super()._may_be_decided_by(user)

    def _check_may_decide(self):
        """Override of `p2it_crm`: the same for every caller, superusers included."""
        if self._is_decided_by_chain():
            waiting = self._get_waiting_approvals()
            raise UserError(
                self.env._(
                    "“%(document)s” is decided in “My Approvals”. It waits for: %(people)s.",
                    document=self.display_name,
                    people="; ".join(filter(None, waiting.mapped("waits_for")))
                    or self.env._("%(user)s, who asks for the approval first", user=self.user_id.name),
                )
            )
        return super()._check_may_decide()

    def _notify_deciders(self):
        """Override of `p2it_crm`: where chains decide, they are asked; the engine tells their people."""
        self.ensure_one()
        kinds = self._get_chain_kinds("stop_care")
        if not kinds:
            return super()._notify_deciders()
        note = f"{self.reason_id.name}: {self.note}"
        for kind in kinds:
            self.env["p2it.approval.request"].ask(self._name, self.ids, kind.id, note)
        return None

    def action_cancel(self):
        """Override of `p2it_crm`: what waits in the engine is taken back as well."""
        result = super().action_cancel()
        self._withdraw_approvals()
        return result

    def _decide(self, state):
        """Override of `p2it_crm`: what the decision makes needless in the engine is taken back."""
        result = super()._decide(state)
        self._withdraw_approvals()
        return result

    def _check_may_ask_approval(self):
        """Override of `p2it_approvals`: the evidence is looked at first."""
        result = super()._check_may_ask_approval()
        if any(request.state != "requested" for request in self):
            raise UserError(
                self.env._("Use “Ask for Agreement” on the request to stop care: that asks for the approval.")
            )
        return result

    def _lock_before_approval(self):
        """Override of `p2it_approvals`: whom it is for comes first, as in every other way to decide."""
        result = super()._lock_before_approval()
        self._lock_target()
        return result

    def _close_approval(self, request):
        """Override of `p2it_approvals`: what the chain decided is done, in the name of who decided last."""
        super()._close_approval(request)
        if self.state != "requested":
            return
        if request.state == "cancelled":
            self.state = "cancelled"
            self._close_todo()
            return
        answer = request.decision_ids.sorted("id")[-1:].comment
        if request.state == "refused":
            self.decision_note = answer
            self._decide("refused")
        elif not self.env["p2it.approval.type"]._find_gate_missing(self, "stop_care"):
            self.decision_note = answer
            self._agree()
