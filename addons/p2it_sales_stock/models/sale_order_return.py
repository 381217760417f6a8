from odoo import Command, api, fields, models
from odoo.exceptions import UserError

from ..domain.return_shares import keep_part, keep_whole


class SaleOrder(models.Model):
    """Extends ``sale.order``: its returns, and its discounts, promotions and gifts for what is kept."""

    _inherit = "sale.order"

    return_count = fields.Integer(compute="_compute_return_count", string="Returns")
    may_return = fields.Boolean(
        string="Goods May Come Back", compute="_compute_may_return", compute_sudo=True
    )

    def _compute_return_count(self):
        # Counted with the reader's rights, one query.
        groups = self.env["p2it.return.line"]._read_group(
            [("order_id", "in", self.ids)], ["order_id"], ["return_id:count_distinct"]
        )
        counts = {order.id: count for order, count in groups}
        for order in self:
            order.return_count = counts.get(order.id, 0)

    @api.depends("order_line.qty_delivered", "state")
    def _compute_may_return(self):
        for order in self:
            order.may_return = order.state == "sale" and any(
                line.qty_delivered > 0 and line.qty_delivered_method == "stock_move"
                for line in order.order_line
            )

    def action_view_returns(self):
        """Open the returns of these orders.

        :return: a window action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_sales_stock.action_returns")
        returns = self.env["p2it.return.line"].search([("order_id", "in", self.ids)]).return_id
        if len(returns) == 1:
            return {**action, "views": [(False, "form")], "res_id": returns.id}
        return {**action, "domain": [("line_ids.order_id", "in", self.ids)], "context": {"create": False}}

    def action_return_goods(self):
        """Write a return of everything of these orders that was delivered and has not come back.

        :return: a window action
        :raise UserError: when nothing of them may come back, or they are of several customers
        """
        self.check_access("read")
        customer = self.partner_id.commercial_partner_id
        if len(customer) != 1 or len(self.company_id) != 1:
            raise UserError(self.env._("A return is for one customer of one company: choose their orders."))
        commands = self._prepare_return_commands()
        if not commands:
            raise UserError(
                self.env._("Nothing of it may come back: nothing was delivered, or all came back already.")
            )
        document = self.env["p2it.return"].sudo(False)  # written with the rights of who asks
        document = document.create(
            {"partner_id": customer.id, "company_id": self.company_id.id, "line_ids": commands}
        )
        return document._get_form_action()

    def _prepare_return_commands(self):
        """:return: commands of lines of a return, for all of these orders that may come back"""
        rooms = self.order_line.filtered(lambda line: not line.display_type)._get_return_rooms()
        return [
            Command.create({"order_line_id": line.id, "quantity": room})
            for line, room in rooms.items()
            if line.sudo().product_uom_id.compare(room, 0.0) > 0  # sudo: a unit
        ]

    # ---- what is kept ----

    def _get_goods_lines(self):
        """:return: the lines that discounts of the order are taken from"""
        return self.order_line.filtered(
            lambda line: (
                not line.display_type
                and not line.is_downpayment
                and line.price_unit >= 0
                and line.product_uom_qty > 0
                and not line._is_gift()
            )
        )

    def _get_final_quantities(self):
        """:return: ``{line: ordered less taken back}`` of the lines of which something came back"""
        return {
            line: max(line.product_uom_qty - line._get_taken_off(), 0.0)
            for line in self._get_goods_lines()
            if line.qty_taken_back
        }

    def _get_kept_terms(self, quantities=None):
        """Tell the discounts, promotions and gifts of the order, had only what is kept been ordered.

        Promotions that apply by themselves are worked out as at the confirmation, where p2it_sales_pricing
        is there. Every other discount of the whole order, coupons and programs by code among them, is kept
        in proportion to the worth of the goods.

        :param dict quantities: ``{line: kept quantity}``; what came back for good is taken off without it
        :return: ``reductions``: ``{line: its amount, as priced}``, ``gifts``: ``{line: quantity earned}``,
            ``added``: values of lines that would be there and are not
        :rtype: dict
        """
        self.ensure_one()
        quantities = self._get_final_quantities() if quantities is None else quantities
        promotions = self._get_kept_promotions(quantities) if hasattr(self, "_get_kept_promotions") else {}
        terms = {"reductions": {}, "gifts": {}, "added": []}
        known = set()
        for line in self.order_line:
            code = self._get_promotion_code(line)
            known.add(code)
            if line._is_reduced_with_goods():
                terms["reductions"][line] = self._keep_reduction(line, code, promotions, quantities)
            elif not line.display_type and line._is_gift():
                terms["gifts"][line] = self._keep_gift(line, code, promotions, quantities)
        terms["added"] = [
            vals for code, vals in promotions.items() if code not in known and vals["price_unit"] < 0
        ]
        return terms

    @api.model
    def _get_promotion_code(self, line):
        """:return: identifier of a line that promotions made by themselves, nothing for other lines"""
        made = hasattr(line, "_is_promotion_line") and line._is_promotion_line()
        return line.reward_identifier_code if made else False

    def _keep_reduction(self, line, code, promotions, quantities):
        if code:
            vals = promotions.get(code)
            return vals["price_unit"] * vals["product_uom_qty"] if vals else 0.0
        goods = self._get_goods_lines()
        alike = goods.filtered(lambda other: other.tax_ids == line.tax_ids) or goods
        whole = sum(other._get_worth_at(other.product_uom_qty) for other in alike)
        kept = sum(other._get_worth_at(quantities.get(other, other.product_uom_qty)) for other in alike)
        amount = line._get_worth_at(line.product_uom_qty)
        return keep_part(amount, kept, whole, self.currency_id.rounding or 1.0)

    def _keep_gift(self, line, code, promotions, quantities):
        if code:
            vals = promotions.get(code)
            return vals["product_uom_qty"] if vals and vals["product_id"] == line.product_id.id else 0.0
        goods = self._get_goods_lines()
        whole = sum(other._get_worth_at(other.product_uom_qty) for other in goods)
        kept = sum(other._get_worth_at(quantities.get(other, other.product_uom_qty)) for other in goods)
        return keep_whole(line.product_uom_qty, kept, whole)


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line``: its worth at another quantity."""

    _inherit = "sale.order.line"

    def _get_worth_at(self, quantity):
        """:return: price of that quantity with the line's own discount, in the order's currency"""
        self.ensure_one()
        return self.price_unit * quantity * (1 - (self.discount or 0.0) / 100)
