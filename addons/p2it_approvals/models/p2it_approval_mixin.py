from odoo import api, fields, models
from odoo.fields import Domain


class P2itApprovalMixin(models.AbstractModel):
    """Shows on a document what the engine knows of it, with the buttons to ask and to answer.

    The engine holds any document; this is for those that people work on every day.
    """

    _name = "p2it.approval.mixin"
    _description = "Document That Shows Its Approvals"

    approval_state = fields.Selection(
        [
            ("none", "Not Needed"),
            ("needed", "To Be Asked"),
            ("open", "Waiting"),
            ("outdated", "Changed After the Approval"),
            ("refused", "Refused"),
            ("approved", "Approved"),
        ],
        string="Approval",
        compute="_compute_approval",
        help="Of all approvals that the document needs, the one that is farthest from given.",
    )
    approval_waits_for = fields.Char(string="Waits For", compute="_compute_approval")
    approval_lacks = fields.Char(string="Not Asked Yet", compute="_compute_approval")
    approval_answer = fields.Char(string="Reason for Refusal", compute="_compute_approval")
    is_my_approval = fields.Boolean(string="My Approval", compute="_compute_approval")
    approval_change_waits_for = fields.Char(
        string="Proposed Change Waits For",
        compute="_compute_approval",
        help="Who has yet to agree to a change that was proposed.",
    )

    has_open_approval = fields.Boolean(
        string="Waiting for Approval",
        compute="_compute_has_open_approval",
        search="_search_has_open_approval",
        help="For filters.",
    )

    def _compute_has_open_approval(self):
        waiting = self.search(Domain("id", "in", self.ids) & Domain("has_open_approval", "=", True))
        for document in self:
            document.has_open_approval = document in waiting

    def _search_has_open_approval(self, operator, value):
        if operator != "in":
            return NotImplemented
        # sudo: that something waits is shown on the document to whoever sees it
        requests = self.env["p2it.approval.request"].sudo()
        waiting = requests._search([("res_model", "=", self._name), ("state", "=", "open")])
        return Domain("id", "in", waiting.subselect("res_id"))

    @api.depends_context("uid")
    def _compute_approval(self):
        kinds = self.env["p2it.approval.type"]
        type_ids = [row.type_id for row in kinds._get_operations(self._name)]
        self.update(
            {
                "approval_state": "none",
                "approval_waits_for": False,
                "approval_lacks": False,
                "approval_answer": False,
                "is_my_approval": False,
                "approval_change_waits_for": False,
            }
        )
        saved = self._origin
        if not type_ids or not saved:
            return
        by_document = {}
        # sudo: the types hold for who may not read them
        for kind in kinds.sudo().browse(type_ids):
            needing = kind._get_documents(saved)
            for document in needing:
                by_document.setdefault(document.id, [])
            for document, request in kind._find_lacking(needing):
                by_document[document.id].append((kind, request))
        for document in self:
            if document._origin.id in by_document:
                document._set_approval(by_document[document._origin.id])
        self._set_proposed_changes(saved)

    def _set_approval(self, missing):
        states = {"approved": "outdated", "open": "open", "refused": "refused"}
        found = {states.get(request.state, "needed"): request for _kind, request in missing}
        order = ("refused", "needed", "outdated", "open")
        self.approval_state = next((state for state in order if state in found), "approved")
        unasked = [kind.name for kind, request in missing if states.get(request.state, "needed") == "needed"]
        self.approval_lacks = "; ".join(unasked)
        requests = self.env["p2it.approval.request"].sudo().union(*(request for _kind, request in missing))
        waiting = requests.filtered(lambda request: request.state == "open")
        self.approval_waits_for = "; ".join(filter(None, waiting.mapped("waits_for")))
        if self.approval_state == "refused":
            self.approval_answer = found["refused"].decision_ids.sorted("id")[-1:].comment
        self.is_my_approval = bool(waiting.with_env(self.env).filtered("is_my_turn"))

    def _set_proposed_changes(self, saved):
        # sudo: that a change waits is shown on the document to whoever sees it
        changes = self.env["p2it.approval.request"].sudo()
        domain = [("res_model", "=", self._name), ("res_id", "in", saved.ids), ("is_change", "=", True)]
        changes = changes.search([*domain, ("state", "=", "open")])
        mine = changes.with_env(self.env).filtered("is_my_turn") if changes else changes
        for document in self if changes else ():
            own = changes.filtered(lambda change, doc=document: change.res_id == doc._origin.id)
            if own:
                document.approval_change_waits_for = "; ".join(filter(None, own.mapped("waits_for")))
                document.is_my_approval = document.is_my_approval or bool(own & mine.sudo())

    def _get_open_approvals(self):
        """:return: the requests about these documents that wait, as far as the reader sees them"""
        return self.env["p2it.approval.request"].search(
            [("res_model", "=", self._name), ("res_id", "in", self.ids), ("state", "=", "open")]
        )

    def _get_chain_kinds(self, gate):
        """Tell who must agree before a built-in gate is passed.

        :param str gate: key of a built-in gate
        :return: the approval types that stand before this document now, as superuser
        """
        self.ensure_one()
        kinds = self.env["p2it.approval.type"]
        # sudo: the types hold for who may not read them
        found = kinds.sudo().browse(kinds._get_gate_kinds(gate))
        return found.filtered(lambda kind: kind._get_documents(self))

    def _withdraw_approvals(self):
        """Take back what waits about documents that are over: nobody is asked about them any more."""
        if not self.ids:
            return
        # sudo: requests are the server's; those of archived types wait as well
        for request in self.sudo()._get_open_approvals().sorted("id"):
            request._lock()  # who was faster than we has closed it
            if request.state == "open":
                request._close("cancelled")

    def action_ask_approval(self):
        """Show what will be asked and whom, and ask.

        :return: a window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_approvals.action_ask")
        return {**action, "context": {"active_model": self._name, "active_ids": self.ids}}

    def action_answer_approval(self):
        """Approve or refuse what waits for the user, with a comment.

        :return: a window action
        """
        return self._get_open_approvals().filtered("is_my_turn").action_answer()

    def action_view_approvals(self):
        """Open what was asked about the documents.

        :return: a window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_approvals.action_requests")
        domain = [("res_model", "=", self._name), ("res_id", "in", self.ids)]
        return {**action, "domain": domain, "context": {"create": False}}

    def _check_may_ask_approval(self):
        """Extended by documents of which not every state can be asked about.

        :raise UserError: when it is too early or too late to ask
        """

    def _lock_before_approval(self):
        """Take the rows that the document's own methods take before its own: company, partner and so on.

        Extended by documents that go on by themselves once they are approved, so that nobody who takes the
        rows in that order waits for ever.
        """

    def _continue_approval(self, request):
        """Called when a step of a request about the document has been decided and others are left.

        Extended by documents that prepare something for the next step. It runs as superuser, in the
        transaction of the decision.

        :param request: the request, still open
        """

    def _close_approval(self, request):
        """Called when a request about the document has been approved, refused or withdrawn.

        Extended by documents that go on by themselves then. It runs as superuser, in the transaction of the
        decision.

        :param request: the request, in its final state; one that another replaces is not told
        """

    def _refresh_approval_figures(self):
        """Compute anew what conditions are judged on. Extended by documents whose figures are stored."""

    def _hold_for_approval(self, conditions):
        """Take the rows on which conditions depend beyond the document. Extended; see ``sale.order``.

        :param list conditions: those about to be judged
        """

    def _get_approval_lines(self, name):
        """Extended by documents whose lines partly come from the server.

        :param str name: of a field to many
        :return: the lines that count for the fingerprint
        """
        self.ensure_one()
        return self[name]
