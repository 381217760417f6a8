from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from xlsxwriter.utility import xl_col_to_name


class P2itImportColumn(models.Model):
    """A column of the file and what it is taken for."""

    _name = "p2it.import.column"
    _description = "Import Column"
    _order = "position, id"

    import_id = fields.Many2one("p2it.import", required=True, index=True, ondelete="cascade")
    position = fields.Integer(required=True, readonly=True)
    heading = fields.Char(readonly=True)
    sample = fields.Char(string="Examples", readonly=True)
    kind = fields.Selection(related="import_id.kind")
    target_id = fields.Many2one(
        "p2it.import.field",
        string="Is Taken For",
        domain="[('kind', '=', kind)]",
        ondelete="restrict",
        help="Leave empty to ignore the column.",
    )
    explanation = fields.Text(related="target_id.explanation")

    def _get_label(self):
        """:return: the heading, or the letter of a column that has none"""
        self.ensure_one()
        letter = xl_col_to_name(self.position)
        return f"“{self.heading}”" if self.heading else self.env._("column %(letter)s", letter=letter)

    def write(self, vals):
        self.import_id._check_editable()
        if not self.env.su and set(vals) - {"target_id"}:
            raise AccessError(
                self.env._("Only what a column is taken for can be changed. The rest is the file's.")
            )
        result = super().write(vals)
        self.import_id._forget_check()
        return result

    @api.constrains("target_id", "import_id")
    def _check_target(self):
        for column in self.filtered("target_id"):
            if column.target_id.kind != column.import_id.kind:
                raise UserError(
                    self.env._(
                        "“%(field)s” does not belong to this kind of file. Choose another field for "
                        "the column “%(heading)s”.",
                        field=column.target_id.name,
                        heading=column.heading,
                    )
                )
