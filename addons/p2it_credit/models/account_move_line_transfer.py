from odoo import api, models

_LIMITS = "p2it_credit.reconcile_limits"
"""Where a cursor keeps how much of an item may pay an invoice, while that is reconciled."""


class AccountMoveLine(models.Model):
    """Extends ``account.move.line``: an item may pay a part of an invoice only.

    Odoo reconciles as much as two items have left. Money that is for one order must not pay what another
    order has in the same invoice.
    """

    _inherit = "account.move.line"

    @api.model
    def _reconcile_within(self, plan, limits):
        """Reconcile items, none by more than it may.

        :param plan: list of recordsets, as of ``_reconcile_plan``
        :param limits: ``{(credit item id, invoice id): amount in the currency of the credit item}``
        """
        self.env.cr.cache[_LIMITS] = dict(limits)
        try:
            self._reconcile_plan(plan)
        finally:
            self.env.cr.cache.pop(_LIMITS, None)

    @api.model
    def _prepare_reconciliation_single_partial(self, debit_values, credit_values, shadowed_aml_values=None):
        limits = self.env.cr.cache.get(_LIMITS, {})
        place = (credit_values["aml"].id, debit_values["aml"].move_id.id)
        if place not in limits:
            return super()._prepare_reconciliation_single_partial(
                debit_values, credit_values, shadowed_aml_values=shadowed_aml_values
            )
        hidden = self._hide_beyond(credit_values, limits[place])
        result = super()._prepare_reconciliation_single_partial(
            debit_values, credit_values, shadowed_aml_values=shadowed_aml_values
        )
        limits[place] -= result.get("partial_values", {}).get("credit_amount_currency", 0.0)
        for name, amount in hidden.items():
            credit_values[name] += amount
        return result

    @api.model
    def _hide_beyond(self, values, limit):
        """Take away what of a credit item is beyond the limit.

        :return: what was taken away, as ``{name: amount}``
        """
        item = values["aml"]
        left = -values["amount_residual_currency"]
        kept = min(limit, left)
        part = item.company_currency_id.round(values["amount_residual"] * kept / left) if left else 0.0
        hidden = {
            "amount_residual_currency": item.currency_id.round(-(left - kept)),
            "amount_residual": values["amount_residual"] - part,
        }
        for name, amount in hidden.items():
            values[name] -= amount
        return hidden
