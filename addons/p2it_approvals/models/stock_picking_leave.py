from odoo import models


class StockPicking(models.Model):
    _inherit = "stock.picking"

    def _check_may_leave(self):
        """Hook."""


class StockMove(models.Model):
    _inherit = "stock.move"

    def _action_done(self, cancel_backorder=False):
        self.picking_id._check_may_leave()
        return super()._action_done(cancel_backorder=cancel_backorder)
