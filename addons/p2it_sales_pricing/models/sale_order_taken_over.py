from odoo import models
from odoo.addons.p2it_crm.taking_over import get_taking_over


class SaleOrder(models.Model):
    """Extends ``sale.order``: what an import took over has the prices it had, and no promotions of ours."""

    _inherit = "sale.order"

    def _get_promotion_programs(self):
        """Extends the basket: promotions that apply by themselves are for what is sold here."""
        return () if self.is_taken_over else super()._get_promotion_programs()

    def _update_programs_and_rewards(self):
        """Extends `sale_loyalty`: history earns no points, it has earned them where it was sold."""
        if self.is_taken_over and get_taking_over(self.env):
            return None
        return super()._update_programs_and_rewards()
