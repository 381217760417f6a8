from odoo import api, fields, models


class P2itCareTarget(models.AbstractModel):
    """Mixin of what is cared for: how often, when last, and what it cost.

    The concrete model sets ``_care_field``, the field of ``p2it.care`` and ``hr.expense`` that
    points at it.
    """

    _name = "p2it.care.target"
    _description = "Target of Care"

    _care_field = None

    care_count = fields.Integer(string="Number of Care Entries", compute="_compute_care_figures")
    last_care_date = fields.Datetime(string="Last Care", compute="_compute_care_figures")
    care_currency_id = fields.Many2one(
        "res.currency", string="Currency of Care Costs", compute="_compute_care_expense_total"
    )
    care_expense_total = fields.Monetary(
        string="Cost of Care",
        currency_field="care_currency_id",
        compute="_compute_care_expense_total",
        help="All expenses of care but those refused, in the currency of the current company.",
    )

    def _compute_care_figures(self):
        """Two figures in one query; corrected entries don't count."""
        figures = {
            target.id: (count, last)
            for target, count, last in self.env["p2it.care"]._read_group(
                [(self._care_field, "in", self.ids), ("is_corrected", "=", False)],
                [self._care_field],
                ["__count", "date:max"],
            )
        }
        for record in self:
            record.care_count, record.last_care_date = figures.get(record._origin.id, (0, False))

    @api.depends_context("company", "allowed_company_ids")
    def _compute_care_expense_total(self):
        currency = self.env.company.currency_id
        totals = dict.fromkeys(self.ids, 0.0)
        # sudo: who may see the customer sees its cost, though the expenses are their owners'
        groups = (
            self.env["hr.expense"]
            .sudo()
            ._read_group(
                [
                    *self._get_care_expense_domain(),
                    (self._care_field, "in", self.ids),
                ],
                [self._care_field, "company_id"],
                ["total_amount:sum"],
            )
        )
        today = fields.Date.context_today(self)
        for target, company, total in groups:
            totals[target.id] += company.currency_id._convert(total, currency, company, today)
        for record in self:
            record.care_currency_id = currency
            record.care_expense_total = totals.get(record._origin.id, 0.0)

    @api.model
    def _get_care_expense_domain(self):
        """:return: the expenses that count as cost of care in the companies the user works in"""
        return [("state", "!=", "refused"), ("company_id", "in", self.env.companies.ids)]

    def action_view_care(self):
        """Open what was done for this one.

        :return: a window action
        """
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_care")
        action["domain"] = [(self._care_field, "=", self.id)]
        action["context"] = self._get_care_context()
        return action

    def action_record_care(self):
        """Open a new entry for this one.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record Care"),
            "res_model": "p2it.care",
            "view_mode": "form",
            "target": "new",
            "context": self._get_care_context(),
        }

    def action_view_care_expenses(self):
        """Open the expenses that the cost of care sums, as far as the user may see them.

        :return: a window action
        """
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Cost of Care"),
            "res_model": "hr.expense",
            "view_mode": "list,form",
            "domain": [*self._get_care_expense_domain(), (self._care_field, "=", self.id)],
        }

    def _get_care_context(self):
        """Hook: what a new entry for this one begins with."""
        return {}
