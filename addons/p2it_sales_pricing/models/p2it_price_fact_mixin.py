from odoo import api, models


class P2itPriceFactMixin(models.AbstractModel):
    """Facts about prices: the fields that ``_compute_price_facts`` works out, and that nobody enters."""

    _name = "p2it.price.fact.mixin"
    _inherit = "p2it.guard.mixin"
    _description = "Facts About Prices"

    @api.model
    def _get_price_fact_fields(self):
        """:return: names of the facts"""
        return frozenset(
            name for name, field in self._fields.items() if field.compute == "_compute_price_facts"
        )

    @api.model
    def _get_guarded_fields(self):
        """Override of `p2it_crm`."""
        return super()._get_guarded_fields() | self._get_price_fact_fields()
