from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

_READERS = "sales_team.group_sale_salesman,p2it_credit.group_accountant"
_OWNERS = {"partner_id", "partner_invoice_id"}
"""Whose an order is, and who owes what it costs."""

_PAID = frozenset(("amount_paid", "amount_lacking", "transfer_count"))
"""What follows from the money: a value written would count until the end of the call."""

_USED_ELSEWHERE = """
    SELECT line.id, SUM(partial.credit_amount_currency)
      FROM p2it_bank_transfer_line line
      JOIN account_partial_reconcile partial ON partial.credit_move_id = line.move_line_id
      JOIN account_move_line debt ON debt.id = partial.debit_move_id
     WHERE line.move_line_id IN %(items)s
       AND NOT EXISTS (
             SELECT 1 FROM sale_order_line sold
               JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = sold.id
               JOIN account_move_line item ON item.id = rel.invoice_line_id
              WHERE sold.order_id = line.order_id AND item.move_id = debt.move_id
       )
     GROUP BY line.id
"""


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
        used = self._get_used_elsewhere()
        for order in self:
            for line in order.transfer_line_ids:
                transfer = line.transfer_id
                if transfer.state == "confirmed":
                    order.amount_paid += transfer.currency_id._convert(
                        line.amount - used.get(line._origin.id, 0.0),
                        order.currency_id,
                        order.company_id,
                        transfer.date,
                    )
        return result

    def _get_used_elsewhere(self):
        """Tell what of the orders' transfers has paid something else: people match it with what they like.

        Money of an order that has paid another one's invoice, or was paid back, is no money of it any more.

        :return: ``{id of a p2it.bank.transfer.line: amount in the transfer's currency}``
        """
        items = self.transfer_line_ids.filtered(
            lambda line: line.transfer_id.state == "confirmed"
        ).move_line_id
        if not items:
            return {}
        self.env["account.partial.reconcile"].flush_model()
        self.env["sale.order.line"].flush_model(["order_id", "invoice_lines"])
        return dict(self.env.execute_query(SQL(_USED_ELSEWHERE, items=tuple(items.ids))))

    @api.depends("amount_total", "amount_paid")
    def _compute_amount_lacking(self):
        for order in self:
            order.amount_lacking = order.amount_total - order.amount_paid

    @api.model
    def default_get(self, fields):
        """What was paid is no default of anybody's."""
        return {name: value for name, value in super().default_get(fields).items() if name not in _PAID}

    @api.model_create_multi
    def create(self, vals_list):
        self._check_paid_untouched(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_paid_untouched([vals])
        for name in _OWNERS & vals.keys():
            self._check_money_stays(name, self.env["res.partner"].browse(vals[name]))
        return super().write(vals)

    @api.model
    def _check_paid_untouched(self, vals_list):
        """:raise UserError: for what was paid, written by hand"""
        if any(_PAID & vals.keys() for vals in vals_list):
            raise UserError(
                self.env._(
                    "What was paid for an order follows from its payments. Record the customer's transfer "
                    "instead."
                )
            )

    def _check_money_stays(self, name, partner):
        """:raise UserError: when money that one customer sent would pay the order, or the debt, of another"""
        # sudo: it holds for who doesn't see the transfers
        paid = self.sudo().filtered(
            lambda order: order[name] != partner
            and any(line.transfer_state in ("recorded", "confirmed") for line in order.transfer_line_ids)
        )
        heads = (paid[name] | partner)._get_family_heads() if paid else {}
        for order in paid:
            if heads.get(order[name].id) != heads.get(partner.id):
                raise UserError(
                    self.env._(
                        "%(customer)s has sent money for %(order)s. Make a new quotation for the other "
                        "customer, or have the transfer rejected or reversed first.",
                        customer=order.partner_id.display_name,
                        order=order.name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_money_named(self):
        # sudo: it holds for who sees neither the transfers nor the bank's lines
        parts = self.env["p2it.bank.line.allocation"].sudo().search([("order_id", "in", self.ids)])
        for order in self.sudo().transfer_line_ids.order_id | parts.order_id:
            raise UserError(
                self.env._(
                    "Money that a customer sent is recorded for %(order)s, or the bank told of it. Cancel "
                    "the order instead: the money then stays to the customer's credit.",
                    order=order.name,
                )
            )

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
