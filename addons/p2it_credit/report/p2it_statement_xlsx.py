"""Statements of account as a spreadsheet: a sheet for each customer, and one of them all."""

import io

import xlsxwriter
from odoo.addons.p2it_web.domain.export_format import excel_date_format
from odoo.addons.p2it_web.domain.export_text import cell_text, sheet_name

from ..domain.ageing import BUCKETS

_NAME_SIZE = 31


def write_statements(wizard, sections):
    """Write statements of account; nothing in them is a formula, whatever a customer is called.

    :param wizard: ``p2it.statement.wizard``, of which days and company are told
    :param sections: list of ``Section``
    :return: the file
    :rtype: bytes
    """
    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as workbook:
        book = _Book(workbook, wizard)
        if len(sections) != 1:
            book.write_summary(sections)
        for section in sections:
            book.write_section(section)
    return buffer.getvalue()


class _Book:
    def __init__(self, workbook, wizard):
        self.workbook = workbook
        self.wizard = wizard
        self.env = wizard.env
        # sudo: name and currency of the company whose statement it is
        self.company = wizard.sudo().company_id
        self.reader = self.env["p2it.statement.of.account"]
        self.names = set()
        self.looks = {}

    # ---- looks ----

    def _look(self, **look):
        key = tuple(sorted(look.items()))
        if key not in self.looks:
            self.looks[key] = self.workbook.add_format(look)
        return self.looks[key]

    def _amount_format(self, currency):
        decimals = "." + "0" * currency.decimal_places if currency.decimal_places else ""
        return f"#,##0{decimals};[Red]-#,##0{decimals}"

    def _day_format(self, env):
        return excel_date_format(env["res.lang"]._lang_get(env.lang or "en_US").date_format)

    def _add_sheet(self, name):
        """:return: a sheet of a name that no other has, as Excel takes it"""
        base = sheet_name(name or "", "?")
        title, number = base, 1
        while title.lower() in self.names:
            number += 1
            title = f"{base[: _NAME_SIZE - 7]} ({number})"
        self.names.add(title.lower())
        sheet = self.workbook.add_worksheet(title)
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def _write_head(self, sheet, row, titles):
        look = self._look(bold=True, bottom=1, bg_color="#E9ECEF", text_wrap=True, valign="top")
        for column, title in enumerate(titles):
            sheet.write_string(row, column, title, look)

    # ---- sheets ----

    def write_summary(self, sections):
        """One line for each customer, in the reader's language."""
        env, currency = self.env, self.company.currency_id
        sheet = self._add_sheet(env._("Summary"))
        labels = self.reader._get_bucket_labels()
        sheet.set_column(0, 0, 42)
        sheet.set_column(1, 12, 16)
        sheet.freeze_panes(3, 1)
        self._write_title(sheet, env)
        titles = [env._("Customer"), env._("Opening balance"), env._("Debit"), env._("Credit")]
        titles += [env._("Closing balance"), *labels.values(), env._("Unmatched money")]
        self._write_head(sheet, 2, titles)
        money = self._look(num_format=self._amount_format(currency))
        for row, section in enumerate(sections, 3):
            statement = section.statement
            sheet.write_string(row, 0, cell_text(section.partner.name or ""))
            amounts = [statement.opening, statement.debit, statement.credit, statement.closing]
            amounts += [*statement.ageing.values(), statement.unmatched]
            for column, amount in enumerate(amounts, 1):
                sheet.write_number(row, column, amount, money)

    def _write_title(self, sheet, env):
        day = self._look(num_format=self._day_format(env), bold=True, align="left")
        sheet.write_string(0, 0, cell_text(self.company.name), self._look(bold=True))
        sheet.write_string(1, 0, env._("Statement of Account"), self._look(bold=True))
        sheet.write_datetime(1, 1, self.wizard.date_from, day)
        sheet.write_datetime(1, 2, self.wizard.date_to, day)
        sheet.write_string(1, 3, self.company.currency_id.name, self._look(bold=True))

    def write_section(self, section):
        """The account of one customer, in its language."""
        env = section.partner.env
        sheet = self._add_sheet(section.partner.name)
        sheet.set_column(0, 0, 24)
        sheet.set_column(1, 2, 14)
        sheet.set_column(3, 3, 34)
        sheet.set_column(4, 10, 16)
        self._write_title(sheet, env)
        sheet.write_string(3, 0, cell_text(section.partner.name or ""), self._look(bold=True, font_size=14))
        sheet.write_string(4, 0, cell_text(self.reader._get_address(section.partner)))
        row = self._write_movements(sheet, 6, section, env)
        row = self._write_open(sheet, row + 2, section, env)
        row = self._write_ageing(sheet, row + 2, section, env)
        self._write_on_the_way(sheet, row + 2, section, env)

    def _write_movements(self, sheet, row, section, env):
        currency, statement = self.company.currency_id, section.statement
        bold = self._look(bold=True, num_format=self._amount_format(currency))
        titles = [env._("Document"), env._("Date"), env._("Due on"), env._("Text"), env._("Debit")]
        titles += [env._("Credit"), env._("Balance"), env._("Amount in its currency"), env._("Currency")]
        self._write_head(sheet, row, titles)
        sheet.write_string(row + 1, 0, env._("Opening balance"), self._look(bold=True))
        sheet.write_number(row + 1, 6, statement.opening, bold)
        row += 2
        for move in statement.movements:
            entry = move.entry
            self._write_item(sheet, row, entry, env)
            column = 4 if entry.amount > 0 else 5
            self._write_amount(sheet, row, column, abs(entry.amount), currency)
            self._write_amount(sheet, row, 6, move.balance, currency)
            self._write_foreign(sheet, row, entry, entry.key.amount_currency)
            row += 1
        sheet.write_string(row, 0, env._("Closing balance"), self._look(bold=True))
        for column, amount in ((4, statement.debit), (5, statement.credit), (6, statement.closing)):
            sheet.write_number(row, column, amount, bold)
        return row

    def _write_open(self, sheet, row, section, env):
        currency, statement = self.company.currency_id, section.statement
        titles = [env._("Open"), env._("Date"), env._("Due on"), env._("Text"), env._("Amount")]
        titles += [env._("Days overdue"), env._("Still open"), env._("Open in its currency")]
        self._write_head(sheet, row, [*titles, env._("Currency")])
        for item in statement.open_entries:
            row += 1
            entry = item.entry
            self._write_item(sheet, row, entry, env)
            self._write_amount(sheet, row, 4, entry.amount, currency)
            sheet.write_number(row, 5, item.days)
            self._write_amount(sheet, row, 6, entry.residual, currency)
            self._write_foreign(sheet, row, entry, entry.residual_currency)
        bold = self._look(bold=True, num_format=self._amount_format(currency))
        sheet.write_string(row + 1, 0, env._("Total open"), self._look(bold=True))
        sheet.write_number(row + 1, 6, statement.closing, bold)
        return row + 1

    def _write_ageing(self, sheet, row, section, env):
        labels = self.reader.with_env(env)._get_bucket_labels()
        self._write_head(sheet, row, [*labels.values(), env._("Unmatched money")])
        amounts = [section.statement.ageing[name] for name, *_days in BUCKETS]
        for column, amount in enumerate([*amounts, section.statement.unmatched]):
            self._write_amount(sheet, row + 1, column, amount, self.company.currency_id)
        return row + 1

    def _write_on_the_way(self, sheet, row, section, env):
        if not section.on_the_way:
            return
        self._write_head(sheet, row, [env._("Payments received that are not in the books yet")])
        for paid in section.on_the_way:
            row += 1
            sheet.write_string(row, 0, cell_text(paid.key.name or ""))
            sheet.write_datetime(
                row, 1, paid.date, self._look(num_format=self._day_format(env), align="left")
            )
            sheet.write_string(row, 3, cell_text(paid.key.memo or ""))
            self._write_amount(sheet, row, 6, paid.amount, self.company.currency_id)

    # ---- cells ----

    def _write_item(self, sheet, row, entry, env):
        day = self._look(num_format=self._day_format(env), align="left")
        words = f"{self.reader._get_kind(entry.key)} {entry.key.move_name or ''}"
        sheet.write_string(row, 0, cell_text(words))
        sheet.write_datetime(row, 1, entry.date, day)
        if entry.amount > 0:
            sheet.write_datetime(row, 2, entry.due_date, day)
        sheet.write_string(row, 3, cell_text(self.reader._get_text(entry.key)))

    def _write_amount(self, sheet, row, column, amount, currency):
        sheet.write_number(row, column, amount, self._look(num_format=self._amount_format(currency)))

    def _write_foreign(self, sheet, row, entry, amount):
        currency = entry.key.currency_id
        if currency != self.company.currency_id:
            self._write_amount(sheet, row, 7, amount, currency)
            sheet.write_string(row, 8, currency.name)
