from odoo import api, fields, models, tools
from odoo.exceptions import UserError, ValidationError


class P2itApprovalType(models.Model):
    """Extends ``p2it.approval.type`` with goods that leave with a gate pass only."""

    _inherit = "p2it.approval.type"

    needs_gate_pass = fields.Boolean(
        string="Goods Leave With a Gate Pass",
        help="When all but the gate have agreed, a pass is made. The goods move when the guard lets them out "
        "with it, and in no other way.",
    )

    @api.constrains("needs_gate_pass", "gate", "step_ids", "order")
    def _check_gate_pass(self):
        for kind in self:
            if kind.needs_gate_pass and kind.gate != "dispatch":
                raise ValidationError(
                    self.env._(
                        "“%(type)s”: a gate pass is for goods that leave the company. Choose that as what "
                        "needs the approval, or take the pass away.",
                        type=kind.name,
                    )
                )
            kind._check_gate_steps()

    def _check_gate_steps(self):
        """:raise ValidationError: for a step at the gate that could not be decided there"""
        self.ensure_one()
        steps = self.step_ids.sorted(lambda step: (step.sequence, step.id))
        at_gate = steps.filtered("by_gate_pass")
        if at_gate and not self.needs_gate_pass:
            raise ValidationError(
                self.env._(
                    "“%(step)s” is decided at the gate, so that “%(type)s” needs a gate pass.",
                    step=at_gate[0].name,
                    type=self.name,
                )
            )
        if at_gate and (at_gate != steps[-1:] or at_gate.mode != "any"):
            raise ValidationError(
                self.env._(
                    "“%(step)s” is decided at the gate: there is one such step, it comes last, and one guard "
                    "decides it.",
                    step=at_gate[0].name,
                )
            )

    @api.model
    @tools.ormcache()
    def _get_pass_kinds(self):
        """:return: ids of the active types that want a gate pass; no query of its own when cached"""
        # sudo: that a pass is needed holds for who may not read types
        return tuple(self.sudo().search([("gate", "=", "dispatch"), ("needs_gate_pass", "=", True)]).ids)


class P2itApprovalStep(models.Model):
    """Extends ``p2it.approval.step`` with the step that is decided at the gate."""

    _inherit = "p2it.approval.step"

    by_gate_pass = fields.Boolean(
        string="Decided at the Gate",
        help="Who lets the goods out with the gate pass approves this step by doing so.",
    )

    @api.constrains("by_gate_pass", "sequence", "mode")
    def _check_by_gate_pass(self):
        for kind in self.type_id:
            kind._check_gate_steps()


class P2itApprovalLine(models.Model):
    """Extends ``p2it.approval.line`` with the step that is decided at the gate."""

    _inherit = "p2it.approval.line"

    by_gate_pass = fields.Boolean(string="Decided at the Gate", readonly=True)


class P2itApprovalRequest(models.Model):
    """Extends ``p2it.approval.request``: the step at the gate is decided with the pass, and only there."""

    _inherit = "p2it.approval.request"

    def _waits_for_gate(self):
        """:return: whether everybody else has agreed and the gate is what is left"""
        self.ensure_one()
        missing = self.line_ids.filtered(lambda line: line.state in ("waiting", "open"))
        return self.state == "open" and bool(missing) and all(missing.mapped("by_gate_pass"))

    def _filter_seats(self, seats, at_gate):
        """Override of this addon to keep the gate's step for the pass, and the others for their button."""
        seats = super()._filter_seats(seats, at_gate)
        lines = {line.id: line.by_gate_pass for line in self.line_ids}
        allowed = {line_id: seat for line_id, seat in seats.items() if lines[line_id] == at_gate}
        if seats and not allowed and not at_gate:
            raise UserError(
                self.env._(
                    "“%(document)s” is decided at the gate: open its gate pass under “Gate”, count, and let "
                    "the goods out or refuse them there.",
                    document=self.document_name,
                )
            )
        return allowed

    def _decide_at_gate(self, verdict, comment):
        """Decide the gate's step in the name of the user at work. The rows are locked by the caller.

        :param str verdict: ``approve`` or ``refuse``
        :param str comment: what passed, or why not
        """
        # sudo: the guard reads the pass, not the requests
        self.sudo()._decide(verdict, comment, at_gate=True)
