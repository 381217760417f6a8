import logging
from typing import NamedTuple

import psycopg2
from odoo import api, models, tools
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.service.model import PG_CONCURRENCY_EXCEPTIONS_TO_RETRY

from ..domain import palette
from ..domain.styles import ROW, RuleStyle, StyleSheet
from ..stored_domain import read_stored_domain
from .base import COLOR_CONTEXT_KEY

_logger = logging.getLogger(__name__)

VIEW_TYPES = ("list", "kanban", "calendar")


class Rule(NamedTuple):
    """What is kept in memory of a rule: enough to colour without reading it again."""

    id: int
    domain: str
    style: RuleStyle
    views: frozenset


class P2itColorRule(models.Model):
    """Colours a page of records: one query per rule, with the reader's rights."""

    _inherit = "p2it.color.rule"

    @api.model
    def _get_styles(self, records, view_type):
        """Give the styles of the records of one page.

        Each rule is searched among those records it can still matter for, as the reader: what the
        reader may not see neither matches nor colours.

        :param records: records of any model
        :param str view_type: ``list``, ``kanban`` or ``calendar``
        :return: by id of the records that have a style: ``{"row": style or None, "columns": {field:
            style}}``, where a style has the keys ``text`` and ``background`` (``#RRGGBB`` or None),
            ``bold``, ``italic`` and ``strike``
        :rtype: dict
        """
        rules = [rule for rule in self._get_rules(records._name) if view_type in rule.views]
        ids = list(dict.fromkeys(id_ for id_ in records._origin._ids if id_))
        if not (rules and ids):
            return {}
        sheet, failed = self._apply_rules(rules, self._get_reader_model(records), ids)
        if failed:
            self._look_into_trouble(failed, ids)
        return sheet.get_styles()

    @api.model
    def _has_rules(self, model_name, view_type):
        """:return: whether any rule colours such records for the reader"""
        return any(view_type in rule.views for rule in self._get_rules(model_name))

    @api.model
    @tools.ormcache("self.env.uid", "model_name")
    def _get_rules(self, model_name):
        """:return: tuple of :class:`Rule` that count for the user, in the order they are tried"""
        # sudo: which rules count is told by their audience, the same for every right
        rules = self.sudo().search(
            Domain("model", "=", model_name) & Domain("active", "=", True) & self._get_audience_domain()
        )
        return tuple(rule._prepare_rule() for rule in rules)

    @api.model
    def _get_audience_domain(self):
        """:return: domain of the rules that count for the user"""
        user = self.env.user
        return (
            Domain("audience", "=", "all")
            | (Domain("audience", "=", "me") & Domain("user_id", "=", user.id))
            | (Domain("audience", "=", "groups") & Domain("group_ids", "in", user.all_group_ids.ids))
        )

    def _prepare_rule(self):
        """:return: what is kept in memory of this rule"""
        self.ensure_one()
        # A column stands in lists alone; a column's colour on a whole card would say something else.
        views = VIEW_TYPES[:1] if self.column_name else VIEW_TYPES
        return Rule(
            id=self.id,
            domain=self.domain or "[]",
            style=RuleStyle(
                text=palette.TEXT_COLORS.get(self.text_color),
                background=palette.BACKGROUND_COLORS.get(self.background_color),
                bold=self.bold,
                italic=self.italic,
                strike=self.strike,
                target=self.column_name or ROW,
                stops=self.stops,
            ),
            views=frozenset(view for view in views if self[f"in_{view}"]),
        )

    @api.model
    def _get_reader_model(self, records):
        """:return: the records' model with the reader's rights and without what only the screen needs"""
        context = {"active_test": True, "bin_size": False, COLOR_CONTEXT_KEY: False}
        return records.browse().with_context(**context).sudo(False)

    @api.model
    def _apply_rules(self, rules, model, ids):
        """:return: the sheet, and the ids of the rules that failed"""
        # What is pending belongs to the caller: its errors are not a rule's.
        self.env.flush_all()
        try:
            with self.env.cr.savepoint(flush=False):
                return self._dress(rules, model, ids)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise  # two people at once: Odoo repeats the whole request
        except psycopg2.Error:
            # Whose fault it is can only be told one by one; that is paid once, the rule is switched off.
            _logger.info("A colour rule of %s fails in the database; trying one by one", model._name)
        sound = [rule for rule in rules if self._is_sound(rule, model, ids)]
        sheet, failed = self._dress(sound, model, ids)
        return sheet, failed + [rule.id for rule in rules if rule not in sound]

    @api.model
    def _is_sound(self, rule, model, ids):
        """:return: whether the database can find what the rule looks for"""
        try:
            with self.env.cr.savepoint(flush=False):
                self._dress([rule], model, ids)
        except PG_CONCURRENCY_EXCEPTIONS_TO_RETRY:
            raise
        except psycopg2.Error:
            return False
        return True

    @api.model
    def _dress(self, rules, model, ids):
        """Apply rules in their order.

        :return: the sheet, and the ids of the rules that failed before they reached the database
        """
        sheet, failed = StyleSheet(ids), []
        for rule in rules:
            open_ids = sheet.get_open_ids(rule.style)
            if not open_ids:
                continue
            try:
                sheet.apply(rule.style, self._search_ids(model, rule.domain, open_ids))
            except AccessError:
                continue  # the rule asks what this reader may not know
            except psycopg2.Error:
                raise
            except Exception:  # any mistake in the domain, whatever its type
                _logger.info("Colour rule %s fails", rule.id, exc_info=True)
                failed.append(rule.id)
        return sheet, failed

    @api.model
    def _search_ids(self, model, text, ids):
        """:return: which of the ids match, archived ones too"""
        domain = read_stored_domain(model, text)
        if not self._may_ask(model, domain):
            raise AccessError(model.env._("You may not see what the conditions ask for."))
        domain &= Domain("id", "in", ids)
        if model._active_name:
            domain &= Domain(model._active_name, "in", [True, False])
        return model.search(domain, order="id").ids

    @api.model
    def _may_ask(self, model, domain):
        """:return: whether the reader may see the fields a domain names

        The search refuses them as well, but at the price of a query for each message.
        """
        names = {condition.field_expr.partition(".")[0] for condition in domain.iter_conditions()}
        fields_ = [model._fields[name] for name in names if name in model._fields]
        return all(model._has_field_access(field, "read") for field in fields_)
