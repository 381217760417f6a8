from contextlib import contextmanager
from typing import NamedTuple

from odoo import api, fields, http, models
from odoo.exceptions import RedirectWarning, UserError
from odoo.tools import SQL, float_compare

_WATCHED = "p2it_credit.watched_orders"
_JUDGED = "p2it_credit.judged_orders"
"""Where a cursor keeps which orders are watched, and as what they were judged before their confirmation."""


class Mark(NamedTuple):
    """What of an order decides whether it must be judged again.

    :param bool is_confirmed: whether it is an order
    :param float total: taxes included, in its currency; 0 for quotations, which are not judged
    :param tuple who: its customers, company and currency
    """

    is_confirmed: bool
    total: float
    who: tuple


class SaleOrder(models.Model):
    """Extends ``sale.order`` with the gate of its customer's credit, whatever way leads to a confirmed order.

    Judged on what is there after a change, before the transaction ends: defaults, context keys, imports and
    what other addons change in the same call count. Superusers are held as well.
    """

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if self.env["p2it.credit.policy"]._has_any():
            orders.filtered(lambda order: order.state == "sale")._check_credit("confirm")
        return orders

    def write(self, vals):
        with self._watch_credit():
            return super().write(vals)

    def action_confirm(self):
        """Extends `sale`: judged first, so that the customer's row is taken before the order's."""
        if not self.env["p2it.credit.policy"]._has_any():
            return super().action_confirm()
        self._check_credit("confirm")
        judged = self.env.cr.cache.setdefault(_JUDGED, {})
        marks = self._get_credit_marks(all_states=True)
        judged.update(marks)
        try:
            return super().action_confirm()
        finally:
            for order_id in marks:
                judged.pop(order_id, None)

    @contextmanager
    def _watch_credit(self):
        """Refuse a change that confirms orders, or has confirmed ones owe more, against the customer's terms.

        Judged once, when the outermost change is complete, so that its cost does not grow with the lines.
        """
        watched = self.env.cr.cache.setdefault(_WATCHED, set())
        orders = self.browse()
        if self.env["p2it.credit.policy"]._has_any():
            orders = self.filtered(lambda order: order.id and order.id not in watched)
        if not orders:
            yield
            return
        added = set(orders.ids)
        watched |= added
        try:
            before = orders._get_credit_marks()
            yield
            orders = orders.exists()
            after = orders._get_credit_marks()
        finally:
            watched -= added
        worse = orders.filtered(lambda order: order._is_worse(before.get(order.id), after[order.id]))
        was_order = {order.id for order in worse if before.get(order.id) and before[order.id].is_confirmed}
        for stage in ("confirm", "change"):
            found = worse.filtered(lambda order, stage=stage: (order.id in was_order) == (stage == "change"))
            found._check_credit(stage)

    def _get_credit_marks(self, all_states=False):
        """:return: ``{id: Mark}``"""
        marks = {}
        for order in self.sudo():  # sudo: judged whatever the user may read
            is_confirmed = order.state == "sale"
            is_judged = is_confirmed or all_states
            customers = self.env["p2it.credit.check"]._get_customers(order).ids if is_judged else ()
            who = (tuple(sorted(customers)), order.company_id.id, order.currency_id.id)
            marks[order.id] = Mark(is_confirmed, order.amount_total if is_judged else 0.0, who)
        return marks

    def _is_worse(self, before, after):
        if not after.is_confirmed:
            return False
        if before and before.is_confirmed:
            known = before
        else:
            known = self.env.cr.cache.get(_JUDGED, {}).get(self.id)
        if not known or known.who != after.who:
            return True
        rounding = self.currency_id.rounding or 0.01
        return float_compare(after.total, known.total, precision_rounding=rounding) > 0

    def _check_credit(self, stage, beyond=None):
        """Let orders through that their customers' terms allow, or that people have released.

        :param str stage: ``confirm``, ``change`` or ``dispatch``
        :param dict beyond: ``{order: how much more than its total is to be owed, in its currency}``
        :raise RedirectWarning: with the reasons, who can release, and the way to ask
        """
        if not self:
            return
        verdicts = self.env["p2it.credit.check"]._judge(self, beyond)
        held = {order: verdict for order, verdict in verdicts.items() if verdict.reasons}
        if held:
            self._refuse_credit(held, stage)
        if verdicts and stage != "dispatch":
            self._take_turn(verdicts)

    @api.model
    def _take_turn(self, verdicts):
        """Let the orders of one customer be judged one after the other, whoever confirms them.

        The row is written, not only locked: who has read before us and waits is repeated by Odoo and reads
        anew.
        """
        tops = {verdict.terms.top for verdict in verdicts.values() if verdict.terms.limits}
        tops |= {account for verdict in verdicts.values() for account in verdict.exposures}
        if tops:
            self.env["res.partner"].browse(sorted(tops))._count_credit_turn()

    def _lock_credit(self):
        """Take the rows of the orders' customers, topmost companies, before those of the orders."""
        customers = self.sudo()  # sudo: whoever asks
        partners = (customers.partner_id | customers.partner_invoice_id).commercial_partner_id
        members = self.env["p2it.credit.family"]._get_members(partners)
        tops = {members[partner.id].top for partner in partners if partner.id in members}
        if tops:
            self.env.cr.execute(
                SQL(
                    "SELECT id FROM res_partner WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    tuple(sorted(tops)),
                )
            )

    @api.model
    def _refuse_credit(self, held, stage):
        """:raise RedirectWarning: with the reasons; an error for programs, which open no dialog"""
        message = self._explain_credit(held, stage)
        action = self._get_hold_action()
        if not action:
            raise UserError(message)
        context = {
            "active_model": "sale.order",
            "active_ids": [order.id for order in held],
            "default_stage": stage,
        }
        if stage != "confirm" and len(held) == 1:
            context.update(self._prepare_asked_total(next(iter(held.items()))))
        raise RedirectWarning(message, action.id, self.env._("Put on Hold …"), context)

    @api.model
    def _prepare_asked_total(self, held):
        """:return: defaults of the dialog: the total that would be, in the order's currency"""
        order, verdict = held
        today = fields.Date.context_today(self)
        total = verdict.currency._convert(verdict.total, order.currency_id, order.company_id, today)
        return {"default_total": total, "default_currency_id": order.currency_id.id}

    @api.model
    def _get_hold_action(self):
        """:return: the dialog that puts on hold; nothing for who may not ask, and for programs"""
        path = http.request.httprequest.path if http.request else ""
        if path.startswith(("/xmlrpc", "/jsonrpc", "/json/")):
            return None
        if not self._may_ask_release():
            return None
        return self.env.ref("p2it_credit.action_hold_wizard", raise_if_not_found=False)

    @api.model
    def _explain_credit(self, held, stage):
        wording = self.env["p2it.credit.wording"]
        first = {
            "confirm": self.env._("Not confirmed: credit holds it. Nothing was changed."),
            "change": self.env._("Not changed: with it credit would hold the confirmed order."),
            "dispatch": self.env._("The goods stay here: credit holds their order."),
        }[stage]
        # sudo: named to who works on it
        lines = [
            f"{order.sudo().name}: {wording._describe(verdict)}" for order, verdict in list(held.items())[:10]
        ]
        if len(held) > 10:
            lines.append(self.env._("… and %s more.", len(held) - 10))
        return "\n".join([first, *lines, self._explain_way_out(held)])

    @api.model
    def _may_ask_release(self):
        """:return: whether the person at work may ask, though the server judges as superuser"""
        return self.env["p2it.credit.hold"].sudo(False).has_access("write")

    @api.model
    def _explain_way_out(self, held):
        releasers = self.env["p2it.credit.wording"]._get_releasers()
        if self._may_ask_release():
            return self.env._(
                "Record the customer's transfer, or put it on hold and ask for its release. "
                "Who releases: %s.",
                releasers,
            )
        # sudo: names of colleagues
        sellers = {order.sudo().user_id.name for order in held} - {False}
        return self.env._(
            "Tell the salesperson (%(people)s): the customer's money must come, or the release is asked for "
            "on the order. Who releases: %(releasers)s.",
            people=", ".join(sorted(sellers)) or "–",
            releasers=releasers,
        )
