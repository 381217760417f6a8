from odoo import api, fields, models
from odoo.exceptions import AccessError


class P2itGateReturn(models.Model):
    """Something that left with a gate pass and came back. Rows are only added."""

    _name = "p2it.gate.return"
    _description = "Goods Back at the Gate"
    _order = "id desc"
    _rec_name = "date"

    line_id = fields.Many2one(
        "p2it.gate.pass.line", string="Goods", required=True, readonly=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="line_id.company_id", store=True, index=True)
    quantity = fields.Float(digits="Product Unit", required=True, readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="Who", required=True, readonly=True, ondelete="restrict")
    note = fields.Char(string="Remark", readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(
                self.env._(
                    "Record what came back with the button on the goods: it looks at what is still out."
                )
            )
        return super().create(vals_list)

    def write(self, vals):
        raise AccessError(self.env._("What came back is history: nobody changes it."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise AccessError(self.env._("What came back is history: nobody deletes it."))
