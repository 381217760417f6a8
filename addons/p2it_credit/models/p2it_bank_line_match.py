from odoo import Command, api, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ..domain.bank_matching import match_lines
from .p2it_bank_line import OPEN
from .p2it_bank_messages import prepare_reasons

_BATCH = 2000


class P2itBankLine(models.Model):
    """Extends ``p2it.bank.line`` with finding, choosing and taking back what a line is for."""

    _inherit = "p2it.bank.line"

    def _match(self):
        """Find what open lines are for. What a person chose, or confirmed, stays.

        The lines must not be the caller's to write: whoever may match calls it with sudo.
        """
        self._lock()
        lines = self.filtered(lambda line: line.state in OPEN and not line.is_manual)
        for company in lines.company_id:
            own = lines.filtered(lambda line, company=company: line.company_id == company)
            for start in range(0, len(own), _BATCH):
                own[start : start + _BATCH]._match_batch()

    def _match_batch(self):
        lines, book = self._load_book()
        matches = match_lines(lines, book)
        self.proposal_ids.unlink()
        self.allocation_ids.unlink()
        # Two lines may change their transfers with each other, and each transfer has one line at most.
        self.write({"transfer_id": False})
        self.flush_recordset(["transfer_id"])
        self.env["p2it.bank.line.proposal"].create(
            [vals for line in self for vals in line._prepare_proposal_vals(matches[line.id])]
        )
        self.env["p2it.bank.line.allocation"].create(
            [
                {"line_id": line.id, "order_id": order_id, "amount": line._from_units(amount)}
                for line in self
                if matches[line.id].certain
                for order_id, amount in matches[line.id].certain.allocation
            ]
        )
        for line in self:
            line.write(line._prepare_match_vals(matches[line.id]))

    def _from_units(self, amount):
        return self.currency_id.round(amount * self.currency_id.rounding)

    def _get_partner(self, proposal):
        """:return: whose money it would be: of the orders' customer, or else of the head of the family"""
        if proposal.transfer:
            return self.env["p2it.bank.transfer"].browse(proposal.transfer).partner_id
        if proposal.allocation:
            order = self.env["sale.order"].browse(proposal.allocation[0][0])
            return order.partner_id.commercial_partner_id
        return self.env["res.partner"].browse(proposal.customer)

    def _prepare_match_vals(self, match):
        best = match.proposals[0] if match.proposals else None
        certain = match.certain
        reasons = prepare_reasons(match.notes, True)
        if best:
            found = [*prepare_reasons(best.reasons), *prepare_reasons(best.doubts, True)]
            reasons = [*found, *(reason for reason in reasons if reason not in found)]
        return {
            "state": "matched" if certain else "proposed" if best else "unmatched",
            "score": best.score if best else 0,
            "is_certain": bool(certain),
            "partner_id": self._get_partner(best).id if best else False,
            "transfer_id": (certain.transfer or False) if certain else False,
            "reason_data": reasons,
        }

    def _prepare_proposal_vals(self, match):
        return [
            {
                "line_id": self.id,
                "sequence": sequence,
                "partner_id": self._get_partner(proposal).id,
                "transfer_id": proposal.transfer or False,
                "score": proposal.score,
                "is_certain": proposal.is_certain,
                "allocation": [
                    [order_id, self._from_units(amount)] for order_id, amount in proposal.allocation
                ],
                "reason_data": [
                    *prepare_reasons(proposal.reasons),
                    *prepare_reasons(proposal.doubts, True),
                ],
            }
            for sequence, proposal in enumerate(match.proposals)
        ]

    def _lock(self):
        """Take the lines for this transaction, in the order of their ids."""
        if self.ids:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM p2it_bank_line WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    tuple(self.ids),
                )
            )
            self.invalidate_recordset(["state", "is_manual", "transfer_id"])

    # Buttons

    def action_match(self):
        """Look again for what open lines are for; those chosen by a person stay.

        :return: ``True``
        """
        self._check_accountant()
        self.sudo()._match()  # sudo: accountants write lines by these methods only
        return True

    @api.private
    def _choose(self, partner, allocation, transfer=None):
        """Let a person say what a line is for.

        :param partner: the customer whose money it is
        :param allocation: pairs of (id of an order, amount); what is left is on the customer's account
        :param transfer: the recorded transfer it is the money of, if any
        :raise UserError: when it is decided already or the amounts do not fit
        """
        self.ensure_one()
        self._check_accountant()
        line = self.sudo()  # sudo: accountants write lines by these methods only
        line._lock()
        if line.state not in OPEN:
            raise UserError(
                self.env._(
                    "“%(line)s” is %(state)s already. Take the match back before you choose anew.",
                    line=line.display_name,
                    state=dict(line._fields["state"]._description_selection(self.env))[line.state].lower(),
                )
            )
        orders = self.env["sale.order"].browse(order_id for order_id, _amount in allocation)
        orders.check_access("read")
        partner.check_access("read")
        line._check_choice(partner, allocation, orders.sudo())
        line._check_transfer_free(transfer)
        line._check_transfer_owner(partner, transfer)
        if transfer:
            # Its own orders get the money, whatever was chosen beside it.
            allocation = [(part.order_id.id, part.amount) for part in transfer.sudo().line_ids]
        line.write(
            {
                "state": "matched",
                "is_manual": True,
                "is_certain": False,
                "score": 100,
                "partner_id": partner.commercial_partner_id.id,
                "transfer_id": transfer.id if transfer else False,
                "allocation_ids": [
                    Command.clear(),
                    *(Command.create({"order_id": order, "amount": amount}) for order, amount in allocation),
                ],
                "reason_data": [["chosen", {"user": self.env.user.name}, False]],
            }
        )
        line._log("chosen", f"{partner.display_name}: {line.order_names or '–'}")

    def _check_choice(self, partner, allocation, orders):
        if any(order.company_id != self.company_id for order in orders):
            raise UserError(self.env._("The order is of another company than the money. Choose another one."))
        heads = (orders.partner_id | partner)._get_family_heads()
        if any(heads[order.partner_id.id] != heads[partner.id] for order in orders):
            raise UserError(
                self.env._(
                    "The orders are of another customer than %(customer)s. Choose the customer the orders "
                    "are of, or other orders.",
                    customer=partner.display_name,
                )
            )
        amounts = [amount for _order_id, amount in allocation]
        compare = self.currency_id.compare_amounts
        if any(compare(amount, 0) <= 0 for amount in amounts) or compare(sum(amounts), self.amount) > 0:
            raise UserError(
                self.env._(
                    "The orders get %(given)s of %(amount)s. Give each of them more than nothing, and "
                    "together no more than came.",
                    given=self.currency_id.format(sum(amounts)),
                    amount=self.currency_id.format(self.amount),
                )
            )

    def _check_transfer_free(self, transfer):
        other = self.search([("transfer_id", "=", transfer.id), ("id", "!=", self.id)]) if transfer else self
        if other - self:
            raise UserError(
                self.env._(
                    "%(transfer)s is matched with “%(line)s” already. Take that match back first.",
                    transfer=transfer.display_name,
                    line=other[0].display_name,
                )
            )

    def _check_transfer_owner(self, partner, transfer):
        """:raise UserError: when the recorded transfer is of another customer than the chosen one"""
        if not transfer:
            return
        owner = transfer.sudo().partner_id
        heads = (owner | partner)._get_family_heads()
        if heads[owner.id] != heads[partner.id]:
            raise UserError(
                self.env._(
                    "%(transfer)s is money of %(owner)s, not of %(customer)s. Choose the transfer's "
                    "customer, or no transfer.",
                    transfer=transfer.display_name,
                    owner=owner.display_name,
                    customer=partner.display_name,
                )
            )

    def action_unmatch(self):
        """Take back what lines are matched with; the history keeps it. Nothing was paid yet by it.

        :return: ``True``
        :raise UserError: for a confirmed line
        """
        self._check_accountant()
        lines = self.sudo()  # sudo: accountants write lines by these methods only
        lines._lock()
        for line in lines:
            if line.state == "confirmed":
                line._take_back_confirmed()
            elif line.state != "matched":
                raise UserError(
                    self.env._("“%(line)s” is not matched: nothing to take back.", line=line.display_name)
                )
            line._log("unmatched", f"{line.partner_id.display_name}: {line.order_names or '–'}")
            line.allocation_ids.unlink()
            line.write(
                {
                    "state": "proposed" if line.proposal_ids else "unmatched",
                    # A person took it back: matching again must not put it back by itself.
                    "is_manual": True,
                    "is_certain": False,
                    "transfer_id": False,
                    "partner_id": False,
                    "score": 0,
                    "reason_data": [],
                }
            )
        return True

    def action_ignore(self):
        """Leave lines out that are nobody's payment: interest, a correction of the bank.

        :return: ``True``
        """
        self._check_accountant()
        lines = self.sudo()  # sudo: accountants write lines by these methods only
        lines._lock()
        for line in lines:
            if line.state == "confirmed":
                raise UserError(
                    self.env._(
                        "“%(line)s” is confirmed: its payment is posted. It can't be ignored.",
                        line=line.display_name,
                    )
                )
        lines.allocation_ids.unlink()
        lines.write({"state": "ignored", "is_manual": True, "is_certain": False, "transfer_id": False})
        lines._log("ignored")
        return True

    def action_reopen(self):
        """Look again at ignored lines, and at those whose match was taken back.

        :return: ``True``
        """
        self._check_accountant()
        lines = self.sudo()  # sudo: accountants write lines by these methods only
        lines._lock()
        lines = lines.filtered(lambda line: line.state in ("ignored", "proposed", "unmatched"))
        lines.write({"state": "new", "is_manual": False})
        lines._log("reopened")
        lines._match()
        return True
