from itertools import compress
from operator import not_

from odoo import api, models

from .sale_order_refresh import deferring_terms, note_price_cause


class SaleOrderLine(models.Model):
    """A changed line asks for its order's terms."""

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        # Whoever sends a price without what it would be by plan has entered it; forms send both.
        entered = ["price_unit" in vals and "technical_price_unit" not in vals for vals in vals_list]
        with deferring_terms(self.env) as pending:
            lines = super().create(vals_list)
            self.browse(compress(lines.ids, map(not_, entered)))._reprice_additions()
            pending.update(lines.order_id.ids)
            note_price_cause(self.env, lines.order_id.ids)
        # A line made to look like a promotion's is gone again, once the terms are worked out.
        forged = any("reward_id" in vals or "reward_identifier_code" in vals for vals in vals_list)
        sent = {"default_reward_id", "default_reward_identifier_code"}.intersection(self.env.context)
        return lines.exists() if forged or sent else lines

    def write(self, vals):
        if not self._get_term_fields().intersection(vals):
            return super().write(vals)
        causes = {"order_id", "product_id", "product_uom_qty", "product_uom_id", "reward_id", "display_type"}
        with deferring_terms(self.env) as pending:
            order_ids = self.order_id.ids
            result = super().write(vals)
            order_ids += self.order_id.ids if "order_id" in vals else []
            pending.update(order_ids)
            if causes.intersection(vals):
                note_price_cause(self.env, order_ids)
        return result

    def unlink(self):
        with deferring_terms(self.env) as pending:
            pending.update(self.order_id.ids)
            note_price_cause(self.env, self.order_id.ids)
            return super().unlink()

    @api.model
    def _get_term_fields(self):
        """Hook: fields of a line that prices or promotions follow from; add to those of ``super()``.

        :rtype: frozenset
        """
        return frozenset(
            {
                "order_id",
                "product_id",
                "product_uom_qty",
                "product_uom_id",
                "price_unit",
                "discount",
                "tax_ids",
                "reward_id",
                "reward_identifier_code",
                "display_type",
            }
        )
