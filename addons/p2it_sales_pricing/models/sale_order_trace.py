from odoo import api, models


class SaleOrder(models.Model):
    """Keeps why each line costs what it costs, whatever way an order is confirmed."""

    _inherit = "sale.order"

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        # Lines that came with the order saw it confirmed already, or it was confirmed on the way.
        orders.filtered(lambda order: order.state == "sale").order_line._record_price_traces()
        return orders

    def write(self, vals):
        """Override to keep the traces of orders that become confirmed, as of the date they had until then."""
        if vals.get("state") != "sale":
            return super().write(vals)
        orders = self.filtered(lambda order: order.state != "sale")
        moments = {order: order.date_order for order in orders}
        before = orders.order_line
        result = super().write(vals)
        # Only now it is known what was confirmed: other values come first, a gate may refuse.
        lines = orders.filtered(lambda order: order.state == "sale").order_line
        self.env["p2it.price.trace"]._record((lines & before)._get_kept_traces(moments), moments)
        (lines - before)._record_price_traces(moments)
        return result
