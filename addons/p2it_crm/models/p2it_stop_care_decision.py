from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL


class P2itStopCare(models.Model):
    """Extends ``p2it.stop.care`` with its way from asking to closing."""

    _inherit = "p2it.stop.care"

    @api.model
    def _get_request_action(self, lead=None, partner=None):
        """Open the request that waits, else a new one.

        :return: a window action
        """
        whom = (
            [("lead_id", "=", lead.id)]
            if lead
            else [("lead_id", "=", False), ("partner_id", "=", partner.id)]
        )
        waiting = self.search([*whom, ("state", "in", ("draft", "requested"))], limit=1)
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Stop Care"),
            "res_model": "p2it.stop.care",
            "view_mode": "form",
            "res_id": waiting.id,
            "context": {"default_lead_id": lead.id} if lead else {"default_partner_id": partner.id},
        }

    def action_request(self):
        """Ask the people above to agree.

        :return: ``True``
        :raise UserError: when evidence is missing or it is closed already
        """
        for request in self:
            request.check_access("write")
            request._check_own()
            request._lock("draft")
            request._check_still_open()
            request._check_evidence()
            request._hold_evidence(request.sudo().found_ids)  # sudo: attempts of colleagues count
            # sudo: the state is the server's
            request.sudo().write(
                {
                    "state": "requested",
                    "requested_date": fields.Datetime.now(),
                    "evidence_ids": [fields.Command.set(request.sudo().found_ids.ids)],
                }
            )
            request._notify_deciders()
        return True

    def _check_own(self):
        if self.user_id != self.env.user:
            raise UserError(self.env._("Only %(user)s can do this.", user=self.user_id.name))

    @api.model
    def _hold_evidence(self, entries):
        """Write the rows of the entries: who corrects one, or uses it elsewhere, at the same moment fails
        on the row, or we do, and Odoo runs the later one once more.
        """
        if entries:
            self.env.cr.execute(
                SQL(
                    """
                    WITH care AS (SELECT id FROM p2it_care WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)
                    UPDATE p2it_care SET write_date = write_date FROM care WHERE p2it_care.id = care.id
                    """,
                    entries._ids,
                )
            )

    def _check_still_open(self):
        """:raise UserError: when there is nothing to close any more"""
        lead, partner = self.sudo().lead_id, self.sudo().partner_id  # sudo: read in the requester's name
        if lead and lead.won_status != "pending":
            raise UserError(self.env._("“%(name)s” is won or closed already.", name=lead.display_name))
        if lead and not lead.active:
            raise UserError(self.env._("“%(name)s” is archived already.", name=lead.display_name))
        if not lead and partner.lifecycle == "stopped":
            raise UserError(self.env._("Care for “%(name)s” is stopped already.", name=partner.display_name))
        if self.sudo().search_count([*self._get_same_target(), ("state", "=", "requested")], limit=1):
            raise UserError(self.env._("It has been asked for already. Wait for the answer."))
        if not lead and not partner.lifecycle:
            raise UserError(self.env._("“%(name)s” is no customer.", name=partner.display_name))

    def _check_evidence(self):
        """:raise UserError: when there were fewer attempts than the company asks for"""
        if self.found_count < self.required_count:
            raise UserError(
                self.env._(
                    "%(found)s of %(needed)s unsuccessful attempts are recorded. Record each visit or "
                    "call that led nowhere as care with the outcome “Not Reached” or “Unsuccessful”; "
                    "an administrator sets how many are needed.",
                    found=self.found_count,
                    needed=self.required_count,
                )
            )

    def action_cancel(self):
        """Withdraw the request.

        :return: ``True``
        """
        for request in self:
            request.check_access("write")
            request._check_own()
            request._lock("draft", "requested")
            request.sudo().state = "cancelled"  # sudo: the state is the server's
            request._close_todo()
        return True

    def action_approve(self):
        """Agree: the lead or the customer is closed.

        :return: ``True``
        :raise AccessError: for who is not above the requester
        """
        for request in self:
            request._check_may_decide()
            request._agree()
        return True

    def _agree(self):
        """Close what was asked for, in the name of who decides; whether he may was checked before.

        :raise UserError: when there is nothing to close any more, or too little evidence left
        """
        self._decide("approved")
        self._check_still_open()
        self._check_evidence_stands()
        self._close()

    def _check_evidence_stands(self):
        """Look again: entries are corrected, and serve another request, after it was asked.

        :raise UserError: when less is left than the company asks for
        """
        request = self.sudo()  # sudo: attempts of colleagues count, whoever decides
        self._hold_evidence(request.evidence_ids)
        valid = request.evidence_ids.filtered_domain(self._get_failed_domain())
        valid = valid.filtered(lambda care: care.stop_care_ids.filtered(_is_approved) <= request)
        if len(valid) < min(request.required_count, len(request.evidence_ids)):
            raise UserError(
                self.env._(
                    "Since it was asked, evidence was corrected or used up: %(valid)s of %(asked)s attempts "
                    "are left. Refuse it, so that the salesperson asks anew.",
                    valid=len(valid),
                    asked=len(request.evidence_ids),
                )
            )

    def action_refuse(self):
        """Refuse: care goes on.

        :return: ``True``
        :raise AccessError: for who is not above the requester
        :raise UserError: without an answer in words
        """
        for request in self:
            if not (request.decision_note or "").strip():
                raise UserError(
                    self.env._(
                        "Write in “Answer” why care should go on, so that the salesperson knows what to do."
                    )
                )
            request._check_may_decide()
            request._decide("refused")
        return True

    def _check_may_decide(self):
        """Extended by whatever else decides instead of the people above.

        :raise AccessError: for who is not above the requester
        """
        self.ensure_one()
        self.check_access("read")
        if not self._may_be_decided_by(self.env.user):
            raise AccessError(
                self.env._(
                    "Only a manager above %(user)s decides this. It waits for: %(deciders)s.",
                    user=self.user_id.name,
                    deciders=", ".join(self._get_deciders().mapped("name")) or self.env._("an administrator"),
                )
            )

    def _decide(self, state):
        """Write down the decision of the user at work, once; whether he may decide was checked before."""
        self.ensure_one()
        self._lock("requested")
        # sudo: the decision is written by the server
        self.sudo().write(
            {"state": state, "decided_by_id": self.env.uid, "decision_date": fields.Datetime.now()}
        )
        self._close_todo()
        self.sudo().message_notify(
            partner_ids=self.user_id.partner_id.ids,
            subject=self.display_name,
            body=self.env._("Agreed: care is stopped.")
            if state == "approved"
            else self.env._("Refused: %(answer)s", answer=self.decision_note),
        )

    def _lock(self, *states):
        """Take the row, the customer's and the lead's first, and see that nobody was faster.

        :raise UserError: when the request is in none of the states any more
        """
        self.ensure_one()
        self.flush_recordset()
        self._lock_target()
        [[state]] = self.env.execute_query(
            SQL("SELECT state FROM p2it_stop_care WHERE id = %s FOR NO KEY UPDATE", self.id)
        )
        if state not in states:
            label = dict(self._fields["state"]._description_selection(self.env))[state]
            raise UserError(self.env._("Nothing was done: the request is “%(state)s” already.", state=label))

    def _lock_target(self):
        """Take the rows of whom they are for, customers before leads."""
        targets = self.sudo()  # sudo: rows are locked, not read
        targets.partner_id._lock_lifecycle()
        if targets.lead_id:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM crm_lead WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    tuple(targets.lead_id.ids),
                )
            )

    def _close(self):
        """Close what was agreed on, in the name of who decided."""
        self.ensure_one()
        request = self.sudo()  # sudo: the agreement is what allows it
        if request.lead_id:
            leads = request.lead_id
        else:
            leads = (
                self.env["crm.lead"]
                .sudo()
                .search(
                    [
                        ("partner_id.commercial_partner_id", "=", request.partner_id.id),
                        ("won_status", "=", "pending"),
                    ]
                )
            )
            request.partner_id._stop_care(request)
        if leads:
            leads.action_set_lost(lost_reason_id=request.reason_id.id)
            body = self.env._(
                "Care was stopped (%(reason)s): %(note)s", reason=request.reason_id.name, note=request.note
            )
            leads._message_log_batch(dict.fromkeys(leads.ids, body))

    def _get_deciders(self):
        """:return: the nearest people above who asks, or the administrators where nobody is above"""
        self.ensure_one()
        above = self.sudo().user_id._get_users_above()  # sudo: who leads whom is no secret
        if above:
            return above[:1]
        return self.env.ref("p2it_crm.group_administrator").sudo().all_user_ids.filtered("active")

    def _notify_deciders(self):
        for user in self._get_deciders():
            summary = self.with_context(lang=user.lang).env._("Agree to stop care?")
            self.sudo().activity_schedule(  # sudo: whoever asks may not plan for others
                "mail.mail_activity_data_todo", user_id=user.id, summary=summary
            )

    def _close_todo(self):
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])  # sudo: the deciders' own


def _is_approved(request):
    return request.state == "approved"
