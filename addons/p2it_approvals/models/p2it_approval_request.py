from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from ..domain.chain import Chain

STATES = [
    ("open", "Waiting"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("cancelled", "Withdrawn"),
    ("superseded", "Replaced"),
]


class P2itApprovalRequest(models.Model):
    """Somebody's request that a document be approved: the chain as it was when asked.

    Only the server writes it, for whoever it is: see :meth:`create`.
    """

    _name = "p2it.approval.request"
    _description = "Approval Request"
    _order = "id desc"
    _rec_name = "document_name"

    type_id = fields.Many2one(
        "p2it.approval.type", required=True, readonly=True, ondelete="restrict", index=True
    )
    type_version = fields.Integer(string="Version", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    res_model = fields.Char(string="Document Model", required=True, readonly=True)
    res_id = fields.Many2oneReference(
        string="Document", model_field="res_model", required=True, readonly=True
    )
    document_name = fields.Char(readonly=True)
    summary = fields.Char(
        string="Whom and How Much",
        readonly=True,
        help="Whom the document is about and its amount when asked.",
    )
    requested_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict", index=True)
    requested_date = fields.Datetime(string="Requested On", required=True, readonly=True)
    note = fields.Text(string="Reason", readonly=True)
    state = fields.Selection(STATES, required=True, readonly=True, default="open", index=True)
    closed_date = fields.Datetime(string="Closed On", readonly=True)
    fingerprint = fields.Char(
        readonly=True, help="Digest of the fields that matter, as they were when asked."
    )
    guarded_fields = fields.Text(readonly=True)
    line_ids = fields.One2many("p2it.approval.line", "request_id", string="Steps", readonly=True)
    decision_ids = fields.One2many("p2it.approval.decision", "request_id", string="Decisions", readonly=True)
    replaced_id = fields.Many2one(
        "p2it.approval.request", string="Replaces", readonly=True, ondelete="restrict"
    )
    waits_for = fields.Char(compute="_compute_waits_for")
    is_my_turn = fields.Boolean(string="My Turn", compute="_compute_is_my_turn", search="_search_is_my_turn")
    is_late = fields.Boolean(string="Late", compute="_compute_is_late", search="_search_is_late")
    deadline = fields.Datetime(compute="_compute_is_late")

    _document_idx = models.Index("(res_model, res_id, type_id)")

    @api.model_create_multi
    def create(self, vals_list):
        self._check_server()
        return super().create(vals_list)

    def write(self, vals):
        self._check_server()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise AccessError(self.env._("Requests for approval are history: nobody deletes them."))

    def _check_server(self):
        """:raise AccessError: for whoever writes by hand, administrators included"""
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Requests are made by asking and decided by approving or refusing, never written by hand."
                )
            )

    def copy(self, default=None):
        raise AccessError(
            self.env._("A request can't be copied. Ask for the approval of the other document.")
        )

    @api.depends("line_ids.state")
    def _compute_waits_for(self):
        waiting = self.line_ids.filtered(lambda line: line.state == "open")
        waiting.sudo().candidate_ids.mapped("name")  # sudo: as below; read for all at once
        for request in self:
            lines = request.line_ids & waiting
            request.waits_for = "; ".join(line._describe() for line in lines)

    @api.depends_context("uid")
    def _compute_is_my_turn(self):
        mine = self.search(Domain("id", "in", self.ids) & Domain("is_my_turn", "=", True))
        for request in self:
            request.is_my_turn = request in mine

    def _search_is_my_turn(self, operator, value):
        if operator != "in":
            return NotImplemented
        me = self.env.user
        lines = Domain("state", "=", "open") & self.env["p2it.approval.delegation"]._get_seats_domain(me)
        lines &= Domain("by_gate_pass", "=", False)
        lines &= Domain("mode", "=", "all") | ~Domain("decision_ids.user_id", "in", [me.id])
        # who asked is not asked in somebody's place either
        lines &= Domain("excludes_requester", "=", False) | Domain("request_id.requested_by", "!=", me.id)
        return self._having_line(lines)

    @api.model
    def _having_line(self, lines):
        """Find requests by their steps, as superuser: the rules of steps would be judged of every step there
        is, and the reader's rule of requests holds for what is found anyway.

        :param lines: domain of steps
        :return: domain of the requests that have one
        """
        # sudo: see above; what is found is narrowed by the rule of requests
        return Domain("id", "in", self.sudo()._search(Domain("line_ids", "any", lines)))

    def _compute_is_late(self):
        now = fields.Datetime.now()
        for request in self:
            deadlines = request.line_ids.filtered(lambda line: line.state == "open").mapped("deadline")
            request.deadline = min(filter(None, deadlines), default=False)
            request.is_late = bool(request.deadline and request.deadline < now)

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        late = Domain("state", "=", "open") & Domain("deadline", "<", fields.Datetime.now())
        return self._having_line(late)

    def _get_document(self):
        """:return: the document, in the reader's environment; empty when it is gone"""
        self.ensure_one()
        if self.res_model not in self.env:
            return self.env["p2it.approval.request"].browse()
        return self.env[self.res_model].browse(self.res_id).exists()

    @api.model
    def _get_latest(self, kind, documents):
        """:return: ``{document id: its latest request of this type that was not withdrawn}``"""
        requests = self.search(
            [
                ("type_id", "=", kind.id),
                ("res_model", "=", documents._name),
                ("res_id", "in", documents.ids),
                ("state", "not in", ("cancelled", "superseded")),
                # what is proposed counts when it is made
                "|",
                ("is_change", "=", False),
                "&",
                ("state", "=", "approved"),
                ("change_waits", "=", False),
            ],
            order="id",
        )
        return {request.res_id: request for request in requests}

    def _filter_current(self, documents):
        """:param documents: what the requests are about, read together
        :return: the requests whose document still is what was asked about
        """
        by_id = {document.id: document for document in documents}
        digest = self.env["p2it.approval.document"]._get_fingerprint
        return self.filtered(
            lambda request: request.res_id in by_id
            and request.fingerprint == digest(by_id[request.res_id], request.guarded_fields)
        )

    def _is_current(self):
        """:return: whether the document still is what was asked about, in all that matters"""
        document = self._get_document()
        return bool(document) and self.fingerprint == self.env["p2it.approval.document"]._get_fingerprint(
            document, self.guarded_fields
        )

    def _get_chain(self):
        """:return: the pure chain of steps and decisions
        :rtype: Chain
        """
        self.ensure_one()
        return Chain(
            self.requested_by.id,
            tuple(line._to_step() for line in self.line_ids),
            tuple(decision._to_event() for decision in self.decision_ids.sorted("id")),
        )

    def action_open_document(self):
        """Open what is to be approved.

        :return: a window action
        :raise UserError: when it was deleted, or its app uninstalled
        """
        self.ensure_one()
        self.check_access("read")
        if not self.sudo()._get_document():  # sudo: whether it is there; its own rights hold when it opens
            raise UserError(self.env._("“%(document)s” is not there any more.", document=self.document_name))
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
