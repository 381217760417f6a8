import base64
from urllib.parse import quote

from dateutil.relativedelta import relativedelta
from odoo import Command, api, fields, models
from odoo.addons.p2it_web.domain.export_text import file_name
from odoo.exceptions import UserError, ValidationError

from ..report.p2it_statement_xlsx import write_statements

_MANY = 1000
"""Customers of one file, at most."""


class P2itStatementWizard(models.TransientModel):
    """Asks for which customers and time a statement of account is made."""

    _name = "p2it.statement.wizard"
    _description = "Make a Statement of Account"

    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    whose = fields.Selection(
        [("chosen", "Chosen customers"), ("open", "All my customers who owe or are owed something")],
        string="For",
        required=True,
        default="chosen",
    )
    partner_ids = fields.Many2many("res.partner", string="Customers")
    with_branches = fields.Boolean(
        string="Branches Included", help="Companies below a customer are part of its statement."
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(months=1, day=1),
    )
    date_to = fields.Date(string="To", required=True, default=fields.Date.context_today)
    file = fields.Binary(readonly=True, attachment=False)

    @api.model
    def default_get(self, fields):
        """Take the customers from the list or form that it is called on."""
        defaults = super().default_get(fields)
        context = self.env.context
        if "partner_ids" in fields and context.get("active_model") == "res.partner":
            partners = self.env["res.partner"].browse(context.get("active_ids") or [])
            defaults["partner_ids"] = [Command.set(partners.exists()._filtered_access("read").ids)]
        return defaults

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for wizard in self:
            if wizard.date_from > wizard.date_to:
                raise ValidationError(
                    self.env._("The statement would end before it starts: change its days.")
                )

    def action_print(self):
        """:return: the statement as PDF, a section for each customer"""
        self._check_customers()
        return self.env.ref("p2it_credit.report_statement").report_action(self, config=False)

    def action_export(self):
        """:return: the statement as a spreadsheet, a sheet for each customer"""
        self._check_customers()
        name = file_name(self._get_file_name(), "xlsx")
        self.file = base64.b64encode(write_statements(self, self._get_sections()))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/{self._name}/{self.id}/file/{quote(name)}?download=true",
            "target": "download",
        }

    def _get_sections(self):
        """:return: the customers' accounts; with all of them only those with something to say"""
        self.ensure_one()
        sections = self.env["p2it.statement.of.account"]._get_sections(
            self._get_customers(), self.company_id, self.date_from, self.date_to, self.with_branches
        )
        if self.whose == "chosen":
            return sections
        return [section for section in sections if not section.statement.is_empty or section.on_the_way]

    def _get_customers(self):
        """:return: whose statements are made"""
        if self.whose == "chosen":
            return self.partner_ids
        # With the user's rights: the customers that the user sees.
        rows = (
            self.env["p2it.aged.receivable"]
            .with_company(self.company_id)
            ._read_group(
                [("company_id", "child_of", self.company_id.ids), ("partner_id", "!=", False)], ["partner_id"]
            )
        )
        return self.env["res.partner"].concat(*(partner for [partner] in rows))

    def _check_customers(self):
        """:raise UserError: when there is nobody to make a statement for, or too many for one file"""
        self.ensure_one()
        customers = self._get_customers()
        if not customers:
            raise UserError(
                self.env._("There is nobody to make a statement for. Choose customers, or another company.")
            )
        if len(customers) > _MANY:
            raise UserError(
                self.env._(
                    "%(count)s customers are too many for one file: choose at most %(limit)s.",
                    count=len(customers),
                    limit=_MANY,
                )
            )

    def _get_file_name(self):
        """:return: name of the file without its ending"""
        self.ensure_one()
        # sudo: the name only; whose statement it is was checked
        customers = self.sudo().partner_ids.commercial_partner_id if self.whose == "chosen" else ()
        whose = customers.name if len(customers) == 1 else self.env._("customers")
        return self.env._("Statement %(whose)s %(day)s", whose=whose or "", day=self.date_to)
