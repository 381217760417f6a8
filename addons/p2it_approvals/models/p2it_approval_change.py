import json

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..domain.change_text import compare


class TrialOverError(Exception):
    """Ends a trial: what it wrote is rolled back."""


class P2itApprovalRequest(models.Model):
    """Extends ``p2it.approval.request`` with changes of what is in force already, such as confirmed orders.

    Nobody makes such a change and asks afterwards. It is proposed, read as a list of what would be different,
    and made by the server in the name of who proposed it, at the moment the last approver agrees.
    """

    _inherit = "p2it.approval.request"

    is_change = fields.Boolean(string="Proposed Change", readonly=True, index="btree_not_null")
    proposed_vals = fields.Json(readonly=True, groups="base.group_system")
    proposed_text = fields.Text(string="What Changes", readonly=True)

    @api.model
    def ask_change(self, res_model, res_id, vals, note=""):
        """Propose a change of a document that may not be changed otherwise.

        :param str res_model: the document's model
        :param int res_id: its id
        :param dict vals: what would be written, as for ``write``
        :param str note: why
        :return: ids of the requests made
        :rtype: list[int]
        :raise AccessError: for who may not change the document
        :raise UserError: when the change needs no approval, or nobody could decide
        """
        document = self.env[res_model].browse(res_id).exists()
        self.env["p2it.approval.document"]._lock(document)
        trials = self._try_change(document, vals)
        # sudo: requests are the server's
        requests = self.sudo()
        waiting = requests.search(
            [("res_model", "=", res_model), ("res_id", "=", res_id), ("is_change", "=", True)]
        ).filtered(lambda request: request.state == "open")
        for request in waiting:
            request._close("superseded")
        made = requests
        for kind, plan, text in trials:
            self._check_plan(kind, document, plan)
            values = self._prepare_request_vals(kind, document, note, plan)
            made |= requests.create(
                {**values, "is_change": True, "proposed_vals": vals, "proposed_text": text}
            )
        for request in made:
            request._update_states()
        return made.ids

    @api.model
    def _try_change(self, document, vals):
        """Find out what a change would need and say, by making it and rolling it back.

        :return: ``[(type, its plan, what changes in words)]``
        :raise UserError: when it needs no approval
        """
        document.check_access("write")
        if not document or not hasattr(document, "_get_change_kinds"):
            raise UserError(self.env._("Changes of this document are not proposed but made."))
        kinds = document._get_change_kinds()
        needed = {kind: kind._get_documents(document, also_old=True) for kind in kinds}
        found = []
        try:
            with self.env.cr.savepoint():
                texts = {kind: document._make_change(vals, kind) for kind in kinds[:1]}
                text = next(iter(texts.values()), "")
                for kind in kinds if text else ():
                    if needed[kind] or kind._get_documents(document, also_old=True):
                        none_before = self.sudo().browse()  # sudo: only its emptiness counts
                        plan = self._plan(kind, document, self.env.user, none_before)
                        found.append((kind, plan, text))
                raise TrialOverError
        except TrialOverError:
            self.env.invalidate_all()
        if not found:
            raise UserError(self.env._("This change needs no approval: save it."))
        return found

    def _apply_change(self, document):
        """Make the change that was agreed to, in the name of who proposed it.

        :param document: as superuser
        :raise UserError: when it would not be what the approvers have read
        """
        asking = self.requested_by
        record = document.with_user(asking).with_context(
            allowed_company_ids=(document.company_id or asking.company_id).ids, lang=self.env.lang
        )
        text = record._make_change(self.proposed_vals, self.type_id)
        if text != self.proposed_text:
            raise UserError(
                self.env._(
                    "“%(document)s”: the change would not be what was proposed any more; prices or products "
                    "have changed since. Let %(user)s propose it again.",
                    document=self.document_name,
                    user=asking.name,
                )
            )
        self.fingerprint = self._get_fingerprint(document, self.guarded_fields)

    @api.model
    def _describe_change(self, before, after):
        """:return: what is different, one thing a line"""
        words = {
            "value": self.env._("%(label)s: %(before)s → %(after)s"),
            "line": self.env._("%(title)s: %(label)s %(before)s → %(after)s"),
            "added": self.env._("Added: %(title)s (%(after)s)"),
            "removed": self.env._("Removed: %(title)s (%(before)s)"),
        }
        return "\n".join(
            words[one.kind]
            % {
                "title": one.title,
                "label": one.label,
                "before": one.before or "–",
                "after": one.after or "–",
            }
            for one in compare(before, after)
        )

    @api.model
    def _is_proposable(self, vals):
        """:return: whether values can be kept until they are agreed to"""
        try:
            json.dumps(vals)
        except (TypeError, ValueError):
            return False
        return True
