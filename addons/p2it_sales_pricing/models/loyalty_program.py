from odoo import api, fields, models
from odoo.exceptions import ValidationError

_COUNTED = frozenset({"ledger_serial"})
"""Fields whose change does not change what a program says."""


class LoyaltyProgram(models.Model):
    """Extends ``loyalty.program`` with programs that apply by themselves: for whom, limits, stacking."""

    _name = "loyalty.program"
    _inherit = ["loyalty.program", "p2it.guard.mixin"]

    is_automatic = fields.Boolean(
        string="Applied by Itself",
        help="The program is worked out whenever an order changes, without anybody pressing a button. "
        "Leave it off to keep Odoo's own way, on the button “Reward”.",
    )
    customer_group_ids = fields.Many2many(
        "p2it.customer.group",
        ondelete="restrict",
        string="Customer Groups",
        help="Only for customers of these groups and of those below them. Empty: for everybody.",
    )
    area_ids = fields.Many2many(
        "p2it.area",
        ondelete="restrict",
        string="Areas",
        help="Only for customers in these areas and in those below them. Empty: everywhere.",
    )
    team_ids = fields.Many2many(
        "crm.team",
        ondelete="restrict",
        string="Sales Teams",
        help="Only for orders of these teams. Empty: of all.",
    )
    first_order_only = fields.Boolean(help="Only while the customer has no other confirmed order.")
    on_monday = fields.Boolean(string="Monday")
    on_tuesday = fields.Boolean(string="Tuesday")
    on_wednesday = fields.Boolean(string="Wednesday")
    on_thursday = fields.Boolean(string="Thursday")
    on_friday = fields.Boolean(string="Friday")
    on_saturday = fields.Boolean(string="Saturday")
    on_sunday = fields.Boolean(string="Sunday")
    hour_from = fields.Float(
        string="From Hour", help="In the time zone of the company's contact; UTC where it has none."
    )
    hour_to = fields.Float(
        string="Until Hour",
        help="The first hour at which it no longer holds. The same as the first hour: the whole day.",
    )
    match_mode = fields.Selection(
        [("any", "Any criterion"), ("all", "All criteria")],
        string="Criteria to Meet",
        default="any",
        required=True,
        help="All criteria: buys at least 10 of A and at least 5 of B, and so on.",
    )
    reward_mode = fields.Selection(
        [
            ("every", "Every reward that is reached"),
            ("highest", "Only the highest that is reached (tiers)"),
            ("choice", "One of those reached, as the customer chooses"),
        ],
        string="Rewards Given",
        default="every",
        required=True,
    )
    accumulate = fields.Boolean(
        string="Counts Earlier Orders",
        help="Tiers are measured by what the customer bought between the program's dates, confirmed orders "
        "included. The reward is for this order only.",
    )
    stacking = fields.Selection(
        [
            ("stack", "Together with others"),
            ("best", "The best for the customer of those marked so"),
            ("exclusive", "Alone"),
        ],
        default="stack",
        required=True,
        help="Alone: where it applies, no other program does, whatever they would give; of several such the "
        "one with the lowest priority number.",
    )
    priority = fields.Integer(
        default=10, help="Programs with a lower number come first; a percentage is of what they left."
    )
    budget_amount = fields.Monetary(
        string="Budget", help="The most that confirmed orders may get in discounts and gifts. 0: no limit."
    )
    max_usage_per_customer = fields.Integer(string="Uses per Customer", help="0: no limit.")
    use_ids = fields.One2many("p2it.promotion.use", "program_id", string="Uses", readonly=True)
    budget_used = fields.Monetary(
        compute="_compute_budget_used", compute_sudo=True, help="By confirmed orders."
    )
    use_count = fields.Integer(
        string="Number of Uses",
        compute="_compute_budget_used",
        compute_sudo=True,
        help="By confirmed orders.",
    )
    ledger_serial = fields.Integer(
        string="Bookings", readonly=True, copy=False, help="Makes bookings at the same time conflict."
    )

    _limits_positive = models.Constraint(
        "CHECK(budget_amount >= 0 AND max_usage_per_customer >= 0)",
        "A budget and a number of uses can't be negative. Enter 0 for no limit.",
    )
    _hours_of_a_day = models.Constraint(
        "CHECK(hour_from >= 0 AND hour_from < 24 AND hour_to >= 0 AND hour_to <= 24)",
        "Hours lie between 0:00 and 24:00. Correct the hours of the program.",
    )

    @api.depends("use_ids.amount", "use_ids.uses")
    def _compute_budget_used(self):
        groups = self.env["p2it.promotion.use"]._read_group(
            [("program_id", "in", self.ids)], ["program_id"], ["amount:sum", "uses:sum"]
        )
        totals = {program.id: figures for program, *figures in groups}
        for program in self:
            program.budget_used, program.use_count = totals.get(program.id, (0, 0))

    def _compute_total_order_count(self):
        """Extends the count: an automatic program counts confirmed orders, a draft holds nothing."""
        result = super()._compute_total_order_count()
        for program in self.filtered("is_automatic"):
            program.total_order_count = program.use_count
        return result

    @api.constrains("is_automatic", "trigger", "applies_on", "program_type", "rule_ids", "reward_ids")
    def _check_automatic(self):
        for program in self:
            if program.is_automatic and not program._may_be_automatic():
                raise ValidationError(
                    self.env._(
                        "“%(program)s” can't apply by itself: only promotions and “buy X get Y” on the "
                        "current order, without a code, can. Switch off “Applied by Itself”, or change the "
                        "type.",
                        program=program.name,
                    )
                )
            if not program.is_automatic and "fixed_price" in program.reward_ids.mapped("discount_mode"):
                raise ValidationError(
                    self.env._(
                        "“%(program)s” has a reward with a fixed price, which only programs that apply by "
                        "themselves can give. Switch on “Applied by Itself”, or choose another discount.",
                        program=program.name,
                    )
                )

    @api.onchange("program_type", "trigger", "applies_on")
    def _onchange_automatic(self):
        """A type that can't apply by itself doesn't; its form doesn't show the switch."""
        if self.is_automatic and not self._may_be_automatic():
            self.is_automatic = False

    def copy_data(self, default=None):
        """Override: a copy is looked at, and changed, before it applies to orders by itself."""
        copies = super().copy_data(default)
        for program, vals in zip(self, copies, strict=True):
            if program.is_automatic and "active" not in (default or {}):
                vals["active"] = False
        return copies

    def _may_be_automatic(self):
        self.ensure_one()
        return (
            self.trigger != "with_code"
            and self.applies_on == "current"
            and self.program_type in ("promotion", "buy_x_get_y")
            and "with_code" not in self.rule_ids.mapped("mode")
        )

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | _COUNTED

    @api.model_create_multi
    def create(self, vals_list):
        programs = super().create(vals_list)
        programs._clear_automatic_facts()
        return programs

    def write(self, vals):
        self._clear_automatic_facts(vals)
        result = super().write(vals)
        self._clear_automatic_facts(vals)
        return result

    def unlink(self):
        self._clear_automatic_facts()
        return super().unlink()

    def _clear_automatic_facts(self, vals=None):
        """Forget the compiled programs when one of them changes."""
        if vals is not None and not set(vals) - _COUNTED:
            return
        if any(self.sudo().mapped("is_automatic")):  # sudo: whoever changes it
            self.env.registry.clear_cache()
