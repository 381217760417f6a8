from odoo import api, fields, models


class P2itRegionChangeLine(models.Model):
    """One area that a change moves to another region, with what lies in it."""

    _name = "p2it.region.change.line"
    _inherit = ["p2it.guard.mixin"]
    _description = "Area to Move"
    _order = "change_id, id"
    _rec_name = "area_id"

    change_id = fields.Many2one("p2it.region.change", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="change_id.company_id")
    currency_id = fields.Many2one(related="change_id.currency_id")
    area_id = fields.Many2one(
        "p2it.area",
        required=True,
        ondelete="restrict",
        domain="[('kind', '!=', 'region'), ('is_current', '=', True)]",
    )
    region_from_id = fields.Many2one("p2it.area", string="From Region", readonly=True, copy=False)
    region_id = fields.Many2one(
        "p2it.area",
        string="To Region",
        ondelete="restrict",
        domain="[('kind', '=', 'region'), ('company_id', 'in', (company_id, False))]",
        help="Leave empty to take the area out of its region.",
    )
    area_count = fields.Integer(string="Areas Below", readonly=True, copy=False)
    customer_count = fields.Integer(string="Customers", readonly=True, copy=False)
    lead_count = fields.Integer(string="Open Leads", readonly=True, copy=False)
    order_count = fields.Integer(string="Open Orders", readonly=True, copy=False)
    order_amount = fields.Monetary(string="Value of Open Orders", readonly=True, copy=False)
    revenue = fields.Monetary(string="Revenue of 12 Months", readonly=True, copy=False)

    _area_once = models.UniqueIndex(
        "(change_id, area_id)", "An area can be moved only once in one change. Remove the second line."
    )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {
            *("region_from_id", "area_count", "customer_count", "lead_count"),
            *("order_count", "order_amount", "revenue"),
        }

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.change_id._check_open()
        lines.change_id._forget_preview()
        return lines

    def write(self, vals):
        if not self.env.su:
            self.change_id._check_open()
        result = super().write(vals)
        if not self.env.su:
            self.change_id._check_open()
            self.change_id._forget_preview()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_only_open(self):
        self.change_id._check_open()
        self.change_id._forget_preview()

    def _set_present_regions(self):
        """Note which region each area belongs to on the first day of the change, by itself or by what it
        lies in.
        """
        areas = self.env["p2it.area"]
        for change, lines in self.grouped("change_id").items():
            area_map = areas._get_region_map(change.date_from, company=change.company_id)
            regions = dict(self.env.execute_query(areas._select_map(area_map)))
            for line in lines:
                line.region_from_id = regions.get(line.area_id.id, False)
