from odoo import fields, models


class SaleOrder(models.Model):
    """Extends ``sale.order`` with what was earned by it, as far as the reader sees it."""

    _inherit = "sale.order"

    commission_entry_count = fields.Integer(
        compute="_compute_commission_entry_count",
        groups="sales_team.group_sale_salesman,p2it_commission.group_officer",
    )

    def _compute_commission_entry_count(self):
        counts = dict(
            self.env["p2it.commission.entry"]._read_group(
                [("order_id", "in", self.ids)], ["order_id"], ["__count"]
            )
        )
        for order in self:
            order.commission_entry_count = counts.get(order._origin, 0)

    def action_view_commission(self):
        """:return: action that lists the entries of these orders that the reader sees"""
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_commission.action_commission_entry")
        return {**action, "domain": [("order_id", "in", self.ids)], "context": {}}
