from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


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

    def action_record(self):
        """Say that it is what the customer sent: an accountant looks for it at the bank.

        One that was rejected may be recorded again when what was wrong has been put right.

        :return: True
        """
        self._check_may_record()
        self.sudo()._lock()  # sudo: rows are locked, not read
        for transfer in self.sudo():  # sudo: the way of a transfer is the server's
            if transfer.state not in ("draft", "rejected"):
                raise UserError(self.env._("%(transfer)s has been recorded already.", transfer=transfer.name))
            transfer.line_ids._check_orders()
            transfer._check_reference_free()
            transfer.write(transfer._prepare_recording_vals())
        self.sudo().flush_recordset()  # so that a reference taken meanwhile is told here
        return True

    def _prepare_recording_vals(self):
        return {
            "state": "recorded",
            "recorded_by": self.env.uid,
            "recorded_date": fields.Datetime.now(),
            "recorder_ids": [fields.Command.link(person.id) for person in self._get_person()],
            **dict.fromkeys(("refused_by", "refused_date", "refusal_reason"), False),
        }

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
            transfer._put_surplus_on_account()
        return True

    def _put_surplus_on_account(self):
        recorders = self.recorder_ids
        surplus = self._find_surplus({line.order_id: line.amount for line in self.line_ids})
        commands = []
        for line in self.line_ids.filtered(lambda one: one.order_id in surplus):
            rest = line.amount - surplus[line.order_id]
            if self.currency_id.is_zero(rest):
                commands.append(fields.Command.unlink(line.id))
            else:
                commands.append(fields.Command.update(line.id, {"amount": rest}))
        if commands:
            self.line_ids = commands
            self.recorder_ids = recorders

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
            body=self.env._("%(state)s: %(reason)s", state=label, reason=reason.strip()),
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
