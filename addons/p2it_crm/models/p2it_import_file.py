import base64
import hashlib
from itertools import islice

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..domain.headings import count_known, match_headings
from ..domain.issues import CellError, Issue
from ..domain.row_plan import is_formula, quote_formula
from ..domain.spreadsheet import SEPARATORS, read_table
from ..domain.text import clean
from .p2it_import_field import KINDS, SEVERAL_COLUMNS
from .p2it_import_messages import render

_ENCODINGS = [
    ("utf-8-sig", "UTF-8"),
    ("utf-16", "UTF-16"),
    ("cp1258", "Windows-1258 (Vietnamese)"),
]
_SEPARATORS = list(zip(SEPARATORS, ("Comma", "Semicolon", "Tab", "Vertical bar"), strict=True))
_CHOICES = ("encoding", "separator", "sheet", "heading_row")
"""What a person says about a file. It counts for that file only."""
_FOUND = ("found_encoding", "found_separator", "found_sheet", "found_heading_row", "end_row")
_FOUND_TOO = ("better_kind", "checksum")
_CLEARLY = 1.0
"""By how many headings another kind of file must fit better."""


class P2itImport(models.Model):
    """Extends ``p2it.import`` with reading the file: how, what its columns are, what is left out."""

    _inherit = "p2it.import"

    encoding = fields.Selection(
        _ENCODINGS, help="Of a CSV file. Found out by itself; choose one if letters look wrong."
    )
    separator = fields.Selection(_SEPARATORS, help="Of a CSV file. Found out by itself.")
    sheet = fields.Char(help="Of a workbook. The first one, unless you name another.")
    heading_row = fields.Integer(
        string="Headings in Row",
        help="Found out by itself when it is 0. Enter the number of the row if another one was found.",
    )
    found_encoding = fields.Selection(_ENCODINGS, readonly=True, copy=False)
    found_separator = fields.Selection(_SEPARATORS, readonly=True, copy=False)
    found_sheet = fields.Char(readonly=True, copy=False)
    found_heading_row = fields.Integer(readonly=True, copy=False)
    end_row = fields.Integer(
        string="Read Up To Row",
        readonly=True,
        copy=False,
        help="Where reading ended because only blank rows followed for too long.",
    )
    better_kind = fields.Selection(
        KINDS, readonly=True, copy=False, help="The kind of file that the headings fit better."
    )
    checksum = fields.Char(readonly=True, copy=False, help="Of the file whose columns were read.")
    ignored_columns = fields.Char(
        compute="_compute_ignored_columns", help="Columns with data that are taken for nothing."
    )

    @api.depends("column_ids.target_id", "column_ids.sample")
    def _compute_ignored_columns(self):
        for record in self:
            ignored = record.column_ids.filtered(lambda column: column.sample and not column.target_id)
            record.ignored_columns = ", ".join(column._get_label() for column in ignored)

    @api.constrains("filename", "sheet")
    def _check_no_formula(self):
        """:raise UserError: when a list of imports, exported, would run the name of a file"""
        for text in filter(is_formula, filter(None, (*self.mapped("filename"), *self.mapped("sheet")))):
            raise UserError(render(self.env, Issue("formula", {"text": text})))

    def write(self, vals):
        if "file" in vals:
            # What was chosen for the file before would only hinder reading this one.
            vals = {**dict.fromkeys(_CHOICES, False), **vals}
        result = super().write(vals)
        if not self.env.su:
            self._react_to_edit(vals)
        return result

    def _react_to_edit(self, vals):
        """Read another file again; a changed option makes the last check worthless."""
        if {"kind", "file", *_CHOICES} & set(vals):
            # sudo: the state, the rows and what was found are the server's
            nothing = dict.fromkeys((*_FOUND, *_FOUND_TOO, "message"), False)
            self.sudo().write({"state": "draft", **nothing})
            self.sudo().row_ids.unlink()
            self.sudo().column_ids.unlink()
        elif {"unknown_salesperson", "unreadable_cell"} & set(vals):
            self._forget_check()

    def _forget_check(self):
        """Take back the verdicts, whose grounds have changed."""
        checked = self.filtered(lambda record: record.state == "checked")
        checked.sudo().write({"state": "mapped"})  # sudo: the state is the server's
        checked.sudo().row_ids.unlink()

    def action_read_file(self):
        """Read the headings and propose what the columns are taken for.

        :return: ``True``
        :raise UserError: when the file can't be read
        """
        for record in self:
            record._check_editable()
            record._check_kind_allowed()
            table = record._read_table()
            record.sudo()._store_columns(table)  # sudo: headings and state are the server's
        return True

    def _store_columns(self, table):
        self.row_ids.unlink()
        self.column_ids.unlink()
        self.write(
            {
                "state": "mapped",
                "found_encoding": table.encoding.replace("-le", "").replace("-be", "") or False,
                "found_separator": table.separator or False,
                "found_sheet": quote_formula(table.sheet) or False,
                "found_heading_row": table.heading_row,
                "end_row": table.end,
                "better_kind": self._find_better_kind(table.headings),
                "checksum": self._get_checksum(),
                "message": False,
            }
        )
        self.env["p2it.import.column"].create(self._prepare_columns_vals(table))

    def _get_content(self):
        return base64.b64decode(self.with_context(bin_size=False).file or b"")

    def _get_checksum(self):
        return hashlib.sha256(self._get_content()).hexdigest()

    def _check_same_file(self):
        """:raise UserError: when it is not the file whose columns were read and looked at"""
        if self.checksum != self._get_checksum():
            raise UserError(
                self.env._(
                    "The file of “%(name)s” is another one than when its columns were read. Upload it "
                    "again, and look at its columns.",
                    name=self.name,
                )
            )

    def _read_table(self):
        """:return: the file as a :class:`~..domain.spreadsheet.Table`
        :raise UserError: when it can't be read
        """
        self.ensure_one()
        synonyms = self.env["p2it.import.field"]._get_synonyms(self.kind)
        try:
            return read_table(
                self._get_content(),
                self.filename or "",
                self.encoding or "",
                self.separator or "",
                self.sheet or "",
                max(self.heading_row, 0),
                lambda cells: count_known(cells, synonyms),
            )
        except CellError as error:
            raise UserError(render(self.env, error.issue)) from None

    def _match(self, headings, kind):
        synonyms = self.env["p2it.import.field"]._get_synonyms(kind)
        multiple = [target for target in synonyms if target.code in SEVERAL_COLUMNS]
        return match_headings(headings, synonyms, multiple)

    def _find_better_kind(self, headings):
        """:return: the kind of file that the headings fit clearly better, or ``False``"""
        scores = {kind: sum(match.score for match in self._match(headings, kind)) for kind, _label in KINDS}
        best = max(scores, key=scores.get)
        return best if scores[best] >= scores[self.kind] + _CLEARLY else False

    def _prepare_columns_vals(self, table):
        return [
            {
                "import_id": self.id,
                "position": position,
                "heading": quote_formula(match.heading),
                "sample": quote_formula(" · ".join(self._get_samples(table, position))),
                "target_id": match.target.id if match.target else False,
            }
            for position, match in enumerate(self._match(table.headings, self.kind))
        ]

    def _get_samples(self, table, position):
        """:return: the first three different texts of a column, none only if it is empty"""
        filled = (cells[position] for _number, cells in table.rows if cells[position].strip())
        texts = dict.fromkeys(clean(text)[:60] for text in islice(filled, 200))
        return list(filter(None, texts))[:3]
