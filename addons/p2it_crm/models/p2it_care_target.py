from datetime import datetime, time, timedelta

import pytz
from odoo import api, fields, models
from odoo.fields import Domain


class P2itCareTarget(models.AbstractModel):
    """Mixin of what is cared for: how often, when last, and what it cost.

    The concrete model sets ``_care_field``, the field of ``p2it.care`` and ``hr.expense`` that
    points at it.
    """

    _name = "p2it.care.target"
    _description = "Target of Care"

    _care_field = None

    care_count = fields.Integer(string="Number of Care Entries", compute="_compute_care_figures")
    last_care_date = fields.Datetime(
        string="Last Care", compute="_compute_care_figures", search="_search_last_care_date"
    )
    days_without_care = fields.Integer(
        compute="_compute_days_without_care",
        search="_search_days_without_care",
        help="Since the last care; for whom there was none, since it was entered.",
    )
    care_currency_id = fields.Many2one(
        "res.currency", string="Currency of Care Costs", compute="_compute_care_expense_total"
    )
    care_expense_total = fields.Monetary(
        string="Cost of Care",
        currency_field="care_currency_id",
        compute="_compute_care_expense_total",
        help="All expenses of care but those refused, in the currency of the current company.",
    )

    @api.depends_context("uid")
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

    def _search_last_care_date(self, operator, value):
        """Find by the date of the last entry: what there is after a date decides."""
        valid = Domain("is_corrected", "=", False)
        if operator == "in":
            return NotImplemented if set(value) - {False} else Domain("care_ids", "not any", valid)
        some = {
            ">": Domain("date", ">", value),
            ">=": Domain("date", ">=", value),
            "<": Domain("date", ">=", value),
            "<=": Domain("date", ">", value),
        }.get(operator)
        if some is None:
            return NotImplemented
        if operator in (">", ">="):
            return Domain("care_ids", "any", valid & some)
        return Domain("care_ids", "any", valid) & Domain("care_ids", "not any", valid & some)

    @api.depends_context("tz", "uid")
    def _compute_days_without_care(self):
        today = fields.Date.context_today(self)
        for record in self:
            since = record.last_care_date or record.create_date
            begin = fields.Date.context_today(record, since) if since else today
            record.days_without_care = (today - begin).days

    def _search_days_without_care(self, operator, value):
        if operator == "in":
            return Domain.OR(
                self._get_days_domain(days) & ~self._get_days_domain(days + 1) for days in map(int, value)
            )
        least = {">=": 0, "<": 0, ">": 1, "<=": 1}.get(operator)
        if least is None:
            return NotImplemented
        domain = self._get_days_domain(value + least)
        return domain if operator in (">", ">=") else ~domain

    def _get_days_domain(self, days):
        """:return: domain of those without care for at least so many days"""
        zone = pytz.timezone(self.env.context.get("tz") or self.env.user.tz or "UTC")
        first = fields.Date.context_today(self) - timedelta(days=days - 1)
        midnight = zone.localize(datetime.combine(first, time.min)).astimezone(pytz.utc).replace(tzinfo=None)
        recent = Domain("date", ">=", midnight) & Domain("is_corrected", "=", False)
        return Domain("create_date", "<", midnight) & Domain("care_ids", "not any", recent)

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
            "context": {**self._get_care_context(), "p2it_in_dialog": True},
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
