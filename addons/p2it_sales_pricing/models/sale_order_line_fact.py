from collections import defaultdict

from odoo import api, fields, models


class SaleOrderLine(models.Model):
    """Facts about a line's price that approvals, filters and reports go by. Nobody enters them."""

    _name = "sale.order.line"
    _inherit = ["sale.order.line", "p2it.price.fact.mixin"]

    plan_price_unit = fields.Float(
        string="Price by Plan",
        compute="_compute_price_facts",
        store=True,
        groups="base.group_user",
        min_display_digits="Product Price",
        help="What the pricelist says for this customer and quantity: per unit of the line, after the "
        "discount.",
    )
    floor_price_unit = fields.Float(
        string="Floor Price",
        compute="_compute_price_facts",
        store=True,
        groups="base.group_user",
        min_display_digits="Product Price",
        help="Per unit of the line, in the order's currency. 0: none.",
    )
    is_price_manual = fields.Boolean(
        string="Price Entered by Hand", compute="_compute_price_facts", store=True, groups="base.group_user"
    )
    is_under_floor = fields.Boolean(
        string="Under Floor Price", compute="_compute_price_facts", store=True, groups="base.group_user"
    )

    price_mark = fields.Selection(
        [("manual", "Entered by hand"), ("floor", "Under the floor price")],
        compute="_compute_price_mark",
        compute_sudo=True,
        help="How the price stands out for employees; customers see none.",
    )

    @api.depends("is_price_manual", "is_under_floor")
    @api.depends_context("uid")
    def _compute_price_mark(self):
        is_employee = self.env.user._is_internal()
        for line in self:
            mark = "floor" if line.is_under_floor else "manual" if line.is_price_manual else False
            line.price_mark = mark if is_employee else False

    @api.depends(
        "product_id",
        "product_uom_id",
        "product_uom_qty",
        "price_unit",
        "discount",
        "pricelist_item_id",
        "reward_id",
        "combo_item_id",
        "linked_line_id",
        "display_type",
        "order_id.pricelist_id",
        "order_id.partner_id",
        "order_id.currency_id",
    )
    def _compute_price_facts(self):
        """Compare what a line costs with plan and floor. Not on the date: confirming changes no price.

        The moment is the order's, not before it was written: see :meth:`sale.order._get_fact_moment`.
        """
        judged = self.filtered(lambda line: line._has_price_facts())
        (self - judged).update(dict.fromkeys(self._get_price_fact_fields(), False))
        judged = judged._with_price_book()
        floors = judged._get_floor_prices()
        # First what the lines cost: their prices, if pending, are made by the order's own date.
        prices = {line: line._get_net_price_unit() for line in judged}
        plans = {line: line._get_plan_price() for line in judged._iter_judged()}
        for line in judged:
            price, plan, floor = prices[line], plans[line], floors.get(line, 0.0)
            line.plan_price_unit = plan
            line.floor_price_unit = floor
            line.is_price_manual = bool(line._compare_unit_prices(price, plan))
            line.is_under_floor = bool(floor) and line._compare_unit_prices(price, floor) < 0

    def _has_price_facts(self):
        """Tell whether the line's price is somebody's decision.

        Not that of a promotion that applies by itself, which nobody can forge. A reward of Odoo's own
        programs and what calls itself a down payment are: any client can write that they are such. A
        combo costs nothing by plan, what is in it its part of the combo's price. A line that a form has just
        taken off its order, as it replaces what is in a combo, has no price any more.
        """
        self.ensure_one()
        is_advance = self.is_downpayment and not self.product_uom_qty
        return bool(self.order_id and self.product_id and not self.display_type) and not (
            is_advance or self._is_promotion_line()
        )

    def _get_floor_prices(self):
        """Find the floor of each line.

        :return: ``{line: floor per unit of the line in the order's currency}``, without lines that have
            none; one query for each company and day
        """
        result = {}
        sold = self.filtered(lambda line: line.product_type != "combo")  # its price is on what is in it
        batches = defaultdict(self.browse)
        for order, lines in sold.grouped("order_id").items():
            batches[order.company_id or self.env.company, order._get_fact_day()] |= lines
        for (company, day), lines in batches.items():
            found = self.env["p2it.price.floor"]._find_for_products(lines.product_id, company, day)
            for line in lines:
                if floor := found.get(line.product_id):
                    result[line] = line._convert_floor(floor, company, day)
        return result

    def _convert_floor(self, floor, company, day):
        """:return: the floor per unit of the line, in the order's currency"""
        self.ensure_one()
        price = self.product_id.uom_id._compute_price(
            floor._get_price(self.product_id, day), self.product_uom_id
        )
        currency = self.currency_id or company.currency_id
        return floor.currency_id._convert(price, currency, company, day, round=False)

    def _get_floor_amounts(self):
        """:return: ``{line: its floor in the order's currency}``, without lines that have none"""
        if not any(self._ids):
            # A form has just worked them out for its lines, and asks again when it is saved.
            floors = ((line, line.sudo().floor_price_unit) for line in self)  # sudo: whoever types
            return {line: floor * line.product_uom_qty for line, floor in floors if floor}
        return {line: price * line.product_uom_qty for line, price in self._get_floor_prices().items()}
