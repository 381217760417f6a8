from odoo import api, models
from odoo.addons.p2it_crm.taking_over import doing, get_taking_over
from odoo.exceptions import AccessError


class P2itImportOrder(models.AbstractModel):
    """Extends the import of orders with their transfers: goods leave on the dates of the file.

    The gates of goods stand before it as before any transfer.
    """

    _inherit = "p2it.import.order"

    @api.model
    def _check_result_allowed(self, source):
        """Extends the rights: who imports orders as delivered may move goods."""
        result = super()._check_result_allowed(source)
        is_delivered = source.order_result == "confirmed" and source.order_is_delivered
        if is_delivered and not self.env.user.has_group("stock.group_stock_user"):
            raise AccessError(
                self.env._(
                    "Only who moves goods imports orders as delivered. Untick “Delivered”, or ask somebody "
                    "of the warehouse with the role Manager of P2IT Customer Management to import the file."
                )
            )
        return result

    @api.model
    def _deliver(self, orders, dates):
        """Extends the hook: do the transfers of orders, whatever stands on the shelves by now."""
        result = super()._deliver(orders, dates)
        # Where goods leave in several steps, each makes the next one, or makes it possible.
        with doing(get_taking_over(self.env), "is_delivering"):
            while moves := orders.picking_ids.move_ids._filter_next():
                moves._action_assign()
                moves.picked = True
                moves._action_done()
                orders.invalidate_recordset(["picking_ids"])
        self._date_transfers(orders.picking_ids, dates)
        return result

    @api.model
    def _keep_goods(self, orders):
        """Extends the hook: what was not delivered is reserved, as it is when an order is confirmed."""
        result = super()._keep_goods(orders)
        waiting = orders.picking_ids.move_ids.filtered(lambda move: move.state not in ("done", "cancel"))
        waiting.filtered(lambda move: move._should_assign_at_confirm())._action_assign()
        return result

    @api.model
    def _date_transfers(self, transfers, dates):
        """Give transfers the dates they had: one write for each date."""
        noon = self.env["sale.order"]._get_noon
        # sudo: that goods left is nobody's to write, and here it is the server that writes when
        done = transfers.sudo().filtered(lambda transfer: transfer.state == "done")
        for date, same in done.grouped(lambda transfer: dates[transfer.sale_id.with_env(self.env)]).items():
            same.date_done = noon(date)
            same.move_line_ids.date = noon(date)


class StockMove(models.Model):
    """Extends ``stock.move``: goods of orders taken over have left, so none are reserved on the way."""

    _inherit = "stock.move"

    def _should_assign_at_confirm(self):
        """Extends `stock`: what leaves at once is not reserved before."""
        taking = get_taking_over(self.env)
        if taking and taking.is_going_on:
            return False
        return super()._should_assign_at_confirm()

    def _should_bypass_reservation(self, forced_location=False):
        """Extends `stock`: what has left is not looked for on the shelves."""
        taking = get_taking_over(self.env)
        if taking and taking.is_delivering:
            return True
        return super()._should_bypass_reservation(forced_location)

    def _filter_next(self):
        """:return: those that are open and wait for no other of the same chain"""
        waiting = self.filtered(lambda move: move.state not in ("done", "cancel"))
        return waiting.filtered(lambda move: not move.move_orig_ids & waiting)
