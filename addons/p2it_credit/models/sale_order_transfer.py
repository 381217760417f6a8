from odoo import Command, api, fields, models

_READERS = "sales_team.group_sale_salesman,p2it_credit.group_accountant"


class SaleOrder(models.Model):
    """Extends ``sale.order`` with the money that was transferred for it."""

    _inherit = "sale.order"

    transfer_line_ids = fields.One2many(
        "p2it.bank.transfer.line",
        "order_id",
        string="Bank Transfers",
        copy=False,
        readonly=True,
        groups=_READERS,
    )
    transfer_count = fields.Integer(
        string="Number of Transfers", compute="_compute_transfer_count", groups=_READERS
    )
    amount_lacking = fields.Monetary(
        string="Still Lacking",
        compute="_compute_amount_lacking",
        compute_sudo=True,
        help="The total less what was paid online and by confirmed transfers.",
    )

    def _compute_transfer_count(self):
        counts = dict(
            self.env["p2it.bank.transfer.line"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["transfer_id:count_distinct"]
            )
        )
        for order in self:
            order.transfer_count = counts.get(order._origin, 0)

    @api.depends(
        "currency_id",
        "transfer_line_ids.amount",
        "transfer_line_ids.transfer_id.state",
        "transaction_ids.state",
        "transaction_ids.amount",
    )
    def _compute_amount_paid(self):
        """Extends `sale` with confirmed transfers, in the order's currency at the day they were sent."""
        result = super()._compute_amount_paid()
        for order in self:
            for line in order.transfer_line_ids:
                transfer = line.transfer_id
                if transfer.state == "confirmed":
                    order.amount_paid += transfer.currency_id._convert(
                        line.amount, order.currency_id, order.company_id, transfer.date
                    )
        return result

    @api.depends("amount_total", "amount_paid")
    def _compute_amount_lacking(self):
        for order in self:
            order.amount_lacking = order.amount_total - order.amount_paid

    def action_record_transfer(self):
        """Record what the customer says was sent for this order.

        :return: the action that opens a new transfer, filled in
        """
        self.ensure_one()
        lacking = max(self.currency_id.round(self.amount_lacking), 0)
        context = {
            "default_partner_id": self.partner_id.id,
            "default_company_id": self.company_id.id,
            "default_currency_id": self.currency_id.id,
            "default_amount": lacking,
        }
        if lacking:
            context["default_line_ids"] = [
                Command.create({"order_id": self.id, "amount": lacking}),
            ]
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_credit.action_bank_transfer_record")
        return {**action, "context": context}

    def action_open_transfers(self):
        """:return: the action that lists the transfers for this order"""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_credit.action_bank_transfer")
        return {
            **action,
            "domain": [("line_ids.order_id", "=", self.id)],
            "context": {"create": False},
        }

    def _action_cancel(self):
        result = super()._action_cancel()
        self._note_money_on_account()
        return result

    def _note_money_on_account(self):
        """Tell that confirmed money of a cancelled order stays to the customer's credit."""
        # sudo: whoever cancels is told
        for line in self.sudo().transfer_line_ids.filtered(lambda one: one.transfer_state == "confirmed"):
            text = self.env._(
                "%(order)s was cancelled: %(amount)s of %(transfer)s stays on account of the customer.",
                order=line.order_id.name,
                amount=line.currency_id.format(line.amount),
                transfer=line.transfer_id.name,
            )
            line.order_id._message_log(body=text)
            line.transfer_id._message_log(body=text)
