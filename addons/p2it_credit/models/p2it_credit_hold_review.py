from odoo import api, fields, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.fields import Domain


class P2itCreditHold(models.Model):
    """Extends ``p2it.credit.hold`` with going on by itself: by money, by other terms, by an approval."""

    _inherit = "p2it.credit.hold"

    @api.model
    def _review(self, partners=None):
        """Release at once what money or changed terms have made free, those first that were held first.

        Called by whatever confirms money or changes terms, in its transaction.

        :param partners: customers or payers whose money or terms have changed; all without it
        """
        # sudo: the hold list is the server's
        holds = self.sudo().search(self._get_review_domain(partners), order="id")
        if not self.env["p2it.credit.policy"]._has_any():
            holds._clear_all()
            return
        # Most stay held: found out for all of them at once, and again for each that may go.
        for hold in holds._filter_free(alone=True):
            if hold.state == "open" and hold._filter_free():
                hold._clear()

    def _filter_free(self, alone=False):
        """Leave out what is held still.

        :param bool alone: judge each as if it alone were to go
        :return: those that nothing holds, for as much as was asked
        """
        verdicts = self.env["p2it.credit.check"]._judge(self.order_id, self._get_more_asked(), alone)
        return self.filtered(
            lambda hold: hold.order_id not in verdicts or not verdicts[hold.order_id].reasons
        )

    def _get_more_asked(self):
        """:return: ``{order: how much more than it is now was asked for, in its currency}``

        A change that was refused has not been made: without it nothing would hold the order.
        """
        more, today = {}, fields.Date.context_today(self)
        for hold in self.filtered(lambda hold: hold.stage != "confirm"):
            order = hold.order_id
            asked = hold.currency_id._convert(hold.total, order.currency_id, order.company_id, today)
            more[order] = max(asked - order.amount_total, 0)
        return more

    @api.model
    def _get_review_domain(self, partners):
        domain = Domain("state", "=", "open")
        if partners is None:
            return domain
        members = self.env["p2it.credit.family"]._get_members(partners)
        return domain & (
            Domain("order_id.partner_id", "in", list(members))
            | Domain("order_id.partner_invoice_id", "in", list(members))
        )

    def _clear_all(self):
        """No terms are left: nothing holds any of them."""
        for hold in self:
            hold._clear()

    def _clear(self):
        self._end("cleared")
        self._go_on()

    def _go_on(self):
        """Tell who waits, and confirm what was to be confirmed."""
        self.ensure_one()
        order = self.order_id
        order._message_log(body=self.env._("Nothing holds it any more: it is free as far as credit goes."))
        if order.state not in ("draft", "sent"):
            self._tell_salesperson()
            return
        if order.agreed_fingerprint:
            order._confirm_as_agreed()
        elif self.wants_confirmation:
            self._confirm_order()
        self._tell_salesperson()

    def _confirm_order(self):
        order = self.order_id
        try:
            with self.env.cr.savepoint():
                order.action_confirm()
        except (UserError, RedirectWarning) as error:
            # The hold is over; what else is in the way is told to who can mend it.
            order._message_log(body=self.env._("It could not be confirmed by itself: %s", error.args[0]))

    def _tell_salesperson(self):
        """A message in the inbox of who asked and of the salesperson, with what became of the order."""
        order = self.order_id
        states = dict(order._fields["state"]._description_selection(self.env))
        # A customer who signed is told by the confirmation, not what the house thinks of their debts.
        people = (self.requested_by | order.user_id).filtered(lambda user: user._is_internal()).partner_id
        self.message_notify(
            partner_ids=people.ids,
            subject=self.env._("%s is free", order.name),
            body=self.env._(
                "“%(order)s” of %(customer)s is not held any more. Its status: %(state)s.",
                order=order.name,
                customer=order.partner_id.display_name,
                state=states.get(order.state, order.state),
            ),
        )

    def _check_may_ask_approval(self):
        """Override of `p2it_approvals`."""
        result = super()._check_may_ask_approval()
        if any(hold.state != "open" for hold in self):
            raise UserError(self.env._("The order is not on hold any more: nothing is left to ask."))
        return result

    def _lock_before_approval(self):
        """Override of `p2it_approvals`: customer and order come first."""
        result = super()._lock_before_approval()
        self.order_id._lock_credit()
        self.env["p2it.approval.document"]._lock(self.order_id)
        return result

    def _close_approval(self, request):
        """Override of `p2it_approvals`: what the chain has agreed to is released at once."""
        super()._close_approval(request)
        if self.state != "open" or request.state != "approved":
            return
        if not self.env["p2it.approval.type"]._find_gate_missing(self, "credit"):
            self.action_release()
