"""What a client asks for, checked against what its user may read."""

import hashlib
import json
import logging
import re
from contextlib import contextmanager

import psycopg2
import pytz
from odoo.exceptions import AccessError, UserError
from odoo.tools import get_lang

from ..domain.export_text import COLUMN_LIMIT, clean
from .columns import UNSUPPORTED_TYPES, Column

_logger = logging.getLogger(__name__)

FORMATS = ("xlsx", "pdf")
TEXT_LIMIT = 500
FACET_LIMIT = 40
LEVEL_LIMIT = 20
COLUMN_MAX = 500

_ORDER = re.compile(r"^(\w+)(?:\.\w+)?(?::\w+)?(?:\s+(?:asc|desc))?(?:\s+nulls\s+(?:first|last))?$", re.I)
# What the server decides by itself, or what changes what a group is.
_DROPPED_CONTEXT = {"lang", "tz", "uid", "bin_size", "fill_temporal", "read_group_expand", "import_compat"}


def check_export_right(env):
    """Refuse whom the company does not let export.

    :raise AccessError: when the user lacks Odoo's export right
    """
    if not (env.is_admin() or env.user.has_group("base.group_allow_export")):
        raise AccessError(
            env._(
                "Exporting is not allowed for %(user)s. An administrator can give the right “Access to "
                "export feature” in the user's settings. You can go on working in the list.",
                user=env.user.display_name,
            )
        )


