from collections import defaultdict
from datetime import datetime, time

from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from pytz import utc

from ..price_replay import Replay

_BATCH = 500
"""Orders whose lines are in memory at once."""


def _get_last_month(replay, **shift):
    """:return: the first day of last month where who asks is, shifted"""
    return fields.Date.context_today(replay) + relativedelta(months=-1, day=1) + relativedelta(**shift)


class P2itPriceReplay(models.TransientModel):
    """Tries a pricelist on orders of the past: what each customer would have paid. Changes no order."""

    _name = "p2it.price.replay"
    _description = "Replay of a Pricelist"
    _rec_name = "pricelist_id"

    pricelist_id = fields.Many2one("product.pricelist", required=True, ondelete="cascade")
    company_id = fields.Many2one(
        "res.company",
        required=True,
        compute="_compute_company_id",
        store=True,
        readonly=False,
        precompute=True,
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    date_from = fields.Date(string="Orders From", required=True, default=lambda self: _get_last_month(self))
    date_to = fields.Date(
        string="Until", required=True, default=lambda self: _get_last_month(self, months=1, days=-1)
    )
    pricelist_ids = fields.Many2many(
        "product.pricelist",
        "p2it_price_replay_pricelist_rel",
        string="Sold By",
        help="Only orders that were sold by these pricelists. Empty: all.",
    )
    customer_group_ids = fields.Many2many(
        "p2it.customer.group",
        "p2it_price_replay_group_rel",
        string="Customer Groups",
        help="Only customers of these groups and of the groups below. Empty: all.",
    )
    moment_mode = fields.Selection(
        selection=[("order", "The order's own date"), ("day", "A given moment")],
        string="Rules As Of",
        required=True,
        default="day",
    )
    moment = fields.Datetime(
        string="Given Moment",
        default=fields.Datetime.now,
        help="For a list that begins next month, a moment of next month.",
    )
    manual_mode = fields.Selection(
        selection=[("keep", "Stay as they were"), ("reprice", "Are replaced by the list's")],
        string="Prices Entered By Hand",
        required=True,
        default="keep",
    )
    customer_ids = fields.One2many("p2it.price.replay.customer", "replay_id", readonly=True)

    @api.depends("pricelist_id")
    def _compute_company_id(self):
        for replay in self:
            replay.company_id = replay.pricelist_id.company_id or self.env.company

    def action_replay(self):
        """Price the orders by the list, and list what would have changed for each customer."""
        self.ensure_one()
        self.pricelist_id._check_may_examine()
        self._check_dates()
        orders = self._search_orders(Domain.TRUE)
        if not orders:
            raise UserError(
                self.env._(
                    "There are no confirmed orders from %(date_from)s until %(date_to)s that you may see and "
                    "that match. Choose a longer period, or leave “Sold By” and “Customer Groups” empty.",
                    date_from=self.date_from,
                    date_to=self.date_to,
                )
            )
        # sudo: results are made by the server alone; nobody has the right to enter them
        self.sudo().customer_ids.unlink()
        self.env["p2it.price.replay.customer"].sudo().create(self._prepare_customers(orders))
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Replay of “%s”", self.pricelist_id.display_name),
            "res_model": "p2it.price.replay.customer",
            "view_mode": "list,kanban,pivot,graph",
            "domain": [("replay_id", "=", self.id)],
        }

    def _check_dates(self):
        if self.date_from > self.date_to:
            raise UserError(self.env._("The period must begin before it ends. Correct its dates."))
        if self.moment_mode == "day" and not self.moment:
            raise UserError(
                self.env._("Enter the moment whose rules hold, or choose “The order's own date”.")
            )

    def _search_orders(self, domain):
        """:return: the confirmed orders of the replay that the user sees, and that match a domain"""
        return self.env["sale.order"].search(self._get_orders_domain() & domain, order="id")

    def _get_orders_domain(self):
        """:return: a ``Domain``; days are those of who asks"""
        zone = self.env.tz
        first, last = (
            zone.localize(datetime.combine(day, edge)).astimezone(utc).replace(tzinfo=None)
            for day, edge in ((self.date_from, time.min), (self.date_to, time.max))
        )
        domain = Domain(
            [
                ("state", "=", "sale"),
                ("company_id", "=", self.company_id.id),
                ("date_order", ">=", first),
                ("date_order", "<=", last.replace(microsecond=0)),
            ]
        )
        if self.pricelist_ids:
            domain &= Domain("pricelist_id", "in", self.pricelist_ids.ids)
        if self.customer_group_ids:
            groups = Domain("customer_group_id", "child_of", self.customer_group_ids.ids)
            domain &= Domain("partner_id.commercial_partner_id", "any", groups)
        return domain

    def _run(self, orders):
        """Price orders by the list, as many at a time as memory holds.

        :return: yields lists of ``Replayed``
        """
        # sudo: prices follow from rules, groups and costs that the asking person need not see one by one
        pricelist, company = self.pricelist_id.sudo(), self.company_id.sudo()
        moment = self.moment if self.moment_mode == "day" else None
        replay = Replay(pricelist, company, moment, self.manual_mode == "keep")
        for start in range(0, len(orders), _BATCH):
            yield replay.run(orders[start : start + _BATCH].sudo().with_prefetch())
            self.env.invalidate_all()

    def _prepare_customers(self, orders):
        """:return: values of a row for each customer, those for whom most changes first"""
        totals = defaultdict(lambda: defaultdict(float))
        seen = defaultdict(set)
        for batch in self._run(orders):
            for one in batch:
                order = one.line.order_id
                customer = order.partner_id.commercial_partner_id.id
                seen[customer].add(order.id)
                self._add(totals[customer], one)
        # sudo: names of customers whose orders the user sees
        customers = self.env["res.partner"].sudo().browse(totals)
        rows = [self._prepare_customer(customer, totals[customer.id], seen) for customer in customers]
        return sorted(rows, key=lambda row: -abs(row["difference"]))

    def _add(self, total, one):
        is_changed = bool(self.currency_id.compare_amounts(one.amount_then, one.amount_new))
        total["line_count"] += 1
        total["kept_count"] += one.is_kept
        total["changed_count"] += is_changed
        total["amount_then"] += one.amount_then
        total["amount_new"] += one.amount_new

    def _prepare_customer(self, customer, total, seen):
        difference = total["amount_new"] - total["amount_then"]
        return {
            "replay_id": self.id,
            "partner_id": customer.id,
            "customer_group_id": customer.customer_group_id.id,
            "area_id": customer.area_id.id,
            "order_count": len(seen[customer.id]),
            "difference": difference,
            "difference_percent": difference / total["amount_then"] if total["amount_then"] else 0.0,
            **total,
        }
