from odoo import api, fields, models

KINDS = [
    ("salesperson", "Salespeople"),
    ("customer", "Customers"),
    ("lead", "Leads"),
    ("product", "Products"),
    ("order", "Sales Orders"),
]
SEVERAL_COLUMNS = frozenset(("phone", "note"))
"""Codes of fields that take the cells of as many columns as there are."""


class P2itImportField(models.Model):
    """What a column of a file can be taken for, and the headings it goes by.

    A company adds the headings of its own files to the synonyms; nothing of this is in code.
    """

    _name = "p2it.import.field"
    _description = "Import Field"
    _order = "kind, sequence, id"

    kind = fields.Selection(KINDS, required=True, index=True)
    code = fields.Char(required=True)
    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    is_required = fields.Boolean(string="Required")
    synonyms = fields.Text(
        string="Headings",
        help="Headings of this column, one on each line. Capitals and diacritics do not matter.",
    )

    explanation = fields.Text(translate=True, help="What the cells hold, shown beside the column.")

    _code_unique = models.UniqueIndex("(kind, code)", "This field exists already.")

    @api.model
    def _get_synonyms(self, kind):
        """:return: ``{field: the headings it goes by}`` of one kind of file, in order
        :rtype: dict
        """
        return {
            target: [target.name, *(target.synonyms or "").splitlines()]
            for target in self.search([("kind", "=", kind)])
        }
