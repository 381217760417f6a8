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
    change_waits = fields.Boolean(string="Change to Be Made", readonly=True, index="btree_not_null")
    proposed_vals = fields.Json(readonly=True, groups="base.group_system")
    proposed_paths = fields.Text(readonly=True, groups="base.group_system")
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
        if res_model not in self.env or not isinstance(res_id, int) or not isinstance(vals, dict):
            raise UserError(self.env._("Propose the change of one document, as values of its fields."))
        document = self.env[res_model].browse(res_id).exists()
        self.env["p2it.approval.document"]._lock(document)
        trials = self._try_change(document, vals)
        paths = self._join_paths(document._get_change_kinds())
        # sudo: requests are the server's
        requests = self.sudo()
        requests._get_waiting_changes(document)._drop_change()
        made = requests
        for kind, plan, text in trials:
            self._check_plan(kind, document, plan)
            values = self._prepare_request_vals(kind, document, note, plan)
            values |= {"is_change": True, "change_waits": True, "proposed_vals": vals}
            made |= requests.create({**values, "proposed_paths": paths, "proposed_text": text})
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
                record = self._as_proposer(document, self.env.user)
                text = record._make_change(vals, self._join_paths(kinds))
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

    @api.model
    def _get_waiting_changes(self, document):
        """:return: what was asked about a change of a document that has neither been made nor dropped"""
        return self.search(
            [
                ("res_model", "=", document._name),
                ("res_id", "=", document.id),
                ("is_change", "=", True),
                "|",
                ("change_waits", "=", True),
                ("state", "=", "open"),
            ]
        )

    def _drop_change(self):
        """End what was asked about a change that is not made, what some have agreed to included."""
        self.change_waits = False
        for request in self.filtered(lambda request: request.state in ("open", "approved")):
            request._close("superseded")

    def _settle_change(self, document):
        """Make a change when every type it needs has agreed, drop it when one has not.

        :param document: as superuser
        """
        self.ensure_one()
        others = self._get_waiting_changes(document) - self
        if self.state != "approved":
            self.change_waits = False
            others._drop_change()
        elif all(other.state == "approved" for other in others):
            (self | others)._apply_change(document)

    @api.model
    def _join_paths(self, kinds):
        """:return: the fields that matter to any of some types, one a line: what their approvers all read"""
        documents = self.env["p2it.approval.document"]
        paths = [path for kind in kinds for path in documents._split_paths(kind._get_guarded_paths())]
        return "\n".join(dict.fromkeys(paths))

    @api.model
    def _as_proposer(self, document, user):
        """:return: a document as its proposer changes and reads it, so that trial and change say the same"""
        company = document.company_id or user.company_id
        return document.with_user(user).with_context(allowed_company_ids=company.ids, lang=user.lang)

    def _apply_change(self, document):
        """Make the change that was agreed to, in the name of who proposed it.

        :param document: as superuser
        :raise UserError: when it would not be what the approvers have read
        """
        first = self.sorted("id")[:1]
        record = self._as_proposer(document, first.requested_by)
        text = record._make_change(first.proposed_vals, first.proposed_paths or first.guarded_fields)
        if text != first.proposed_text:
            raise UserError(
                self.env._(
                    "“%(document)s”: the change would not be what was proposed any more; prices or products "
                    "have changed since. Let %(user)s propose it again.",
                    document=first.document_name,
                    user=first.requested_by.name,
                )
            )
        self.change_waits = False
        for request in self:
            request.fingerprint = self._get_fingerprint(document, request.guarded_fields)

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
