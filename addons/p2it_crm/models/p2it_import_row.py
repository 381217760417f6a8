from odoo import api, fields, models

from ..domain.issues import Issue
from ..domain.row_plan import CREATE, JOIN, REFUSE
from .p2it_import_messages import render

VERDICTS = [(CREATE, "Create"), (JOIN, "Join"), (REFUSE, "Refuse")]


class P2itImportRow(models.Model):
    """A row of the file, what is going to happen with it and why, and what came of it.

    Only the server writes these. The cells stay as they were in the file.
    """

    _name = "p2it.import.row"
    _description = "Import Row"
    _order = "import_id, number, id"
    _rec_name = "label"

    import_id = fields.Many2one("p2it.import", required=True, index=True, ondelete="cascade")
    number = fields.Integer(string="Row", help="Number of the row in the file.")
    cells = fields.Json(help="Texts of the row, column by column.")
    label = fields.Char(string="Name")
    verdict = fields.Selection(VERDICTS, string="Result", index=True)
    reason = fields.Text()
    warning = fields.Text(string="Remarks")
    codes = fields.Char(help="Codes of reasons to refuse it and of remarks, by which they are counted.")
    has_warning = fields.Boolean(string="With Remarks")
    state = fields.Selection([("pending", "To do"), ("done", "Done")], default="pending", required=True)
    fingerprint = fields.Char(index="btree_not_null", help="By which the same row is found again.")
    document = fields.Char(help="What rows that make one record together have in common; done together.")
    res_model = fields.Char(string="Model")
    res_id = fields.Many2oneReference(string="Record", model_field="res_model")

    original = fields.Text(string="In the File", compute="_compute_original")

    _pending_index = models.Index("(import_id, number) WHERE state = 'pending'")
    _document_index = models.Index("(import_id, document) WHERE document IS NOT NULL")

    @api.depends("cells")
    def _compute_original(self):
        for row in self:
            columns = row.import_id.column_ids
            pairs = zip(columns, row.cells or [], strict=False)
            row.original = "\n".join(f"{column.heading}: {cell}" for column, cell in pairs if cell)

    def _add_warning(self, code, **params):
        """Add a remark that only the end of the run could tell."""
        self.ensure_one()
        text = render(self.env, Issue(code, params))
        codes = {*(self.codes or "").split(), code}
        warning = "\n".join(filter(None, (self.warning, text)))
        self.write({"warning": warning, "has_warning": True, "codes": " ".join(sorted(codes))})

    def _split_documents(self):
        """:return: these rows in parts that are done together or not at all, in order"""
        parts = {}
        for row in self:
            key = row.document or row.id
            parts[key] = parts.get(key, self.browse()) + row
        return list(parts.values())

    def action_open_record(self):
        """Open what the row made or joined.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self.res_model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
