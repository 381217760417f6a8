from odoo import models

from ..pricing import TERMS, PriceBook


class SaleOrder(models.Model):
    """Prices that follow from more than the line: from who buys and from what else is on the order."""

    _inherit = "sale.order"

    def _refresh_terms(self):
        """Override to price again what follows from the customer or from other lines.

        Only for pricelists that have such rules; a price entered by hand stays.
        """
        super()._refresh_terms()
        sensitive = self.env["product.pricelist"]._get_sensitive_ids()
        if not sensitive:
            return
        orders = self._filter_price_causes().filtered(
            lambda order: order.state in ("draft", "sent") and order.pricelist_id.id in sensitive
        )
        orders.order_line.filtered(lambda line: line._counts_for_price())._reprice_where_changed()

    def _get_product_catalog_order_data(self, products, **kwargs):
        """Override of `sale` to show the customer's own prices in the catalogue."""
        return super()._get_product_catalog_order_data(products, **self._get_catalog_terms(kwargs))

    def _update_order_line_info(
        self, product_id, quantity, *, section_id=False, child_field="order_line", **kwargs
    ):
        """Override of `sale` to answer with the customer's own price."""
        return super()._update_order_line_info(
            product_id,
            quantity,
            section_id=section_id,
            child_field=child_field,
            **self._get_catalog_terms(kwargs),
        )

    def _get_catalog_terms(self, arguments):
        """:return: the arguments with this order's terms, and without what a client sent in their place"""
        return {**arguments, TERMS: PriceBook(self.order_line).get_terms(self)}
