from odoo import models

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


class ProductTag(models.Model):
    """Extends ``product.tag``: which gifts a tag means is part of the compiled programs."""

    _inherit = "product.tag"

    def write(self, vals):
        result = super().write(vals)
        if {"product_template_ids", "product_product_ids"}.intersection(vals):
            self.env.registry.clear_cache()
        return result
