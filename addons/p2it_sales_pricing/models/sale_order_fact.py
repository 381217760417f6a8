from datetime import timedelta

from odoo import api, fields, models

_FORM_IS_OPEN = timedelta(hours=1)
"""How long it takes, at most, to type an order."""


class SaleOrder(models.Model):
    """Facts about a quotation's prices: what approvals ask about. Nobody enters them."""

    _name = "sale.order"
    _inherit = ["sale.order", "p2it.price.fact.mixin"]

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
    is_other_pricelist = fields.Boolean(
        string="Other Pricelist Than the Customer's",
        compute="_compute_is_other_pricelist",
        store=True,
        groups="base.group_user",
        help="The plan is what the order's pricelist says; somebody chose another than the customer has.",
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
        return super()._get_guarded_fields() | {"is_other_pricelist"}

    def _get_fact_moment(self):
        """Tell by which moment's rules and floors prices are judged, whatever date made the prices.

        :return: the order's date, but not before it was written and none that is still to come
        """
        self.ensure_one()
        now = fields.Datetime.now()
        written, dated = self._origin.create_date or now, self.date_order or now
        # From its form an order is dated when the form was opened: that is no dating back.
        is_dated_back = written - dated > _FORM_IS_OPEN
        return min(written.replace(microsecond=0) if is_dated_back else dated, now)

    def _get_fact_day(self):
        """:return: the date of :meth:`_get_fact_moment` where the company is, whoever looks"""
        company = self.company_id or self.env.company
        zone = company.sudo().partner_id.tz or self.env.user.tz or "UTC"  # sudo: only where it is
        moment = self._get_fact_moment()
        return fields.Datetime.context_timestamp(self.with_context(tz=zone), moment).date()

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

    @api.depends("pricelist_id", "partner_id", "company_id")
    def _compute_is_other_pricelist(self):
        for order in self:
            own = order.partner_id.with_company(order.company_id).property_product_pricelist
            order.is_other_pricelist = bool(order.partner_id) and order.pricelist_id != own
