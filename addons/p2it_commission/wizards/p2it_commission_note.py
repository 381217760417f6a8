from odoo import Command, api, fields, models
from odoo.exceptions import UserError

_MODELS = {
    "p2it.commission.entry": "entry_ids",
    "p2it.commission.settlement": "settlement_ids",
    "p2it.commission.dispute": "dispute_ids",
}


class P2itCommissionNote(models.TransientModel):
    """Asks for the words that a step needs: a question, a reason or an answer. The step itself checks."""

    _name = "p2it.commission.note.wizard"
    _description = "Say Why"

    kind = fields.Selection(
        [
            ("ask", "Ask"),
            ("hold", "Hold"),
            ("release", "Release"),
            ("dispute", "Dispute"),
            ("accept", "Accept in Their Place"),
            ("answer", "Answer"),
            ("reopen", "Ask Again"),
        ],
        required=True,
        readonly=True,
    )
    entry_ids = fields.Many2many("p2it.commission.entry", readonly=True)
    settlement_ids = fields.Many2many("p2it.commission.settlement", readonly=True)
    dispute_ids = fields.Many2many("p2it.commission.dispute", readonly=True)
    note = fields.Text(string="In Words", required=True)

    @api.model
    def default_get(self, fields):
        """Take what is chosen in the list or form that it is called on."""
        defaults = super().default_get(fields)
        context = self.env.context
        name = _MODELS.get(context.get("active_model"))
        if name in fields:
            chosen = self.env[context["active_model"]].browse(context.get("active_ids") or [])
            defaults[name] = [Command.set(chosen.exists()._filtered_access("read").ids)]
        return defaults

    def action_confirm(self):
        """Take the step with these words.

        :return: an action that closes the dialog and shows what has become of it
        """
        self.ensure_one()
        if not (self.entry_ids or self.settlement_ids or self.dispute_ids):
            raise UserError(self.env._("Nothing is chosen: choose entries, settlements or questions first."))
        {
            "ask": self.entry_ids.action_ask,
            "hold": self.entry_ids.action_hold,
            "release": self.entry_ids.action_release,
            "dispute": self.settlement_ids.action_dispute,
            "accept": self.settlement_ids.action_accept_for,
            "answer": self.dispute_ids.action_answer,
            "reopen": self.dispute_ids.action_reopen,
        }[self.kind](self.note)
        return {"type": "ir.actions.client", "tag": "soft_reload"}
