from odoo import api, fields, models
from odoo.fields import Domain


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
        string="Qualified On", compute="_compute_qualified", store=True, precompute=True, copy=False
    )
    qualified_user_id = fields.Many2one(
        "res.users",
        string="Qualified By",
        compute="_compute_qualified",
        store=True,
        precompute=True,
        copy=False,
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
    sample_ids = fields.One2many("p2it.sample", "lead_id", string="Samples")
    sample_count = fields.Integer(string="Number of Samples", compute="_compute_sample_count")
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

    def _compute_sample_count(self):
        counts = dict(
            self.env["p2it.sample"]._read_group([("lead_id", "in", self.ids)], ["lead_id"], ["__count"])
        )
        for lead in self:
            lead.sample_count = counts.get(lead, 0)

    @api.model
    def _get_guarded_fields(self):
        """Override of ``p2it.guard.mixin``, which comes with the keys of duplicates."""
        return super()._get_guarded_fields() | {"qualified_date", "qualified_user_id"}

    @api.model_create_multi
    def create(self, vals_list):
        leads = super().create(vals_list)
        leads._apply_immediate_rules()
        return leads

    def write(self, vals):
        result = super().write(vals)
        if "lead_status_id" in vals or "type" in vals:
            # Now and by this user, not whenever and by whomever the pending fields get computed.
            self._recompute_recordset(["qualified_date", "qualified_user_id"])
        self._apply_immediate_rules()
        return result

    @api.model
    def _read_group_lead_status_id(self, statuses, domain):
        return statuses.search([], limit=100)

    def action_qualify(self):
        """Give the leads the first status that counts as qualified.

        :return: ``True``
        """
        status = self.env["p2it.lead.status"]._get_qualified()
        self.filtered(lambda lead: not lead.is_qualified).lead_status_id = status
        return True

    def action_view_samples(self):
        """Open the samples made for these leads.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_samples")
        action["domain"] = [("lead_id", "=", self.id)]
        action["context"] = {"default_lead_id": self.id}
        return action

    def _apply_immediate_rules(self):
        """Try the rules that convert at once on these leads.

        What a rule itself writes must not start the rules again: the leads at work are noted on
        the cursor, which no client reaches.
        """
        rule_ids = self.env["p2it.lead.rule"]._get_immediate_rule_ids()
        if not rule_ids:
            return
        at_work = self.env.cr.cache.setdefault("p2it_crm.leads_at_work", set())
        leads = self.filtered(lambda lead: lead.type == "lead" and lead.id not in at_work)
        if not leads:
            return
        at_work.update(leads.ids)
        try:
            rules = self.env["p2it.lead.rule"].browse(rule_ids)
            rules._run(Domain("id", "in", leads.ids))
        finally:
            at_work.difference_update(leads.ids)

    def _convert_by_rule(self, rule):
        """Convert leads the way Odoo's own wizard does, and tell which rule did it."""
        with self._watching_history():
            for partner, leads in self.grouped("partner_id").items():
                leads.convert_opportunity(partner)
            if rule.user_id or rule.team_id:
                self._handle_salesmen_assignment(rule.user_id.ids, rule.team_id.id)
        body = self.env._("Converted to an opportunity by the rule “%(rule)s”.", rule=rule.name)
        self._message_log_batch(dict.fromkeys(self.ids, body))

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
