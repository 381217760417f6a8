from odoo import api, models
from odoo.addons.p2it_crm.models.p2it_guard_mixin import get_client_defaults
from odoo.exceptions import AccessError


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line``: where margin earns a commission, who sells doesn't set what goods cost.

    Nor by which invoice a line is billed, which says what the goods of that invoice cost.
    """

    _inherit = "sale.order.line"

    @api.model_create_multi
    def create(self, vals_list):
        self._check_invoice_lines([*vals_list, get_client_defaults(self)])
        lines = super().create(vals_list)
        # A default is a cost that was entered, too.
        if any("purchase_price" in vals for vals in (*vals_list, get_client_defaults(self))):
            lines._check_cost({})
        return lines

    def write(self, vals):
        self._check_invoice_lines([vals])
        before = {}
        if "purchase_price" in vals and {"product_id", "product_uom_id"}.isdisjoint(vals):
            before = {line: line.purchase_price for line in self}
        result = super().write(vals)
        if "purchase_price" in vals:
            self._check_cost(before)
        return result

    def _check_invoice_lines(self, vals_list):
        """:raise AccessError: for who links order lines with invoices and writes no invoices"""
        if not any(vals.get("invoice_lines") for vals in vals_list) or self.env.su:
            return
        is_accountant = self.env.user.has_group("account.group_account_invoice")
        if not is_accountant and self.env["p2it.commission.plan"]._has_any_in_force():
            raise AccessError(
                self.env._(
                    "By which invoice an order line is billed follows from the invoice, and commission from "
                    "that. An accountant may link them."
                )
            )

    def _check_cost(self, before):
        """Let forms save the cost that they show, and nobody who sells a lower one.

        :param dict before: ``{line: its cost until now}``, which may stay
        :raise AccessError: for a cost below the company's, entered by who is no sales administrator
        """
        if self.env.su or self.env.user.has_group("sales_team.group_sale_manager"):
            return
        # sudo: whether margin is paid for in a company isn't shown by this
        paid = self.env["p2it.commission.rule"].sudo()._get_margin_companies()
        for line in self.filtered(lambda line: line.product_id and line.company_id in paid):
            lowest = min(line._get_company_cost(), before.get(line, float("inf")))
            if line.currency_id.compare_amounts(line.purchase_price, lowest) < 0:
                raise AccessError(
                    self.env._(
                        "%(product)s costs more than %(cost)s: commission is paid for its margin. A sales "
                        "administrator may enter another cost.",
                        product=line.product_id.display_name,
                        cost=line.currency_id.format(line.purchase_price),
                    )
                )

    def _get_company_cost(self):
        """:return: what the product costs by its own form, in the line's unit and the order's currency"""
        self.ensure_one()
        product = self.product_id.with_company(self.company_id)
        cost = product.uom_id._compute_price(product.standard_price, self.product_uom_id)
        return self._convert_to_sol_currency(cost, product.cost_currency_id)
