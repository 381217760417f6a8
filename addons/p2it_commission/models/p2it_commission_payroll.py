import base64
import io

import xlsxwriter
from odoo import api, fields, models
from odoo.addons.p2it_crm.domain.spreadsheet import write_csv
from odoo.addons.p2it_web.domain.export_format import excel_date_format
from odoo.addons.p2it_web.domain.export_text import cell_text, file_name, sheet_name
from odoo.exceptions import AccessError, UserError


class P2itCommissionPayroll(models.Model):
    """What was sent to payroll at once, with the files as they were: kept, to be downloaded again."""

    _name = "p2it.commission.payroll"
    _description = "Commission Sent to Payroll"
    _order = "id desc"

    name = fields.Char(string="Number", required=True, readonly=True)
    company_id = fields.Many2one("res.company", required=True, readonly=True, ondelete="restrict")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    sent_by = fields.Many2one("res.users", required=True, readonly=True, ondelete="restrict")
    settlement_ids = fields.One2many("p2it.commission.settlement", "payroll_id", readonly=True)
    amount = fields.Monetary(string="Sum", readonly=True)
    file_xlsx = fields.Binary(string="Excel", readonly=True)
    file_xlsx_name = fields.Char(readonly=True)
    file_csv = fields.Binary(string="CSV", readonly=True)
    file_csv_name = fields.Char(readonly=True)

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            raise AccessError(self.env._("Use “Send to Payroll” on approved settlements."))
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su:
            raise AccessError(self.env._("What was sent to payroll is kept as it was."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_history(self):
        raise AccessError(self.env._("What was sent to payroll is kept."))

    def _make_files(self):
        """Write both files; the same rows in both."""
        headings = self._get_headings()
        rows = self._get_rows()
        name = self.env._("Commission %s", self.name)
        self.write(
            {
                "file_xlsx": base64.b64encode(self._write_xlsx(headings, rows)),
                "file_xlsx_name": file_name(name, "xlsx"),
                "file_csv": base64.b64encode(write_csv(headings, map(self._get_texts, rows))),
                "file_csv_name": file_name(name, "csv"),
                "amount": sum(self.settlement_ids.mapped("amount_total")),
            }
        )

    def _get_headings(self):
        return [
            self.env._("Employee"),
            self.env._("Code"),
            self.env._("Amount"),
            self.env._("Currency"),
            self.env._("From"),
            self.env._("To"),
            self.env._("Settlement"),
        ]

    def _get_rows(self):
        """:return: one row for each settlement: name, badge or login, amount, currency, days, number"""
        rows = []
        for settlement in self.settlement_ids.sorted(lambda row: (row.user_id.name or "", row.id)):
            user = settlement.user_id
            employee = user.employee_ids.filtered(lambda one, s=settlement: one.company_id == s.company_id)[
                :1
            ]
            rows.append(
                (
                    employee.name or user.name,
                    employee.barcode or user.login,
                    settlement.amount_total,
                    settlement.currency_id.name,
                    settlement.date_from,
                    settlement.date_to,
                    settlement.name,
                )
            )
        return rows

    def _get_texts(self, row):
        """:return: a row as texts, dates and amounts as programs read them"""
        name, code, amount, *rest = row
        return [name, code, f"{amount:.{self.currency_id.decimal_places}f}", *map(str, rest)]

    def _write_xlsx(self, headings, rows):
        buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        decimals = self.currency_id.decimal_places
        with xlsxwriter.Workbook(buffer, options) as book:
            sheet = book.add_worksheet(sheet_name(self.name.replace("/", "-"), "Payroll"))
            bold = book.add_format({"bold": True, "bg_color": "#E9ECEF", "bottom": 1})
            money = book.add_format({"num_format": "#,##0" + ("." + "0" * decimals if decimals else "")})
            lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
            day = book.add_format({"num_format": excel_date_format(lang.date_format), "align": "left"})
            sheet.write_row(0, 0, headings, bold)
            sheet.set_column(0, 0, 32)
            sheet.set_column(1, 6, 18)
            sheet.freeze_panes(1, 1)
            for number, (name, code, amount, currency, first, last, settlement) in enumerate(rows, 1):
                sheet.write_string(number, 0, cell_text(name or ""))
                sheet.write_string(number, 1, cell_text(code or ""))
                sheet.write_number(number, 2, amount, money)
                sheet.write_string(number, 3, currency)
                sheet.write_datetime(number, 4, first, day)
                sheet.write_datetime(number, 5, last, day)
                sheet.write_string(number, 6, cell_text(settlement))
        return buffer.getvalue()


class P2itCommissionSettlement(models.Model):
    """Extends ``p2it.commission.settlement`` with being paid by payroll, once."""

    _inherit = "p2it.commission.settlement"

    payroll_id = fields.Many2one(
        "p2it.commission.payroll", readonly=True, index="btree_not_null", ondelete="restrict", copy=False
    )

    def action_send_to_payroll(self):
        """Write approved settlements into one file for payroll and mark them as sent.

        :return: action that opens what was sent, with the files
        :raise UserError: for a settlement that isn't approved, or of another company than the first
        """
        self._check_officer()
        self._take_rows()
        self._check_state("approved")
        company = self.company_id
        if len(company) != 1:
            raise UserError(self.env._("Choose settlements of one company: each has its own payroll."))
        # sudo: files and states are the server's; badges are read whoever sends
        sequence = self.env["ir.sequence"].sudo().with_company(company)
        payroll = self.env["p2it.commission.payroll"].sudo()
        payroll = payroll.create(
            {
                "name": sequence.next_by_code("p2it.commission.payroll") or "/",
                "company_id": company.id,
                "sent_by": self.env.uid,
            }
        )
        self.sudo().write({"state": "exported", "payroll_id": payroll.id})
        payroll._make_files()
        return {
            "type": "ir.actions.act_window",
            "res_model": payroll._name,
            "res_id": payroll.id,
            "views": [(False, "form")],
        }
