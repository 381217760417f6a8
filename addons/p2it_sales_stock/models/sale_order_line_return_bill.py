from odoo import api, fields, models
from odoo.tools import float_compare

from ..domain.return_shares import exact


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line``: nobody invoices again what was taken back."""

    _inherit = "sale.order.line"

    qty_replacement_due = fields.Float(
        string="To Be Replaced",
        compute="_compute_qty_replacement_due",
        store=True,
        compute_sudo=True,
        digits="Product Unit",
        copy=False,
        help="Came back, and its replacement has not been delivered yet.",
    )

    @api.depends(
        "return_line_ids.quantity_replaced",
        "return_line_ids.replacement_move_ids.state",
        "return_line_ids.replacement_move_ids.quantity",
    )
    def _compute_qty_replacement_due(self):
        replaced = {line: sum(line.return_line_ids.mapped("quantity_replaced")) for line in self}
        by_line = (
            self.browse(line.id for line, due in replaced.items() if due)
            ._get_delivery_moves()
            .grouped("sale_line_id")
        )
        for line, due in replaced.items():
            moves = by_line.get(line._origin, self.env["stock.move"])
            sent = moves.filtered("p2it_replacement_line_id")
            done = line._count_room(sent, factors=line._get_return_factors(moves)) if sent else 0.0
            line.qty_replacement_due = max(exact(due - done), 0.0)

    @api.depends(
        "qty_taken_back",
        "qty_replacement_due",
        "return_line_ids.quantity_received",
        "return_line_ids.quantity_replaced",
        "order_id.order_line.qty_taken_back",
    )
    def _compute_qty_to_invoice(self):
        """Extends `sale`: less what came back for good, and nobody credits a replacement."""
        result = super()._compute_qty_to_invoice()
        for line in self:
            if line.state != "sale" or line.display_type or line.product_id.type == "combo":
                continue
            if line._is_reduction_settled():
                line.qty_to_invoice = 0.0
            elif line.product_id.invoice_policy == "order":
                if line.qty_taken_back:
                    line.qty_to_invoice = exact(line.qty_to_invoice - line._get_taken_off())
            elif line.qty_replacement_due:
                line.qty_to_invoice = exact(line.qty_to_invoice + line.qty_replacement_due)
        return result

    def _compute_invoice_status(self):
        """Extends `sale`: a line of which the rest is invoiced is invoiced."""
        result = super()._compute_invoice_status()
        precision = self.env["decimal.precision"].precision_get("Product Unit")
        for line in self:
            if line.invoice_status != "no" or line.state != "sale":
                continue
            if line._is_reduction_settled():
                line.invoice_status = "invoiced"
            elif line.qty_taken_back:
                kept = line.product_uom_qty - line._get_taken_off()
                if float_compare(line.qty_invoiced, kept, precision_digits=precision) >= 0:
                    line.invoice_status = "invoiced"
        return result

    def _get_kept_quantities(self):
        """Tell how much of each line the customer has bought in the end, as far as is known now.

        Ordered less taken back; delivered less taken back where deliveries are invoiced. What is being
        replaced is kept.

        :return: ``{line: quantity in its unit}``
        :rtype: dict
        """
        by_delivery = self.filtered(
            lambda line: line.product_id.invoice_policy != "order"
            and line.qty_delivered_method == "stock_move"
        )
        moves = by_delivery._get_delivery_moves().filtered(
            lambda move: (
                not move.p2it_replacement_line_id
                and not move.p2it_return_line_id
                and (move.to_refund or not move.location_id._filter_outside())
            )
        )
        moves = moves.grouped("sale_line_id")
        kept = {}
        for line in self:
            if line in by_delivery:
                bought = line._count_room(moves.get(line.sudo(), ()), open_too=False)
                kept[line] = max(exact(bought - line.qty_taken_back), 0.0)
            else:
                kept[line] = max(exact(line.product_uom_qty - line._get_taken_off()), 0.0)
        return kept

    def _get_taken_off(self, more=0.0):
        """Tell how much less is bought for what came back: nothing for what was delivered beyond the order.

        :param float more: what is to come back besides, in the line's unit
        :return: quantity in the line's unit
        :rtype: float
        """
        self.ensure_one()
        taken = exact(self.qty_taken_back + more)
        if not taken:
            return 0.0
        back = self.sudo().return_line_ids  # sudo: what came back counts, whoever asks
        replaced = sum(back.mapped("quantity_replaced")) - self.qty_replacement_due
        sent = self.qty_delivered + sum(back.mapped("quantity_received")) - replaced
        return max(exact(taken - max(sent - self.product_uom_qty, 0.0)), 0.0)

    def _is_reduced_with_goods(self):
        """:return: whether it takes something off the goods of the order: a promotion, a discount of all"""
        self.ensure_one()
        return (
            not self.display_type and not self.is_downpayment and self.price_unit < 0 < self.product_uom_qty
        )

    def _is_reduction_settled(self):
        """:return: whether a discount was credited with the goods, or no goods are left that it is for"""
        self.ensure_one()
        goods = self.order_id.order_line
        if not self._is_reduced_with_goods() or not any(goods.mapped("qty_taken_back")):
            return False
        if "amount" in self.invoice_lines.mapped("p2it_return_part"):
            return True
        return not any(
            line._get_taken_off() < line.product_uom_qty for line in self.order_id._get_goods_lines()
        )

    def _prepare_invoice_line(self, **optional_values):
        """Extends `sale`: discounts of an order from which goods came back are invoiced for what is kept."""
        vals = super()._prepare_invoice_line(**optional_values)
        order = self.order_id
        if self._is_reduced_with_goods() and any(order.order_line.mapped("qty_taken_back")):
            kept = order._get_kept_terms()["reductions"].get(self)
            if kept is not None:
                vals["price_unit"] = kept / (self.product_uom_qty or 1.0)
        return vals
