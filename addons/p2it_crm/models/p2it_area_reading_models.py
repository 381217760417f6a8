from odoo import api, fields, models
from odoo.tools import SQL


class ResPartner(models.Model):
    """Extends ``res.partner`` with what reports read its area and group by."""

    _name = "res.partner"
    _inherit = ["res.partner", "p2it.area.reading"]


class CrmLead(models.Model):
    """Extends ``crm.lead`` with what reports read its area and group by."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "p2it.area.reading"]


class SaleOrder(models.Model):
    """Extends ``sale.order`` with the area and group of its customer."""

    _name = "sale.order"
    _inherit = ["sale.order", "p2it.area.reading"]

    area_id = fields.Many2one(related="partner_id.area_id", string="Area")
    customer_group_id = fields.Many2one(related="partner_id.customer_group_id", string="Customer Group")


class SaleReport(models.Model):
    """Extends ``sale.report`` with the area and group of the customer."""

    _name = "sale.report"
    _inherit = ["sale.report", "p2it.area.reading"]

    area_id = fields.Many2one("p2it.area", readonly=True)
    customer_group_id = fields.Many2one("p2it.customer.group", readonly=True)

    def _select_additional_fields(self):
        return {
            **super()._select_additional_fields(),
            "area_id": "partner.area_id",
            "customer_group_id": "partner.customer_group_id",
        }

    def _group_by_sale(self):
        return f"{super()._group_by_sale()}, partner.area_id, partner.customer_group_id"


class AccountInvoiceReport(models.Model):
    """Extends ``account.invoice.report`` with the area and group of the customer."""

    _name = "account.invoice.report"
    _inherit = ["account.invoice.report", "p2it.area.reading"]

    area_id = fields.Many2one("p2it.area", readonly=True)
    customer_group_id = fields.Many2one("p2it.customer.group", readonly=True)

    @api.model
    def _select(self):
        return SQL(
            "%s, COALESCE(move_partner.area_id, commercial_partner.area_id) AS area_id,"
            " commercial_partner.customer_group_id",
            super()._select(),
        )

    @api.model
    def _from(self):
        return SQL(
            "%s LEFT JOIN res_partner move_partner ON move_partner.id = move.partner_id", super()._from()
        )
