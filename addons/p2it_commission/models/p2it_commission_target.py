from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import format_date

from ..domain.periods import get_period


class P2itCommissionTarget(models.Model):
    """What somebody shall sell in a period. Fixed once something was earned in it."""

    _name = "p2it.commission.target"
    _description = "Sales Target for Commission"
    _order = "date_from desc, user_id, id"

    plan_id = fields.Many2one("p2it.commission.plan", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="company_id.currency_id")
    user_id = fields.Many2one("res.users", string="Salesperson", required=True, ondelete="restrict")
    date_from = fields.Date(
        string="Period From", required=True, help="First day of the month, quarter or year of the plan."
    )
    amount = fields.Monetary(required=True)

    _target_unique = models.UniqueIndex(
        "(plan_id, user_id, date_from)", "This person has a target for this period already."
    )
    _amount_check = models.Constraint("CHECK(amount > 0)", "A target is a positive amount.")

    @api.constrains("plan_id", "date_from")
    def _check_first_day(self):
        """:raise ValidationError: for a day on which no period of the plan begins: nothing would count"""
        for target in self:
            first, _following = get_period(target.date_from, target.plan_id.period)
            if target.date_from != first:
                raise ValidationError(
                    self.env._(
                        "%(plan)s adds up by periods of which one begins on %(first)s, not on %(date)s: "
                        "enter a target for %(person)s from the first day of a period.",
                        plan=target.plan_id.display_name,
                        first=format_date(self.env, first),
                        date=format_date(self.env, target.date_from),
                        person=target.user_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        targets = super().create(vals_list)
        targets._check_nothing_earned()
        return targets

    def write(self, vals):
        self._check_nothing_earned()
        result = super().write(vals)
        self._check_nothing_earned()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_if_nothing_earned(self):
        self._check_nothing_earned()

    def _check_nothing_earned(self):
        """:raise UserError: when something was earned in the period of a target: it would be worth another"""
        # sudo: entries of everybody count
        earned = (
            self.env["p2it.commission.entry"]
            .sudo()
            ._read_group(
                [
                    ("user_id", "in", self.user_id.ids),
                    ("plan_id", "in", self.plan_id.ids),
                    ("period_start", "in", self.mapped("date_from")),
                ],
                ["plan_id", "user_id", "period_start:day"],
            )
        )
        for target in self:
            if (target.plan_id, target.user_id, target.date_from) in earned:
                raise UserError(
                    self.env._(
                        "%(person)s earned something in the period from %(date)s already: its target stays "
                        "as it is. Set that of the next period.",
                        person=target.user_id.name,
                        date=format_date(self.env, target.date_from),
                    )
                )
