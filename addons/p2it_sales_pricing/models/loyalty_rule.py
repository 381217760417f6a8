from odoo import api, fields, models


class LoyaltyRule(models.Model):
    """Extends ``loyalty.rule`` with the number of different products."""

    _inherit = "loyalty.rule"

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
        self.program_id._check_automatic()

    @api.model_create_multi
    def create(self, vals_list):
        rules = super().create(vals_list)
        rules.program_id._clear_automatic_facts()
        return rules

    def write(self, vals):
        result = super().write(vals)
        self.program_id._clear_automatic_facts()
        return result

    def unlink(self):
        programs = self.program_id
        result = super().unlink()
        programs._clear_automatic_facts()
        return result
