from odoo import api, models
from odoo.exceptions import UserError

_GIFT_FIELDS = frozenset({"active", "product_tag_ids", "additional_product_tag_ids"})


class ProductTemplate(models.Model):
    """Extends ``product.template``: which gifts a tag means is part of the compiled programs."""

    _inherit = "product.template"

    def write(self, vals):
        result = super().write(vals)
        if _GIFT_FIELDS.intersection(vals):
            self.env.registry.clear_cache()
        return result


class ProductProduct(models.Model):
    """Extends ``product.product``: which gifts a tag means is part of the compiled programs."""

    _inherit = "product.product"

    def write(self, vals):
        result = super().write(vals)
        if _GIFT_FIELDS.intersection(vals):
            self.env.registry.clear_cache()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_promoted(self):
        """A criterion whose only product is gone would be met by every product."""
        # sudo: what a program is for, whoever deletes
        rules = self.env["loyalty.rule"].sudo().search([("product_ids", "in", self.ids)])
        rewards = self.env["loyalty.reward"].sudo().search([("discount_product_ids", "in", self.ids)])
        programs = (rules.program_id | rewards.program_id).filtered("is_automatic")
        if programs:
            raise UserError(
                self.env._(
                    "These promotions name a product that you want to delete: %(programs)s. Archive the "
                    "product, or take it out of them first.",
                    programs=", ".join(programs.mapped("name")),
                )
            )


class ProductTag(models.Model):
    """Extends ``product.tag``: which gifts a tag means is part of the compiled programs."""

    _inherit = "product.tag"

    def write(self, vals):
        result = super().write(vals)
        if {"product_template_ids", "product_product_ids"}.intersection(vals):
            self.env.registry.clear_cache()
        return result
