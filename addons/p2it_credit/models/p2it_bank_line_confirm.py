from odoo import api, fields, models
from odoo.exceptions import UserError

from .p2it_bank_messages import prepare_reasons

_INLINE = 50
"""So many certain lines are confirmed at once; more are left to the scheduled action."""

_AT_A_CLICK = 500


class P2itBankLine(models.Model):
    """Extends ``p2it.bank.line`` with confirming: the money becomes a confirmed transfer.

    A transfer that was recorded is confirmed with the bank's line as the second pair of eyes; for a line
    without one the transfer is made from what the bank told.
    """

    _inherit = "p2it.bank.line"

    def action_confirm(self):
        """Confirm matched lines.

        :return: ``True``, or what to tell of those that could not be
        :raise UserError: for a single line that can't be
        """
        self._check_accountant()
        lines = self.filtered(lambda line: line.state == "matched")
        if not lines:
            raise UserError(
                self.env._("Nothing is matched here. Choose a proposal or a customer first, then confirm.")
            )
        failed = lines._confirm()
        if failed and len(self) == 1:
            raise UserError(failed[self.id])
        return self._tell_confirmed(len(lines) - len(failed), failed) if len(self) > 1 else True

    @api.model
    def _get_certain_domain(self, companies):
        return [("state", "=", "matched"), ("is_certain", "=", True), ("company_id", "in", companies.ids)]

    def action_confirm_certain(self):
        """Confirm the lines that are certain: of the chosen ones, or of all.

        They are matched once more first: what is not certain any more is left to a person.

        :return: what to tell of it
        """
        self._check_accountant()
        domain = self._get_certain_domain(self.env.companies)
        lines = (
            self.filtered_domain(domain) if self else self.search(domain, order="date, id", limit=_AT_A_CLICK)
        )
        lines.sudo()._match()  # sudo: accountants write lines by these methods only
        certain = lines.filtered_domain(domain)
        failed = certain._confirm()
        return self._tell_confirmed(
            len(certain) - len(failed), {**dict.fromkeys((lines - certain).ids), **failed}
        )

    def _tell_confirmed(self, confirmed, left):
        """:param dict left: ``{id of a line: why it was left}``"""
        message = self.env._("%(count)s lines confirmed.", count=confirmed)
        others = self.browse(left).filtered(lambda line: line._find_missing_eyes())
        if others:
            message += " " + self.env._(
                "%(count)s of a file you uploaded, or that you recorded, wait for another accountant.",
                count=len(others),
            )
        own = len(left) - len(others)
        if own:
            message += " " + self.env._("%(count)s left to you: see why in each line.", count=own)
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning" if left else "success",
                "message": message,
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def _confirm_alone(self):
        """Confirm what is certain without a person, where the company has it so."""
        lines = self.filtered(
            lambda line: line.state == "matched"
            and line.is_certain
            and line.company_id.bank_match_mode == "confirm"
        )._get_confirmable_alone()
        if len(lines) > _INLINE:
            self.env.ref("p2it_credit.cron_bank_line").sudo()._trigger()  # sudo: whoever imports may wake it
            return
        lines._confirm()

    @api.model
    def _cron_confirm(self):
        """Match lines that were left new, and confirm certain ones by batches, each committed."""
        cron = self.env["ir.cron"]
        for company in self.env["res.company"].search([]):
            fresh = self.search([("state", "=", "new"), ("company_id", "=", company.id)], limit=2000)
            fresh._match()
            if company.bank_match_mode != "confirm":
                continue
            done = self.browse()
            domain = self._get_certain_domain(company)
            while lines := self.search(
                [*domain, ("id", "not in", done.ids)], order="date, id", limit=_INLINE
            ):
                lines._match()
                lines.filtered_domain(domain)._get_confirmable_alone()._confirm()
                done |= lines
                # Those that wait for a person are no work left: the action would run for ever.
                left = self.search_count([*domain, ("id", "not in", done.ids)])
                if not cron._commit_progress(len(lines), remaining=left):
                    return

    def _confirm(self):
        """Confirm lines one by one; one that fails says why and holds up no other.

        :return: ``{id of a line: why it could not be confirmed}``
        :rtype: dict
        """
        lines = self.sudo()  # sudo: accountants write lines by these methods only
        lines._lock()
        failed = {}
        for line in lines.filtered(lambda line: line.state == "matched").sorted(
            lambda one: (one.date, one.id)
        ):
            # Who lacks the right to confirm it leaves it as it is, for somebody else.
            if message := line._find_missing_eyes() or line._try_confirm():
                failed[line.id] = message
        return failed

    def _try_confirm(self):
        """:return: why it could not be confirmed, or ``""``"""
        try:
            with self.env.cr.savepoint():
                self._confirm_one()
        except UserError as error:
            self._note_failure(str(error))
            return str(error)
        return ""

    def _note_failure(self, message):
        self.invalidate_recordset()
        reasons = [reason for reason in self.reason_data or () if reason[0] != "not_confirmed"]
        self.write(
            {
                "is_certain": False,
                "reason_data": [*reasons, *prepare_reasons([("not_confirmed", (("error", message),))], True)],
            }
        )
        self._log("failed", message)

    def _confirm_one(self):
        transfer = self.transfer_id or self.env["p2it.bank.transfer"].create(self._prepare_transfer_vals())
        self.write(
            {
                "transfer_id": transfer.id,
                "state": "confirmed",
                "confirmed_by_id": self.env.uid,
                "confirmed_date": fields.Datetime.now(),
            }
        )
        transfer._confirm_by_bank(self)
        self.env["p2it.payer.account"]._learn(self)
        self._log("confirmed", f"{transfer.display_name}: {self.order_names or '–'}")

    def _prepare_transfer_vals(self):
        """:return: values of the transfer that a line makes, where nobody recorded it"""
        return {
            "company_id": self.company_id.id,
            "partner_id": self.partner_id.id,
            "bank_id": self.journal_id.id,
            "amount": self.amount,
            "currency_id": self.currency_id.id,
            "date": self.date,
            "bank_reference": self.bank_reference,
            "payer_name": self.payer_name,
            "payer_account": self.payer_account,
            "line_ids": [
                fields.Command.create({"order_id": part.order_id.id, "amount": part.amount})
                for part in self.allocation_ids
            ],
        }

    def _take_back_confirmed(self):
        """:raise UserError: while the transfer that the line made stands"""
        if self.transfer_id.state == "confirmed":
            raise UserError(
                self.env._(
                    "“%(line)s” is confirmed as %(transfer)s, and its payment is posted. Reverse that "
                    "transfer first and say why; then take the match back here.",
                    line=self.display_name,
                    transfer=self.transfer_id.display_name,
                )
            )
        self.write({"confirmed_by_id": False, "confirmed_date": False})

    def action_open_transfer(self):
        """Open the transfer of a line.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "p2it.bank.transfer",
            "res_id": self.transfer_id.id,
            "views": [(False, "form")],
        }
