from odoo import api, fields, models

_BATCH = 200


class P2itApprovalRequest(models.Model):
    """Extends ``p2it.approval.request`` with who is told what, and when it takes too long."""

    _inherit = "p2it.approval.request"

    def _notify_turn(self):
        """Give everybody whose turn it is a to-do on the document, once."""
        self.ensure_one()
        document = self._get_document()
        if not document or not hasattr(document, "activity_schedule"):
            return
        planned = document.activity_ids.filtered(
            lambda activity: activity.activity_type_id == self._get_activity_type()
        ).user_id
        open_lines = self.line_ids.filtered(lambda line: line.state == "open" and not line.by_gate_pass)
        wanted = open_lines.candidate_ids
        for user in wanted - planned:
            document.activity_schedule(
                "p2it_approvals.activity_approval",
                user_id=user.id,
                summary=self.type_id.with_context(lang=user.lang).name,
                note=self.note or False,
            )
        self._drop_activities(planned - wanted)

    @api.model
    def _get_activity_type(self):
        return self.env.ref("p2it_approvals.activity_approval")

    def _drop_activities(self, users):
        document = self._get_document()
        if document and users and hasattr(document, "activity_ids"):
            document.activity_ids.filtered(
                lambda activity: activity.activity_type_id == self._get_activity_type()
                and activity.user_id in users
            ).unlink()

    def _notify_closed(self):
        """Tell who asked, in the document's chatter."""
        document = self._get_document()
        if not document:
            return
        if hasattr(document, "activity_ids"):
            self._drop_activities(document.activity_ids.user_id)
        text = {
            "approved": self.env._("Approved: %(type)s."),
            "refused": self.env._("Refused: %(type)s. %(comment)s"),
            "cancelled": self.env._("Request withdrawn: %(type)s."),
        }.get(self.state)
        if text:
            comment = self.decision_ids.sorted("id")[-1:].comment or ""
            self._log(
                text % {"type": self.type_id.name, "comment": comment}, notify=self.state != "cancelled"
            )

    def _log(self, text, notify=False):
        document = self.sudo()._get_document()  # sudo: the engine writes into the chatter
        if not document or not hasattr(document, "message_post"):
            return
        if notify:
            document.message_post(
                body=text,
                partner_ids=self.sudo().requested_by.partner_id.ids,
                subtype_xmlid="mail.mt_note",
                author_id=self.env.user.partner_id.id,
            )
        else:
            document._message_log(body=text, author_id=self.env.user.partner_id.id)

    @api.model
    def _remind(self):
        """Remind those who are late, and let their managers decide where the step says so. For a cron."""
        now = fields.Datetime.now()
        late = self.env["p2it.approval.line"].search(
            [("state", "=", "open"), ("deadline", "<", now), ("reminded_date", "=", False)], limit=_BATCH
        )
        for line in late:
            request = line.request_id
            if line.escalation == "manager":
                above = self.env["res.users"]
                for user in line.candidate_ids:
                    above += user._get_users_above()[:1]
                if above - line.approver_ids:
                    line.approver_ids += above
                    request._update_states()
            request._log(
                self.env._("Late since %(date)s: %(step)s.", date=line.deadline, step=line._describe())
            )
            line.reminded_date = now
        if len(late) == _BATCH:
            self.env.ref("p2it_approvals.cron_remind")._trigger()
