from odoo import Command, api, fields, models
from odoo.exceptions import UserError


class P2itBankLineChoose(models.TransientModel):
    """Lets an accountant say whose money a line is and which orders get how much of it."""

    _name = "p2it.bank.line.choose"
    _description = "Choose What a Line of the Bank Is For"

    bank_line_id = fields.Many2one("p2it.bank.line", string="Line of the Bank", required=True, readonly=True)
    company_id = fields.Many2one(related="bank_line_id.company_id")
    currency_id = fields.Many2one(related="bank_line_id.currency_id")
    amount = fields.Monetary(related="bank_line_id.amount")
    payer_name = fields.Char(related="bank_line_id.payer_name")
    memo = fields.Char(related="bank_line_id.memo")
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        domain="[('company_id', 'in', (False, company_id))]",
    )
    transfer_id = fields.Many2one(
        "p2it.bank.transfer",
        string="Recorded Transfer",
        domain="[('company_id', '=', company_id), ('amount', '=', amount), "
        "('state', 'in', ('recorded', 'confirmed'))]",
        help="If somebody recorded it: then its own orders get the money.",
    )
    line_ids = fields.One2many("p2it.bank.line.choose.order", "choose_id", string="For Orders")
    rest = fields.Monetary(string="On Account", compute="_compute_rest", help="What no order gets.")

    @api.depends("line_ids.amount", "amount")
    def _compute_rest(self):
        for choice in self:
            choice.rest = choice.amount - sum(choice.line_ids.mapped("amount"))

    @api.onchange("transfer_id")
    def _onchange_transfer_id(self):
        if self.transfer_id:
            self.partner_id = self.transfer_id.partner_id
            self.line_ids = [
                Command.clear(),
                *(
                    Command.create({"order_id": part.order_id.id, "amount": part.amount})
                    for part in self.transfer_id.line_ids
                ),
            ]

    def action_choose(self):
        """Take what was chosen for the line.

        :return: the action that closes the dialog
        :raise UserError: when an order stands twice, or the amounts do not fit
        """
        self.ensure_one()
        orders = self.line_ids.order_id
        if len(orders) < len(self.line_ids):
            raise UserError(self.env._("An order stands twice. Put what it gets into one line."))
        pairs = [(part.order_id.id, part.amount) for part in self.line_ids]
        self.bank_line_id._choose(self.partner_id, pairs, self.transfer_id)
        return {"type": "ir.actions.act_window_close"}


class P2itBankLineChooseOrder(models.TransientModel):
    """An order and what it gets."""

    _name = "p2it.bank.line.choose.order"
    _description = "Order That Gets Money of a Line"

    choose_id = fields.Many2one("p2it.bank.line.choose", required=True, ondelete="cascade")
    partner_id = fields.Many2one(related="choose_id.partner_id")
    company_id = fields.Many2one(related="choose_id.company_id")
    currency_id = fields.Many2one(related="choose_id.currency_id")
    order_id = fields.Many2one(
        "sale.order",
        required=True,
        domain="[('company_id', '=', company_id), ('state', 'in', ('draft', 'sent', 'sale')), "
        "('currency_id', '=', currency_id), ('partner_id', 'child_of', partner_id)]",
    )
    amount = fields.Monetary(required=True)

    @api.onchange("order_id")
    def _onchange_order_id(self):
        if self.order_id and not self.amount:
            # sudo: what was paid for the order is shown to whoever may match
            lack = self.order_id.sudo()._get_bank_lacks()[self.order_id._origin.id or self.order_id.id]
            others = sum((self.choose_id.line_ids - self).mapped("amount"))
            self.amount = max(min(lack, self.choose_id.amount - others), 0.0)
