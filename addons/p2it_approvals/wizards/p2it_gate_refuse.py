from odoo import fields, models


class P2itGateRefuse(models.TransientModel):
    """Asks the guard why the goods stay."""

    _name = "p2it.gate.refuse.wizard"
    _description = "Refuse at the Gate"

    pass_id = fields.Many2one("p2it.gate.pass", required=True, readonly=True, ondelete="cascade")
    reason = fields.Char(required=True)

    def action_refuse(self):
        """Refuse.

        :return: an action that closes the dialog
        """
        self.ensure_one()
        self.pass_id.action_refuse(self.reason)
        return {"type": "ir.actions.act_window_close"}