class ExportRequest:
    """A list, as a client describes it; never data.

    :param env: environment of the user who asks; never superuser
    :param dict description: see :meth:`_parse`
    :raise AccessError: for a model, field or company that the user may not read
    :raise UserError: for a description that makes no sense
    """

    def __init__(self, env, description):
        if not isinstance(description, dict):
            raise UserError(env._("The export's description can't be read. Reload the page and try again."))
        check_export_right(env)
        self.description = description
        self.env = env(context=self._clean_context(env, description.get("context")))
        # Reading it refuses companies that are not the user's.
        self.companies = self.env.companies
        self._parse()

    def _clean_context(self, env, context):
        context = context if isinstance(context, dict) else {}
        kept = {
            key: value
            for key, value in context.items()
            if key not in _DROPPED_CONTEXT and not key.startswith(("default_", "search_default_"))
        }
        user = env.user
        zone = user.tz or context.get("tz")
        kept["tz"] = zone if zone in pytz.all_timezones_set else "UTC"
        kept["lang"] = get_lang(env, user.lang).code
        return kept

    def _parse(self):
        get = self.description.get
        self.format = get("format") if get("format") in FORMATS else self._refuse("format")
        self.paper = get("paper") if get("paper") in ("a4", "a3") else "auto"
        self.orientation = get("orientation") if get("orientation") in ("portrait", "landscape") else "auto"
        self.title = clean(str(get("title") or "")[:TEXT_LIMIT])
        self.model = self._get_model(get("model"))
        self.fields = self.model.fields_get()
        self.columns = self._parse_columns(get("columns"))
        self.groupby = self._parse_groupby(get("groupby") or [])
        self.order = self._parse_order(get("order") or "")
        self.ids = self._parse_ids(get("ids"))
        self.domain = get("domain") or []
        if not isinstance(self.domain, list):
            self._refuse("domain")
        self.facets = self._parse_facets(get("facets") or [])

    def _refuse(self, part):
        raise UserError(
            self.env._(
                "The export's description can't be read (%(part)s). Reload the page and try again.", part=part
            )
        )

    def refuse_empty(self):
        """:raise UserError: that there is nothing to export"""
        raise UserError(self.env._("There is nothing to export. Change the filters or the selection."))

    @contextmanager
    def asking(self, part):
        """Refuse in words what the database makes no sense of: the client's description, not a fault of ours.

        :param str part: of the description that is being asked for
        """
        try:
            yield
        except (ValueError, psycopg2.DataError) as error:
            _logger.info("An export of %s asks nonsense: %s", self.model._name, error)
            self._refuse(part)

    def _get_model(self, name):
        if not isinstance(name, str) or name not in self.env:
            self._refuse("model")
        model = self.env[name]
        if model._abstract:
            self._refuse("model")
        model.check_access("read")
        return model

    def _check_field(self, name):
        """:raise AccessError: for a field that the user can't read or that does not exist"""
        if not isinstance(name, str) or name not in self.fields:
            # The same words for both: what is hidden must not be told from what is not there.
            raise AccessError(
                self.env._(
                    "The field “%(field)s” of %(model)s can't be exported: it does not exist or you may "
                    "not read it. Take it out of the list, or ask your administrator.",
                    field=str(name)[:80],
                    model=self.model._description,
                )
            )
        return self.fields[name]

    def _parse_columns(self, columns):
        if not isinstance(columns, list) or not 0 < len(columns) <= min(COLUMN_MAX, COLUMN_LIMIT):
            self._refuse("columns")
        parsed = []
        for values in columns:
            if not isinstance(values, dict):
                self._refuse("columns")
            info = self._check_field(values.get("name"))
            if info["type"] in UNSUPPORTED_TYPES or not info.get("exportable", True):
                raise UserError(
                    self.env._(
                        "The column “%(column)s” can't be exported. Hide it in the list and try again.",
                        column=info["string"],
                    )
                )
            parsed.append(self._make_column(values, info))
        return parsed

    def _make_column(self, values, info):
        currency = values.get("currency_field") or info.get("currency_field")
        widget = values.get("widget") if isinstance(values.get("widget"), str) else ""
        kind = info["type"]
        if kind == "monetary" or (widget == "monetary" and kind in ("float", "integer")):
            currency = currency or ("currency_id" if "currency_id" in self.fields else "")
            if currency:
                info_currency = self._check_field(currency)
                if info_currency.get("relation") != "res.currency":
                    self._refuse("currency_field")
        else:
            currency = ""
        total = values.get("total") if values.get("total") in ("sum", "avg", "min", "max") else ""
        label = str(values.get("label") or info["string"])[:TEXT_LIMIT]
        return Column(self.env, self.model, info, label, widget, currency, total, values.get("digits"))

    def _parse_groupby(self, groupby):
        if (
            not isinstance(groupby, list)
            or len(groupby) > LEVEL_LIMIT
            or len(set(map(str, groupby))) != len(groupby)
        ):
            self._refuse("groupby")
        for spec in groupby:
            if not isinstance(spec, str):
                self._refuse("groupby")
            self._check_field(spec.partition(":")[0].partition(".")[0])
        return groupby

    def _parse_order(self, order):
        if not isinstance(order, str):
            self._refuse("order")
        for part in filter(None, (part.strip() for part in order.split(","))):
            match = _ORDER.match(part)
            if not match:
                self._refuse("order")
            if match[1] not in ("__count", "id"):
                self._check_field(match[1])
        return order

    def _parse_ids(self, ids):
        if ids is None or ids is False:
            return None
        if not isinstance(ids, list) or any(type(record_id) is not int for record_id in ids):
            self._refuse("ids")
        if not ids:  # a selection of nothing is not everything
            self.refuse_empty()
        return ids

    def _parse_facets(self, facets):
        if not isinstance(facets, list):
            self._refuse("facets")
        return [clean(str(facet)[:TEXT_LIMIT]) for facet in facets[:FACET_LIMIT]]

    # ---- what it selects ----

    def get_model(self):
        """:return: the model to search, with archived records when some were picked by hand"""
        return self.model.with_context(active_test=False) if self.ids is not None else self.model

    def get_domain(self):
        """:return: the search to read; the reader's rules come on top of it"""
        return [("id", "in", self.ids)] if self.ids is not None else self.domain

    def count(self):
        """:return: how many records it selects"""
        with self.asking("domain"):
            return self.get_model().search_count(self.get_domain())

    def get_title(self):
        return self.title or self.model._description or self.model._name

    def get_normal_form(self):
        """:return: the description with nothing in it but what was checked"""
        keys = ("model", "format", "paper", "orientation", "columns", "domain", "ids", "groupby", "order")
        values = {key: self.description[key] for key in keys if self.description.get(key)}
        return {
            **values,
            "title": self.title,
            "facets": self.facets,
            "context": dict(self.env.context),
        }

    def get_fingerprint(self):
        """:return: a digest that is equal for equal requests of one user"""
        content = json.dumps([self.env.uid, self.get_normal_form()], sort_keys=True, default=str)
        return hashlib.sha256(content.encode()).hexdigest()
