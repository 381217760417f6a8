from odoo import api, fields, models

from ..domain.order_codes import get_order_key


class SaleOrder(models.Model):
    """Extends ``sale.order`` with how the text of a transfer names it, and what money it still lacks."""

    _inherit = "sale.order"

    bank_key = fields.Char(
        compute="_compute_bank_key",
        store=True,
        index="btree_not_null",
        groups="p2it_credit.group_accountant",
        help="The number as it is found in the text of a transfer, however it is spelled.",
    )

    @api.depends("name")
    def _compute_bank_key(self):
        for order in self:
            order.bank_key = get_order_key(order.name) or False

    def _get_bank_lacks(self):
        """Tell what each order still lacks: its total, less what was paid for it by whatever way.

        :return: ``{id: amount in the order's currency}``
        :rtype: dict
        """
        paid = self._get_credit_paid()
        return {
            order.id: order.currency_id.round(max(order.amount_total - paid[order], 0.0)) for order in self
        }
