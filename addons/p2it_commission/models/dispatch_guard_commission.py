from odoo import models


class P2itDispatchGuard(models.AbstractModel):
    """Extends ``p2it.dispatch.guard``: what was delivered earns a commission, so who sells doesn't write it.

    Whoever works in the warehouse corrects what was done as in Odoo; a salesperson validates a transfer at
    most, which moves the goods.
    """

    _inherit = "p2it.dispatch.guard"

    def _is_guarded(self):
        """Override of `p2it_approvals`."""
        return super()._is_guarded() or self._keeps_delivered()

    def _filter_held(self):
        """Override of `p2it_approvals`."""
        held = super()._filter_held()
        if self._keeps_delivered():
            held |= self.browse(self.sudo()._filter_sold().ids)  # sudo: judged whatever the user may read
        return held

    def _keeps_delivered(self):
        """:return: whether it is somebody who has nothing to do with goods, and commission is paid"""
        return (
            not self.env.su
            and not self.env.user.has_group("stock.group_stock_user")
            and not self.env["p2it.approval.type"]._is_dispatching()
            and self.env["p2it.commission.plan"]._has_any_in_force()
        )

    def _filter_sold(self):
        """Extended by each model.

        :return: those that are done and say how much of an order was delivered or came back
        """
        return self.browse()


class StockMove(models.Model):
    """Extends ``stock.move``: goods of an order."""

    _inherit = "stock.move"

    def _filter_sold(self):
        """Part of the guard."""
        return self.filtered(lambda move: move.state == "done" and move.sale_line_id)


class StockMoveLine(models.Model):
    """Extends ``stock.move.line``: goods of an order, in detail."""

    _inherit = "stock.move.line"

    def _filter_sold(self):
        """Part of the guard."""
        return self.filtered(lambda line: line.move_id.state == "done" and line.move_id.sale_line_id)
