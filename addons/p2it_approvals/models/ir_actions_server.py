from odoo import fields, models


class IrActionsServer(models.Model):
    """Extends ``ir.actions.server`` with asking, approving and refusing, for automation rules."""

    _inherit = "ir.actions.server"

    state = fields.Selection(
        selection_add=[
            ("p2it_ask", "Ask for Approval"),
            ("p2it_approve", "Approve"),
            ("p2it_refuse", "Refuse"),
        ],
        ondelete={"p2it_ask": "cascade", "p2it_approve": "cascade", "p2it_refuse": "cascade"},
    )
    p2it_approval_type_id = fields.Many2one(
        "p2it.approval.type", string="Approval Type", help="Empty: every type that applies."
    )
    p2it_approval_comment = fields.Char(string="Comment", help="Refusing needs one.")

    def _run_action_p2it_ask_multi(self, eval_context=None):
        """Ask for what the documents need; those that need nothing are passed over."""
        documents = self._get_approval_documents(eval_context)
        requests = self.env["p2it.approval.request"]
        kinds = requests._get_kinds(self.model_name, self.p2it_approval_type_id.id)
        for kind in kinds:
            needing = kind._get_documents(documents)
            if needing:
                requests.ask(needing._name, needing.ids, kind.id, self.p2it_approval_comment or "")

    def _run_action_p2it_approve_multi(self, eval_context=None):
        """Approve, in the name of who runs the action: whoever's turn it isn't is refused."""
        self._get_open_requests(eval_context).action_approve(self.p2it_approval_comment or "")

    def _run_action_p2it_refuse_multi(self, eval_context=None):
        """Refuse, in the name of who runs the action."""
        self._get_open_requests(eval_context).action_refuse(self.p2it_approval_comment or "")

    def _get_approval_documents(self, eval_context):
        return (eval_context or {}).get("records") or self.env[self.model_name]

    def _get_open_requests(self, eval_context):
        documents = self._get_approval_documents(eval_context)
        domain = [
            ("res_model", "=", documents._name),
            ("res_id", "in", documents.ids),
            ("state", "=", "open"),
        ]
        if self.p2it_approval_type_id:
            domain.append(("type_id", "=", self.p2it_approval_type_id.id))
        return self.env["p2it.approval.request"].search(domain)
