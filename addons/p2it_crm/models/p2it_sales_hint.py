from dateutil.relativedelta import relativedelta
from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import formatLang

from ..domain.sales_hints import Rhythm, find_falling, find_low_rates, find_silent

_MONTHS_OF_RHYTHM = 24
_MONTHS_OF_AREA = 3
_DAYS_OF_RATE = 90
_MOST = 10
"""Hints of each kind that are told; the first ones matter most."""


class P2itSalesHint(models.AbstractModel):
    """What the figures say that somebody should look at, with the numbers behind it.

    Found anew each time it is asked for, with the reader's rights: nobody is told of another's customer.
    """

    _name = "p2it.sales.hint"
    _description = "Sales Hints"

    @api.model
    def get_hints(self):
        """Find what the reader should look at.

        :return: list of dict: ``kind``, ``title``, ``text`` with the numbers, ``model`` and ``res_id`` of
            what it is about, ``action`` that opens the numbers
        """
        return [hint for hints in self._get_finders() for hint in hints()[:_MOST]]

    @api.model
    def _get_finders(self):
        """Hook: an addon that finds other hints adds a method.

        :return: list of methods, each of which returns a list of hints, the most important first
        """
        return [self._find_silent_customers, self._find_falling_areas, self._find_low_conversion]

    # --- customers

    @api.model
    def _find_silent_customers(self):
        today = fields.Date.context_today(self)
        rows = self.env["p2it.sales.statistics"]._read_group(
            [
                ("source", "=", "order"),
                ("date", ">=", today - relativedelta(months=_MONTHS_OF_RHYTHM)),
                ("customer_id.lifecycle", "=", "account"),
            ],
            ["customer_id"],
            ["order_count:sum", "date:min", "date:max", "ordered:sum"],
        )
        rhythms = [Rhythm(customer, *figures[:3], figures[3] or 0) for customer, *figures in rows]
        return [self._tell_silence(silence) for silence in find_silent(rhythms, today)[:_MOST]]

    @api.model
    def _tell_silence(self, silence):
        customer = silence.rhythm.key
        return {
            "kind": "silent",
            "title": self.env._("%(customer)s has stopped ordering", customer=customer.name),
            "text": self.env._(
                "%(orders)s orders, one in %(interval)s days; now silent for %(days)s days. At that pace "
                "%(amount)s would have been ordered meanwhile. Salesperson: %(person)s.",
                person=customer.user_id.sudo().name
                or self.env._("nobody"),  # sudo: as many2one fields show it
                orders=silence.rhythm.orders,
                interval=round(silence.rhythm.interval),
                days=silence.days,
                amount=self._format_amount(silence.at_stake),
            ),
            "model": "res.partner",
            "res_id": customer.id,
            "action": self._get_action(
                Domain("customer_id", "=", customer.id) & Domain("source", "=", "order"), customer.name
            ),
        }

    # --- areas

    @api.model
    def _find_falling_areas(self):
        end = fields.Date.context_today(self).replace(day=1)
        middle = end - relativedelta(months=_MONTHS_OF_AREA)
        start = middle - relativedelta(months=_MONTHS_OF_AREA)
        now, before = (self._read_areas(*days) for days in ((middle, end), (start, middle)))
        figures = {area: (now.get(area, 0), before.get(area, 0)) for area in before | now}
        return [self._tell_fall(fall, start, end) for fall in find_falling(figures)[:_MOST]]

    @api.model
    def _read_areas(self, first, end):
        rows = self.env["p2it.sales.statistics"]._read_group(
            [("date", ">=", first), ("date", "<", end), ("current_province_id", "!=", False)],
            ["current_province_id"],
            ["ordered:sum"],
        )
        return {area: ordered or 0 for area, ordered in rows}

    @api.model
    def _tell_fall(self, fall, start, end):
        area = fall.key
        domain = Domain("current_province_id", "=", area.id) & Domain("ordered", "!=", False)
        return {
            "kind": "area",
            "title": self.env._(
                "%(area)s sells %(percent)s%% less", area=area.name, percent=round(fall.percent)
            ),
            "text": self.env._(
                "%(now)s in the last %(months)s whole months, %(before)s in the %(months)s before them.",
                now=self._format_amount(fall.now),
                before=self._format_amount(fall.before),
                months=_MONTHS_OF_AREA,
            ),
            "model": "p2it.area",
            "res_id": area.id,
            "action": self._get_action(
                domain & Domain("date", ">=", start) & Domain("date", "<", end), area.name, view="graph"
            ),
        }

    # --- salespeople

    @api.model
    def _find_low_conversion(self):
        first = fields.Date.context_today(self) - relativedelta(days=_DAYS_OF_RATE)
        domain = Domain("date_closed", ">=", first) & Domain("won_status", "in", ("won", "lost"))
        domain &= Domain("user_id", "!=", False)
        rows = (
            self.env["crm.lead"]
            .with_context(active_test=False)
            ._read_group(domain, ["user_id", "won_status"], ["__count"])
        )
        figures = {}
        for user, status, count in rows:
            won, lost = figures.get(user, (0, 0))
            figures[user] = (won + count, lost) if status == "won" else (won, lost + count)
        return [self._tell_rate(rate, domain) for rate in find_low_rates(figures)[:_MOST]]

    @api.model
    def _tell_rate(self, rate, domain):
        user = rate.key
        name = user.sudo().name  # sudo: a name that stands on leads the reader sees
        return {
            "kind": "conversion",
            "title": self.env._("%(person)s wins few opportunities", person=name),
            "text": self.env._(
                "%(won)s of %(closed)s closed in %(days)s days: %(percent)s%%, all together %(common)s%%.",
                won=rate.won,
                closed=rate.closed,
                days=_DAYS_OF_RATE,
                percent=round(rate.percent),
                common=round(rate.common),
            ),
            "model": "res.users",
            "res_id": user.id,
            "action": {
                "type": "ir.actions.act_window",
                "name": name,
                "res_model": "crm.lead",
                "domain": list(domain & Domain("user_id", "=", user.id)),
                "context": {"active_test": False},
                "views": [(False, "list"), (False, "form")],
            },
        }

    @api.model
    def _get_action(self, domain, name, view="list"):
        views = [view, *(other for other in ("list", "graph", "pivot") if other != view)]
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": "p2it.sales.statistics",
            "domain": list(domain),
            "views": [(False, kind) for kind in views],
        }

    @api.model
    def _format_amount(self, amount):
        currency = self.env.company.currency_id
        return formatLang(self.env, currency.round(amount), currency_obj=currency)
