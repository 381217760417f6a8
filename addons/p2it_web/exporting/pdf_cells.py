"""The cells of a list as the reader's language writes them."""

from odoo.tools import get_lang

from ..domain.export_format import NumberStyle, duration_text
from .xlsx import load_currencies


class CellTexts:
    """Turns cells into texts.

    :param env: environment of the reader
    :param list columns: the columns
    """

    def __init__(self, env, columns):
        lang = get_lang(env)
        self.numbers = NumberStyle(lang.decimal_point, lang.thousands_sep, lang.grouping)
        self.date_format = lang.date_format
        self.datetime_format = f"{lang.date_format} {lang.time_format}"
        self.currencies = load_currencies(env)
        self.yes, self.no = env._("Yes"), env._("No")
        self.columns = columns

    def record(self, cells):
        """:return: the texts of a record's cells"""
        return [self.cell(column, cells[at], cells) for at, column in enumerate(self.columns)]

    def cell(self, column, value, cells):
        """:return: the text of one cell, empty when there is none"""
        if value is None:
            return ""
        if isinstance(value, str):
            return value.replace("\t", "    ")
        if column.kind == "boolean":
            return self.yes if value else self.no
        if column.kind == "date":
            return value.strftime(self.date_format)
        if column.kind == "datetime":
            return value.strftime(self.datetime_format)
        return self.number(column, value, cells[column.currency_position] if column.currency_position else 0)

    def number(self, column, value, currency=0):
        """:return: a figure of the column as text"""
        if column.kind == "duration":
            return duration_text(value)
        if column.kind == "percentage":
            return self.numbers.format(value * 100, 2) + "%"
        if column.kind == "monetary" and currency in self.currencies:
            symbol, decimals, is_before = self.currencies[currency]
            text = self.numbers.format(value, decimals)
            return f"{symbol}\u00a0{text}" if is_before else f"{text}\u00a0{symbol}"
        decimals = column.decimals
        if column.kind == "integer":
            decimals = 0 if float(value).is_integer() else 2  # the average of whole numbers
        return self.numbers.format(value, decimals)
