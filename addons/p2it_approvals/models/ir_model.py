from odoo import fields, models
from odoo.tools import sql


class IrModel(models.Model):
    """Extends ``ir.model``: when documents of a kind go, what was decided about them stays readable."""

    _inherit = "ir.model"

    def unlink(self):
        self._leave_approval_history()
        return super().unlink()

    def _leave_approval_history(self):
        """Archive the types of these models, and end what still waits: nobody could answer it any more."""
        # When this addon itself goes, its columns are gone before its models.
        if not sql.column_exists(self.env.cr, "p2it_approval_request", "res_model"):
            return
        names = self.mapped("model")
        # sudo: requests are the server's, types their administrator's
        waiting = (
            self.env["p2it.approval.request"]
            .sudo()
            .search([("res_model", "in", names), ("state", "=", "open")])
        )
        waiting.write({"state": "cancelled", "closed_date": fields.Datetime.now()})
        lines = waiting.line_ids.filtered(lambda line: line.state in ("open", "waiting"))
        lines.write({"state": "cancelled", "candidate_ids": [fields.Command.clear()]})
        kinds = self.env["p2it.approval.type"].sudo().with_context(active_test=False)
        kinds.search([("model", "in", names)]).unlink()
