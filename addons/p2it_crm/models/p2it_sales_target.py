from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.fields import Domain

from ..domain.period import get_share_of_month


class P2itSalesTarget(models.Model):
    """What a salesperson shall sell and record in a month; dashboards show what is reached of it."""

    _name = "p2it.sales.target"
    _description = "Sales Target"
    _order = "month desc, user_id, id"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", string="Salesperson", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    currency_id = fields.Many2one(related="company_id.currency_id")
    month = fields.Date(
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
        help="Any day of it; the first is kept.",
    )
    ordered = fields.Monetary(help="Confirmed orders, untaxed.")
    care_count = fields.Integer(string="Care Entries")

    _month_unique = models.UniqueIndex(
        "(company_id, user_id, month)", "This salesperson has a target for this month already."
    )
    _amounts_check = models.Constraint(
        "CHECK(ordered >= 0 AND care_count >= 0)", "A target is an amount of 0 or more."
    )

    @api.model_create_multi
    def create(self, vals_list):
        default = self.default_get(["month"])  # a client's default, too, is any day of the month
        targets = super().create([self._begin_month({**default, **vals}) for vals in vals_list])
        targets._check_people()
        return targets

    def write(self, vals):
        self._check_people()
        result = super().write(self._begin_month(vals))
        if not {"user_id", "company_id"}.isdisjoint(vals):
            self.check_access("write")  # what is somebody else's now is that person's superiors' to set
            self._check_people()
        return result

    def action_copy_to_next_month(self):
        """Enter the same for the month after each of these, where nothing is entered yet.

        :return: window action of what is entered for these months now
        """
        wanted = {target._get_key(1): target for target in self.sorted("month", reverse=True)}
        months = [month for _company, _user, month in wanted]
        known = self.search([("month", "in", months), ("user_id", "in", self.user_id.ids)])
        entered = {target._get_key(): target for target in known}
        missing = {key: target for key, target in wanted.items() if key not in entered}
        months = [month for _company, _user, month in missing]
        values = self.browse().concat(*missing.values()).copy_data()
        copies = self.create(
            [{**copied, "month": month} for copied, month in zip(values, months, strict=True)]
        )
        shown = copies.concat(*(target for key, target in entered.items() if key in wanted))
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_sales_targets")
        return {**action, "domain": [("id", "in", shown.ids)], "context": {}}

    def _get_key(self, months_later=0):
        """:return: what there is one target for"""
        return self.company_id, self.user_id, self.month + relativedelta(months=months_later)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_of_others(self):
        self._check_people()

    def _check_people(self):
        """:raise AccessError: for targets of people who only lent their customers"""
        scope = self.env.user._get_customer_scope()
        if self.env.su or not scope.is_limited:
            return
        others = self.sudo().user_id.filtered(lambda user: user.id not in scope.people_ids)  # sudo: names
        if others:
            raise AccessError(
                self.env._(
                    "Targets of %(names)s are set by their own superiors. Ask them to set these.",
                    names=", ".join(others.mapped("name")),
                )
            )

    @api.model
    def _begin_month(self, vals):
        if not vals.get("month"):
            return vals
        return {**vals, "month": fields.Date.to_date(vals["month"]).replace(day=1)}

    @api.model
    def _get_targets_domain(self, period, user_ids):
        domain = Domain("month", ">=", str(period.start.replace(day=1))) & Domain(
            "month", "<=", str(period.end)
        )
        domain &= Domain("company_id", "in", self.env.companies.ids)
        return domain & Domain("user_id", "in", user_ids) if user_ids is not None else domain

    @api.model
    def _get_totals(self, period, user_ids=None):
        """Sum up the targets that the reader sees; of a month that the period has in part, its share by days.

        Hook: an addon that knows other targets adds those of people who have none here.

        :param Period period: the days
        :param user_ids: ids of salespeople, ``None`` for all
        :return: ``{user: {"ordered": amount in the current company's currency, "care_count": number}}``
        """
        if not self.has_access("read"):
            return {}
        totals, company = {}, self.env.company
        for target in self.search(self._get_targets_domain(period, user_ids)):
            share = get_share_of_month(target.month, period)
            amount = target.currency_id._convert(target.ordered, company.currency_id, company, target.month)
            values = totals.setdefault(target.user_id, {"ordered": 0, "care_count": 0})
            values["ordered"] += amount * share
            values["care_count"] += target.care_count * share
        for values in totals.values():
            values["ordered"] = company.currency_id.round(values["ordered"])
            values["care_count"] = round(values["care_count"])
        return totals

    @api.model
    def _make_targets_action(self, period, user_ids=None):
        """:return: window action of the targets that count"""
        action = self.env["ir.actions.act_window"]._for_xml_id("p2it_crm.action_sales_targets")
        domain = self._get_targets_domain(period, user_ids)
        return {**action, "domain": self.env["p2it.dashboard.tile"]._write_domain(domain), "context": {}}
