from odoo import api, fields, models


class SaleOrder(models.Model):
    """Facts about a quotation's prices: what approvals ask about. Nobody enters them."""

    _name = "sale.order"
    _inherit = ["sale.order", "p2it.guard.mixin"]

    plan_amount = fields.Monetary(
        string="Amount by Plan",
        compute="_compute_price_facts",
        store=True,
        groups="base.group_user",
        help="What the lines would cost at the prices of the pricelist, before taxes not in the price.",
    )
    plan_discount_amount = fields.Monetary(
        string="Below Plan",
        compute="_compute_price_facts",
        store=True,
        groups="base.group_user",
        help="How much less than by plan the lines cost; negative when they cost more. Promotions "
        "that apply by themselves don't count: they are part of the plan. Rewards by code or button do.",
    )
    plan_discount_percent = fields.Float(
        string="Below Plan (%)",
        compute="_compute_price_facts",
        store=True,
        groups="base.group_user",
        digits=(16, 2),
        aggregator="avg",
    )
    under_floor_count = fields.Integer(
        string="Lines Under Floor Price",
        compute="_compute_price_facts",
        store=True,
        groups="base.group_user",
    )
    manual_price_count = fields.Integer(
        string="Prices Entered by Hand",
        compute="_compute_price_facts",
        store=True,
        groups="base.group_user",
    )

    @api.model
    def _get_guarded_fields(self):
        """Override of `p2it_crm`."""
        return super()._get_guarded_fields() | self._get_price_fact_fields()

    @api.model
    def _get_price_fact_fields(self):
        """:return: names of the fields above"""
        return frozenset(
            {
                "plan_amount",
                "plan_discount_amount",
                "plan_discount_percent",
                "under_floor_count",
                "manual_price_count",
            }
        )

    def _get_fact_moment(self):
        """Tell by which moment's rules and floors prices are judged, whatever date made the prices.

        :return: the order's date, but not before it was written and none that is still to come
        """
        self.ensure_one()
        now = fields.Datetime.now()
        written = self._origin.create_date or now
        return min(max(self.date_order or now, written.replace(microsecond=0)), now)

    @api.depends(
        "order_line.plan_price_unit",
        "order_line.is_under_floor",
        "order_line.is_price_manual",
        "order_line.price_unit",
        "order_line.discount",
        "order_line.product_uom_qty",
    )
    def _compute_price_facts(self):
        for order in self:
            lines = order.order_line.filtered(lambda line: line._has_price_facts())
            plan = sum(line.plan_price_unit * line.product_uom_qty for line in lines)
            actual = sum(line._get_net_price_unit() * line.product_uom_qty for line in lines)
            order.plan_amount = plan
            order.plan_discount_amount = plan - actual
            order.plan_discount_percent = (plan - actual) / plan * 100 if plan else 0.0
            order.under_floor_count = sum(lines.mapped("is_under_floor"))
            order.manual_price_count = sum(lines.mapped("is_price_manual"))
