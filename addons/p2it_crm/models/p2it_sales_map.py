from datetime import timedelta

from odoo import api, fields, models
from odoo.fields import Domain

_MOST = 5000
"""Customers drawn at most; those who bought most first."""


class P2itSalesMap(models.AbstractModel):
    """Where the customers are and what they buy, for a map in the browser; all with the reader's rights."""

    _name = "p2it.sales.map"
    _description = "Sales on a Map"

    @api.model
    def get_map(self, date_from, date_to, user_id=False):
        """Read the customers that have a position, and what they ordered in a time and in that before it.

        :param date_from: first day, as text or a date; that of the month without one
        :param date_to: last day; today without one
        :param user_id: only customers of this salesperson and of everybody below
        :return: dict with ``points``, ``people``, ``without_position``, ``more`` and the currency
        """
        self.env["p2it.sales.statistics"].check_access("read")
        first, last = self._read_days(date_from, date_to)
        before = first - (last - first) - timedelta(days=1)
        people = self._get_people(user_id)
        now = self._read_orders(first, last, people)
        earlier = self._read_orders(before, first - timedelta(days=1), people)
        customers, more = self._get_customers(people, now)
        return {
            "currency_id": self.env.company.currency_id.id,
            "before": [before, first - timedelta(days=1)],
            "points": [self._get_point(customer, now, earlier) for customer in customers],
            "more": more,
            "without_position": self.env["res.partner"].search_count(
                self._get_customer_domain(people) & ~self._get_position_domain()
            ),
            "people": self._get_choices(),
        }

    @api.model
    def get_without_position(self, user_id=False):
        """:return: a window action for the customers who are on no map"""
        self.env["p2it.sales.statistics"].check_access("read")
        domain = self._get_customer_domain(self._get_people(user_id)) & ~self._get_position_domain()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Customers Without a Position"),
            "res_model": "res.partner",
            "domain": list(domain),
            "views": [(False, "list"), (False, "form")],
        }

    @api.model
    def _read_days(self, date_from, date_to):
        """:return: first and last day of what a client wishes, in this order"""
        read = self.env["p2it.dashboard"]._read_day
        last = read(date_to) or fields.Date.context_today(self)
        first = read(date_from) or last.replace(day=1)
        return min(first, last), max(first, last)

    @api.model
    def _get_people(self, user_id):
        """:return: a salesperson and everybody below; nobody without one"""
        # sudo: the tree alone; what is read with it is what the reader may read
        users = self.env["res.users"].sudo()
        user = users.browse(user_id).exists() if isinstance(user_id, int) and user_id else users
        return user | user.subordinate_user_ids

    @api.model
    def _get_choices(self):
        """:return: ``[{id, name}]`` of the salespeople whose customers the reader sees"""
        groups = self.env["res.partner"]._read_group(
            self._get_customer_domain(self.env["res.users"]) & Domain("user_id", "!=", False), ["user_id"]
        )
        # sudo: a name that stands on customers the reader sees
        return [{"id": user.id, "name": user.sudo().name} for (user,) in groups]

    @api.model
    def _get_customer_domain(self, people):
        domain = Domain("lifecycle", "in", ("prospect", "account")) & Domain("parent_id", "=", False)
        return domain & Domain("user_id", "in", people.ids) if people else domain

    @api.model
    def _get_position_domain(self):
        return Domain("partner_latitude", "!=", 0) | Domain("partner_longitude", "!=", 0)

    @api.model
    def _read_orders(self, first, last, people):
        """:return: ``{customer id: (ordered, orders)}``"""
        domain = Domain("date", ">=", first) & Domain("date", "<=", last)
        if people:
            domain &= Domain("customer_id.user_id", "in", people.ids)
        rows = self.env["p2it.sales.statistics"]._read_group(
            domain, ["customer_id"], ["ordered:sum", "order_count:sum"]
        )
        return {customer.id: figures for customer, *figures in rows if figures[1]}

    @api.model
    def _get_customers(self, people, now):
        """:return: the customers to draw, and how many more there are"""
        domain = self._get_customer_domain(people) & self._get_position_domain()
        partners = self.env["res.partner"]
        count = partners.search_count(domain)
        if count > _MOST:
            most = sorted(now, key=lambda customer_id: now[customer_id], reverse=True)[:_MOST]
            domain &= Domain("id", "in", most)
        names = ["name", "partner_latitude", "partner_longitude", "area_id"]
        customers = partners.search_fetch(domain, names, limit=_MOST)
        return customers, count - len(customers)

    @api.model
    def _get_point(self, customer, now, earlier):
        ordered, orders = now.get(customer.id, (0, 0))
        before = earlier.get(customer.id, (0, 0))[0]
        return {
            "id": customer.id,
            "name": customer.name,
            "latitude": customer.partner_latitude,
            "longitude": customer.partner_longitude,
            "area": (customer.current_province_id or customer.area_id).name or "",
            "ordered": ordered,
            "orders": orders,
            "before": before,
        }
