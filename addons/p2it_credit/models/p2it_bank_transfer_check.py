from odoo import api, models
from odoo.exceptions import AccessError, UserError, ValidationError

from ..domain.allocation import find_surplus


class P2itBankTransfer(models.Model):
    """Extends ``p2it.bank.transfer`` with what must hold before one is recorded, confirmed or rejected."""

    _inherit = "p2it.bank.transfer"

    def _is_own(self):
        """:return: whether who is at work recorded it, or changed what was recorded"""
        self.ensure_one()
        transfer = self.sudo()  # sudo: who it was counts, whoever asks
        people = transfer.recorder_ids | transfer.recorded_by | transfer.create_uid
        person = self._get_person()
        return bool(person) and person in people

    def _check_accountant(self):
        """:raise AccessError: for whoever isn't one, whatever rights the call has"""
        if not self._is_accountant():
            raise AccessError(
                self.env._(
                    "Accountants confirm, reject and reverse transfers, by what they see at the bank. Ask "
                    "one to do it."
                )
            )
        self.check_access("write")

    @api.model
    def _check_reason(self, reason):
        if not (reason or "").strip():
            raise UserError(self.env._("Say why, so that who recorded it can put it right."))

    def _check_waiting(self):
        if self.state != "recorded":
            label = dict(self._fields["state"]._description_selection(self.env))[self.state]
            raise UserError(
                self.env._(
                    "Nothing was done: %(transfer)s is “%(state)s”. Only what is recorded waits to be "
                    "confirmed or rejected.",
                    transfer=self.name,
                    state=label,
                )
            )

    def _check_four_eyes(self):
        if self._is_own():
            raise UserError(
                self.env._(
                    "You recorded %(transfer)s, or changed it: another accountant confirms or rejects it.",
                    transfer=self.name,
                )
            )

    def _check_confirmable(self):
        """:raise UserError: with what is in the way of confirming it"""
        self._check_waiting()
        self._check_four_eyes()
        if not self.bank_id:
            raise UserError(
                self.env._(
                    "Choose in which of our accounts the money of %(transfer)s came.", transfer=self.name
                )
            )
        if self.bank_id.type == "bank" and not self.bank_reference_key:
            raise UserError(
                self.env._(
                    "Enter the bank's reference of %(transfer)s as it stands in the statement.",
                    transfer=self.name,
                )
            )
        self._check_reference_free()
        self.line_ids._check_orders()
        self._check_sum()

    def _check_reference_free(self):
        """:raise ValidationError: when the bank's transaction counts already, or was reversed"""
        if not self.bank_reference_key:
            return
        others = self.search(
            [
                ("root_company_id", "=", self.root_company_id.id),
                ("bank_reference_key", "=", self.bank_reference_key),
                ("state", "in", ("recorded", "confirmed", "reversed")),
                ("id", "!=", self.id),
            ]
        )
        if self.corrects_id:
            others = others.filtered(lambda one: one.state != "reversed")
        others = others or self._find_told_by_bank()
        if not others:
            return
        raise ValidationError(
            self.env._(
                "The bank's reference %(reference)s has been recorded already%(where)s: each transaction of "
                "the bank counts once. Look whether it is the same money, or ask an accountant.",
                reference=self.bank_reference,
                where=self._get_visible_name(others[0]),
            )
        )

    def _find_told_by_bank(self):
        """:return: other transfers that the bank's line of this reference has confirmed, whatever they say"""
        # sudo: accountants' lines decide for who records as well
        lines = self.env["p2it.bank.line"].sudo()
        return lines.search(
            [
                ("identity", "=", lines._get_reference_identity(self.bank_reference_key)),
                ("company_id", "child_of", self.root_company_id.ids),
                ("transfer_id.state", "=", "confirmed"),
                ("transfer_id", "!=", self.id),
            ]
        ).transfer_id

    def _get_visible_name(self, other):
        """:return: the number of another transfer, where who is at work may know it"""
        if not other.sudo(False).has_access("read"):
            return ""
        return self.env._(" in %(transfer)s", transfer=other.name)

    def _check_surplus(self, wanted):
        """:param wanted: ``{order: amount}``
        :raise ValidationError: when an order would get more than it lacks by now
        """
        for order in self._find_surplus(wanted):
            raise ValidationError(
                self.env._(
                    "%(order)s lacks only %(lacking)s, and %(amount)s would be for it. Put the surplus on "
                    "account: lower the order's amount, and what is for no order stays to the customer's "
                    "credit.",
                    order=order.name,
                    lacking=self.currency_id.format(max(order.amount_lacking, 0)),
                    amount=self.currency_id.format(wanted[order]),
                )
            )

    def _find_surplus(self, wanted):
        """:param wanted: ``{order: amount}``
        :return: ``{order: amount above what it lacks by now}``
        """
        surplus = find_surplus(
            {order: self._to_units(amount) for order, amount in wanted.items()},
            {order: self._to_units(order.amount_lacking) for order in wanted},
        )
        return {order: self._from_units(amount) for order, amount in surplus.items()}

    def _to_units(self, amount):
        """:return: an amount as a whole number of the currency's smallest unit"""
        return round(amount / self.currency_id.rounding)

    def _from_units(self, units):
        return self.currency_id.round(units * self.currency_id.rounding)
