from odoo import api, models
from odoo.fields import Domain

_OPEN_MODELS = frozenset(
    (
        "base",
        "bus.bus",
        "change.password.own",
        "mail.activity",
        "mail.activity.type",
        "mail.canned.response",
        "mail.guest",
        "mail.message",
        "mail.message.subtype",
        "res.company",
        "res.country",
        "res.country.state",
        "res.currency",
        "res.lang",
        "res.role",
        "uom.uom",
    )
)
_OPEN_PREFIXES = (
    "ir.",
    "p2it.gate.pass",
    "p2it.gate.re",
    "p2it.color.",
    "report.",
    "discuss.",
    "res.device",
    "res.groups",
    "res.users",
    "web_tour.",
)
"""What the web client and Discuss need of everybody. Attachments and messages judge by what they hang on."""


class IrRule(models.Model):
    """Extends ``ir.rule``: who is a guard and nothing else sees the gate and nothing else.

    Odoo opens partners, products with their prices, stock and calendars to every internal user, and each
    addon may open more. So a guard's view is told by what it holds, not by what it leaves out.
    """

    _inherit = "ir.rule"

    def _compute_domain(self, model_name, mode="read"):
        """Override of `base` for guards, who see what the gate needs."""
        domain = super()._compute_domain(model_name, mode)
        if self.env.su or not self.env.uid or not self.env.user._is_only_guard():
            return domain
        return domain & self._get_guard_domain(model_name)

    @api.model
    def _get_guard_domain(self, model_name):
        """Tell what of a model a guard sees.

        Hook: an addon with something for guards adds it and hands the rest to ``super()``.

        :return: a ``Domain``, on top of the model's own rules
        """
        if model_name in _OPEN_MODELS or model_name.startswith(_OPEN_PREFIXES):
            return Domain.TRUE
        user = self.env.user
        if model_name == "res.partner":
            # sudo: the companies' own addresses
            companies = user.sudo().company_ids.partner_id.ids
            return Domain("partner_share", "=", False) | Domain("id", "in", companies)
        if model_name == "mail.notification":
            return Domain("res_partner_id", "=", user.partner_id.id)
        if model_name == "mail.followers":
            return Domain("partner_id", "=", user.partner_id.id)
        if self.env[model_name]._transient:
            return Domain("create_uid", "=", user.id)
        return Domain.FALSE
