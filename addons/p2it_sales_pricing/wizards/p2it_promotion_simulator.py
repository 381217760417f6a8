from markupsafe import Markup
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import formatLang


class P2itPromotionSimulator(models.TransientModel):
    """What a basket would get for a customer at a moment; nothing is written."""

    _name = "p2it.promotion.simulator"
    _description = "Promotion Simulator"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True)
    date = fields.Datetime(string="Ordered On", required=True, default=fields.Datetime.now)
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    team_id = fields.Many2one("crm.team", string="Sales Team")
    line_ids = fields.One2many("p2it.promotion.simulator.line", "simulator_id", string="Basket")
    result = fields.Html(compute="_compute_result", sanitize=False)

    @api.depends(
        "partner_id", "date", "team_id", "line_ids.product_id", "line_ids.quantity", "line_ids.product_uom_id"
    )
    def _compute_result(self):
        for simulator in self:
            simulator.result = simulator._render() if simulator.partner_id and simulator.line_ids else False

    def simulate(self):
        """Work out the basket, for scripts.

        :return: ``{"lines": […], "amount_untaxed", "amount_total", "explanation": {…}}``, money in the
            currency of the order
        :rtype: dict
        """
        self.ensure_one()
        order = self._make_order()
        outcome = order._evaluate_promotions(order.date_order)
        order._reconcile_promotion_lines(order._prepare_promotion_lines(outcome))
        return {
            "lines": [
                {
                    "product": line.product_id.display_name,
                    "name": line.name,
                    "quantity": line.product_uom_qty,
                    "unit": line.product_uom_id.name,
                    "price_unit": line.price_unit,
                    "discount": line.discount,
                    "price_subtotal": line.price_subtotal,
                    "is_promotion": line._is_promotion_line(),
                }
                for line in order.order_line
            ],
            "amount_untaxed": order.amount_untaxed,
            "amount_total": order.amount_total,
            "currency_id": order.currency_id.id,
            "explanation": order._explain_promotions(outcome),
            "html": order._render_promotions(outcome),
        }

    def _make_order(self):
        """:return: an order in memory
        :raise UserError: when a line has no product
        """
        if not all(self.line_ids.mapped("product_id")):
            raise UserError(
                self.env._("A line of the basket has no product. Choose one, or remove the line.")
            )
        self.partner_id.check_access("read")
        orders = self.env["sale.order"].with_company(self.company_id)
        values = {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "date_order": self.date,
            "order_line": [
                Command.create(
                    {
                        "product_id": line.product_id.id,
                        "product_uom_qty": line.quantity,
                        **({"product_uom_id": line.product_uom_id.id} if line.product_uom_id else {}),
                    }
                )
                for line in self.line_ids
            ],
        }
        if self.team_id:
            values["team_id"] = self.team_id.id
        return orders.new(values)

    def _render(self):
        if not all(self.line_ids.mapped("product_id")):
            return False
        simulated = self.simulate()
        currency = self.env["res.currency"].browse(simulated["currency_id"])
        row = Markup(
            '<tr><td>%s</td><td class="text-end">%g %s</td><td class="text-end">%s</td>'
            '<td class="text-end">%s</td></tr>'
        )
        rows = Markup("").join(
            row
            % (
                line["name"],
                line["quantity"],
                line["unit"] or "",
                formatLang(self.env, line["price_unit"], currency_obj=currency),
                formatLang(self.env, line["price_subtotal"], currency_obj=currency),
            )
            for line in simulated["lines"]
        )
        total = self.env._(
            "Total: %s", formatLang(self.env, simulated["amount_total"], currency_obj=currency)
        )
        table = Markup('<table class="table table-sm">%s</table><p class="text-end fw-bold">%s</p>')
        return table % (rows, total) + (simulated["html"] or Markup(""))


class P2itPromotionSimulatorLine(models.TransientModel):
    """A line of the simulated basket."""

    _name = "p2it.promotion.simulator.line"
    _description = "Line of a Simulated Basket"

    simulator_id = fields.Many2one("p2it.promotion.simulator", required=True, ondelete="cascade")
    product_id = fields.Many2one("product.product", domain=[("sale_ok", "=", True)])
    quantity = fields.Float(default=1.0, digits="Product Unit")
    product_uom_id = fields.Many2one(
        "uom.uom", string="Unit", compute="_compute_product_uom_id", store=True, readonly=False
    )

    @api.depends("product_id")
    def _compute_product_uom_id(self):
        for line in self:
            line.product_uom_id = line.product_id.uom_id
