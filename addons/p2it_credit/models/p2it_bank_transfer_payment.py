from odoo import Command, fields, models
from odoo.exceptions import UserError


class P2itBankTransfer(models.Model):
    """Extends ``p2it.bank.transfer`` with the payment that it becomes.

    The entry has one receivable item for each order and one for what stays on account: an item waits for
    the invoices of its order, and no other money gets mixed with it.
    """

    _inherit = "p2it.bank.transfer"

    def _confirm(self):
        """Post the payment in the name of who confirms."""
        self.ensure_one()
        self.payment_id = self._post_payment()
        self.write(
            {
                "state": "confirmed",
                "confirmed_by": self.env.uid,
                "confirmed_date": fields.Datetime.now(),
            }
        )

    def _post_payment(self):
        """:return: the posted payment, with an entry wherever Odoo would make none"""
        payments = self.env["account.payment"].with_company(self.company_id)
        payment = payments.create(self._prepare_payment_vals())
        if not payment.outstanding_account_id:
            payment.outstanding_account_id = payment._get_outstanding_account("inbound")
        lines = self.line_ids.sorted("id")
        items = self._prepare_payment_items(payment, lines)
        payment._generate_journal_entry(line_ids=[Command.create(vals) for vals in items])
        payment.action_post()
        entry = payment.move_id
        if entry.state != "posted":
            entry.action_post()
        self._link_items(entry, lines)
        return payment

    def _prepare_payment_vals(self):
        method = self.bank_id.inbound_payment_method_line_ids.filtered(lambda one: one.code == "manual")
        method = (method or self.bank_id.inbound_payment_method_line_ids)[:1]
        if not method:
            raise UserError(
                self.env._(
                    "The journal “%(journal)s” has no method for incoming payments. Add one in its settings.",
                    journal=self.bank_id.display_name,
                )
            )
        return {
            "payment_type": "inbound",
            "partner_type": "customer",
            "partner_id": self.partner_id.commercial_partner_id.id,
            "amount": self.amount,
            "currency_id": self.currency_id.id,
            "date": self.date,
            "journal_id": self.bank_id.id,
            "company_id": self.company_id.id,
            "payment_method_line_id": method.id,
            "memo": " ".join(filter(None, (self.name, self.bank_reference))),
            "payment_reference": self.bank_reference,
        }

    def _prepare_payment_items(self, payment, lines):
        """Split the receivable item of a payment by order; their sum is that of the whole.

        :return: values of the entry's items, in the order of their ``sequence``: the bank's, one for each
            line, then what stays on account if anything does
        """
        bank, receivable = payment._prepare_move_line_default_vals()
        items = [{**bank, "sequence": 0}]
        left = receivable["credit"] - receivable["debit"]
        parts = self._get_parts(lines)
        for number, (line, amount) in enumerate(parts, 1):
            # The last takes what is left by the rounding of the others.
            balance = left if number == len(parts) else self._to_company_amount(amount)
            left -= balance
            items.append(
                {
                    **receivable,
                    **self._prepare_debt_vals(receivable, line),
                    "sequence": number,
                    "amount_currency": -amount,
                    "debit": 0.0,
                    "credit": balance,
                    # What is owed has none; Odoo would look for one, item by item.
                    "analytic_distribution": False,
                }
            )
        return items

    def _get_parts(self, lines):
        """:return: pairs of a line, or ``None`` for what stays on account, and its amount"""
        parts = [(line, line.amount) for line in lines]
        rest = self.currency_id.round(self.amount - sum(lines.mapped("amount")))
        return parts if self.currency_id.is_zero(rest) else [*parts, (None, rest)]

    def _prepare_debt_vals(self, receivable, line):
        """:return: values that tell whose debt an item pays; on account, it is the payment's"""
        if not line:
            return {}
        payer = self._get_debtor(line)
        return {
            "name": f"{receivable['name']} {line.order_id.name}",
            "partner_id": payer.id,
            "account_id": payer.property_account_receivable_id.id,
        }

    def _get_debtor(self, line):
        """:return: whose debt an item pays: that of whom the order is invoiced to"""
        return line.order_id.partner_invoice_id.commercial_partner_id.with_company(self.company_id)

    def _to_company_amount(self, amount):
        return self.currency_id._convert(amount, self.company_id.currency_id, self.company_id, self.date)

    def _link_items(self, entry, lines):
        items = {item.sequence: item for item in entry.line_ids}
        for number, line in enumerate(lines, 1):
            line.move_line_id = items[number]

    def _cancel_payment(self):
        """Take the payment back; where its period is closed, by an entry of today that takes it back."""
        entry = self.payment_id.move_id
        is_closed = entry._get_violated_lock_dates(entry.date, False) or entry.inalterable_hash
        if not is_closed:
            self.payment_id.action_cancel()
            return
        entry.line_ids.remove_move_reconcile()
        entry._reverse_moves(
            [{"date": fields.Date.context_today(self), "ref": f"{self.name}: {self.refusal_reason}"}],
            cancel=True,
        )
        self.payment_id.state = "canceled"

    def action_open_payment(self):
        """:return: the action that opens the payment"""
        self.ensure_one()
        return self.payment_id._get_records_action()
