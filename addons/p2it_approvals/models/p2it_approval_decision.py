from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..domain.chain import Decision
from ..domain.seal import find_tampered, seal

VERDICTS = [("approve", "Approved"), ("refuse", "Refused")]


class P2itApprovalDecision(models.Model):
    """What somebody decided. Rows are only added; each carries the hash of the one before."""

    _name = "p2it.approval.decision"
    _description = "Approval Decision"
    _order = "id"

    request_id = fields.Many2one(
        "p2it.approval.request", required=True, readonly=True, index=True, ondelete="restrict"
    )
    line_id = fields.Many2one(
        "p2it.approval.line", string="Step", required=True, readonly=True, index=True, ondelete="restrict"
    )
    user_id = fields.Many2one("res.users", string="Who", required=True, readonly=True, ondelete="restrict")
    on_behalf_of_id = fields.Many2one(
        "res.users", string="On Behalf Of", readonly=True, ondelete="restrict", help="Empty: in person."
    )
    verdict = fields.Selection(VERDICTS, required=True, readonly=True)
    comment = fields.Text(readonly=True)
    date = fields.Datetime(required=True, readonly=True)
    type_id = fields.Many2one("p2it.approval.type", readonly=True, ondelete="restrict", index=True)
    step_name = fields.Char(readonly=True, help="The name that the step had then.")
    hours_taken = fields.Float(
        readonly=True, aggregator="avg", help="Working hours from the moment it was the step's turn."
    )
    is_late = fields.Boolean(string="Late", readonly=True, help="Decided after the time allowed.")
    previous_hash = fields.Char(readonly=True)
    hash = fields.Char(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        self.env["p2it.approval.request"]._check_server()
        decisions = self.browse()
        for vals in vals_list:
            before = self.search([("request_id", "=", vals["request_id"])], order="id desc", limit=1)
            own = {**self._prepare_time_vals(vals), "previous_hash": before.hash or ""}
            decision = super().create({**vals, **own})
            super(P2itApprovalDecision, decision).write(
                {"hash": seal(decision.previous_hash or "", decision._get_content())}
            )
            decisions += decision
        return decisions

    @api.model
    def _prepare_time_vals(self, vals):
        """:return: what the report on times shows of a decision, as it is now"""
        line = self.env["p2it.approval.line"].browse(vals["line_id"])
        date = fields.Datetime.to_datetime(vals["date"])
        return {
            "type_id": line.request_id.type_id.id,
            "step_name": line.name,
            "hours_taken": line._get_hours_taken(date),
            "is_late": bool(line.deadline and date > line.deadline),
        }

    def write(self, vals):
        raise AccessError(self.env._("A decision is history: nobody changes it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise AccessError(self.env._("A decision is history: nobody deletes it."))

    def _get_content(self):
        return {
            "id": self.id,
            "request": self.request_id.id,
            "line": self.line_id.id,
            "user": self.user_id.id,
            "on_behalf_of": self.on_behalf_of_id.id or 0,
            "verdict": self.verdict,
            "comment": self.comment or "",
            "date": fields.Datetime.to_string(self.date),
        }

    def _to_event(self):
        return Decision(
            step=self.line_id.id,
            actor=self.user_id.id,
            seat=(self.on_behalf_of_id or self.user_id).id,
            verdict=self.verdict,
        )

    @api.model
    def _find_tampered(self, requests):
        """Check the decisions of requests against their hashes.

        :return: the first decision of each that is not what was written
        """
        found = self.browse()
        for request in requests:
            decisions = request.decision_ids.sorted("id")
            rows = [(row._get_content(), row.previous_hash or "", row.hash or "") for row in decisions]
            position = find_tampered(rows)
            if position is not None:
                found += decisions[position]
        return found
