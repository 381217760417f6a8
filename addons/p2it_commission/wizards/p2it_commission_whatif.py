from dateutil.relativedelta import relativedelta
from odoo import Command, api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL


class P2itCommissionWhatif(models.TransientModel):
    """What a plan would have paid in a time that is over, beside what was paid. Nothing is entered."""

    _name = "p2it.commission.whatif"
    _description = "Commission What-If"

    plan_id = fields.Many2one("p2it.commission.plan", string="Plan to Try", required=True)
    company_id = fields.Many2one(related="plan_id.company_id")
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1) - relativedelta(years=1),
    )
    date_to = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(month=1, day=1) - relativedelta(days=1),
    )
    compare_id = fields.Many2one(
        "p2it.commission.plan",
        string="Compare With",
        help="What was entered by the versions of this plan. Empty: by all plans.",
    )
    line_ids = fields.One2many("p2it.commission.whatif.line", "whatif_id", readonly=True)
    old_amount = fields.Monetary(string="Was Paid", compute="_compute_amounts")
    new_amount = fields.Monetary(string="Would Have Been Paid", compute="_compute_amounts")
    difference = fields.Monetary(compute="_compute_amounts")

    @api.depends("line_ids")
    def _compute_amounts(self):
        for wizard in self:
            wizard.old_amount = sum(wizard.line_ids.mapped("old_amount"))
            wizard.new_amount = sum(wizard.line_ids.mapped("new_amount"))
            wizard.difference = wizard.new_amount - wizard.old_amount

    @api.onchange("plan_id")
    def _onchange_plan_id(self):
        root = self.plan_id.root_id
        self.compare_id = root if root != self.plan_id._origin else False

    def action_compute(self):
        """Compute and show.

        :raise UserError: for dates that don't fit, or a plan without rules
        """
        self.ensure_one()
        self.env["p2it.commission.entry"]._check_may_compute()
        if self.date_to < self.date_from:
            raise UserError(self.env._("The last day comes before the first: choose a later one."))
        if not self.plan_id.rule_ids:
            raise UserError(self.env._("%(plan)s has no rules yet.", plan=self.plan_id.display_name))
        old, new = self._get_old(), self._get_new()
        users = self.env["res.users"].browse({*old, *new}).sudo()  # sudo: the names of everybody who earned
        self.line_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "user_id": user.id,
                        "old_amount": old.get(user.id, 0),
                        "new_amount": new.get(user.id, (0, 0))[0],
                        "revenue": new.get(user.id, (0, 0))[1],
                    }
                )
                for user in users.sorted("name")
            ),
        ]
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("What If"),
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
            "target": "new",
        }

    def _get_old(self):
        """:return: what was entered, by user"""
        domain = [
            ("company_id", "=", self.company_id.id),
            ("date", ">=", self.date_from),
            ("date", "<=", self.date_to),
        ]
        if self.compare_id:
            domain.append(("root_id", "=", self.compare_id.root_id.id))
        rows = self.env["p2it.commission.entry"]._read_group(domain, ["user_id"], ["amount:sum"])
        return {user.id: amount for user, amount in rows}

    def _get_new(self):
        """:return: what the plan would have paid, and for what revenue, by user"""
        engine = self.env["p2it.commission.engine"].sudo()  # sudo: it reads the documents of everybody
        engine._simulate(self.company_id, self.plan_id, self.date_from, self.date_to)
        rows = self.env.execute_query(
            SQL(
                "SELECT user_id, SUM(amount), SUM(revenue) FROM pc_ledger WHERE date <= %s GROUP BY user_id",
                self.date_to,
            )
        )
        return {user: (float(amount), float(revenue)) for user, amount, revenue in rows}


class P2itCommissionWhatifLine(models.TransientModel):
    """What one person would have been paid."""

    _name = "p2it.commission.whatif.line"
    _description = "Commission What-If of a Person"

    whatif_id = fields.Many2one("p2it.commission.whatif", required=True, ondelete="cascade")
    currency_id = fields.Many2one(related="whatif_id.currency_id")
    user_id = fields.Many2one("res.users", string="Salesperson", required=True)
    revenue = fields.Monetary(string="Revenue Paid For")
    old_amount = fields.Monetary(string="Was Paid")
    new_amount = fields.Monetary(string="Would Have Been Paid")
    difference = fields.Monetary(compute="_compute_difference")

    @api.depends("old_amount", "new_amount")
    def _compute_difference(self):
        for line in self:
            line.difference = line.new_amount - line.old_amount
