from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL

from ..domain.allocation import find_surplus


class P2itBankTransfer(models.Model):
    """Extends ``p2it.bank.transfer`` with its way: recorded, then confirmed, rejected or reversed."""

    _inherit = "p2it.bank.transfer"

    may_decide = fields.Boolean(compute="_compute_may_decide", help="Whether you may confirm or reject it.")
    has_surplus = fields.Boolean(
        compute="_compute_has_surplus",
        compute_sudo=True,
        help="More is for an order than it lacks by now.",
    )

    @api.depends_context("uid")
    @api.depends("state", "recorder_ids")
    def _compute_may_decide(self):
        is_accountant = self._is_accountant()
        for transfer in self:
            transfer.may_decide = is_accountant and transfer.state == "recorded" and not transfer._is_own()

    @api.depends("state", "line_ids.amount", "line_ids.order_lacking")
    def _compute_has_surplus(self):
        for transfer in self:
            transfer.has_surplus = transfer.state == "recorded" and any(
                transfer.currency_id.compare_amounts(line.amount, line.order_lacking) > 0
                for line in transfer.line_ids
            )

    def _is_own(self):
        """:return: whether who is at work recorded it, or changed what was recorded"""
        self.ensure_one()
        transfer = self.sudo()  # sudo: who it was counts, whoever asks
        people = transfer.recorder_ids | transfer.recorded_by | transfer.create_uid
        return self._get_person() <= people if self._get_person() else False

    def action_record(self):
        """Say that it is what the customer sent: an accountant looks for it at the bank.

        One that was rejected may be recorded again when what was wrong has been put right.

        :return: True
        """
        self._check_may_record()
        self.sudo()._lock()  # sudo: rows are locked, not read
        for transfer in self.sudo():  # sudo: the way of a transfer is the server's
            if transfer.state not in ("draft", "rejected"):
                raise UserError(
                    self.env._("%(transfer)s has been recorded already.", transfer=transfer.name)
                )
            transfer.line_ids._check_orders()
            transfer._check_reference_free()
            transfer.write(
                {
                    "state": "recorded",
                    "recorded_by": self.env.uid,
                    "recorded_date": fields.Datetime.now(),
                    "recorder_ids": [fields.Command.link(person.id) for person in self._get_person()],
                    **dict.fromkeys(("refused_by", "refused_date", "refusal_reason"), False),
                }
            )
        self.sudo().flush_recordset()  # so that a reference taken meanwhile is told here
        return True

    def _check_may_record(self):
        self.check_access("write")
        self._check_may_change()

    def action_confirm(self):
        """Confirm that the money came: post the payment, and let it pay the orders.

        Each is judged after those before it, in one transaction: all are confirmed, or none.

        :return: True
        :raise UserError: with what is in the way
        """
        self._check_accountant()
        self.sudo()._lock()  # sudo: rows are locked, not read
        transfers = self.sudo().sorted("id")  # sudo: payments and entries of what the accountant confirms
        for transfer in transfers:
            transfer._check_confirmable()
            transfer._confirm()
        transfers.line_ids._match_invoices()
        transfers._review_holds()
        return True

    def action_reject(self, reason=None):
        """Say why the money is not what was recorded; asks for the reason when there is none.

        :param str reason: in words, for who recorded it
        :return: True, or the action that asks
        """
        self._check_accountant()
        if reason is None:
            return self._get_refusal_action("reject")
        self._check_reason(reason)
        self.sudo()._lock()  # sudo: rows are locked, not read
        for transfer in self.sudo():  # sudo: the way of a transfer is the server's
            transfer._check_waiting()
            transfer._check_four_eyes()
            transfer._refuse("rejected", reason)
        self.sudo()._review_holds()  # sudo: whoever is concerned
        return True

    def action_reverse(self, reason=None):
        """Take back what was confirmed: the payment is cancelled, and the orders lack the money again.

        :param str reason: in words
        :return: True, or the action that asks
        """
        self._check_accountant()
        if reason is None:
            return self._get_refusal_action("reverse")
        self._check_reason(reason)
        self.sudo()._lock()  # sudo: rows are locked, not read
        for transfer in self.sudo():  # sudo: as confirming
            if transfer.state != "confirmed":
                raise UserError(
                    self.env._(
                        "%(transfer)s is not confirmed: there is nothing to reverse.", transfer=transfer.name
                    )
                )
            transfer._refuse("reversed", reason)
            transfer._cancel_payment()
        self.sudo()._review_holds()  # sudo: whoever is concerned
        return True

    def action_put_surplus_on_account(self):
        """Lower what is for orders to what they lack by now; what is left stays to the customer's credit.

        How much that is follows from the orders, so it makes nobody a recorder.

        :return: True
        """
        self._check_accountant()
        self.sudo()._lock()  # sudo: rows are locked, not read
        for transfer in self.sudo():  # sudo: as confirming
            transfer._check_waiting()
            recorders = transfer.recorder_ids
            wanted = {line.order_id: line.amount for line in transfer.line_ids}
            surplus = transfer._find_surplus(wanted)
            commands = []
            for line in transfer.line_ids.filtered(lambda one, found=surplus: one.order_id in found):
                rest = line.amount - surplus[line.order_id]
                is_none = transfer.currency_id.is_zero(rest)
                commands.append(
                    fields.Command.unlink(line.id)
                    if is_none
                    else fields.Command.update(line.id, {"amount": rest})
                )
            if commands:
                transfer.line_ids = commands
                transfer.recorder_ids = recorders
        return True

    def action_correct(self):
        """Make a new transfer in place of one that was reversed, with the same reference of the bank.

        :return: the action that opens it
        """
        self.ensure_one()
        self._check_accountant()
        self.sudo()._lock()  # sudo: rows are locked, not read
        if self.state != "reversed":
            raise UserError(self.env._("Reverse %(transfer)s first.", transfer=self.name))
        corrected = self.copy({"bank_reference": self.bank_reference})
        corrected.sudo().corrects_id = self  # sudo: a guarded field
        return corrected._get_records_action()

    def _check_accountant(self):
        """:raise AccessError: for whoever isn't one, whatever rights the call has"""
        if not self._is_accountant():
            raise AccessError(
                self.env._(
                    "Accountants confirm, reject and reverse transfers, by what they see at the bank. Ask one "
                    "to do it."
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
                ("company_id", "=", self.company_id.id),
                ("bank_reference_key", "=", self.bank_reference_key),
                ("state", "in", ("recorded", "confirmed", "reversed")),
                ("id", "!=", self.id),
            ]
        )
        if self.corrects_id:
            others = others.filtered(lambda one: one.state != "reversed")
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

    def _refuse(self, state, reason):
        self.write(
            {
                "state": state,
                "refused_by": self.env.uid,
                "refused_date": fields.Datetime.now(),
                "refusal_reason": reason.strip(),
            }
        )
        label = dict(self._fields["state"]._description_selection(self.env))[state]
        self.message_post(
            body=f"{label}: {reason.strip()}",
            partner_ids=(self.recorded_by - self.env.user).partner_id.ids,
            subtype_xmlid="mail.mt_note",
        )

    def _get_refusal_action(self, kind):
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_credit.action_bank_transfer_refuse")
        return {**action, "context": {"default_transfer_ids": self.ids, "default_kind": kind}}

    def _review_holds(self):
        """Let what the money holds or releases be judged at once."""
        self.env["p2it.credit.hold"]._review(self.partner_id | self.line_ids.order_id.partner_id)

    def _lock(self):
        """Take the rows in the order of the house: companies, heads of customers, orders, transfers.

        Those of heads and orders are written, not only locked: whoever judged them at the same moment is
        run again by Odoo, and sees the money.
        """
        self.env.flush_all()
        orders = self.line_ids.order_id
        heads = {head.id for head in (self.partner_id | orders.partner_id)._get_family_heads().values()}
        for table, ids, is_written in (
            ("res_company", self.company_id.ids, False),
            ("res_partner", heads, True),
            ("sale_order", orders.ids, True),
            ("p2it_bank_transfer", self.ids, True),
        ):
            self._lock_rows(table, ids, is_written)
        self.invalidate_recordset(["state"])

    @api.model
    def _lock_rows(self, table, ids, is_written):
        if not ids:
            return
        name, ids = SQL.identifier(table), tuple(sorted(ids))
        self.env.execute_query(
            SQL("SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE", name, ids)
        )
        if is_written:
            self.env.cr.execute(SQL("UPDATE %s SET write_date = write_date WHERE id IN %s", name, ids))
