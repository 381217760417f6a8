from odoo import fields, models


class P2itGateReturnWizard(models.TransientModel):
    """Asks what came back."""

    _name = "p2it.gate.return.wizard"
    _description = "Back at the Gate"

    line_id = fields.Many2one("p2it.gate.pass.line", string="Goods", required=True, ondelete="cascade")
    uom_name = fields.Char(related="line_id.uom_name")
    open_return_qty = fields.Float(related="line_id.open_return_qty")
    quantity = fields.Float(string="Came Back", digits="Product Unit", required=True)
    note = fields.Char(string="Remark")

    def action_record(self):
        """Record it.

        :return: an action that closes the dialog
        """
        self.ensure_one()
        self.line_id.record_return(self.quantity, self.note or "")
        return {"type": "ir.actions.act_window_close"}
