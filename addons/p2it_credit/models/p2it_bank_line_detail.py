from odoo import api, fields, models

from .p2it_bank_messages import render_reasons


class P2itBankLineAllocation(models.Model):
    """How much of a line of the bank is for which order, as it was found or chosen."""

    _name = "p2it.bank.line.allocation"
    _description = "Order Paid by a Line of the Bank"
    _order = "id"

    line_id = fields.Many2one("p2it.bank.line", required=True, index=True, ondelete="cascade")
    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="line_id.currency_id")
    amount = fields.Monetary(required=True)


class P2itBankLineProposal(models.Model):
    """What a line may be for, with what speaks for and against it."""

    _name = "p2it.bank.line.proposal"
    _description = "Proposal for a Line of the Bank"
    _order = "line_id, sequence, id"

    line_id = fields.Many2one("p2it.bank.line", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer()
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, ondelete="cascade")
    transfer_id = fields.Many2one("p2it.bank.transfer", string="Recorded Transfer", ondelete="cascade")
    score = fields.Integer(aggregator=None)
    is_certain = fields.Boolean(string="Certain")
    allocation = fields.Json(help="Pairs of an order's id and an amount.")
    reason_data = fields.Json()
    currency_id = fields.Many2one(related="line_id.currency_id")
    line_state = fields.Selection(related="line_id.state")
    order_ids = fields.Many2many("sale.order", string="Orders", compute="_compute_order_ids")
    summary = fields.Text(string="For", compute="_compute_summary")
    reason = fields.Text(string="Why", compute="_compute_reason")

    @api.depends("allocation")
    def _compute_order_ids(self):
        for proposal in self:
            proposal.order_ids = [order_id for order_id, _amount in proposal.allocation or ()]

    @api.depends("allocation", "transfer_id")
    def _compute_summary(self):
        names = {order.id: order.name for order in self.order_ids}
        for proposal in self:
            currency = proposal.currency_id
            parts = [
                f"{names.get(order_id, '?')}: {currency.format(amount)}"
                for order_id, amount in proposal.allocation or ()
            ]
            proposal.summary = "\n".join(parts) or self.env._("On the customer's account")

    @api.depends("reason_data")
    @api.depends_context("lang")
    def _compute_reason(self):
        for proposal in self:
            proposal.reason = render_reasons(self.env, proposal.reason_data)

    def action_choose(self):
        """Take this proposal for the line.

        :return: ``True``
        """
        self.ensure_one()
        pairs = [(order_id, amount) for order_id, amount in self.allocation or ()]
        self.line_id._choose(self.partner_id, pairs, self.transfer_id)
        return True


class P2itBankLineEvent(models.Model):
    """What happened to a line, by whom and when. Nothing is ever taken back from it."""

    _name = "p2it.bank.line.event"
    _description = "History of a Line of the Bank"
    _order = "id desc"

    line_id = fields.Many2one("p2it.bank.line", required=True, index=True, ondelete="restrict", readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    user_id = fields.Many2one("res.users", string="By", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("chosen", "Chosen"),
            ("confirmed", "Confirmed"),
            ("unmatched", "Match Taken Back"),
            ("ignored", "Ignored"),
            ("reopened", "Reopened"),
            ("conflict", "Told Differently"),
            ("failed", "Not Confirmed"),
        ],
        string="What",
        required=True,
        readonly=True,
    )
    note = fields.Text(readonly=True)
