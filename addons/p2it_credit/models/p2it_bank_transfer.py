from odoo import fields, models


class P2itBankTransfer(models.Model):
    """Money that a customer says was sent, confirmed by an accountant against the bank.

    A salesperson records it; another person confirms it. Confirming posts a payment and allocates it to the
    orders it is for.
    """

    _name = "p2it.bank.transfer"
    _description = "Bank Transfer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(string="Number", readonly=True, copy=False, default="/")
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("recorded", "Recorded"),
            ("confirmed", "Confirmed"),
            ("rejected", "Rejected"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    partner_id = fields.Many2one("res.partner", string="Customer", required=True, index=True, tracking=True)
    bank_id = fields.Many2one(
        "account.journal",
        string="Received In",
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        help="The bank account of ours that the money came to.",
    )
    amount = fields.Monetary(required=True, tracking=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    bank_reference = fields.Char(
        copy=False, tracking=True, help="The bank's own number of the transaction; accepted once, ever."
    )
    proof_ids = fields.Many2many("ir.attachment", string="Photos of the Slip", copy=False)
    payer_name = fields.Char(string="Paid By")
    payer_account = fields.Char(string="Payer's Account")
    line_ids = fields.One2many("p2it.bank.transfer.line", "transfer_id", string="For Orders", copy=False)
    confirmed_by = fields.Many2one("res.users", readonly=True, copy=False)
    confirmed_date = fields.Datetime(readonly=True, copy=False)
    payment_id = fields.Many2one("account.payment", readonly=True, copy=False)
