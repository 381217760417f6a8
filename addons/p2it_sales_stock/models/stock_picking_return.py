from odoo import fields, models


class StockPicking(models.Model):
    """Extends ``stock.picking``: the return that it receives, sorts or replaces."""

    _inherit = "stock.picking"

    p2it_return_id = fields.Many2one(
        "p2it.return", string="Return", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    def _create_backorder_picking(self):
        """Extends `stock`: the rest of a return belongs to it as well."""
        backorder = super()._create_backorder_picking()
        if self.p2it_return_id:
            backorder.sudo().p2it_return_id = self.p2it_return_id  # sudo: the server's link
        return backorder

    def action_return_goods(self):
        """Write a return of what this delivery's orders delivered and what has not come back.

        :return: a window action
        """
        self.check_access("read")
        orders = self.move_ids.sale_line_id.order_id
        if self.env.user.has_group("p2it_sales_stock.group_returns"):
            orders = orders.sudo()  # sudo: officers know the deliveries, not the orders
        return orders.action_return_goods()

    def action_view_return(self):
        """Open the return.

        :return: a window action
        """
        self.ensure_one()
        return self.p2it_return_id._get_form_action()
