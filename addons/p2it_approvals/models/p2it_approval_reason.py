from odoo import api, models
from odoo.tools.misc import formatLang

from ..domain.condition_text import describe

_AMOUNTS = ("integer", "float", "monetary")


class P2itApprovalRequest(models.Model):
    """Extends ``p2it.approval.request`` with why a step is needed, in words, before anything is asked."""

    _inherit = "p2it.approval.request"

    @api.model
    def _explain_step(self, kind, step, kept):
        """
        :param kind: the type, whose condition the document meets
        :param step: its step, whose own condition the document meets, too
        :param kept: the step before whose decision still stands, if any
        :return: why the step is needed
        :rtype: str
        """
        if kept:
            return self.env._("Approved already; what it is about did not change.")
        document = self.env[kind.model]
        if condition := self._describe_condition(document, step.domain):
            return self.env._("The document meets the condition of this step: %s.", condition)
        if kind._read_condition(step.domain):
            return self.env._("The document meets the condition of this step.")
        if condition := self._describe_condition(document, kind.domain):
            return self.env._(
                "The document meets the condition of “%(type)s”: %(condition)s.",
                type=kind.name,
                condition=condition,
            )
        if kind._read_condition(kind.domain):
            return self.env._("The document meets the condition of “%(type)s”.", type=kind.name)
        return self.env._("Always needed.")

    @api.model
    def _describe_condition(self, document, text):
        """
        :return: a condition in the words of the document's fields; empty where that takes too many
        :rtype: str
        """
        domain = self.env["p2it.approval.type"]._read_condition(text)
        if domain.is_true() or domain.is_false():
            return ""
        known = document._fields
        return describe(
            list(domain),
            lambda name: name in known and known[name]._description_string(self.env),
            lambda name, value: self._describe_value(known[name], value),
        )

    @api.model
    def _describe_value(self, field, value):
        """:return: an amount or a selection's value as people read it; empty for anything else"""
        if field.type in _AMOUNTS and isinstance(value, (int, float)) and not isinstance(value, bool):
            return formatLang(self.env, value, digits=2 if value % 1 else 0)
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "")
        return ""
