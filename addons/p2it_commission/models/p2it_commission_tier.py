from fractions import Fraction

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..domain.tiers import Tiers


class P2itCommissionTier(models.Model):
    """From which total of a period what is paid: of a rule, or of a whole plan as an accelerator."""

    _name = "p2it.commission.tier"
    _description = "Commission Tier"
    _inherit = ["p2it.commission.version.part"]
    _order = "threshold, id"

    plan_id = fields.Many2one("p2it.commission.plan", index="btree_not_null", ondelete="cascade")
    rule_id = fields.Many2one("p2it.commission.rule", index="btree_not_null", ondelete="cascade")
    company_id = fields.Many2one("res.company", compute="_compute_company_id", store=True, index=True)
    threshold_kind = fields.Selection(
        [("total", "Total of the period"), ("target", "Percent of the target")],
        string="From",
        default="total",
        required=True,
    )
    threshold = fields.Float(
        string="At Least",
        digits=(16, 2),
        required=True,
        help="In the company's currency, in units where the rule pays for those, or in percent "
        "of the target.",
    )
    value = fields.Float(
        string="Pays",
        digits=(16, 4),
        required=True,
        help="Percent of the base, or the amount per unit; for an accelerator percent of what the rules pay.",
    )

    _owner_check = models.Constraint(
        "CHECK((plan_id IS NULL) != (rule_id IS NULL))", "A tier is of a plan or of a rule."
    )
    _value_check = models.Constraint(
        "CHECK(threshold > 0 AND value >= 0)",
        "A tier begins above zero and pays nothing or more. Below the first one, what the rule itself says "
        "holds.",
    )

    @api.depends("plan_id.company_id", "rule_id.company_id")
    def _compute_company_id(self):
        for tier in self:
            tier.company_id = (tier.plan_id or tier.rule_id).company_id

    def _get_plans(self):
        return self.plan_id + self.rule_id.plan_id

    @api.constrains("plan_id", "rule_id", "threshold", "threshold_kind")
    def _check_steps(self):
        for owner in (*self.plan_id, *self.rule_id):
            tiers = owner.tier_ids
            if len(set(tiers.mapped("threshold_kind"))) > 1:
                raise ValidationError(
                    self.env._(
                        "%(owner)s: count all tiers from totals, or all from the target.",
                        owner=owner.display_name,
                    )
                )
            if len(set(tiers.mapped("threshold"))) < len(tiers):
                raise ValidationError(
                    self.env._("%(owner)s: two tiers begin at the same total.", owner=owner.display_name)
                )

    def _to_domain(self, base_value, mode, target=None):
        """:param base_value: what holds below the first tier
        :param str mode: ``marginal`` or ``whole``
        :param target: amount that 100 percent stand for; without one such tiers are never reached
        :rtype: Tiers
        """
        steps = []
        for tier in self:
            start = Fraction(str(tier.threshold))
            if tier.threshold_kind == "target":
                if not target:
                    continue
                start *= Fraction(str(target)) / 100
            steps.append((start, Fraction(str(tier.value))))
        return Tiers(Fraction(str(base_value)), steps, is_whole=mode == "whole")


class P2itCommissionAge(models.Model):
    """How much of a payment still counts when it came late."""

    _name = "p2it.commission.age"
    _description = "Commission on Late Payments"
    _inherit = ["p2it.commission.version.part"]
    _order = "days, id"

    rule_id = fields.Many2one("p2it.commission.rule", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="rule_id.company_id", store=True, index=True)
    days = fields.Integer(
        string="Days Late", required=True, help="Days after the due date from which this holds, and later."
    )
    percent = fields.Float(string="Counts (%)", digits=(5, 2), required=True)

    _days_unique = models.UniqueIndex("(rule_id, days)", "There is a line for as many days already.")
    _percent_check = models.Constraint(
        "CHECK(days > 0 AND percent >= 0 AND percent <= 100)",
        "Between 0 and 100 percent count from a number of days on.",
    )

    def _get_plans(self):
        return self.rule_id.plan_id
