from odoo import fields, models

from ..domain.allocation import Allocation, Bill, plan_matches


class P2itBankTransferLine(models.Model):
    """Extends ``p2it.bank.transfer.line``: confirmed money pays the posted invoices of its order.

    It only adds reconciliations: what is reconciled already stays, whoever did it.
    """

    _inherit = "p2it.bank.transfer.line"

    def _match_invoices(self):
        """Let what waits of confirmed lines pay posted invoices of their orders, the oldest first."""
        waiting = self.filtered(
            lambda line: line.transfer_id.state == "confirmed"
            and line.move_line_id.parent_state == "posted"
            and not line.move_line_id.reconciled
        )
        bills = waiting._find_bills()
        if not bills:
            return
        for currency, lines in waiting.grouped("currency_id").items():
            own = bills.filtered(lambda bill, currency=currency: bill.currency_id == currency)
            matches = plan_matches(lines._get_allocations(), lines._get_bills(own))
            lines._reconcile(matches, own)

    def _find_bills(self):
        """:return: posted invoices of the orders that lack money, down payments included"""
        return self.order_id.order_line.invoice_lines.move_id.filtered(
            lambda move: move.state == "posted"
            and move.move_type in ("out_invoice", "out_receipt")
            and not move.currency_id.is_zero(move.amount_residual)
        )

    def _get_allocations(self):
        return [
            Allocation(
                line.id,
                line.order_id.id,
                line.transfer_id._to_units(-line.move_line_id.amount_residual_currency),
                (line.transfer_id.confirmed_date or fields.Datetime.now(),),
            )
            for line in self
        ]

    def _get_bills(self, moves):
        """:return: list of :class:`Bill`, with the shares of the orders of these lines only"""
        paid = self._get_paid_shares(moves)
        return [self._get_bill(move, paid) for move in moves]

    def _get_bill(self, move, paid):
        units = self.transfer_id[:1]._to_units
        residual = units(move.amount_residual)
        totals = self._get_order_totals(move)
        if len(totals) == 1:
            # Rounding, and lines written by hand, are the one order's as well.
            shares = dict.fromkeys(totals, residual)
        else:
            shares = {order: units(total - paid.get((order, move), 0.0)) for order, total in totals.items()}
        own = {order.id: share for order, share in shares.items() if order in self.order_id}
        return Bill(move.id, residual, own, (move.invoice_date or move.date,))

    def _get_order_totals(self, move):
        """:return: ``{order: what of the invoice is for it, taxes included}``"""
        totals = {}
        for item in move.invoice_line_ids:
            for order in item.sale_line_ids.order_id:
                totals[order] = totals.get(order, 0.0) + item.price_total
        return totals

    def _get_paid_shares(self, moves):
        """:return: ``{(order, invoice): what confirmed transfers for the order have paid of it}``"""
        items = {
            line.move_line_id.id: line.order_id
            for line in self.search([("order_id", "in", self.order_id.ids), ("move_line_id", "!=", False)])
        }
        paid = {}
        partials = self.env["account.partial.reconcile"]._read_group(
            [("credit_move_id", "in", list(items)), ("debit_move_id.move_id", "in", moves.ids)],
            ["credit_move_id", "debit_move_id"],
            ["debit_amount_currency:sum"],
        )
        for credit, debit, amount in partials:
            place = (items[credit.id], debit.move_id)
            paid[place] = paid.get(place, 0.0) + amount
        return paid

    def _reconcile(self, matches, moves):
        """Reconcile as planned, all in one go."""
        by_id = {line.id: line for line in self}
        bills = {move.id: move for move in moves}
        plan, limits = [], {}
        for match in matches:
            money = by_id[match.allocation].move_line_id
            debts = bills[match.bill].line_ids.filtered(
                lambda item, account=money.account_id: item.account_id == account and not item.reconciled
            )
            if debts:
                plan.append(money + debts)
                limits[money.id, match.bill] = by_id[match.allocation].transfer_id._from_units(match.amount)
        if plan:
            self.env["account.move.line"]._reconcile_within(plan, limits)
