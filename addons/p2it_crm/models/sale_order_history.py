from datetime import datetime, time

import pytz
from odoo import api, fields, models

from ..taking_over import get_taking_over


class SaleOrder(models.Model):
    """Extends ``sale.order`` with orders taken over from a file: their dates and prices are the file's."""

    _name = "sale.order"
    _inherit = ["sale.order", "p2it.guard.mixin"]

    is_taken_over = fields.Boolean(
        string="Imported",
        readonly=True,
        copy=False,
        help="An import brought it in: neither pricelists nor promotions change what stands on it.",
    )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"is_taken_over"}

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        if get_taking_over(self.env):
            orders.sudo().is_taken_over = True  # sudo: nobody's mark but the server's
        return orders

    def _prepare_confirmation_values(self):
        """Extends `sale`: what is taken over was confirmed on the date it has."""
        values = super()._prepare_confirmation_values()
        if get_taking_over(self.env) and all(self.mapped("is_taken_over")):
            values.pop("date_order", None)
        return values

    def _prepare_invoice(self):
        """Extends `sale`: while it is taken over, its invoice has the date it had."""
        values = super()._prepare_invoice()
        taking = get_taking_over(self.env)
        date = taking and taking.invoice_dates.get(self.id)
        return {**values, "invoice_date": date} if date else values

    def _prepare_account_detail(self, trigger):
        """Extends the account: what is taken over made it one on its own day."""
        detail = super()._prepare_account_detail(trigger)
        if get_taking_over(self.env):
            detail["date"] = fields.Datetime.context_timestamp(self, self.date_order).date()
        return detail

    @api.model
    def _get_noon(self, date):
        """:return: a day's noon where the person at work is, in UTC: the same day for all around"""
        noon = self.env.tz.localize(datetime.combine(date, time(12)))
        return noon.astimezone(pytz.utc).replace(tzinfo=None)
