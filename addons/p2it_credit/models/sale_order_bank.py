from odoo import api, fields, models
from odoo.tools import SQL

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
        """:return: ``{id of an order: what was paid of the posted invoices that are for it alone}``"""
        if not self.ids:
            return {}
        self.env["account.move"].flush_model(["state", "move_type", "amount_total", "amount_residual"])
        self.env["account.move.line"].flush_model(["move_id"])
        self.env["sale.order.line"].flush_model(["order_id", "invoice_lines"])
        rows = self.env.execute_query(
            SQL(
                """
                WITH linked AS (
                    SELECT DISTINCT line.order_id, entry.move_id
                      FROM sale_order_line line
                      JOIN sale_order_line_invoice_rel rel ON rel.order_line_id = line.id
                      JOIN account_move_line entry ON entry.id = rel.invoice_line_id
                     WHERE line.order_id IN %s
                ), alone AS (
                    SELECT linked.order_id, linked.move_id
                      FROM linked
                     WHERE NOT EXISTS (
                           SELECT 1
                             FROM account_move_line other_entry
                             JOIN sale_order_line_invoice_rel other_rel
                               ON other_rel.invoice_line_id = other_entry.id
                             JOIN sale_order_line other_line ON other_line.id = other_rel.order_line_id
                            WHERE other_entry.move_id = linked.move_id
                              AND other_line.order_id != linked.order_id)
                )
                SELECT alone.order_id, SUM(move.amount_total - move.amount_residual)
                  FROM alone
                  JOIN account_move move ON move.id = alone.move_id
                 WHERE move.state = 'posted' AND move.move_type = 'out_invoice'
                 GROUP BY alone.order_id
                """,
                tuple(self.ids),
            )
        )
        return dict(rows)
