from odoo import api, fields, models
from odoo.tools import SQL


class StockWarehouse(models.Model):
    """Extends ``stock.warehouse``: where goods wait that came back, and where they are repaired."""

    _inherit = "stock.warehouse"

    return_location_id = fields.Many2one(
        "stock.location",
        string="Returned Goods Wait In",
        domain="[('usage', '=', 'internal'), ('company_id', 'in', (company_id, False))]",
        check_company=True,
        help="Until they are inspected. Empty: a place of its own outside the stock is made with the first "
        "return, so that nobody promises goods that were not looked at.",
    )
    repair_location_id = fields.Many2one(
        "stock.location",
        string="Returned Goods Are Repaired In",
        domain="[('usage', '=', 'internal'), ('company_id', 'in', (company_id, False))]",
        check_company=True,
        help="Empty: a place of its own is made with the first repair.",
    )

    def _get_return_location(self):
        """:return: where goods wait that came back to the warehouse"""
        return self._get_own_location("return_location_id", self.env._("Returns"))

    def _get_repair_location(self):
        """:return: where goods of the warehouse are repaired"""
        return self._get_own_location("repair_location_id", self.env._("Repairs"))

    @api.model
    def _get_loss_location(self, company):
        """:return: where scrap of a company goes, as Odoo's own scrap does"""
        places = self.env["stock.location"].sudo()  # sudo: places are the server's to know
        return places.search(
            [("company_id", "=", company.id), ("usage", "=", "inventory")], order="id", limit=1
        )

    def _get_own_location(self, name, title):
        """Make a place with its first use, once, whoever comes first."""
        self.ensure_one()
        warehouse = self.sudo()  # sudo: places are the server's to make
        if not warehouse[name]:
            warehouse.flush_recordset()
            self.env.cr.execute(
                SQL("SELECT id FROM stock_warehouse WHERE id = %s FOR NO KEY UPDATE", warehouse.id)
            )
            warehouse[name] = (
                self.env["stock.location"]
                .sudo()
                .create(
                    {
                        "name": f"{warehouse.code} {title}",
                        "usage": "internal",
                        "company_id": warehouse.company_id.id,
                    }
                )
            )
        return warehouse[name]
