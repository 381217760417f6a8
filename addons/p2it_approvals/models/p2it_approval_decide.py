from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ..domain.chain import OPEN, ChainError, Decision


class P2itApprovalRequest(models.Model):
    """Extends ``p2it.approval.request`` with deciding: one way, checked, under a row lock."""

    _inherit = "p2it.approval.request"

    def action_approve(self, comment=""):
        """Approve the steps that are the user's turn.

        :param str comment: optional
        :return: ``True``
        :raise UserError: when it isn't the user's turn, or the document has changed
        """
        return self._decide("approve", comment)

    def action_refuse(self, comment=""):
        """Refuse the steps that are the user's turn; the request is over.

        :param str comment: why, so that who asked knows what to do
        :return: ``True``
        :raise UserError: without a comment, when it isn't the user's turn, or the document has changed
        """
        if not (comment or "").strip():
            raise UserError(self.env._("Say why: who asked must know what to change."))
        return self._decide("refuse", comment)

    def action_withdraw(self):
        """Take back a request that still waits.

        :return: ``True``
        :raise AccessError: for who didn't ask
        """
        for request in self.sorted("id"):
            request._lock()
            is_administrator = self.env.user.has_group("p2it_approvals.group_administrator")
            if request.requested_by != self.env.user and not is_administrator:
                raise AccessError(
                    self.env._("Only %(user)s can take it back.", user=request.sudo().requested_by.name)
                )
            request._check_open()
            request.sudo()._close("cancelled")  # sudo: requests are the server's
        return True

    def action_name_approver(self, line_id, user_id):
        """Let another person decide a step, for one that nobody is left for.

        :param int line_id: the step
        :param int user_id: who may decide it, too
        :return: ``True``
        :raise AccessError: for who isn't an administrator of approvals
        """
        self.ensure_one()
        if not self.env.user.has_group("p2it_approvals.group_administrator"):
            raise AccessError(self.env._("Only an administrator of approvals names approvers."))
        self._lock()
        self._check_open()
        line = self.sudo().line_ids.filtered(lambda line: line.id == line_id)  # sudo: the server's
        user = self.env["res.users"].browse(user_id)
        if not line or not user.exists() or user.share or not user.active:
            raise UserError(self.env._("Choose a step of this request and an active internal user."))
        line.approver_ids += user
        self._log(self.env._("%(user)s may decide “%(step)s”, too.", user=user.name, step=line.name))
        self.sudo()._update_states()
        return True

    def _decide(self, verdict, comment, at_gate=False):
        if not self:
            return True
        self.check_access("read")
        for request in self.sorted("id"):
            request._lock()
            request._check_open()
            request._check_unchanged()
            request._add_decisions(verdict, (comment or "").strip(), at_gate)
        return True

    def _lock(self):
        """Take the document's row, then the request's, and read what is there now."""
        self.ensure_one()
        document = self.sudo()._get_document()  # sudo: the row is locked, not read
        if document:
            self.env["p2it.approval.document"]._lock(document)
        self.flush_recordset()
        self.env.execute_query(SQL("SELECT id FROM p2it_approval_request WHERE id = %s FOR UPDATE", self.id))
        self.invalidate_recordset()

    def _check_open(self):
        if self.sudo().state != "open":  # sudo: read whatever the reader's rules are by now
            state = dict(self._fields["state"]._description_selection(self.env))[self.sudo().state]
            raise UserError(
                self.env._(
                    "Nothing was done: “%(document)s” is “%(state)s” already.",
                    document=self.sudo().document_name,
                    state=state,
                )
            )

    def _check_unchanged(self):
        """:raise UserError: when the document is not what was asked about any more"""
        request = self.sudo()  # sudo: what was asked does not depend on who looks
        if not request._get_document():
            raise UserError(
                self.env._("“%(document)s” is not there any more.", document=request.document_name)
            )
        if not request._is_current():
            raise UserError(
                self.env._(
                    "“%(document)s” was changed after %(user)s asked. Let %(user)s ask again: what the "
                    "change does not touch keeps its approval.",
                    document=request.document_name,
                    user=request.requested_by.name,
                )
            )

    def _add_decisions(self, verdict, comment, at_gate=False):
        request = self.sudo()  # sudo: decisions are the server's
        chain = request._get_chain()
        givers = self.env["p2it.approval.delegation"]._get_givers(self.env.user, request.type_id)
        seats = request._filter_seats(chain.get_seats(self.env.uid, givers), at_gate)
        if not seats:
            raise UserError(request._explain_no_turn(chain, self.env.user))
        now = fields.Datetime.now()
        for line_id, seat in seats.items():
            try:
                chain = chain.decide(Decision(line_id, self.env.uid, seat, verdict))
            except ChainError:
                continue  # a refusal of one step closed the others
            self.env["p2it.approval.decision"].sudo().create(
                {
                    "request_id": self.id,
                    "line_id": line_id,
                    "user_id": self.env.uid,
                    "on_behalf_of_id": seat if seat != self.env.uid else False,
                    "verdict": verdict,
                    "comment": comment,
                    "date": now,
                }
            )
        request._update_states()

    def _explain_no_turn(self, chain, user):
        """:return: why a user can't decide now, in words"""
        states = chain.get_states()
        mine = [step for step in chain.steps if user.id in step.approvers]
        values = {"document": self.document_name, "waits": self.waits_for}
        if any(step.excludes_requester and user.id == chain.requester for step in mine):
            return self.env._("You asked for it yourself: somebody else decides “%(document)s”.", **values)
        if any(decision.actor == user.id for decision in chain.decisions):
            return self.env._("You have decided on “%(document)s”. It waits for: %(waits)s.", **values)
        if any(states[step.key] != OPEN for step in mine):
            return self.env._("It isn't your turn yet: “%(document)s” waits for: %(waits)s.", **values)
        return self.env._("“%(document)s” does not wait for you but for: %(waits)s.", **values)

    def _update_states(self):
        """Write down what the events make of the steps and of the request."""
        self.ensure_one()
        self.line_ids.invalidate_recordset()
        self.invalidate_recordset(["decision_ids"])
        chain, now = self._get_chain(), fields.Datetime.now()
        states = chain.get_states()
        for line in self.line_ids:
            step = next(step for step in chain.steps if step.key == line.id)
            state = states[line.id]
            vals = {
                "candidate_ids": [fields.Command.set(chain.get_candidates(step) if state == OPEN else [])]
            }
            if state != line.state:
                vals |= line._get_state_vals(state, now)
            line.write(vals)
        if chain.state != self.state:
            self._close(chain.state)
        else:
            self._notify_turn()
            document = self._get_document()
            if document and hasattr(document, "_continue_approval"):
                document._continue_approval(self)

    def _filter_seats(self, seats, at_gate):
        """Extended by what kinds of steps are decided elsewhere.

        :param seats: ``{id of a step: in whose place}``
        :param bool at_gate: whether the goods are being let out
        :return: those that may be decided now
        """
        return seats

    def _close(self, state):
        self.write({"state": state, "closed_date": fields.Datetime.now()})
        waiting = self.line_ids.filtered(lambda line: line.state in ("open", "waiting"))
        waiting.write({"state": "cancelled", "candidate_ids": [fields.Command.clear()]})
        self._notify_closed()
        document = self._get_document()
        if state != "superseded" and document and hasattr(document, "_close_approval"):
            document._close_approval(self)
