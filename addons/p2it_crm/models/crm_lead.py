from odoo import api, fields, models


class CrmLead(models.Model):
    _inherit = "crm.lead"

    lead_status_id = fields.Many2one(
        "p2it.lead.status",
        string="Lead Status",
        compute="_compute_lead_status_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
        group_expand="_read_group_lead_status_id",
        tracking=True,
        copy=False,
    )
    is_qualified = fields.Boolean(related="lead_status_id.is_qualified", string="Qualified")
    qualified_date = fields.Datetime(
        string="Qualified On", compute="_compute_qualified", store=True, copy=False
    )
    qualified_user_id = fields.Many2one(
        "res.users", string="Qualified By", compute="_compute_qualified", store=True, copy=False
    )
    customer_group_id = fields.Many2one(
        "p2it.customer.group",
        compute="_compute_customer_group_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    area_id = fields.Many2one(
        "p2it.area",
        compute="_compute_area_id",
        store=True,
        readonly=False,
        precompute=True,
        index="btree_not_null",
        ondelete="restrict",
    )
    partner_lifecycle = fields.Selection(related="partner_id.lifecycle", string="Lifecycle")

    @api.depends("type")
    def _compute_lead_status_id(self):
        """Begin at the first status; an opportunity keeps the one it was converted with."""
        status = self.env["p2it.lead.status"]._get_default()
        for lead in self:
            if lead.type == "lead" and not lead.lead_status_id:
                lead.lead_status_id = status

    @api.depends("lead_status_id", "type")
    def _compute_qualified(self):
        """Stamp the moment; an opportunity is qualified whatever status it had as a lead."""
        for lead in self:
            if lead.type == "lead" and not lead.lead_status_id.is_qualified:
                lead.qualified_date = lead.qualified_user_id = False
            elif not lead.qualified_date:
                lead.qualified_date = lead._get_qualified_date()
                lead.qualified_user_id = self.env.user

    def _get_qualified_date(self):
        """:return: when the lead became worth an opportunity, known only at that moment or later"""
        self.ensure_one()
        past = self.type == "opportunity" and (self.date_conversion or self.create_date)
        return past or fields.Datetime.now()

    @api.depends("partner_id")
    def _compute_customer_group_id(self):
        for lead in self:
            if lead.partner_id.customer_group_id or not lead.customer_group_id:
                lead.customer_group_id = lead.partner_id.customer_group_id

    @api.depends("partner_id")
    def _compute_area_id(self):
        for lead in self:
            if lead.partner_id.area_id or not lead.area_id:
                lead.area_id = lead.partner_id.area_id

    @api.model
    def _read_group_lead_status_id(self, statuses, domain):
        return statuses.search([])

    def action_qualify(self):
        """Give the leads the first status that counts as qualified.

        :return: ``True``
        """
        status = self.env["p2it.lead.status"]._get_qualified()
        self.filtered(lambda lead: not lead.is_qualified).lead_status_id = status
        return True

    def _prepare_customer_values(self, partner_name, is_company=False, parent_id=False):
        """Override of `crm` to hand group and area over to the customer."""
        values = super()._prepare_customer_values(partner_name, is_company, parent_id)
        if not parent_id:
            values["customer_group_id"] = self.customer_group_id.id
        if self.area_id:
            values["area_id"] = self.area_id.id
        return values

    def _merge_get_fields(self):
        return [*super()._merge_get_fields(), "customer_group_id", "area_id"]
