from odoo import fields, models


class ResCompany(models.Model):
    """Extends ``res.company`` with the warehouses a salesperson compares the goods of a line in."""

    _inherit = "res.company"

    stock_compare_warehouse_ids = fields.Many2many(
        "stock.warehouse",
        "p2it_stock_compare_warehouse_rel",
        "company_id",
        "warehouse_id",
        string="Other Warehouses Shown",
        domain="[('company_id', '=', id)]",
        help="Warehouses shown beside the order's own. None chosen: all of the company.",
    )

    def _get_compared_warehouses(self):
        """:return: warehouses of the company to show that the user may read, in their sequence"""
        self.ensure_one()
        # Which warehouses are compared is no secret; those the user may not read are left out below.
        chosen = self.sudo().stock_compare_warehouse_ids.ids
        domain = [("id", "in", chosen)] if chosen else []
        return self.env["stock.warehouse"].search([*domain, ("company_id", "=", self.id)])
