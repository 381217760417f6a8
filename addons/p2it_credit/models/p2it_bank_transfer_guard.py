from contextlib import contextmanager

from markupsafe import Markup
from odoo import SUPERUSER_ID, api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from .p2it_bank_transfer import FINAL_STATES

_CHANGING = "p2it_credit.changing_transfers"
"""Where a cursor keeps the transfers a change of which is under way, so that it is judged once."""

FIGURES = (
    *("partner_id", "company_id", "date", "amount", "currency_id", "bank_id", "is_cash", "bank_reference"),
    *("payer_name", "payer_account", "line_ids", "proof_ids"),
)
"""What an accountant compares with the bank, and what is confirmed."""

_COMPLETED = ("bank_id", "bank_reference")
"""What an accountant may fill in where nobody said it, and still confirm: the bank says it."""


class P2itBankTransfer(models.Model):
    """Extends ``p2it.bank.transfer`` with who may change what, and with the history of changes.

    What was recorded is changed by who recorded it, or by an accountant, until it is confirmed; whoever
    changes it counts among those who recorded it. What is confirmed is never changed.
    """

    _name = "p2it.bank.transfer"
    _inherit = ["p2it.bank.transfer", "p2it.guard.mixin"]

    may_change = fields.Boolean(compute="_compute_may_change", help="Whether you may change what it says.")

    @api.depends_context("uid")
    @api.depends("state")
    def _compute_may_change(self):
        is_accountant = self._is_accountant()
        for transfer in self:
            owner = transfer._origin.create_uid
            transfer.may_change = transfer.state not in FINAL_STATES and (
                is_accountant or not owner or owner == self.env.user
            )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            *("name", "state", "bank_reference_key", "root_company_id", "payment_id", "corrects_id"),
            *("recorded_by", "recorded_date", "recorder_ids", "confirmed_by", "confirmed_date"),
            *("refused_by", "refused_date", "refusal_reason"),
        }

    @api.model
    def default_get(self, fields):
        """A new transfer is a draft without a number, whatever a client's context says."""
        defaults = super().default_get(fields)
        fixed = {"state": "draft", "name": "/"}
        return {**defaults, **{name: value for name, value in fixed.items() if name in fields}}

    @api.model_create_multi
    def create(self, vals_list):
        self._check_amounts_entered(vals_list)
        transfers = super().create(vals_list)
        transfers._check_customers_readable()
        numbers = self.env["ir.sequence"].sudo()  # sudo: whoever records takes the next number
        for transfer in transfers.sudo():  # sudo: the number is guarded
            transfer.name = numbers.with_company(transfer.company_id).next_by_code("p2it.bank.transfer")
            transfer.recorder_ids = transfer._get_person()
        transfers._claim_proofs()
        return transfers

    def write(self, vals):
        figures = vals.keys() & set(FIGURES)
        if not figures:
            return super().write(vals)
        self._check_amounts_entered([vals])
        with self._changing(*figures):
            result = super().write(vals)
            if "partner_id" in figures:
                self._check_customers_readable()
            if "proof_ids" in figures:
                self._claim_proofs()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_recorded(self):
        if any(transfer.state != "draft" for transfer in self):
            raise UserError(
                self.env._(
                    "What was recorded is kept. Ask an accountant to reject it, with the reason, if it is "
                    "wrong."
                )
            )

    @api.model
    def _check_amounts_entered(self, vals_list):
        self.env["p2it.bank.transfer.line"]._check_amounts_entered(vals_list)

    def _check_customers_readable(self):
        """:raise AccessError: for a customer that who records may not see"""
        self.partner_id.check_access("read")

    def _get_person(self):
        """:return: who is at work; nobody where the server works by itself"""
        return self.env.user if self.env.uid != SUPERUSER_ID else self.env["res.users"]

    @api.model
    def _is_accountant(self):
        """:return: whether who is at work may confirm and reject"""
        return self.env.user.has_group("p2it_credit.group_accountant")

    @contextmanager
    def _changing(self, *names):
        """Judge a change of what was recorded, and keep it in the history.

        :param names: fields that are written
        :raise UserError: for what is confirmed, whoever calls
        :raise AccessError: for who neither recorded it nor is an accountant
        """
        under_way = self.env.cr.cache.setdefault(_CHANGING, set())
        transfers = self.filtered(lambda one: one.id and one.id not in under_way)
        if not self.env.su:
            transfers.check_access("read")
        transfers._check_open()
        transfers._check_may_change()
        # sudo: the history tells all of what changed
        kept = transfers.sudo().filtered(lambda one: one.state != "draft")
        before = {transfer.id: transfer._get_figures() for transfer in kept}
        under_way |= set(transfers.ids)
        try:
            yield
        finally:
            under_way -= set(transfers.ids)
        kept._note_changes(before, names)

    def _check_open(self):
        # sudo: the state counts, whoever reads
        final = self.sudo().filtered(lambda one: one.state in FINAL_STATES)
        if final:
            raise UserError(
                self.env._(
                    "%(transfer)s is confirmed and stays as it is. If it was wrong, or the money was taken "
                    "back, an accountant reverses it and says why.",
                    transfer=final[0].name,
                )
            )

    def _check_may_change(self):
        if self.env.su or self._is_accountant():
            return
        others = self.sudo().filtered(lambda one: one.create_uid != self.env.user)  # sudo: whose they are
        if others:
            raise AccessError(
                self.env._(
                    "%(transfer)s was recorded by %(user)s: they change it, or an accountant does.",
                    transfer=others[0].name,
                    user=others[0].create_uid.name,
                )
            )

    def _get_figures(self):
        """:return: ``{field: (value, in words)}`` of what an accountant confirms"""
        self.ensure_one()
        yes_no = {True: self.env._("yes"), False: self.env._("no")}
        lines = sorted((line.order_id.name, self.currency_id.format(line.amount)) for line in self.line_ids)
        return {
            **{
                name: (self[name].id, self[name].display_name or "–")
                for name in ("partner_id", "company_id", "currency_id", "bank_id")
            },
            "date": (self.date, format_date(self.env, self.date)),
            "amount": (self.amount, self.currency_id.format(self.amount)),
            "is_cash": (self.is_cash, yes_no[self.is_cash]),
            "line_ids": (lines, "; ".join(f"{name}: {amount}" for name, amount in lines) or "–"),
            "proof_ids": (self.proof_ids.ids, ", ".join(self.proof_ids.mapped("name")) or "–"),
            **{
                name: (self[name] or "", self[name] or "–")
                for name in ("bank_reference", "payer_name", "payer_account")
            },
        }

    def _note_changes(self, before, names):
        """Write into the history what changed, and that who changed it is one of the recorders.

        Not by the tracking of fields, which a client turns off.
        """
        for transfer in self:
            old, new = before[transfer.id], transfer._get_figures()
            changed = [name for name in FIGURES if old[name][0] != new[name][0]]
            if not changed:
                continue
            if any(name not in _COMPLETED or old[name][0] for name in changed):
                transfer.recorder_ids |= transfer._get_person()
            texts = [
                self.env._(
                    "%(figure)s: %(before)s → %(after)s",
                    figure=self._fields[name]._description_string(self.env),
                    before=old[name][1],
                    after=new[name][1],
                )
                for name in changed
            ]
            transfer._message_log(body=Markup("<br/>").join(texts))
