from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..domain.change_text import Snapshot
from ..domain.seal import fingerprint

_NOT_ENTERED = ("binary", "properties", "properties_definition", "reference", "html")
_MODELS_ASIDE = ("mail.", "rating.", "website.", "ir.attachment", "calendar.")


class P2itApprovalDocument(models.AbstractModel):
    """What the engine asks of a document, whatever its model: the values that matter, its row's lock."""

    _name = "p2it.approval.document"
    _description = "Document under Approval"

    @api.model
    def _split_paths(self, text):
        return [line.strip() for line in (text or "").replace(",", "\n").split("\n") if line.strip()]

    @api.model
    def _check_paths(self, model, text):
        """:raise ValidationError: for a path that leads to no field"""
        for path in self._split_paths(text):
            current, names = self.env[model], path.split(".")
            for position, name in enumerate(names):
                field = current._fields.get(name)
                if field is None or (position < len(names) - 1 and not field.relational):
                    raise ValidationError(
                        self.env._(
                            "“%(path)s” is no field of “%(document)s”. Enter technical names, one a line.",
                            path=path,
                            document=self.env["ir.model"]._get(model).name,
                        )
                    )
                if field.relational:
                    current = self.env[field.comodel_name]

    @api.model
    def _get_default_paths(self, model):
        """Find what people enter: stored fields that are not computed, of the document and its lines.

        :return: sorted paths
        """
        paths = self._get_entered(model)
        for name, field in self.env[model]._fields.items():
            if field.type == "one2many" and not field.compute and not field.related:
                lines = field.comodel_name
                if not lines.startswith(_MODELS_ASIDE) and field.inverse_name:
                    paths += [
                        f"{name}.{own}" for own in self._get_entered(lines) if own != field.inverse_name
                    ]
        return sorted(paths)

    @api.model
    def _get_entered(self, model):
        aside = {*models.MAGIC_COLUMNS, "display_name", "state", "access_token", "name", "sequence", "active"}
        return [
            name
            for name, field in self.env[model]._fields.items()
            if field.store
            and name not in aside
            and (not field.compute or not field.readonly)
            and not field.related
            and field.type not in (*_NOT_ENTERED, "one2many")
            and not (field.relational and field.comodel_name.startswith(_MODELS_ASIDE))
        ]

    @api.model
    def _get_fingerprint(self, document, text):
        """Digest what matters in a document.

        :param document: one record
        :param str text: paths, one a line; empty for whatever people enter
        :rtype: str
        """
        document.ensure_one()
        paths = self._split_paths(text) or self._get_default_paths(document._name)
        own, lines = [], {}
        for path in paths:
            name, _dot, rest = path.partition(".")
            if rest and document._fields[name].type in ("one2many", "many2many"):
                lines.setdefault(name, []).append(rest)
            else:
                own.append(path)
        # sudo: what matters does not depend on who looks; the language and the company's values don't either
        record = document.sudo().with_context(lang=None)
        values = {path: self._get_value(record, path) for path in own}
        for name, rests in lines.items():
            found = (
                record._get_approval_lines(name) if hasattr(record, "_get_approval_lines") else record[name]
            )
            values[name] = [
                [line.id, {rest: self._get_value(line, rest) for rest in rests}]
                for line in found.sorted("id")
            ]
        return fingerprint(values)

    @api.model
    def _get_value(self, record, path):
        name, _dot, rest = path.partition(".")
        if rest:
            return [self._get_value(item, rest) for item in record[name]]
        value = record[name]
        return sorted(value.ids) if isinstance(value, models.BaseModel) else value

    @api.model
    def _lock(self, document):
        """Take the documents' rows, in the order of their ids.

        Whoever changes one of them at the same time waits, or is told by the database to try again.
        """
        document.flush_recordset()
        if hasattr(document, "_lock_before_approval"):
            document._lock_before_approval()
        if document:
            self.env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE id IN %s ORDER BY id FOR NO KEY UPDATE",
                    SQL.identifier(document._table),
                    tuple(document.ids),
                )
            )

    @api.model
    def _get_snapshot(self, document, text):
        """Read what matters in a document as people do.

        :param document: one record
        :param str text: paths, one a line
        :rtype: Snapshot
        """
        own, lines = [], {}
        for path in self._split_paths(text):
            name, _dot, rest = path.partition(".")
            if rest and document._fields[name].type in ("one2many", "many2many"):
                lines.setdefault(name, []).append(rest)
            elif not rest:
                own.append(name)
        record = document.sudo()  # sudo: as the fingerprint
        return Snapshot(
            self._get_texts(record, own),
            {
                (name, line.id): (self._get_line_title(line), self._get_texts(line, names))
                for name, names in lines.items()
                for line in record._get_approval_lines(name).sorted("id")
            },
        )

    @api.model
    def _get_line_title(self, line):
        product = line.product_id if "product_id" in line._fields else None
        return product.display_name if product else line.display_name

    @api.model
    def _get_texts(self, record, names):
        """:return: ``{label: text}`` of a record's fields that say something"""
        texts = {}
        for name in names:
            field, value = record._fields.get(name), record[name]
            if field is None or field.type == "boolean":
                continue
            if field.relational:
                text = ", ".join(value.mapped("display_name"))
            elif field.type in ("float", "monetary"):
                text = f"{value:,.2f}".removesuffix(".00")
            else:
                text = field.convert_to_export(value, record) or ""
            texts[field._description_string(self.env)] = str(text)
        return texts
