from odoo import Command, api, models


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line``: lines of orders under approval, held as their order is."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "p2it.approval.figures"]

    @api.model_create_multi
    def create(self, vals_list):
        self._check_figures_untouched(vals_list)
        order_ids = {vals.get("order_id") or self.env.context.get("default_order_id") for vals in vals_list}
        change = {
            "order_line": [
                Command.create({name: value for name, value in vals.items() if name != "order_id"})
                for vals in vals_list
            ]
        }
        with self.env["sale.order"].browse(filter(None, order_ids))._watch_confirmed(change, adds=True):
            return super().create(vals_list)

    def write(self, vals):
        self._check_figures_untouched([vals])
        orders = self.order_id
        if vals.get("order_id"):
            orders |= orders.browse(vals["order_id"])
        change = {"order_line": [Command.update(line.id, vals) for line in self]}
        with orders._watch_confirmed(None if "order_id" in vals else change):
            return super().write(vals)

    def unlink(self):
        with self.order_id._watch_confirmed({"order_line": [Command.delete(line.id) for line in self]}):
            return super().unlink()

    def _find_written_figures(self, vals_list):
        """Extends the figures with what was delivered, but where people enter it."""
        figures = super()._find_written_figures(vals_list)
        if any("qty_delivered" in vals for vals in vals_list) and not self._may_enter_delivered(vals_list):
            figures.add("qty_delivered")
        return figures

    def _may_enter_delivered(self, vals_list):
        """:return: whether the delivered quantity is one that people enter: of services and the like"""
        if self:
            return all(method == "manual" for method in self.mapped("qty_delivered_method"))
        return not any(vals.get("qty_delivered") for vals in vals_list)
