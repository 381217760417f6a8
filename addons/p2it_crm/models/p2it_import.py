import base64
from collections import Counter

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..domain.spreadsheet import write_xlsx
from .p2it_guard_mixin import get_client_defaults
from .p2it_import_field import KINDS

STATES = [
    ("draft", "File"),
    ("mapped", "Columns"),
    ("checked", "Checked"),
    ("queued", "Waiting"),
    ("running", "Running"),
    ("done", "Done"),
    ("cancelled", "Cancelled"),
    ("failed", "Failed"),
]
EDITABLE = ("draft", "mapped", "checked")
_OWN_FIELDS = frozenset(
    (
        *("kind", "file", "filename", "encoding", "separator", "sheet", "heading_row", "column_ids"),
        *("unknown_salesperson", "unreadable_cell", "active"),
    )
)
"""What a person enters. Everything else follows from what the server did."""


class P2itImport(models.Model):
    """A file of salespeople, customers, leads or products on its way into the database."""

    _name = "p2it.import"
    _description = "Import"
    _order = "id desc"

    name = fields.Char(compute="_compute_name")
    kind = fields.Selection(KINDS, required=True, default="customer")
    file = fields.Binary(required=True, attachment=True)
    filename = fields.Char()
    active = fields.Boolean(default=True, copy=False)
    user_id = fields.Many2one(
        "res.users", string="Imported By", default=lambda self: self.env.user, required=True
    )
    company_id = fields.Many2one("res.company", default=lambda self: self.env.company, required=True)
    state = fields.Selection(STATES, default="draft", required=True, index=True, readonly=True, copy=False)
    unknown_salesperson = fields.Selection(
        [
            ("unassigned", "Import the row without a salesperson"),
            ("refuse", "Refuse the row"),
        ],
        default="unassigned",
        required=True,
    )
    unreadable_cell = fields.Selection(
        [
            ("keep", "Import the row and keep the text in the note"),
            ("refuse", "Refuse the row"),
        ],
        string="Cell That Can't Be Understood",
        default="keep",
        required=True,
    )
    column_ids = fields.One2many("p2it.import.column", "import_id", string="Columns")
    row_ids = fields.One2many("p2it.import.row", "import_id", string="Rows")
    row_count = fields.Integer(string="Rows in the File", compute="_compute_counts")
    create_count = fields.Integer(string="Created", compute="_compute_counts")
    join_count = fields.Integer(string="Joined", compute="_compute_counts")
    refuse_count = fields.Integer(string="Refused", compute="_compute_counts")
    warning_count = fields.Integer(string="Remarks", compute="_compute_counts")
    pending_count = fields.Integer(string="Still to Do", compute="_compute_counts")
    progress = fields.Float(compute="_compute_counts", help="In percent.")
    message = fields.Text(readonly=True)
    date_done = fields.Datetime(string="Ended On", readonly=True)
    refused_file = fields.Binary(string="Refused Rows", compute="_compute_refused_file")
    refused_filename = fields.Char(compute="_compute_refused_file")

    # Imports follow one another, so that two never create the same customer.
    _one_running = models.UniqueIndex(
        "(state) WHERE state = 'running'",
        "Another import is running. This one begins when it has ended.",
    )

    @api.depends("kind", "filename")
    def _compute_name(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        for record in self:
            label = labels.get(record.kind, "")
            record.name = f"{label}: {record.filename}" if record.filename else label

    @api.depends("row_ids.verdict", "row_ids.state", "row_ids.has_warning")
    def _compute_counts(self):
        verdicts = {record_id: Counter() for record_id in self.ids}
        pending, warned = Counter(), Counter()
        for record, verdict, state, has_warning, count in self.env["p2it.import.row"]._read_group(
            [("import_id", "in", self.ids)],
            ["import_id", "verdict", "state", "has_warning"],
            ["__count"],
        ):
            verdicts[record.id][verdict] += count
            pending[record.id] += count * (state == "pending")
            warned[record.id] += count * bool(has_warning)
        for record in self:
            counted = verdicts.get(record.id, Counter())
            record.row_count = sum(counted.values())
            record.create_count = counted["create"]
            record.join_count = counted["join"]
            record.refuse_count = counted["refuse"]
            record.warning_count = warned[record.id]
            record.pending_count = pending[record.id]
            record.progress = record._get_progress()

    def _get_progress(self):
        """:return: how much of the run is done, in percent"""
        self.ensure_one()
        if self.state in ("draft", "mapped", "checked") or not self.row_count:
            return 0.0
        return 100.0 * (self.row_count - self.pending_count) / self.row_count

    @api.model_create_multi
    def create(self, vals_list):
        self._check_own_fields(vals_list)
        if not self.env.su:
            server = {"state": "draft", "user_id": self.env.uid, "company_id": self.env.company.id}
            vals_list = [{**vals, **self._get_forged_defaults(), **server} for vals in vals_list]
        records = super().create(vals_list)
        for record in records:
            record._check_kind_allowed()
        return records

    def _get_forged_defaults(self):
        """:return: nothing for each field of the server's that a client has a default for"""
        forged = set(get_client_defaults(self)) - _OWN_FIELDS
        return {name: False for name in forged if not self._fields[name].type.endswith("2many")}

    def write(self, vals):
        self._check_own_fields([vals], allowed=_OWN_FIELDS)
        if not self.env.su and set(vals) - {"active"}:
            self._check_editable()
        if not vals.get("active", True):
            self._check_not_running()
        result = super().write(vals)
        if "kind" in vals and not self.env.su:
            for record in self:
                record._check_kind_allowed()
        return result

    def copy(self, default=None):
        raise UserError(self.env._("An import can't be duplicated. Create a new one with the same file."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_running(self):
        self._check_not_running()
        # sudo: another's rows count as well
        rows = self.env["p2it.import.row"].sudo()
        done = rows.search([("import_id", "in", self.ids), ("res_id", "!=", 0)], limit=1).import_id
        if done:
            raise UserError(
                self.env._(
                    "“%(name)s” has brought in records, and by its rows the same file is recognised when "
                    "it comes again. Archive the import instead.",
                    name=done.name,
                )
            )

    def _check_not_running(self):
        if any(record.state in ("queued", "running") for record in self):
            raise UserError(self.env._("The import is running. Cancel it before you delete or archive it."))

    def _check_own_fields(self, vals_list, allowed=None):
        """Refuse what only the server writes. Extended by further fields that people enter.

        :param allowed: names of the fields people may write; those of a new import without it
        :raise AccessError: naming the others
        """
        if self.env.su:
            return
        touched = sorted(set().union(*vals_list) - (allowed or _OWN_FIELDS | {"user_id", "company_id"}))
        if touched:
            raise AccessError(
                self.env._(
                    "%(fields)s of an import can't be entered: they follow from its run.",
                    fields=", ".join(touched),
                )
            )

    def _check_editable(self):
        """:raise UserError: once the run has begun, or when somebody else began it

        The run creates records with the rights of who uploaded the file.
        """
        for record in self if not self.env.su else []:
            if record.user_id != self.env.user:
                raise UserError(
                    self.env._(
                        "“%(name)s” belongs to %(user)s, with whose rights it is run. Create an import "
                        "of your own with your file.",
                        name=record.name,
                        user=record.user_id.name,
                    )
                )
            if record.state not in EDITABLE:
                raise UserError(
                    self.env._(
                        "“%(name)s” has been run, so it can't be changed. Create a new import.",
                        name=record.name,
                    )
                )

    def _check_kind_allowed(self):
        """:raise AccessError: when the user may not create what the file holds"""
        self.ensure_one()
        handler = self.env[f"p2it.import.{self.kind}"]
        handler._check_allowed()

    def action_open_rows(self):
        """Open the rows, those of one verdict when the context names it.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_import_rows")
        action["domain"] = [("import_id", "=", self.id)]
        wanted = self.env.context.get("row_filter")
        action["context"] = {f"search_default_{wanted}": 1} if wanted else {}
        return action

    def action_open_records(self):
        """Open what the import created or joined.

        :return: a window action
        """
        self.ensure_one()
        handler = self.env[f"p2it.import.{self.kind}"]
        rows = self.row_ids.filtered("res_id")
        wanted = self.env.context.get("row_filter")
        if wanted in ("create", "join"):
            rows = rows.filtered(lambda row: row.verdict == wanted)
        return {
            "type": "ir.actions.act_window",
            "name": self.name,
            "res_model": handler._model,
            "views": [(False, "list"), (False, "form")],
            "domain": [("id", "in", rows.mapped("res_id"))],
            "context": {"active_test": False},
        }

    def action_download_refused(self):
        """Download the refused rows with the reason in a last column, ready to be corrected.

        :return: an URL action
        :raise UserError: when no row was refused
        """
        self.ensure_one()
        if not self.refuse_count:
            raise UserError(self.env._("No row was refused."))
        url = f"/web/content/p2it.import/{self.id}/refused_file/{self.refused_filename}"
        return {"type": "ir.actions.act_url", "url": f"{url}?download=true", "target": "self"}

    def _compute_refused_file(self):
        for record in self:
            record.refused_file = base64.b64encode(record._get_refused_report())
            record.refused_filename = f"{record.kind}-refused-{record.id}.xlsx"

    def _get_refused_report(self):
        """:return: the refused rows as a workbook
        :rtype: bytes
        """
        self.ensure_one()
        headings = [column.heading or "" for column in self.column_ids]
        refused = self.row_ids.filtered(lambda row: row.verdict == "refuse")
        rows = [[*(row.cells or []), row.reason or ""] for row in refused]
        return write_xlsx([*headings, self.env._("Reason")], rows, self.env._("Refused rows"))
