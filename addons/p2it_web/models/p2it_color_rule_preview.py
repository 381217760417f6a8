import time

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY
from psycopg2.errors import QueryCanceled

from ..domain import palette
from ..stored_domain import read_stored_domain

COUNT_LIMIT = 10_000
"""Beyond it a count says "more than", as in Odoo's own domain editor."""

COUNT_SECONDS = 2.0
"""What all counts of one preview may take together, and then what finding its records may take."""

SAMPLE_SIZE = 8
"""Records shown in the preview of a rule."""

_SHOWN_TYPES = {
    "char", "text", "integer", "float", "monetary", "boolean", "selection", "date", "datetime", "many2one"
}  # fmt: skip
_DRAFT_FIELDS = (
    "name", "domain", "text_color", "background_color", "bold", "italic", "strike", "column_name", "stops",
    "in_list", "in_kanban", "in_calendar", "audience", "sequence",
)  # fmt: skip


class P2itColorRule(models.Model):
    """What the form of a rule shows while it is being edited: real records, with all rules applied."""

    _inherit = "p2it.color.rule"

    @api.model
    @api.readonly
    def get_preview(self, values):
        """Show records of a model as they would be with a rule as it stands on the screen.

        With the rights of the person who edits, like everything a rule does.

        :param dict values: the rule's values, and ``id`` when it is saved already
        :return: ``fields`` and ``rows`` to show, ``rules`` in their order with the count of each
        :rtype: dict
        """
        self.browse().check_access("read")
        values = self._prepare_preview_vals(values)
        model = self._get_listed_model(values.get("model"))
        if model is None:
            return {"fields": {}, "rows": [], "rules": []}
        entries = self._get_preview_entries(values, model)
        # The rule that is being edited first: it is the one that is waited for.
        deadline = time.monotonic() + COUNT_SECONDS
        for entry in sorted(entries, key=lambda entry: not entry["current"]):
            entry.update(self._count_matches(model, entry["domain"], deadline))
        draft = next(entry for entry in entries if entry["current"])
        ids = self._get_sample_ids(model, entries, draft)
        sheet = self._dress_sample(model, ids, entries)
        return {
            "rules": [
                {key: entry[key] for key in entry if key not in ("rule", "domain")} for entry in entries
            ],
            **self._read_sample(model, ids, sheet.get_styles(), draft),
        }

    @api.model
    def _get_listed_model(self, name):
        """:return: the model of that name, or None when there is none that the user may list"""
        model = self.env.get(name) if isinstance(name, str) else None
        return None if model is None or model._abstract or not model.has_access("read") else model

    @api.model
    def _prepare_preview_vals(self, values):
        """:return: the values a client sends, without those that can be none of a rule's"""
        if not isinstance(values, dict):
            return {}
        wrong = {name for name in ("id", "sequence") if type(values.get(name)) is not int}
        return {name: value for name, value in values.items() if name not in wrong}

    @api.model
    def _get_preview_entries(self, values, model):
        """:return: the rules of the model that count for the user, this one among them as it is edited"""
        domain = Domain("model", "=", model._name) & Domain("id", "!=", values.get("id") or 0)
        others = self.search(domain & self._get_audience_domain())
        draft = self.new({field: values[field] for field in _DRAFT_FIELDS if field in values})
        ranks = {"me": 0, "groups": 1, "all": 2}
        saved_id = values.get("id") or float("inf")
        rules = sorted(
            [*others, draft],
            key=lambda rule: (ranks.get(rule.audience, 0), rule.sequence, rule.id or saved_id),
        )
        return [
            {
                "id": rule.id or values.get("id") or 0,
                "name": rule.name or "",
                "current": rule == draft,
                "domain": rule.domain or "[]",
                "style": rule._prepare_rule().style.__dict__,
                "rule": rule._prepare_rule(),
                "shown": rule.in_list or rule == draft,
            }
            for rule in rules
        ]

    @api.model
    def _count_matches(self, model, text, deadline):
        """:return: how many records match, that they are too many to count in time, or what is wrong with
        the domain
        """
        try:
            with self._limit_time(deadline):
                count = model.search_count(read_stored_domain(model, text), limit=COUNT_LIMIT + 1)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except QueryCanceled:
            return {"count": None, "more": False, "trouble": None}
        except AccessError:
            return {"count": 0, "trouble": self.env._("You may not see what the conditions ask for.")}
        except Exception as error:  # any mistake in the domain, whatever its type
            return {"count": 0, "trouble": self._explain(error)}
        return {"count": min(count, COUNT_LIMIT), "more": count > COUNT_LIMIT, "trouble": None}

    @api.model
    def _get_sample_ids(self, model, entries, draft):
        """:return: records to show: most that match the rule, then two of each other rule, then any"""
        ids = []
        deadline = time.monotonic() + COUNT_SECONDS
        for entry, wanted in ((draft, 4), *((other, 2) for other in entries if other is not draft)):
            size = min(wanted, SAMPLE_SIZE - len(ids))
            if entry["trouble"] is None and size:
                domain = read_stored_domain(model, entry["domain"]) & Domain("id", "not in", ids)
                ids += self._search_in_time(model, domain, size, deadline)
        if len(ids) < SAMPLE_SIZE:
            domain = Domain("id", "not in", ids)
            ids += self._search_in_time(model, domain, SAMPLE_SIZE - len(ids), deadline)
        return ids

    @api.model
    def _search_in_time(self, model, domain, limit, deadline):
        """:return: ids of records, none when finding them takes too long"""
        try:
            with self._limit_time(deadline):
                return model.search(domain, limit=limit).ids
        except QueryCanceled:
            return []

    @api.model
    def _dress_sample(self, model, ids, entries):
        """:return: the sheet with the styles of the records shown, but not of rules that take too long"""
        entries = [entry for entry in entries if entry["trouble"] is None and entry["shown"]]
        try:
            with self._limit_time(time.monotonic() + COUNT_SECONDS):
                return self._dress([entry["rule"] for entry in entries], model, ids)[0]
        except QueryCanceled:
            counted = [entry["rule"] for entry in entries if entry["count"] is not None]
            return self._dress(counted, model, ids)[0]

    @api.model
    def _read_sample(self, model, ids, styles, draft):
        """:return: the fields shown and the rows"""
        names = ["display_name", draft["rule"].style.target]
        if draft["trouble"] is None:
            domain = read_stored_domain(model, draft["domain"])
            names += [condition.field_expr.split(".")[0] for condition in domain.iter_conditions()]
        shown = model.fields_get(
            [name for name in dict.fromkeys(names) if name in model._fields],
            ["string", "type", "selection", "currency_field", "digits"],
        )
        shown = {
            name: shown[name]
            for name in dict.fromkeys(names)
            if name in shown and shown[name]["type"] in _SHOWN_TYPES
        }
        shown = dict(list(shown.items())[:5])
        read = {*shown, *(field["currency_field"] for field in shown.values() if field.get("currency_field"))}
        specification = {
            name: {"fields": {"display_name": {}}} if model._fields[name].type == "many2one" else {}
            for name in read
        }
        rows = model.browse(ids).web_read(specification) if ids else []
        return {
            "fields": shown,
            "rows": [{"id": row["id"], "values": row, "style": styles.get(row["id"], False)} for row in rows],
        }

    @api.model
    @api.readonly
    def get_palette(self):
        """:return: the colours by kind and name, and the contrast of every pair, for the picker"""
        texts, backgrounds = (False, *palette.TEXT_COLORS), (False, *palette.BACKGROUND_COLORS)
        return {
            "text_color": palette.TEXT_COLORS,
            "background_color": palette.BACKGROUND_COLORS,
            "contrast": {
                f"{text or ''},{background or ''}": round(palette.get_choice_contrast(text, background), 1)
                for text in texts
                for background in backgrounds
            },
            "minimum": palette.MIN_CONTRAST,
        }

    @api.model
    @api.readonly
    def get_me_conditions(self, model_name):
        """:return: conditions about the reader that fit a model, as ``[{"label", "domain"}]``

        ``uid`` is whoever reads, so that one rule serves everybody: "my leads", "leads of my team".
        """
        self.browse().check_access("read")
        model = self._get_listed_model(model_name)
        if model is None:
            return []
        conditions = []
        for name, field in model.fields_get(attributes=["string", "type", "relation", "searchable"]).items():
            relation = field.get("relation")
            if not relation or not field["searchable"]:
                continue
            if relation == "res.users" and name not in ("create_uid", "write_uid"):
                leaf = f'("{name}", "=", uid)' if field["type"] == "many2one" else f'("{name}", "in", [uid])'
                conditions.append({"label": self.env._("%s is me", field["string"]), "domain": f"[{leaf}]"})
            elif self._has_members(relation):
                leaf = f'("{name}.member_ids", "in", [uid])'
                conditions.append({"label": self.env._("%s is mine", field["string"]), "domain": f"[{leaf}]"})
        return sorted(conditions, key=lambda condition: condition["label"])

    @api.model
    def _has_members(self, model_name):
        """:return: whether a model is a kind of team, whose members are users"""
        model = self.env[model_name]
        members = model._fields.get("member_ids")
        return bool(members and members.comodel_name == "res.users" and model.has_access("read"))
