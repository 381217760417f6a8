"""How a field becomes a cell: its kind, its figure, its text."""

import json
from collections import defaultdict

import pytz
from odoo.tools import html2plaintext

from ..domain.export_text import clean

UNSUPPORTED_TYPES = ("binary", "properties", "properties_definition", "json", "serialized")
NUMBERS = ("integer", "float", "monetary", "percentage", "duration")
_KINDS = {
    "char": "text",
    "text": "text",
    "html": "html",
    "selection": "selection",
    "many2one": "name",
    "many2many": "names",
    "one2many": "count",
    "reference": "reference",
    "many2one_reference": "integer",
    "boolean": "boolean",
    "date": "date",
    "datetime": "datetime",
    "integer": "integer",
    "float": "float",
    "monetary": "monetary",
}
_NAME_WIDGETS = ("many2many_tags", "many2many_tags_avatar", "many2many_avatar_user")
NAME_LIMIT = 20_000
"""Names of related records kept at once."""


class Column:
    """One column of a list.

    :param dict info: the field as ``fields_get`` tells it to the reader
    :param str widget: as in the list's view
    :param str currency: name of the field with the currency, empty for other than amounts
    :param str total: ``sum``, ``avg``, ``min`` or ``max``, as in the list's view
    :param digits: digits of the view, overriding the field's
    """

    def __init__(self, env, model, info, label, widget, currency, total, digits):
        self.name = info["name"]
        self.label = clean(label)
        self.info = info
        self.currency = currency
        self.kind = self._get_kind(info["type"], widget, currency)
        self.is_number = self.kind in NUMBERS
        self.decimals = self._get_decimals(env, model, digits)
        self.aggregator = info.get("aggregator") if self.is_number else None
        self.total = total if self.is_number else ""
        self.currency_position = None
        """Where the currency's id lies in a row, for amounts."""

    def _get_kind(self, field_type, widget, currency):
        if currency:
            return "monetary"
        if field_type == "monetary":
            return "float"
        if field_type == "float" and widget in ("float_time", "timesheet_uom", "timesheet_uom_no_toggle"):
            return "duration"
        if field_type in ("float", "integer") and widget == "percentage":
            return "percentage"
        if field_type == "one2many" and widget in _NAME_WIDGETS:
            return "names"
        if field_type == "datetime" and widget == "date":
            return "date"
        return _KINDS.get(field_type, "text")

    def _get_decimals(self, env, model, digits):
        if self.kind == "percentage":
            return 2
        if self.info["type"] not in ("float", "monetary"):
            return 0
        if isinstance(digits, str):
            try:
                digits = json.loads(digits)
            except ValueError:
                digits = None
        if not (isinstance(digits, list) and len(digits) == 2 and type(digits[1]) is int):
            field = model._fields[self.name]
            digits = field.get_digits(env) if hasattr(field, "get_digits") else None
        return min(max(digits[1], 0), 15) if digits else 2


