from datetime import timedelta

from dateutil.relativedelta import relativedelta
from odoo import api, models
from odoo.fields import Domain

from ..domain import rfm

_RFM_MONTHS = 24
"""Months of orders by which customers are scored."""

_ROWS = 10


class P2itDashboardTile(models.Model):
    """Extends ``p2it.dashboard.tile`` with what no sum of one model says."""

    _inherit = "p2it.dashboard.tile"

    @api.model
    def _get_providers(self):
        return {
            **super()._get_providers(),
            "funnel": (self.env._("Funnel of Leads"), "_read_funnel"),
            "people": (self.env._("Salespeople Against Their Targets"), "_read_people"),
            "care": (self.env._("Care Discipline"), "_read_care"),
            "top_customers": (self.env._("Best Customers by Recency, Frequency and Money"), "_read_top"),
            "sleeping_customers": (self.env._("Sleeping Customers"), "_read_sleeping"),
        }

    # --- leads

    @api.model
    def _get_funnel_steps(self):
        """Hook: the steps from a lead to a won one.

        :return: list of ``(label, Domain on p2it.lead.conversion.report)``
        """
        opportunity = Domain("is_converted", "=", True) | Domain("began_as", "=", "opportunity")
        return [
            (self.env._("Leads and opportunities"), Domain.TRUE),
            (self.env._("Became opportunities"), opportunity),
            (self.env._("With a quotation"), Domain("lead_id.order_ids", "!=", False)),
            (self.env._("Won"), Domain("won_status", "=", "won")),
        ]

    def _read_funnel(self, filters):
        """One row per step, with its share of the first and of the step before."""
        base = self._get_filtered_domain(filters)
        rows, first, before = [], 0, 0
        for label, condition in self._get_funnel_steps():
            [count] = self._sum_up(base & condition, ["lead_count:sum"])
            first = first if rows else count
            shares = [100 * count / whole if whole else 0 for whole in (first, before if rows else count)]
            rows.append(
                {"label": label, "cells": [count, *shares], "domain": self._write_domain(base & condition)}
            )
            before = count
        columns = [
            {"label": self.env._("Leads"), "type": "integer"},
            {"label": self.env._("Of all (%)"), "type": "percent", "is_progress": True},
            {"label": self.env._("Of the step before (%)"), "type": "percent"},
        ]
        return self._make_table(
            columns,
            rows if first else [],
            label=self.env._("Step"),
            action=self._make_action(base),
            measure="lead_count",
        )

    # --- people

    def _read_people(self, filters):
        """What each salesperson sold against the own target."""
        domain = self._get_filtered_domain(filters)
        groups = self.env[self.model]._read_group(domain, ["user_id"], ["ordered:sum"])
        achieved = {user: amount for user, amount in groups if amount}
        return self._make_people_table(
            achieved,
            self._get_person_targets(filters, "ordered"),
            domain & self._get_measure_domain(["ordered"]),
            self._get_formats(["ordered:sum"])[0],
            filters,
        )

    def _read_care(self, filters):
        """How much care each salesperson recorded, and on how many days; who recorded none is shown too."""
        domain = self._get_filtered_domain(filters) & self._get_measure_domain(["care_count"])
        groups = self.env[self.model]._read_group(
            domain, ["user_id"], ["care_count:sum", "date:count_distinct"]
        )
        counts = {user: count for user, count, _days in groups}
        days = {user: found for user, _count, found in groups}
        people = self.env["res.users"].search([("is_my_salesperson", "=", True)])
        if filters.user_ids is not None:
            people = people.filtered(lambda user: user.id in filters.user_ids)
        return self._make_people_table(
            {**dict.fromkeys(people, 0), **counts},
            self._get_person_targets(filters, "care_count"),
            domain,
            self._get_formats(["care_count:sum"])[0],
            filters,
            extra=({"label": self.env._("Days with care"), "type": "integer"}, days),
        )

    def _get_person_targets(self, filters, name):
        targets = self.env["p2it.sales.target"]._get_totals(filters.period, filters.user_ids)
        return {user: values[name] for user, values in targets.items() if values[name]}

    def _make_people_table(self, achieved, targets, domain, form, filters, extra=None):
        """:return: one row per person: achieved, target, share and whatever else there is"""
        all_targets = self.env["p2it.sales.target"]
        action = all_targets._make_targets_action(filters.period)
        people = sorted({*achieved, *targets}, key=lambda user: (-(achieved.get(user) or 0), user.id))
        rows = []
        for user in people[: self.limit or None]:
            value, target = float(achieved.get(user) or 0), targets.get(user)
            cells = [value, target, 100 * value / target if target else None]
            own = all_targets._get_targets_domain(filters.period, [user.id])
            rows.append(
                {
                    "label": user.sudo().display_name
                    or self.env._("None"),  # sudo: as many2one fields show it
                    "cells": [*cells, extra[1].get(user, 0)] if extra else cells,
                    "domain": self._write_domain(domain & Domain("user_id", "=", user.id)),
                    "actions": {1: {**action, "domain": self._write_domain(own)}} if target else {},
                }
            )
        columns = [
            form,
            {**form, "label": self.env._("Target")},
            {"label": self.env._("Reached (%)"), "type": "percent", "is_progress": True},
            *([extra[0]] if extra else []),
        ]
        whole, goal = float(sum(achieved.values())), sum(targets.values())
        total = [whole, goal or None, 100 * whole / goal if goal else None, *([None] if extra else [])]
        return self._make_table(
            columns,
            rows,
            label=self.env._("Salesperson"),
            total=total,
            action=self._make_action(domain, context={"pivot_measures": [form["name"]]}),
            measure=form["name"],
        )

    # --- customers

    def _read_top(self, filters):
        """The customers with the best scores, then those with the most money."""
        scores, domain = self._get_scores(filters)
        best = sorted(scores, key=lambda one: (-one.total, -one.buyer.total, one.buyer.key.id))
        return self._make_customer_table(best[: self.limit or _ROWS], domain, filters)

    def _read_sleeping(self, filters):
        """The customers that are silent for more than twice their own rhythm, most money first."""
        scores, domain = self._get_scores(filters)
        asleep = [one for one in scores if one.is_asleep and one.buyer.rhythm is not None]
        asleep.sort(key=lambda one: (-one.buyer.total, one.buyer.key.id))
        return self._make_customer_table(asleep[: self.limit or _ROWS], domain, filters)

    def _get_scores(self, filters):
        """:return: list of the scores of all buyers, and the ``Domain`` of their orders

        What one tile of a screen has asked, the next one takes.
        """
        end = min(filters.period.end, filters.today)
        domain = (
            self._get_filtered_domain(filters)
            & Domain("source", "=", "order")
            & Domain("date", ">", str(end - relativedelta(months=_RFM_MONTHS)))
            & Domain("date", "<", str(end + timedelta(days=1)))
            & Domain("customer_id", "!=", False)
        )
        known = self.env.context.get("p2it_scores", {})
        if domain not in known:
            known[domain] = self._score_buyers(domain, end)
        return known[domain], domain

    def _score_buyers(self, domain, end):
        groups = self.env[self.model]._read_group(
            domain, ["customer_id"], ["order_count:sum", "ordered:sum", "date:min", "date:max"]
        )
        buyers = [
            rfm.Buyer(
                key=customer,
                count=count,
                total=float(total or 0),
                silence=(end - last).days,
                rhythm=(last - first).days / (count - 1) if count > 1 else None,
            )
            for customer, count, total, first, last in groups
            if count
        ]
        return rfm.score(buyers)

    def _make_customer_table(self, scores, domain, _filters):
        ordered, orders = self._get_formats(["ordered:sum", "order_count:sum"])
        # sudo: names as many2one fields show them; of these alone, for all buyers are read together else
        customers = self.env["res.partner"].sudo().browse([one.buyer.key.id for one in scores])
        names = {customer.id: customer.display_name for customer in customers}
        rows = [
            {
                "label": names[one.buyer.key.id],
                "cells": [
                    *(one.buyer.total, one.buyer.count, one.buyer.silence, one.buyer.rhythm),
                    *(one.recency, one.frequency, one.money),
                ],
                "domain": self._write_domain(domain & Domain("customer_id", "=", one.buyer.key.id)),
            }
            for one in scores
        ]
        score = {"type": "integer", "is_score": True}
        columns = [
            ordered,
            orders,
            {"label": self.env._("Days silent"), "type": "integer"},
            {"label": self.env._("Usual days"), "type": "float"},
            {
                **score,
                "label": self.env._("R"),
                "hint": self.env._("Recency in the customer's own rhythm, 1–5"),
            },
            {**score, "label": self.env._("F"), "hint": self.env._("Frequency, 1–5")},
            {**score, "label": self.env._("M"), "hint": self.env._("Money, 1–5")},
        ]
        shown = domain & Domain("customer_id", "in", customers.ids)
        total = [sum(one.buyer.total for one in scores), sum(one.buyer.count for one in scores), *[None] * 5]
        return self._make_table(
            columns,
            rows,
            label=self.env._("Customer"),
            total=total,
            action=self._make_action(shown, context={"pivot_measures": ["ordered", "order_count"]}),
            measure="ordered",
        )
