from odoo import api, fields, models
from odoo.tools import formatLang


class LoyaltyReward(models.Model):
    """Extends ``loyalty.reward`` with a fixed price per unit."""

    _name = "loyalty.reward"
    _inherit = ["loyalty.reward", "p2it.promotion.part"]

    # By name, so that addons can add to it: Odoo gives the function itself.
    discount_mode = fields.Selection(selection="_get_discount_mode_select")
    fixed_price = fields.Monetary(
        help="What one unit of the product costs, in the product's own unit of measure.",
    )

    _fixed_price_positive = models.Constraint(
        "CHECK(fixed_price >= 0)",
        "A price can't be negative. Correct the fixed price of the reward.",
    )

    def _get_discount_mode_select(self):
        return [*super()._get_discount_mode_select(), ("fixed_price", self.env._("fixed price per unit"))]

    @api.constrains("discount_mode")
    def _check_automatic(self):
        self._check_program()

    @api.depends("discount_mode", "fixed_price")
    def _compute_description(self):
        """Extends the description with that of a fixed price."""
        fixed = self.filtered(
            lambda reward: reward.reward_type == "discount" and reward.discount_mode == "fixed_price"
        )
        result = super(LoyaltyReward, self - fixed)._compute_description()
        for reward in fixed:
            price = formatLang(self.env, reward.fixed_price, currency_obj=reward.currency_id)
            reward.description = self.env._("Price of %(price)s per unit", price=price)
        return result