class CellReader:
    """Reads batches of records as rows of plain values, with the reader's own rights.

    :param model: the model, in the reader's environment
    :param list columns: the columns
    """

    def __init__(self, model, columns):
        self.model = model
        self.env = model.env
        self.columns = columns
        self.zone = pytz.timezone(self.env.context.get("tz") or "UTC")
        self.names = list(dict.fromkeys(column.name for column in columns))
        self._add_currencies()
        self._related = {}
        self._references = {}
        self._converters = [(column.name, self._get_converter(column)) for column in columns]
        self._converters += [(name, lambda value: value or 0) for name in self._currency_names]
        self._yes, self._no = self.env._("Yes"), self.env._("No")

    def _add_currencies(self):
        names = dict.fromkeys(column.currency for column in self.columns if column.currency)
        self._currency_names = list(names)
        for column in self.columns:
            if column.currency:
                column.currency_position = len(self.columns) + self._currency_names.index(column.currency)

    def read(self, records):
        """:return: for each record the list of its cells, then its currencies; empty cells are None"""
        names = list(dict.fromkeys(self.names + self._currency_names))
        lines = records.read(names, load=None)
        self._load_names(lines)
        self._load_references(lines)
        return [[convert(line[name]) for name, convert in self._converters] for line in lines]

    def _get_converter(self, column):
        return getattr(self, f"_convert_{column.kind}")(column)

    def _load_names(self, lines):
        for column in self.columns:
            if column.kind not in ("name", "names"):
                continue
            known = self._related.setdefault(column.info["relation"], {})
            if len(known) > NAME_LIMIT:
                known.clear()
        for column in self.columns:
            if column.kind not in ("name", "names"):
                continue
            known = self._related[column.info["relation"]]
            if column.kind == "name":
                wanted = {line[column.name] for line in lines}
            else:
                wanted = {record_id for line in lines for record_id in line[column.name]}
            wanted = [record_id for record_id in wanted if record_id and record_id not in known]
            related = self.env[column.info["relation"]].browse(wanted)
            if column.kind == "name":
                # sudo: a list shows the name of a many2one's record whether or not it may be opened.
                related = related.sudo()
            for record in related:
                known[record.id] = clean(record.display_name or "")

    def _load_references(self, lines):
        """Read the names behind references, each model's at once.

        With the reader's rights, as the list does: anybody who may write a reference can point it at any
        record of any model.
        """
        columns = [column for column in self.columns if column.kind == "reference"]
        if len(self._references) > NAME_LIMIT:
            self._references.clear()
        values = {line[column.name] for column in columns for line in lines if line[column.name]}
        wanted = defaultdict(list)
        for value in values - self._references.keys():
            model, _comma, record_id = value.partition(",")
            wanted[model].append(int(record_id))
        for model, ids in wanted.items():
            if model not in self.env:
                continue  # its addon is gone
            existing = self.env[model].browse(ids).exists()
            readable = existing._filtered_access("read")
            for record in existing - readable:
                self._references[f"{model},{record.id}"] = self.env._("You may not see this record")
            # sudo: a name may be made of more than the record that may be read
            for record in readable.sudo():
                self._references[f"{model},{record.id}"] = clean(record.display_name or "") or None

    # ---- one converter per kind: from what ``read`` gives to a cell ----

    def _convert_text(self, _column):
        return lambda value: clean(str(value)) if value else None

    def _convert_html(self, _column):
        return lambda value: clean(html2plaintext(value).strip()) or None if value else None

    def _convert_selection(self, column):
        labels = {key: clean(str(label)) for key, label in column.info.get("selection") or []}
        return lambda value: labels.get(value, value) or None

    def _convert_name(self, column):
        known = self._related.setdefault(column.info["relation"], {})
        return lambda value: known[value] if value else None

    def _convert_names(self, column):
        known = self._related.setdefault(column.info["relation"], {})
        return lambda value: ", ".join([known[record_id] for record_id in value]) or None

    def _convert_count(self, _column):
        def convert(value):
            if not value:
                return None
            if len(value) == 1:
                return self.env._("1 record")
            return self.env._("%(count)s records", count=len(value))

        return convert

    def _convert_reference(self, _column):
        return self._references.get  # a record that is gone has no name, as in the list

    def _convert_boolean(self, _column):
        return bool

    def _convert_integer(self, _column):
        return lambda value: value or 0

    def _convert_float(self, _column):
        return lambda value: value or 0.0

    _convert_monetary = _convert_percentage = _convert_duration = _convert_float

    def _convert_date(self, column):
        if column.info["type"] == "datetime":
            convert = self._convert_datetime(column)
            return lambda value: convert(value).date() if value else None
        return lambda value: value or None

    def _convert_datetime(self, _column):
        zone, utc = self.zone, pytz.utc
        return (
            lambda value: value.replace(tzinfo=utc).astimezone(zone).replace(tzinfo=None) if value else None
        )
