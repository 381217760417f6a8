from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..domain.chain import Step
from ..domain.supersession import Asked
from .p2it_approval_step import MODES

LINE_STATES = [
    ("waiting", "Not Yet"),
    ("open", "Waiting"),
    ("approved", "Approved"),
    ("refused", "Refused"),
    ("cancelled", "Not Needed Any More"),
]

TERMS = ("domain", "guarded_fields", "fingerprint", "mode", "quorum", "excludes_requester")
"""What a step's decision agreed on: it stands as long as these are the same."""


class P2itApprovalLine(models.Model):
    """A step of a request, as it was when asked: later changes of the type don't reach it."""

    _name = "p2it.approval.line"
    _description = "Step of an Approval Request"
    _order = "sequence, id"

    request_id = fields.Many2one(
        "p2it.approval.request", required=True, readonly=True, index=True, ondelete="restrict"
    )
    step_id = fields.Many2one("p2it.approval.step", readonly=True, ondelete="set null")
    name = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(readonly=True)
    mode = fields.Selection(MODES, required=True, readonly=True)
    quorum = fields.Integer(readonly=True)
    approver_ids = fields.Many2many(
        "res.users",
        "p2it_approval_line_approver_rel",
        "line_id",
        "user_id",
        string="Approvers",
        readonly=True,
    )
    candidate_ids = fields.Many2many(
        "res.users",
        "p2it_approval_line_candidate_rel",
        "line_id",
        "user_id",
        string="Still to Decide",
        readonly=True,
        help="Whose decision is wanted now.",
    )
    excludes_requester = fields.Boolean(readonly=True)
    excludes_previous = fields.Boolean(readonly=True)
    state = fields.Selection(LINE_STATES, required=True, readonly=True, default="waiting", index=True)
    opened_date = fields.Datetime(string="Turn Since", readonly=True)
    closed_date = fields.Datetime(string="Decided On", readonly=True)
    sla_hours = fields.Float(string="Time Allowed", readonly=True)
    calendar_id = fields.Many2one("resource.calendar", readonly=True, ondelete="set null")
    escalation = fields.Char(readonly=True)
    deadline = fields.Datetime(readonly=True, index="btree_not_null")
    reminded_date = fields.Datetime(string="Reminded On", readonly=True)
    domain = fields.Char(string="Condition", readonly=True)
    guarded_fields = fields.Text(readonly=True)
    fingerprint = fields.Char(readonly=True)
    kept_line_id = fields.Many2one(
        "p2it.approval.line",
        string="Kept From",
        readonly=True,
        ondelete="restrict",
        help="The step of the request before, whose decision still stands: what it was about did not change.",
    )
    decision_ids = fields.One2many("p2it.approval.decision", "line_id", readonly=True)
    hours_taken = fields.Float(readonly=True, aggregator="avg")

    @api.model_create_multi
    def create(self, vals_list):
        self.env["p2it.approval.request"]._check_server()
        return super().create(vals_list)

    def write(self, vals):
        self.env["p2it.approval.request"]._check_server()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise AccessError(self.env._("Steps of a request are history: nobody deletes them."))

    def _to_step(self):
        return Step(
            key=self.id,
            sequence=self.sequence,
            approvers=frozenset(self.approver_ids.ids),
            mode=self.mode,
            quorum=self.quorum,
            excludes_requester=self.excludes_requester,
            excludes_previous=self.excludes_previous,
            is_kept=bool(self.kept_line_id),
            kept_from=frozenset(self.kept_line_id._get_deciders().ids),
        )

    def _to_asked(self):
        return Asked(
            key=self.id,
            step=self.step_id.id,
            terms=tuple(self[name] for name in TERMS),
            is_approved=self.state == "approved",
            deciders=frozenset(self._get_deciders().ids),
        )

    def _get_deciders(self):
        """:return: who decided the step, and in whose place; of a kept one, who did when it was asked"""
        asked = self
        while asked.kept_line_id:
            asked = asked.kept_line_id
        return asked.decision_ids.user_id | asked.decision_ids.on_behalf_of_id

    def _describe(self):
        """:return: the step and whose decision it waits for, in words"""
        self.ensure_one()
        people = self.sudo().candidate_ids.mapped("name")  # sudo: names of colleagues
        if not people:
            return self.env._("%(step)s (nobody is left: an administrator names somebody)", step=self.name)
        names = ", ".join(people[:3]) + (" …" if len(people) > 3 else "")
        return f"{self.name} ({names})"
