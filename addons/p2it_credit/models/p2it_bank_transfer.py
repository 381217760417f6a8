from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date

from ..domain.bank_book import normalise_reference

STATES = [
    ("draft", "Draft"),
    ("recorded", "Recorded"),
    ("confirmed", "Confirmed"),
    ("rejected", "Rejected"),
    ("reversed", "Reversed"),
]

FINAL_STATES = ("confirmed", "reversed")
"""What an accountant has decided about money that came: nothing of it is changed any more."""


class P2itBankTransfer(models.Model):
    """Money that a customer says was sent, confirmed by an accountant against the bank.

    A salesperson records it; another person confirms it. Confirming posts a payment and allocates it to the
    orders it is for.
    """

    _name = "p2it.bank.transfer"
    _description = "Bank Transfer"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"
    _check_company_auto = True
    _mail_post_access = "read"

    name = fields.Char(string="Number", readonly=True, copy=False, default="/", index="trigram")
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, tracking=True, index=True
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company, index=True
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        index=True,
        check_company=True,
        ondelete="restrict",
    )
    family_head_id = fields.Many2one(
        "res.partner",
        string="Head of the Customer",
        compute="_compute_family_head_id",
        compute_sudo=True,
        help="The topmost company above the customer: the money may be for orders of all below it.",
    )
    bank_id = fields.Many2one(
        "account.journal",
        string="Received In",
        compute="_compute_bank_id",
        store=True,
        readonly=False,
        precompute=True,
        domain="[('type', 'in', ('bank', 'cash')), ('company_id', '=', company_id)]",
        check_company=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The bank account of ours that the money came to; filled in where there is only one.",
    )
    is_cash = fields.Boolean(
        string="Paid in Cash",
        compute="_compute_is_cash",
        store=True,
        readonly=False,
        precompute=True,
        help="Cash, be it handed over or paid into our account: it is no proof of a payment without cash.",
    )
    amount = fields.Monetary(required=True)
    currency_id = fields.Many2one(
        "res.currency", required=True, default=lambda self: self.env.company.currency_id
    )
    date = fields.Date(
        string="Sent On", required=True, default=fields.Date.context_today, help="When the customer paid."
    )
    bank_reference = fields.Char(
        copy=False, help="The bank's own number of the transaction; accepted once, ever."
    )
    bank_reference_key = fields.Char(
        string="Bank Reference in One Way of Writing",
        compute="_compute_bank_reference_key",
        store=True,
        copy=False,
        help="Letters and digits in capitals only, so that one reference is one reference.",
    )
    root_company_id = fields.Many2one(
        "res.company",
        compute="_compute_root_company_id",
        store=True,
        compute_sudo=True,
        help="Branches receive money in the accounts of their main company as well: a reference counts once "
        "in all of them.",
    )
    proof_ids = fields.Many2many(
        "ir.attachment",
        "p2it_bank_transfer_proof_rel",
        "transfer_id",
        "attachment_id",
        string="Photos of the Slip",
        copy=False,
        bypass_search_access=True,
        help="Photos or PDF, 10 MB each at most.",
    )
    payer_name = fields.Char(string="Paid By", help="Who paid, as the bank says; empty for the customer.")
    payer_account = fields.Char(string="Payer's Account", help="The account that the money came from.")
    line_ids = fields.One2many("p2it.bank.transfer.line", "transfer_id", string="Orders", copy=False)
    amount_allocated = fields.Monetary(
        string="For Orders in Total", compute="_compute_amounts", compute_sudo=True
    )
    amount_on_account = fields.Monetary(
        string="On Account",
        compute="_compute_amounts",
        compute_sudo=True,
        help="What is for no order, or for one that was cancelled: it stays to the customer's credit.",
    )
    recorded_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    recorded_date = fields.Datetime(string="Recorded On", readonly=True, copy=False)
    recorder_ids = fields.Many2many(
        "res.users",
        "p2it_bank_transfer_recorder_rel",
        "transfer_id",
        "user_id",
        string="Recorded or Changed By",
        readonly=True,
        copy=False,
        help="Who recorded it or changed what was recorded; none of them may confirm it.",
    )
    confirmed_by = fields.Many2one("res.users", readonly=True, copy=False, ondelete="restrict")
    confirmed_date = fields.Datetime(string="Confirmed On", readonly=True, copy=False)
    refused_by = fields.Many2one(
        "res.users",
        string="Rejected or Reversed By",
        readonly=True,
        copy=False,
        ondelete="restrict",
    )
    refused_date = fields.Datetime(string="Rejected or Reversed On", readonly=True, copy=False)
    refusal_reason = fields.Char(string="Reason", readonly=True, copy=False)
    payment_id = fields.Many2one(
        "account.payment", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    corrects_id = fields.Many2one(
        "p2it.bank.transfer",
        string="Instead Of",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="The reversed transfer in whose place it is: it alone may carry the same bank reference.",
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "The amount must be above zero.")
    _one_bank_reference = models.UniqueIndex(
        "(root_company_id, bank_reference_key)"
        " WHERE bank_reference_key IS NOT NULL AND state IN ('recorded', 'confirmed')",
        "This bank reference has been recorded already: each transaction of the bank counts once. Look for "
        "it among the transfers, or ask an accountant.",
    )
    _one_payment = models.UniqueIndex(
        "(payment_id) WHERE payment_id IS NOT NULL", "A payment belongs to one transfer only."
    )

    @api.depends("company_id")
    def _compute_bank_id(self):
        banks = self.env["account.journal"]._read_group(
            [("type", "=", "bank"), ("company_id", "in", self.company_id.ids)],
            ["company_id"],
            ["id:recordset"],
        )
        only = {company: journals for company, journals in banks if len(journals) == 1}
        for transfer in self:
            if transfer.bank_id.company_id != transfer.company_id:
                transfer.bank_id = only.get(transfer.company_id)

    @api.depends("bank_id")
    def _compute_is_cash(self):
        for transfer in self:
            # sudo: that it is a cash desk is no secret
            transfer.is_cash = transfer.is_cash or transfer.sudo().bank_id.type == "cash"

    @api.depends("bank_reference")
    def _compute_bank_reference_key(self):
        for transfer in self:
            transfer.bank_reference_key = self._normalise_reference(transfer.bank_reference)

    @api.depends("company_id")
    def _compute_root_company_id(self):
        for transfer in self:
            transfer.root_company_id = transfer.company_id.root_id

    @api.depends("partner_id")
    def _compute_family_head_id(self):
        heads = self.partner_id._get_family_heads()
        for transfer in self:
            transfer.family_head_id = heads.get(transfer.partner_id._origin.id) or transfer.partner_id

    @api.depends("amount", "line_ids.amount", "line_ids.order_id.state")
    def _compute_amounts(self):
        for transfer in self:
            lines = transfer.line_ids
            used = lines.filtered(lambda line: line.order_id.state != "cancel")
            transfer.amount_allocated = sum(lines.mapped("amount"))
            transfer.amount_on_account = transfer.amount - sum(used.mapped("amount"))

    @api.depends("name", "partner_id")
    def _compute_display_name(self):
        for transfer in self:
            number = transfer.name if transfer.name and transfer.name != "/" else self.env._("New Transfer")
            transfer.display_name = number

    @api.constrains("company_id", "bank_id")
    def _check_bank(self):
        for transfer in self.sudo().filtered("bank_id"):  # sudo: the kind of a journal is no secret
            if transfer.bank_id.type not in ("bank", "cash"):
                raise ValidationError(
                    self.env._(
                        "“%(journal)s” receives no money. Choose a bank account or a cash desk.",
                        journal=transfer.bank_id.display_name,
                    )
                )

    @api.constrains("date")
    def _check_date(self):
        tomorrow = fields.Date.add(fields.Date.today(), days=1)  # it may be tomorrow already where they are
        for transfer in self:
            if transfer.date > tomorrow:
                raise ValidationError(
                    self.env._(
                        "%(date)s is still to come. Record the transfer when the money has been sent.",
                        date=format_date(self.env, transfer.date),
                    )
                )

    @api.constrains("amount", "partner_id", "company_id", "currency_id", "line_ids")
    def _check_lines(self):
        self.line_ids._check_orders()
        for transfer in self.filtered(lambda one: one.state not in FINAL_STATES):
            transfer._check_sum()

    def _check_sum(self):
        """:raise ValidationError: when more is for orders than was sent"""
        # sudo: the lines count, whoever records
        total = sum(self.sudo().line_ids.mapped("amount"))
        if self.currency_id.compare_amounts(total, self.amount) > 0:
            raise ValidationError(
                self.env._(
                    "%(total)s would be for orders, but only %(amount)s was sent. Lower what is for the "
                    "orders.",
                    total=self.currency_id.format(total),
                    amount=self.currency_id.format(self.amount),
                )
            )

    @api.constrains("bank_reference")
    def _check_reference_letters(self):
        """Letters of another alphabet look the same, and would make another reference of it."""
        for transfer in self:
            if not (transfer.bank_reference_key or "").isascii():
                raise ValidationError(
                    self.env._(
                        "The bank's reference “%(reference)s” has letters that no bank writes. Type it anew, "
                        "as it stands in the statement.",
                        reference=transfer.bank_reference,
                    )
                )

    @api.model
    def _normalise_reference(self, reference):
        """:return: a bank reference in one way of writing, or ``False`` for none"""
        return normalise_reference(reference) or False
