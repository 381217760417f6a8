from odoo import models
from odoo.exceptions import AccessError, UserError

from .p2it_commission_settlement import OPEN


class P2itCommissionSettlement(models.Model):
    """The way of a settlement: accepted or disputed by the person, approved by another, or cancelled."""

    _inherit = "p2it.commission.settlement"

    # === THE PERSON === #

    def action_accept(self):
        """The person agrees.

        :return: ``True``
        :raise AccessError: for anybody else; see :meth:`action_accept_for`
        """
        self._take_rows()
        self._check_is_mine()
        return self._accept()

    def action_accept_for(self, reason):
        """An officer accepts for the person, who was silent or agreed by another way.

        :param str reason: kept on the settlement and told to the person
        :return: ``True``
        :raise AccessError: for who doesn't settle commission
        """
        self._check_officer()
        self._take_rows()
        return self._accept(self._check_reason(reason))

    def action_dispute(self, question):
        """The person, or an officer told by them, says what is wrong; nothing is paid until it is answered.

        :param str question: kept as a dispute
        :return: the disputes
        :raise AccessError: for anybody else
        """
        self._take_rows()
        if not self._is_officer():
            self._check_is_mine()
        self._check_state("draft", "accepted")
        disputes = self.env["p2it.commission.dispute"]
        for settlement in self.sudo():  # sudo: the state is the server's
            settlement._withdraw_approvals()
            settlement.write({"state": "disputed", "decided_by": False, "decided_note": False})
            disputes |= disputes._ask(settlement.user_id, question, settlement=settlement)
        return disputes

    def _check_is_mine(self):
        if not self.env.su and any(settlement.user_id.id != self.env.uid for settlement in self):
            raise AccessError(
                self.env._(
                    "Only whose commission it is accepts or disputes a settlement. Where somebody can't, an "
                    "officer does it for them, with a reason."
                )
            )

    def _check_reason(self, reason):
        """:return: the reason, trimmed"""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: it is kept, and whom it concerns reads it."))
        return reason.strip()

    def _accept(self, reason=False):
        self._check_state(*OPEN)
        for settlement in self.sudo():  # sudo: the state is the server's
            settlement.write({"state": "accepted", "decided_by": self.env.uid, "decided_note": reason})
            if reason:
                settlement._post(
                    self.env._("Accepted in your place: %(reason)s", reason=reason), settlement.user_id
                )
            settlement._ask_chain()
        return True

    # === WHO SETTLES === #

    def action_propose_again(self):
        """Put a disputed settlement before the person once more, after its questions were answered.

        :return: ``True``
        """
        self._check_officer()
        self._take_rows()
        self._check_state("disputed", "accepted")
        for settlement in self.sudo():  # sudo: the state is the server's
            settlement._withdraw_approvals()
            settlement.write({"state": "draft", "decided_by": False, "decided_note": False})
            settlement._tell_proposed()
        return True

    def action_approve(self):
        """Approve what was accepted, where no approval type decides; one's own never.

        :return: ``True``
        :raise AccessError: for who is no manager of commission, or whose own it is
        """
        if not self.env.su and not self.env.user.has_group("p2it_commission.group_manager"):
            raise AccessError(
                self.env._("Settlements are approved in “My Approvals”, or by a manager of commission.")
            )
        self._take_rows()
        if any(settlement.user_id.id == self.env.uid for settlement in self):
            raise AccessError(self.env._("Nobody approves their own commission: ask another manager."))
        self._check_state("accepted")
        self.sudo()._approve(self.env.user)  # sudo: the state is the server's
        return True

    def _approve(self, approver):
        """Approve as superuser; what is to be paid waits for that, a debt for the next settlement."""
        for settlement in self:
            is_paid = settlement.currency_id.compare_amounts(settlement.amount_total, 0) > 0
            settlement.write({"state": "approved" if is_paid else "carried", "approved_by": approver.id})

    def action_cancel(self):
        """Give settlements up that weren't paid: their entries are free for others.

        :return: ``True``
        :raise UserError: for what was paid, or whose debt another settlement has taken over
        """
        self._check_officer()
        self._take_rows()
        self._check_state("draft", "disputed", "accepted", "approved", "carried")
        for settlement in self.sudo():  # sudo: the state is the server's
            if settlement.carried_to_id:
                raise UserError(
                    self.env._(
                        "%(other)s takes what %(settlement)s was short of. Cancel that one first.",
                        other=settlement.carried_to_id.display_name,
                        settlement=settlement.display_name,
                    )
                )
            settlement._withdraw_approvals()
            settlement.state = "cancel"
            settlement._post(
                self.env._(
                    "Cancelled; it was %(amount)s. Its entries are settled anew.",
                    amount=settlement.currency_id.format(settlement.amount_total),
                ),
                settlement.user_id,
            )
            settlement._free()
        return True
