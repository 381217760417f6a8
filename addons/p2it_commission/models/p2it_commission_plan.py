from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError


class P2itCommissionPlan(models.Model):
    """A version of a plan: what is paid for sales of a time. Once confirmed it never changes.

    Versions of one plan share their first version (``root_id``) and never overlap; each is in force from its
    first day to its last, or to the day before the next begins.
    """

    _name = "p2it.commission.plan"
    _description = "Commission Plan"
    _inherit = ["mail.thread"]
    _order = "name, date_from desc, id desc"

    name = fields.Char(required=True, tracking=True)
    company_id = fields.Many2one(
        "res.company", required=True, index=True, default=lambda self: self.env.company, readonly=True
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    version = fields.Integer(default=1, readonly=True, copy=False)
    root_id = fields.Many2one(
        "p2it.commission.plan",
        string="First Version",
        compute="_compute_root_id",
        store=True,
        recursive=True,
        index=True,
    )
    previous_id = fields.Many2one(
        "p2it.commission.plan",
        string="Previous Version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("confirmed", "Confirmed"), ("cancel", "Withdrawn")],
        default="draft",
        required=True,
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_from = fields.Date(
        required=True, default=lambda self: fields.Date.context_today(self).replace(month=1, day=1)
    )
    date_to = fields.Date(help="Empty: until the next version begins.")
    date_end = fields.Date(
        string="In Force Until",
        compute="_compute_date_end",
        help="The last day, or the day before the next version begins. Empty: no end yet.",
    )
    period = fields.Selection(
        [("month", "Month"), ("quarter", "Quarter"), ("year", "Year")],
        string="Totals Count By",
        default="month",
        required=True,
        help="The time over which sales are added up for tiers, targets and caps.",
    )
    version_by = fields.Selection(
        [("event", "What is paid for: the delivery, the payment …"), ("sale", "The order")],
        string="Version by the Date of",
        default="event",
        required=True,
        help="An order of December that is paid in January: by the payment's date the version of the new "
        "year pays for it, by the order's date that of the old year.",
    )
    new_customer_days = fields.Integer(
        default=365,
        help="How many days after the first transaction a customer is new.",
    )
    counts_offsets = fields.Boolean(
        string="Offsets Count as Paid",
        help="Whether an invoice that is settled by a journal entry, such as a debt written off, was paid.",
    )
    user_ids = fields.Many2many(
        "res.users", string="Salespeople", help="Empty, with no teams either: everybody who sells."
    )
    team_ids = fields.Many2many("crm.team", string="Sales Teams")
    rule_ids = fields.One2many("p2it.commission.rule", "plan_id", string="Rules", copy=True)
    tier_ids = fields.One2many(
        "p2it.commission.tier",
        "plan_id",
        string="Accelerators",
        copy=True,
        help="By the revenue of the period over all rules: what the rules pay, in percent of it. Rules with "
        "tiers of their own are left out.",
    )
    tier_mode = fields.Selection(
        [("marginal", "Each part by its own tier"), ("whole", "The tier reached holds for all")],
        string="Accelerators Hold",
        default="marginal",
        required=True,
    )
    cap = fields.Monetary(string="At Most per Period", help="0: no limit.")
    target_ids = fields.One2many("p2it.commission.target", "plan_id", string="Targets")
    note = fields.Html(help="What salespeople read about the plan.")
    last_run = fields.Datetime(string="Last Computed", readonly=True, copy=False)
    last_whole = fields.Date(
        string="Last Compared in Whole",
        readonly=True,
        copy=False,
        help="The last day on which all documents were compared, not only those that changed.",
    )
    entry_count = fields.Integer(compute="_compute_entry_count")

    _dates_check = models.Constraint(
        "CHECK(date_to IS NULL OR date_to >= date_from)", "A plan ends after it begins."
    )
    _cap_check = models.Constraint("CHECK(cap >= 0)", "A limit is a positive amount.")
    _new_days_check = models.Constraint(
        "CHECK(new_customer_days >= 0)", "The days for which a customer is new can't be negative."
    )
    _version_unique = models.UniqueIndex(
        "(root_id, version) WHERE state != 'cancel'", "There is a version with this number already."
    )

    # === COMPUTE METHODS === #

    @api.depends("previous_id.root_id")
    def _compute_root_id(self):
        for plan in self:
            plan.root_id = plan.previous_id.root_id or plan._origin or plan

    @api.depends("date_to", "state", "root_id")
    def _compute_date_end(self):
        # sudo: when a version ends follows from the next one, whoever may read that
        versions = self.sudo().search([("root_id", "in", self.root_id.ids), ("state", "=", "confirmed")])
        for plan in self:
            later = versions.filtered(
                lambda other, plan=plan: other.root_id == plan.root_id
                and plan.date_from
                and other.date_from > plan.date_from
            )
            ends = [plan.date_to] if plan.date_to else []
            if later and plan.state == "confirmed":
                ends.append(min(later.mapped("date_from")) - timedelta(days=1))
            plan.date_end = min(ends, default=False)

    def _compute_entry_count(self):
        counts = dict(
            self.env["p2it.commission.entry"]._read_group(
                [("plan_id", "in", self.ids)], ["plan_id"], ["__count"]
            )
        )
        for plan in self:
            plan.entry_count = counts.get(plan, 0)

    @api.depends("name", "version", "date_from")
    def _compute_display_name(self):
        for plan in self:
            plan.display_name = self.env._(
                "%(name)s, version %(number)s", name=plan.name, number=plan.version
            )

    @api.constrains("period")
    def _check_targets(self):
        self.target_ids._check_first_day()

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """A new plan is a draft and the first version, whatever a client or its context says."""
        if self.env.su:
            return super().create(vals_list)
        told = {name: value for name, value in self.env.context.items() if name != "default_root_id"}
        fixed = {"state": "draft", "version": 1, "previous_id": False, "last_run": False, "last_whole": False}
        return super(P2itCommissionPlan, self.with_env(self.env(context=told))).create(
            [
                {**{name: value for name, value in vals.items() if name != "root_id"}, **fixed}
                for vals in vals_list
            ]
        )

    def write(self, vals):
        """Override to keep what was confirmed as it was."""
        kept = self._get_free_fields()
        if not self.env.su:
            self._check_draft(set(vals) - kept)
            if {"state", "version", "previous_id", "root_id", "last_run", "last_whole"} & vals.keys():
                raise UserError(
                    self.env._("Use the buttons on the plan: its state and version follow from them.")
                )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_if_draft(self):
        self._check_draft({"name"})

    @api.model
    def _get_free_fields(self):
        """:return: fields that may change on a confirmed version: none of them moves money"""
        return {
            "note",
            "target_ids",
            "message_ids",
            "activity_ids",
            "message_follower_ids",
            "message_main_attachment_id",
        }

    def _check_draft(self, names):
        """:raise UserError: when one of the versions is not a draft and one of the fields is its content"""
        fixed = self.filtered(lambda plan: plan.state != "draft")
        if fixed and names:
            raise UserError(
                self.env._(
                    "%(plan)s is confirmed: what was promised stays. Create the next version with “New "
                    "Version”, change it there and confirm it from the day on which it holds.",
                    plan=fixed[0].display_name,
                )
            )
