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

        Money that came as a confirmed transfer may have paid the invoice as well, so the smaller lack counts.

        :return: ``{id: amount in the order's currency}``
        :rtype: dict
        """
        paid_by_invoice = self._get_paid_by_invoice()
        return {
            order.id: order.currency_id.round(
                max(min(order.amount_lacking, order.amount_total - paid_by_invoice.get(order.id, 0.0)), 0.0)
            )
            for order in self
        }

    def _get_paid_by_invoice(self):
        """:return: ``{id of an order: what its posted invoices show as paid}``"""
        if not self.ids:
            return {}
        return dict(self.env.execute_query(self._get_paid_by_invoices_sql(self.ids)))
