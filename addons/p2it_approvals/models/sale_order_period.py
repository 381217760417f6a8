from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

PERIOD_FIELDS = ("customer_period_total", "salesperson_period_total")


class SaleOrder(models.Model):
    """Extends ``sale.order`` with what was ordered lately, so that splitting an order evades no approval."""

    _inherit = "sale.order"

    customer_period_total = fields.Float(
        string="Customer's Orders of Late",
        compute="_compute_period_totals",
        search="_search_customer_period_total",
        help="Untaxed, in the company's currency: this order and what the customer ordered in the last days, "
        "as many as the approval type says (30 elsewhere).",
    )
    salesperson_period_total = fields.Float(
        string="Salesperson's Orders of Late",
        compute="_compute_period_totals",
        search="_search_salesperson_period_total",
        help="Untaxed, in the company's currency: this order and what its salesperson sold in the last days, "
        "as many as the approval type says (30 elsewhere).",
    )

    @api.depends("amount_untaxed", "partner_id", "user_id", "state")
    @api.depends_context("p2it_period_days", "p2it_judged_ids")
    def _compute_period_totals(self):
        since = fields.Datetime.now() - timedelta(days=self.env.context.get("p2it_period_days") or 30)
        # Only the engine, as superuser, says which drafts are judged together.
        judged = self.browse((self.env.su and self.env.context.get("p2it_judged_ids")) or ())
        # sudo: orders of colleagues count, too
        orders = self.sudo()
        recent = orders.search(
            Domain("state", "=", "sale")
            & (Domain("date_order", ">=", since) | Domain("confirmed_date", ">=", since))
            & (
                Domain("partner_id.commercial_partner_id", "in", orders.partner_id.commercial_partner_id.ids)
                | Domain("user_id", "in", orders.user_id.ids)
            )
        )
        by_customer, by_salesperson = {}, {}
        for order in recent | judged.sudo():
            self._add_to_period(by_customer, order.partner_id.commercial_partner_id, order)
            self._add_to_period(by_salesperson, order.user_id, order)
        for order in self:
            own = order.sudo()  # sudo: the customer may be hidden from the reader
            for name, sums, who in (
                ("customer_period_total", by_customer, own.partner_id.commercial_partner_id),
                ("salesperson_period_total", by_salesperson, own.user_id),
            ):
                others = sums.get((who, own.company_id), {}) if who else {}
                order[name] = sum({**others, own._origin.id or own: own._get_company_amount()}.values())

    @api.model
    def _search_customer_period_total(self, operator, value):
        return self._search_period_total("customer_period_total", operator, value)

    @api.model
    def _search_salesperson_period_total(self, operator, value):
        return self._search_period_total("salesperson_period_total", operator, value)

    @api.model
    def _search_period_total(self, name, operator, value):
        """For the preview of a condition: of the orders that are still to be confirmed."""
        orders = self.search([("state", "in", ("draft", "sent"))])
        return [("id", "in", orders.filtered_domain([(name, operator, value)]).ids)]

    @api.model
    def _add_to_period(self, sums, who, order):
        if who:
            sums.setdefault((who, order.company_id), {})[order.id] = order._get_company_amount()

    def _get_company_amount(self):
        """:return: the untaxed amount in the company's currency, at the order's own rate"""
        return self.amount_untaxed / (self.currency_rate or 1.0)

    def _hold_for_approval(self, conditions):
        """Where a condition counts over time, one customer's (salesperson's) orders are judged one by one.

        The row is written, not only locked: whoever judged at the same moment is run again by Odoo and sees
        what was ordered meanwhile.
        """
        result = super()._hold_for_approval(conditions)
        orders = self.sudo()  # sudo: rows are held, not read
        for name, people in zip(
            PERIOD_FIELDS,
            (orders.partner_id.commercial_partner_id, orders.user_id.partner_id),
            strict=True,
        ):
            if people and any(name in condition for condition in conditions):
                self.env.execute_query(
                    SQL(
                        """
                        WITH held AS (SELECT id FROM res_partner WHERE id IN %s ORDER BY id FOR NO KEY UPDATE)
                        UPDATE res_partner SET write_date = write_date FROM held
                        WHERE res_partner.id = held.id RETURNING res_partner.id
                        """,
                        tuple(people.ids),
                    )
                )
        return result
