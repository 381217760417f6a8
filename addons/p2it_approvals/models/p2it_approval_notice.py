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
        planned = self._get_activities(document).user_id
        open_lines = self.line_ids.filtered(lambda line: line.state == "open" and not line.by_gate_pass)
        wanted = open_lines.candidate_ids
        self._plan_activities(document, wanted - planned)
        self._drop_activities(planned - wanted)

    def _plan_activities(self, document, users):
        """Make the to-dos of all together, so that many approvers cost what one does."""
        if not users or self.env.context.get("mail_activity_automation_skip"):
            return
        names = {lang: self.type_id.with_context(lang=lang).name for lang in set(users.mapped("lang"))}
        shared = {
            "activity_type_id": self._get_activity_type().id,
            "automated": True,
            "note": self.note or False,
            "date_deadline": fields.Date.context_today(self),
            "res_model_id": self.env["ir.model"]._get_id(document._name),
            "res_id": document.id,
        }
        self.env["mail.activity"].create(
            [{**shared, "user_id": user.id, "summary": names[user.lang]} for user in users]
        )

    @api.model
    def _get_activity_type(self):
        return self.env.ref("p2it_approvals.activity_approval")

    @api.model
    def _get_activities(self, document):
        kind = self._get_activity_type()
        return document.activity_ids.filtered(lambda activity: activity.activity_type_id == kind)

    def _drop_activities(self, users):
        document = self._get_document()
        if document and users and hasattr(document, "activity_ids"):
            self._get_activities(document).filtered(lambda activity: activity.user_id in users).unlink()

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
        escalating = late.filtered(lambda line: line.escalation == "manager")
        above = escalating.candidate_ids._get_all_users_above()
        for line in escalating:
            managers = self.env["res.users"].union(*(above[user][:1] for user in line.candidate_ids))
            if managers - line.approver_ids:
                line.approver_ids += managers
                line.request_id._update_states()
        for line in late:
            line.request_id._log(
                self.env._("Late since %(date)s: %(step)s.", date=line.deadline, step=line._describe())
            )
        late.reminded_date = now
        if len(late) == _BATCH:
            self.env.ref("p2it_approvals.cron_remind")._trigger()
