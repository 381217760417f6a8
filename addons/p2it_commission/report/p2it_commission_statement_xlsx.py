"""Commission statements as a spreadsheet: a sheet of the entries, one of sums by plan and month."""

import io

import xlsxwriter
from odoo.addons.p2it_web.domain.export_format import excel_date_format
from odoo.addons.p2it_web.domain.export_text import cell_text, sheet_name

_WIDTHS = (12, 18, 12, 28, 32, 16, 10, 16, 90)
_BATCH = 2000


def write_statement(wizard):
    """Write a statement; nothing in it is a formula, whatever a customer is called.

    :param wizard: ``p2it.commission.statement.wizard``
    :return: the file
    :rtype: bytes
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        book = _Book(workbook, wizard)
        book.write_entries()
        book.write_sums()
    return buffer.getvalue()


class _Book:
    def __init__(self, workbook, wizard):
        self.workbook, self.wizard, self.env = workbook, wizard, wizard.env
        self.currency = wizard.sudo().company_id.currency_id  # sudo: of the company whose statement it is
        decimals = "." + "0" * self.currency.decimal_places if self.currency.decimal_places else ""
        amount = f"#,##0{decimals};[Red]-#,##0{decimals}"
        lang = self.env["res.lang"]._lang_get(self.env.lang or "en_US")
        day = excel_date_format(lang.date_format)
        add = workbook.add_format
        self.bold, self.title = add({"bold": True}), add({"bold": True, "font_size": 14})
        self.head = add(
            {"bold": True, "bottom": 1, "bg_color": "#E9ECEF", "text_wrap": True, "valign": "top"}
        )
        self.money, self.total = (
            add({"num_format": amount}),
            add({"num_format": amount, "bold": True, "top": 1}),
        )
        self.number = add({"num_format": "#,##0.####"})
        self.day = add({"num_format": day, "align": "left"})
        self.month = add({"num_format": "mm/yyyy", "align": "left"})

    def _add_sheet(self, name):
        """:return: a sheet with the statement's title, and the first row that is free"""
        sheet = self.workbook.add_worksheet(sheet_name(name))
        sheet.set_paper(9)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        wizard = self.wizard.sudo()  # sudo: names of company and person
        sheet.write_string(0, 0, cell_text(wizard.company_id.name), self.bold)
        sheet.write_string(1, 0, cell_text(wizard.user_id.name or ""), self.title)
        settlement = self.wizard._get_settlement()
        sheet.write_string(2, 0, cell_text(settlement.name or self.env._("Commission")), self.bold)
        sheet.write_datetime(2, 1, self.wizard.date_from, self.day)
        sheet.write_datetime(2, 2, self.wizard.date_to, self.day)
        sheet.write_string(2, 3, self.currency.name)
        return sheet, 4

    def _write_head(self, sheet, row, titles):
        for column, title in enumerate(titles):
            sheet.write_string(row, column, title, self.head)

    def write_entries(self):
        """One row for each entry, with the sentence that explains it."""
        env = self.env
        sheet, row = self._add_sheet(env._("Entries"))
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        titles = [env._("Date"), env._("Document"), env._("Kind"), env._("Customer"), env._("Product")]
        titles += [env._("Base"), env._("Rate"), env._("Amount"), env._("Explanation")]
        self._write_head(sheet, row, titles)
        sheet.freeze_panes(row + 1, 2)
        entries, first = self.wizard._get_entries(), row + 1
        for start in range(0, len(entries), _BATCH):
            batch = entries[start : start + _BATCH].with_prefetch()
            for entry in batch:
                row += 1
                self._write_entry(sheet, row, entry)
            batch.invalidate_recordset()
        sheet.autofilter(first - 1, 0, row, len(titles) - 1)
        sheet.write_string(row + 1, 0, env._("Sum"), self.bold)
        amount = sum(amount for _plan, _month, amount in self.wizard._get_sums())
        sheet.write_number(row + 1, 7, amount, self.total)

    def _write_entry(self, sheet, row, entry):
        kinds = dict(entry._fields["kind"]._description_selection(self.env))
        sheet.write_datetime(row, 0, entry.date, self.day)
        sheet.write_string(row, 1, cell_text(entry.origin or ""))
        sheet.write_string(row, 2, kinds[entry.kind])
        sheet.write_string(row, 3, cell_text(entry.partner_id.display_name or ""))
        sheet.write_string(row, 4, cell_text(entry.product_id.display_name or ""))
        sheet.write_number(row, 5, entry.base, self.number)
        sheet.write_number(row, 6, entry.value, self.number)
        sheet.write_number(row, 7, entry.amount, self.money)
        sheet.write_string(row, 8, cell_text(entry.explanation or ""))

    def write_sums(self):
        """Sums by plan and month, and what was brought forward."""
        env, settlement = self.env, self.wizard._get_settlement()
        sheet, row = self._add_sheet(env._("Sums"))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 2, 16)
        self._write_head(sheet, row, [env._("Plan"), env._("Month"), env._("Amount")])
        total = 0
        for plan, month, amount in self.wizard._get_sums():
            row, total = row + 1, total + amount
            sheet.write_string(row, 0, cell_text(plan or ""))
            sheet.write_datetime(row, 1, month, self.month)
            sheet.write_number(row, 2, amount, self.money)
        if settlement.carried_amount:
            row, total = row + 1, total + settlement.carried_amount
            sheet.write_string(row, 0, env._("Brought forward"))
            sheet.write_number(row, 2, settlement.carried_amount, self.money)
        sheet.write_string(row + 1, 0, env._("Sum"), self.bold)
        sheet.write_number(row + 1, 2, total, self.total)
