from odoo import api, models


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "p2it.account.source"]

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders._convert_customers()
        return orders

    def write(self, vals):
        if not self._may_touch_account(vals):
            return super().write(vals)
        self._lock_prospects(vals)
        result = super().write(vals)
        self._convert_customers()
        return result

    def _get_account_triggers(self):
        """A confirmed order is a purchase, and the quotation it was; a cancelled one is nothing."""
        if self.state == "cancel":
            return []
        return ["purchase", "quotation"] if self.state == "sale" else ["quotation"]

    def _get_account_lead(self):
        return self.opportunity_id
