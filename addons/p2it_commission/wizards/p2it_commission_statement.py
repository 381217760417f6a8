import base64
from urllib.parse import quote

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.addons.p2it_web.domain.export_text import file_name
from odoo.exceptions import UserError, ValidationError

from ..report.p2it_commission_statement_xlsx import write_statement

_PRINTED = 5000
"""Entries of one PDF, at most."""
_WRITTEN = 200_000
"""Entries of one spreadsheet, at most."""


class P2itCommissionStatement(models.TransientModel):
    """Asks whose commission of which time, or which settlement, is written down line by line."""

    _name = "p2it.commission.statement.wizard"
    _description = "Commission Statement"

    settlement_id = fields.Many2one("p2it.commission.settlement", readonly=True)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="For", required=True, default=lambda self: self.env.user)
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self) + relativedelta(day=1),
    )
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    file = fields.Binary(readonly=True, attachment=False)

    @api.model
    def default_get(self, fields):
        """Take the settlement that it is called on."""
        defaults = super().default_get(fields)
        context = self.env.context
        if context.get("active_model") == "p2it.commission.settlement" and context.get("active_id"):
            settlement = self.env["p2it.commission.settlement"].browse(context["active_id"])
            settlement.check_access("read")
            defaults.update(self._prepare_settlement_vals(settlement))
        return defaults

    @api.model
    def _prepare_settlement_vals(self, settlement):
        return {
            "settlement_id": settlement.id,
            "company_id": settlement.company_id.id,
            "user_id": settlement.user_id.id,
            "date_from": settlement.date_from,
            "date_to": settlement.date_to,
        }

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        if any(wizard.date_from > wizard.date_to for wizard in self):
            raise ValidationError(self.env._("The statement would end before it starts: change its days."))

    def action_print(self):
        """:return: the statement as PDF"""
        self._check_size(_PRINTED)
        return self.env.ref("p2it_commission.report_statement").report_action(self, config=False)

    def action_export(self):
        """:return: the statement as a spreadsheet"""
        self._check_size(_WRITTEN)
        self.file = base64.b64encode(write_statement(self))
        name = file_name(self._get_file_name(), "xlsx")
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{quote(name)}?download=true",
            "target": "download",
        }

    def _get_domain(self):
        """:return: which entries are written down; the reader's rights come on top"""
        if self.settlement_id:
            return [("settlement_id", "=", self.settlement_id.id)]
        return [
            ("company_id", "=", self.company_id.id),
            ("user_id", "=", self.user_id.id),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]

    def _get_entries(self):
        """:return: the entries, the oldest first; as superuser, for names of customers by now hidden"""
        # sudo: after the search with the reader's rights
        return self.env["p2it.commission.entry"].search(self._get_domain(), order="date, id").sudo()

    def _get_sums(self):
        """:return: ``[(plan, month, amount)]``, with the reader's rights"""
        rows = self.env["p2it.commission.entry"]._read_group(
            self._get_domain(), ["root_id", "date:month"], ["amount:sum"], order="root_id, date:month"
        )
        # sudo: the plan's name, which who left it may not read any more
        return [(plan.sudo().name, month, amount) for plan, month, amount in rows]

    def _get_settlement(self):
        """:return: the settlement, when the reader may see it"""
        settlement = self.settlement_id
        settlement.check_access("read")
        return settlement

    def _check_size(self, limit):
        """:raise UserError: for nothing to write, or too much for one file"""
        self.ensure_one()
        count = self.env["p2it.commission.entry"].search_count(self._get_domain(), limit=limit + 1)
        if not count:
            raise UserError(
                self.env._("Nothing was earned by %(user)s in this time.", user=self.user_id.sudo().name)
            )
        if count > limit:
            raise UserError(
                self.env._(
                    "There are more than %(limit)s entries. Take a shorter time, or Excel instead of PDF.",
                    limit=limit,
                )
            )

    def _get_file_name(self):
        """:return: name of the file without its ending"""
        self.ensure_one()
        # sudo: names of what was checked
        return self.env._("Commission %(user)s %(day)s", user=self.user_id.sudo().name, day=self.date_to)


class P2itCommissionSettlement(models.Model):
    """Extends ``p2it.commission.settlement`` with its statement."""

    _inherit = "p2it.commission.settlement"

    def action_print_statement(self):
        """:return: the statement as PDF"""
        return self._create_statement().action_print()

    def action_export_statement(self):
        """:return: the statement as a spreadsheet"""
        return self._create_statement().action_export()

    def _create_statement(self):
        self.ensure_one()
        self.check_access("read")
        wizards = self.env["p2it.commission.statement.wizard"]
        return wizards.create(wizards._prepare_settlement_vals(self))
