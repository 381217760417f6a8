from odoo import api, fields, models


class P2itHoldReason(models.Model):
    """A kind of reason for which an order is held: the vocabulary of facts that approvals may ask about."""

    _name = "p2it.hold.reason"
    _description = "Reason for a Hold"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, readonly=True)
    sequence = fields.Integer(default=10)
    color = fields.Integer()

    _code_unique = models.UniqueIndex("(code)", "Another reason already has this code.")

    @api.model
    def _get_by_code(self):
        """:return: ``{code: reason}``"""
        # sudo: the vocabulary is everybody's
        return {reason.code: reason for reason in self.sudo().search([])}
