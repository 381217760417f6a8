from odoo import api, fields, models


class LoyaltyRule(models.Model):
    """Extends ``loyalty.rule`` with the number of different products."""

    _name = "loyalty.rule"
    _inherit = ["loyalty.rule", "p2it.promotion.part"]

    minimum_distinct_products = fields.Integer(
        string="Of at Least … Products",
        help="How many different products the customer must buy of those meant. Only for programs that apply "
        "by themselves. 0: it does not matter.",
    )

    _distinct_products_positive = models.Constraint(
        "CHECK(minimum_distinct_products >= 0)",
        "A number of products can't be negative. Enter 0 if it does not matter.",
    )

    @api.constrains("mode")
    def _check_automatic(self):
        self._check_program()
