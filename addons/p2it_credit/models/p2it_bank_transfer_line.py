from odoo import fields, models


class P2itBankTransferLine(models.Model):
    """How much of a transfer is for which order, in the transfer's currency."""

    _name = "p2it.bank.transfer.line"
    _description = "Order Paid by a Transfer"

    transfer_id = fields.Many2one("p2it.bank.transfer", required=True, index=True, ondelete="cascade")
    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="transfer_id.currency_id")
    amount = fields.Monetary(required=True)
