from odoo import api, models
from odoo.exceptions import UserError


class SaleOrder(models.Model):
    """Extends ``sale.order``: what reaches its confirmation without a person who reads a refusal."""

    _inherit = "sale.order"

    @api.model
    def _is_kept(self):
        """Extends `p2it_approvals`: an order that is made a quotation again would owe nothing."""
        return super()._is_kept() or self.env["p2it.credit.policy"]._has_any()

    def _filter_watched(self):
        """Extends `p2it_approvals`: goods of customers with terms are watched."""
        return super()._filter_watched() | self._filter_credit_watched()

    def _filter_credit_watched(self):
        """:return: those whose customers have terms"""
        check, watched = self.env["p2it.credit.check"], set()
        # sudo: judged whatever the user may read
        for company, orders in self.sudo().grouped("company_id").items():
            customers = (orders.partner_id | orders.partner_invoice_id).commercial_partner_id
            with_terms = check._filter_with_terms(customers, company)
            watched |= {order.id for order in orders if check._get_customers(order) & with_terms}
        return self.filtered(lambda order: order.id in watched)

    def _get_credit_held(self):
        """:return: ``{order: Verdict}`` of those that credit holds now"""
        verdicts = self.env["p2it.credit.check"]._judge(self)
        return {order: verdict for order, verdict in verdicts.items() if verdict.reasons}

    def _validate_order(self):
        """Extends `sale`: a signature on an order that credit holds is kept, and confirms when it is free."""
        held = self._hold_agreed(
            self.env._("The customer has signed. Credit holds the order: it is confirmed when it is free.")
        )
        return super(SaleOrder, self - held)._validate_order() if self - held else None

    def _hold_agreed(self, text):
        """Put orders that a customer agreed to on the hold list instead of refusing the customer.

        :param str text: for those inside
        :return: those that are held
        """
        held = self._get_credit_held()
        orders = self.browse(order.id for order in held)
        if orders:
            orders._keep_agreement(text)
            self.env["p2it.credit.hold"]._hold(held, "confirm", wants_confirmation=True)
        return orders

    def action_confirm_or_hold(self, note="", ask=True):
        """Confirm the quotations that may go, and put the others on hold; leave alone what is none.

        :param str note: what speaks for a release
        :param bool ask: whether to ask for the release; they wait for the money without it
        :return: ids that were confirmed, ids of the holds
        :rtype: dict
        """
        self.check_access("write")
        quotations = self.filtered(lambda order: order.state in ("draft", "sent"))
        held = quotations._get_credit_held()
        free = quotations.filtered(lambda order: order not in held)
        if free:
            free.action_confirm()
        holds = self.env["p2it.credit.hold"]._hold(held, "confirm", note, wants_confirmation=True)
        if ask and holds:
            holds._ask_release(note)
        return {"confirmed": free.ids, "holds": holds.ids}

    def _action_cancel(self):
        """Extends `sale`: a cancelled order is on no hold list, and leaves room for others."""
        result = super()._action_cancel()
        # sudo: the hold list is the server's
        holds = self.sudo().credit_hold_ids.filtered(lambda hold: hold.state == "open")
        for hold in holds:
            hold._end("cancelled")
        if self.env["p2it.credit.policy"]._has_any():
            cancelled = self.sudo()  # sudo: whoever cancels
            self.env["p2it.credit.hold"]._review(cancelled.partner_id | cancelled.partner_invoice_id)
        return result

    def _check_goods_may_leave(self, beyond=None):
        """Let the goods of orders leave that are confirmed and that credit does not hold.

        :param dict beyond: ``{order: value of what leaves beyond it, in its currency}``
        :raise UserError: for orders that are none, or that credit holds
        """
        loose = self.filtered(lambda order: order.state != "sale")
        if loose:
            raise UserError(
                self.env._(
                    "“%s” is not confirmed: its goods can't leave. Confirm it, or cancel the transfer.",
                    loose[0].name,
                )
            )
        self._check_credit("dispatch", beyond)


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line``: what lines do to a confirmed order is judged as a change of the order."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        default = self.env.context.get("default_order_id")
        order_ids = {vals.get("order_id") or default for vals in vals_list}
        with self.env["sale.order"].browse(filter(None, order_ids))._watch_credit():
            return super().create(vals_list)

    def write(self, vals):
        orders = self.order_id
        if vals.get("order_id"):
            orders |= orders.browse(vals["order_id"])
        with orders._watch_credit():
            return super().write(vals)

    def unlink(self):
        with self.order_id._watch_credit():
            return super().unlink()


class PaymentTransaction(models.Model):
    """Extends ``payment.transaction``: money that comes in for an order that stays held is not lost."""

    _inherit = "payment.transaction"

    def _check_amount_and_confirm_order(self):
        orders = self.sale_order_ids.filtered(
            lambda order: order.state in ("draft", "sent") and order._is_confirmation_amount_reached()
        )
        held = orders._hold_agreed(
            self.env._("A payment arrived. Credit holds the order: it is confirmed when it is free.")
        )
        free = self.filtered(lambda payment: not payment.sale_order_ids & held) if held else self
        result = super(PaymentTransaction, free)._check_amount_and_confirm_order()
        self.env["p2it.credit.hold"]._review(self.partner_id)
        return result
