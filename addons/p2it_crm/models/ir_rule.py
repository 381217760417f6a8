from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..visibility import UNLIMITED


class IrRule(models.Model):
    _inherit = "ir.rule"

    @api.model
    def _get_customer_models(self):
        """Tell which models' records show a customer and have a rule of visibility.

        Hook: an addon that adds such a rule adds the model. Attachments apart, whatever points to a
        record by model and id (followers, events) is hidden with it, and nobody may point at a
        hidden record of these models.

        :return: tuple of names of models
        """
        return (
            *("res.partner", "crm.lead", "sale.order", "account.move"),
            *("p2it.sample", "p2it.care", "p2it.stop.care"),
        )

    @api.model
    def _get_customer_scope(self):
        """:return: the scope of the person at work"""
        if self.env.su or not self.env.uid:
            return UNLIMITED
        return self.env.user._get_customer_scope()

    def _eval_context(self):
        """Override of `base` to let domains say ``p2it_scope``."""
        return {**super()._eval_context(), "p2it_scope": self._get_customer_scope()}

    def _compute_domain_context_values(self):
        """Override of `base` to cache domains under the scope they were made of.

        The scope is read anew in each transaction. Whoever moves an employee need not clear a cache,
        no other process can hold a stale one, and covers begin and end by themselves.
        """
        yield from super()._compute_domain_context_values()
        yield self._get_customer_scope()

    def _compute_domain(self, model_name, mode="read"):
        """Override of `base` for models on which no rule can be written: see the two parts below."""
        domain = super()._compute_domain(model_name, mode)
        scope = self._get_customer_scope()
        if not scope.is_limited:
            return domain
        if self.env[model_name]._transient:
            # Wizards name the customers they are about, and Odoo opens many of them to everybody.
            return domain & Domain("create_uid", "=", self.env.uid)
        return domain & self._get_scope_domain_without_rule(scope, model_name)

    @api.model
    def _get_scope_domain_without_rule(self, scope, model_name):
        """Narrow models of addons that may be there or not, so that no rule can name them.

        Hook: an addon adds its own cases and hands the rest to ``super()``.

        :return: a ``Domain``
        """
        if model_name == "snailmail.letter":
            return scope.customer("partner_id", unless=[("partner_id", "=", False)])
        return Domain.TRUE

    def _make_access_error(self, operation, records):
        """Override of `base`, whose message in debug mode names the records it refuses."""
        if records._name not in self._get_customer_models() or not self._get_customer_scope().is_limited:
            return super()._make_access_error(operation, records)
        description = self.env["ir.model"]._get(records._name).name
        records.invalidate_recordset()
        return AccessError(
            self.env._(
                "This record is not yours to see or to change (%(kind)s, %(count)s in all). Customers "
                "and their documents are open to their salesperson, the people above and whoever covers "
                "for them. Nothing was changed. Ask your manager to assign it to you or to lend it to "
                "you for some days.",
                kind=description,
                count=len(records),
            )
        )
