from math import isfinite

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class P2itBankTransferLine(models.Model):
    """How much of a transfer is for which order, in the transfer's currency.

    A confirmed line has its own receivable item in the payment's entry: what of it is not reconciled yet
    waits for the order's invoices.
    """

    _name = "p2it.bank.transfer.line"
    _description = "Order Paid by a Transfer"
    _inherit = ["p2it.guard.mixin"]
    _order = "transfer_id desc, id"

    transfer_id = fields.Many2one("p2it.bank.transfer", required=True, index=True, ondelete="cascade")
    order_id = fields.Many2one("sale.order", required=True, index=True, ondelete="restrict")
    currency_id = fields.Many2one(related="transfer_id.currency_id")
    amount = fields.Monetary(required=True)
    order_lacking = fields.Monetary(
        string="Order Lacks",
        compute="_compute_order_lacking",
        compute_sudo=True,
        currency_field="currency_id",
    )
    transfer_state = fields.Selection(related="transfer_id.state", string="Status of the Transfer")
    transfer_date = fields.Date(related="transfer_id.date", string="Sent On")
    move_line_id = fields.Many2one(
        "account.move.line",
        string="Item of the Payment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _amount_positive = models.Constraint("CHECK(amount > 0)", "The amount for an order must be above zero.")
    _order_once = models.Constraint(
        "UNIQUE(transfer_id, order_id)",
        "An order stands once in a transfer. Put what is for it into one line.",
    )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"move_line_id"}

    @api.depends("order_id.amount_total", "order_id.amount_paid")
    def _compute_order_lacking(self):
        for line in self:
            line.order_lacking = line.order_id.amount_lacking

    @api.onchange("order_id")
    def _onchange_order_id(self):
        if self.order_id and not self.amount:
            others = sum((self.transfer_id.line_ids - self - self._origin).mapped("amount"))
            self.amount = max(min(self.order_lacking, self.transfer_id.amount - others), 0)

    @api.model_create_multi
    def create(self, vals_list):
        self._check_amounts_entered(vals_list)
        # A client may name the transfer in the context instead of the values.
        default = self.default_get(["transfer_id"]).get("transfer_id")
        transfer_ids = {vals.get("transfer_id", default) for vals in vals_list} - {None, False}
        with self.env["p2it.bank.transfer"].browse(transfer_ids)._changing("line_ids"):
            lines = super().create(vals_list)
            lines._check_orders_readable()
        return lines

    def write(self, vals):
        if "transfer_id" in vals and any(line.transfer_id.id != vals["transfer_id"] for line in self):
            raise AccessError(self.env._("A line stays in its transfer. Add one to the other transfer."))
        if not vals.keys() & {"order_id", "amount", "transfer_id"}:
            return super().write(vals)
        self._check_amounts_entered([vals])
        with self.transfer_id._changing("line_ids"):
            result = super().write(vals)
            if "order_id" in vals:
                self._check_orders_readable()
        return result

    def unlink(self):
        with self.transfer_id._changing("line_ids"):
            return super().unlink()

    @api.model
    def _check_amounts_entered(self, vals_list):
        """:raise ValidationError: for what is no number, which the database would take for a large one"""
        for vals in vals_list:
            if "amount" in vals and not isfinite(float(vals["amount"] or 0)):
                raise ValidationError(self.env._("Enter the amount as a number."))

    def _check_orders_readable(self):
        """:raise AccessError: for an order that who records may not see"""
        self.order_id.check_access("read")

    @api.constrains("order_id", "amount")
    def _check_lines(self):
        self._check_orders()
        for transfer in self.transfer_id:
            transfer._check_sum()

    def _check_orders(self):
        """:raise ValidationError: for orders that the money can't be for"""
        # sudo: what holds for an order holds whoever records
        lines = self.sudo().filtered(lambda line: line.transfer_id.state not in ("confirmed", "reversed"))
        heads = (lines.order_id.partner_id | lines.transfer_id.partner_id)._get_family_heads()
        for line in lines:
            transfer, order = line.transfer_id, line.order_id
            if trouble := line._find_trouble(heads):
                raise ValidationError(trouble)
            if line.currency_id.is_zero(line.amount) or line.amount < 0:
                raise ValidationError(
                    self.env._(
                        "%(order)s: the amount must be above zero. Remove the order if nothing is for it.",
                        order=order.name,
                    )
                )
            transfer._check_surplus({order: line.amount})

    def _find_trouble(self, heads):
        """:param heads: ``{partner id: topmost partner}``
        :return: why the money can't be for the order, in words, or ``None``
        """
        transfer, order = self.transfer_id, self.order_id
        if order.state == "cancel":
            return self.env._(
                "%(order)s is cancelled. Take it out of the transfer: the money then stays on account, or "
                "is for another order.",
                order=order.name,
            )
        if order.company_id != transfer.company_id:
            return self.env._("%(order)s belongs to another company.", order=order.name)
        if order.currency_id != transfer.currency_id:
            return self.env._(
                "%(order)s is in %(order_currency)s, the transfer in %(currency)s. Record what came in "
                "each currency by itself.",
                order=order.name,
                order_currency=order.currency_id.name,
                currency=transfer.currency_id.name,
            )
        if heads[order.partner_id.id] != heads[transfer.partner_id.id]:
            return self.env._(
                "%(order)s is an order of another customer than %(customer)s. Choose orders of this "
                "customer and its branches.",
                order=order.name,
                customer=transfer.partner_id.display_name,
            )
        return None
