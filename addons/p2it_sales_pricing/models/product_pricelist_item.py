from odoo import api, fields, models

from ..pricing import TARGETS


class ProductPricelistItem(models.Model):
    """Price rules for a customer group or area, counted per line or over the order."""

    _inherit = "product.pricelist.item"

    customer_group_id = fields.Many2one(
        "p2it.customer.group",
        ondelete="cascade",
        index="btree_not_null",
        help="The rule is for customers of this group and of the groups below. Empty: for all customers.",
    )
    area_id = fields.Many2one(
        "p2it.area",
        ondelete="cascade",
        index="btree_not_null",
        help="The rule is for customers of this area and of the areas below. Empty: everywhere.",
    )
    quantity_basis = fields.Selection(
        selection=[
            ("line", "The line"),
            ("product", "The product over the order"),
            ("category", "The category over the order"),
        ],
        string="Quantity Counted On",
        default="line",
        required=True,
        help="What the minimum quantity is compared with, in the product's own unit of measure: "
        "3 cartons of 24 are 72.",
    )

    @api.model
    def _get_sensitive_fields(self):
        """:return: fields that make a rule follow from more than one line"""
        return frozenset({"customer_group_id", "area_id", "quantity_basis", "base", "base_pricelist_id"})

    @api.model_create_multi
    def create(self, vals_list):
        items = super().create(vals_list)
        if any(
            vals.get("customer_group_id")
            or vals.get("area_id")
            or vals.get("quantity_basis", "line") != "line"
            or vals.get("base_pricelist_id")
            for vals in vals_list
        ):
            self.env.registry.clear_cache()
        return items

    def write(self, vals):
        result = super().write(vals)
        if self._get_sensitive_fields().union(("pricelist_id",)).intersection(vals):
            self.env.registry.clear_cache()
        return result

    def unlink(self):
        if any(item.customer_group_id or item.area_id or item.quantity_basis != "line" for item in self):
            self.env.registry.clear_cache()
        return super().unlink()

    def _sort_by_precedence(self):
        """Sort rules that Odoo found as order lines sort them: of two categories the nearest.

        :return: the same rules; see ``PRECEDENCE`` in ``domain/price_rules.py``
        """
        if len(self.categ_id) < 2:
            return self
        return self.sorted(
            lambda item: (
                TARGETS[item.applied_on],
                -item.min_quantity,
                -(item.categ_id.parent_path or "").count("/"),
                -item.id,
            )
        )
