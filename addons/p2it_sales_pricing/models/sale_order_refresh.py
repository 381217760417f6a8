from contextlib import contextmanager

from odoo import api, models
from odoo.tools import OrderedSet

_PENDING = "p2it_sales_pricing.pending_orders"
"""Where a cursor keeps the ids of the orders whose terms are worked out when the outermost change ends."""


_CAUSES = "p2it_sales_pricing.changed_causes"
"""Where a cursor keeps the ids of those among them of which something changed that prices follow from."""


def note_price_cause(env, order_ids):
    """Remember that the prices of orders may follow, not only what follows from prices."""
    env.cr.cache[_CAUSES].update(order_ids)


_CONFIRMING = "p2it_sales_pricing.confirming_orders"


@contextmanager
def confirming(env):
    """Keep, while several orders are confirmed in one call, which of them are as good as confirmed.

    :return: yields the set that their ids are added to
    """
    cache = env.cr.cache
    outer = cache.get(_CONFIRMING)
    cache[_CONFIRMING] = set(outer or ())
    try:
        yield cache[_CONFIRMING]
    finally:
        cache[_CONFIRMING] = outer or set()


def get_confirming(env):
    """:return: ids of the orders of this call that are as good as confirmed"""
    return env.cr.cache.get(_CONFIRMING) or ()


@contextmanager
def deferring_terms(env):
    """Work out the terms of changed orders once, at the end of the outermost change.

    The ids are kept on the cursor, where no client's context reaches.

    :param env: the environment of the change
    :return: yields the set that orders to be worked out add their ids to
    """
    cache = env.cr.cache
    if _PENDING in cache:
        yield cache[_PENDING]
        return
    pending = cache[_PENDING] = OrderedSet()
    cache[_CAUSES] = set()
    try:
        yield pending
        if pending:
            # What working out the terms itself writes adds to the same set and asks for nothing more.
            env["sale.order"].browse(pending)._refresh_terms()
    finally:
        del cache[_PENDING], cache[_CAUSES]


class SaleOrder(models.Model):
    """When the commercial terms of an order are worked out: once after each change, for every client."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        with deferring_terms(self.env) as pending:
            orders = super().create(vals_list)
            pending.update(orders.ids)
            note_price_cause(self.env, orders.ids)
        return orders

    def write(self, vals):
        with deferring_terms(self.env) as pending:
            result = super().write(vals)
            if self._get_term_fields().intersection(vals):
                pending.update(self.ids)
                if {"partner_id", "pricelist_id", "date_order", "company_id"}.intersection(vals):
                    note_price_cause(self.env, self.ids)
        return result

    def unlink(self):
        with deferring_terms(self.env) as pending:
            result = super().unlink()
            for order_id in self.ids:
                pending.discard(order_id)
        return result

    def _recompute_prices(self):
        """Override of `sale` to work out the terms once, not after each line."""
        with deferring_terms(self.env) as pending:
            pending.update(self.ids)
            return super()._recompute_prices()

    @api.model
    def _get_term_fields(self):
        """Hook: fields of the order that prices or promotions follow from; add to those of ``super()``.

        :rtype: frozenset
        """
        return frozenset({"order_line", "partner_id", "pricelist_id", "date_order", "team_id", "company_id"})

    @api.onchange("order_line", "partner_id", "pricelist_id", "date_order", "team_id")
    def _onchange_terms(self):
        """Show the terms while the order is typed, as saving it will work them out."""
        self._refresh_terms()

    def _filter_price_causes(self):
        """:return: the orders whose prices may be other ones now; in a form always"""
        causes = self.env.cr.cache.get(_CAUSES, ())
        return self.filtered(lambda order: not order.id or order.id in causes)

    def _refresh_terms(self):
        """Hook: bring prices and promotions of these orders in line with what stands on them.

        Called once after any change, for saved orders and in forms (new records). Overrides call
        ``super()`` first, do nothing for orders they do not concern, cost a number of queries that does
        not depend on the number of lines, and change nothing when called again.
        """
