from types import SimpleNamespace

from odoo import api, fields, models
from odoo.addons.p2it_crm.domain.dates import parse_date
from odoo.addons.p2it_crm.domain.issues import Issue
from odoo.addons.p2it_crm.domain.row_plan import CREATE, JOIN, REFUSE
from odoo.addons.p2it_crm.domain.text import clean

from .p2it_bank_amount import parse_bank_amount

_TEXT = 500
_DEBITS = frozenset(("d", "dr", "debit", "out", "no", "nợ", "ghi nợ", "chi", "-"))


class P2itImportBankLine(models.AbstractModel):
    """Rows of a bank's statement, to ``p2it.bank.line``.

    A row the bank sent before joins the line that is there; money that left is refused, and so is a known
    reference with another amount or date.
    """

    _name = "p2it.import.bank_line"
    _inherit = ["p2it.import.handler"]
    _description = "Import of a Bank's Statement"

    _model = "p2it.bank.line"
    _group = "p2it_credit.group_accountant"
    _required = ("date",)

    @api.model
    def _check_create_access(self):
        """The role is enough: nobody writes lines but the server."""

    @api.model
    def _process(self, source, plans, dry_run):
        """Override: rows are recognised by what the bank told, not by names and codes of customers."""
        labels = self._get_labels()
        journal = source.sudo().journal_id  # sudo: its company and currency only
        for plan in plans:
            plan.labels = labels
            self._parse_required(plan)
            self._parse(plan, source)
            if not plan.refusals:
                plan.vals = self._prepare_line_vals(plan, source, journal)
        # sudo: accountants bring lines by importing them only
        lines = self.env["p2it.bank.line"].sudo()
        good = [plan for plan in plans if not plan.refusals]
        look = SimpleNamespace(known=lines._find_known([plan.vals for plan in good]), rows={}, dry=dry_run)
        for plan in plans:
            self._decide_line(plan, look)
        if not dry_run:
            self._take_in(lines, plans, look)

    @api.model
    def _parse(self, plan, source):
        data = plan.data
        data["date"] = plan.read("date", parse_date, strict=True)
        if data["date"] and data["date"] > fields.Date.add(fields.Date.context_today(self), days=2):
            plan.refuse("bank_future", text=plan.text("date"))
        data["amount"] = self._parse_credit(plan)
        for target in ("bank_reference", "payer_name", "payer_account", "memo"):
            data[target] = clean(plan.cells.get(target, ""))[:_TEXT]
        plan.label = " · ".join(filter(None, (data["bank_reference"], data["payer_name"], data["memo"])))
        if not plan.label:
            plan.refuse("bank_no_content")

    @api.model
    def _parse_credit(self, plan):
        """Read the amount that came in; what left is refused.

        :return: the amount, ``None`` if there is none
        """
        target = "credit" if plan.text("credit") else "amount"
        amount = plan.read(target, parse_bank_amount, strict=True)
        is_out = amount is not None and (amount < 0 or self._is_debit(plan))
        if is_out or (not amount and plan.read("debit", parse_bank_amount)):
            plan.refuse("bank_debit")
        elif not amount and not plan.refusals:
            plan.refuse("bank_amount")
        return amount

    @api.model
    def _is_debit(self, plan):
        return plan.text("direction").casefold().strip() in _DEBITS

    @api.model
    def _prepare_line_vals(self, plan, source, journal):
        lines = self.env["p2it.bank.line"]
        return lines._prepare_told_vals(journal, plan.data, "file", import_id=source.id)

    @api.model
    def _decide_line(self, plan, look):
        """Say whether a row is a new line, one that is known, or none."""
        if plan.refusals:
            plan.verdict, plan.vals = REFUSE, {}
            return
        key = plan.vals["company_id"], plan.vals["journal_id"], plan.vals["identity"]
        known, first = look.known.get(key), look.rows.get(key)
        if known:
            self._join_known(plan, known, look.dry)
        elif first:
            self._join_row(plan, first)
        else:
            look.rows[key] = plan
            plan.verdict, plan.ref = CREATE, ("new", plan.number)

    @api.model
    def _join_known(self, plan, line, is_dry_run):
        if line._differs(plan.vals):
            plan.refuse(
                "bank_conflict",
                reference=line.bank_reference,
                amount=line.currency_id.format(line.amount),
                date=str(line.date),
            )
            plan.verdict = REFUSE
            if not is_dry_run:
                line._note_conflict(plan.vals)
            return
        plan.verdict, plan.ref = JOIN, line.id
        plan.reasons.append(Issue("bank_known"))

    @api.model
    def _join_row(self, plan, first):
        same = plan.vals["amount"] == first.vals["amount"] and plan.vals["date"] == first.vals["date"]
        if not same:
            plan.refuse("bank_conflict_file", reference=plan.vals["bank_reference"], number=first.number)
            plan.verdict = REFUSE
            return
        plan.verdict, plan.ref = JOIN, first.ref
        plan.reasons.append(Issue("bank_known_row", {"number": first.number}))

    @api.model
    def _take_in(self, lines, plans, look):
        fresh = [plan for plan in plans if plan.verdict == CREATE]
        lines._take_in([plan.vals for plan in fresh])
        made = lines._find_known([plan.vals for plan in fresh])
        ids = {(company, identity): line.id for (company, _journal, identity), line in made.items()}
        for plan in plans:
            if isinstance(plan.ref, tuple):
                plan.ref = ids[plan.vals["company_id"], plan.vals["identity"]]

    @api.model
    def _finish(self, source):
        """Override to find what the lines are for, once all are there."""
        # sudo: accountants write lines by importing and matching them only
        lines = (
            self.env["p2it.bank.line"].sudo().search([("import_id", "=", source.id), ("state", "=", "new")])
        )
        lines._match()
        lines._confirm_alone()
