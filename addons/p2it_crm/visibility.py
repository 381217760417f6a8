"""Who sees what: the vocabulary of the record rules.

A record rule names ``p2it_scope`` in its domain, which is the :class:`CustomerScope` of the person at
work, and says in one line how a row of its model leads to a customer::

    <field name="domain_force">p2it_scope.customer('partner_id', user='user_id')</field>

The scope holds no environment: domains made of it are kept in Odoo's cache under the scope itself, so
that a scope which changes finds other domains and never a stale one.
"""

from dataclasses import dataclass

from odoo.fields import Domain
from odoo.tools import SQL, Query


@dataclass(frozen=True)
class CustomerScope:
    """What one person sees.

    :param is_limited: whether the rules bite at all: the person holds a role of the suite and isn't
        its administrator
    :param user_ids: the salespeople whose customers the person sees, covers included
    :param people_ids: the person and everyone below, covers left out
    :param partner_id: the person's own partner
    :param sees_unassigned: whether the person may assign, and so sees what nobody has
    """

    is_limited: bool = False
    user_ids: frozenset = frozenset()
    people_ids: frozenset = frozenset()
    partner_id: int = 0
    sees_unassigned: bool = False

    def users(self, user="user_id"):
        """Rows that belong to a salesperson.

        :param user: field that holds the salesperson
        :return: a ``Domain``
        """
        if not self.is_limited:
            return Domain.TRUE
        owners = [*sorted(self.user_ids), *([False] if self.sees_unassigned else [])]
        return Domain(user, "in", owners)

    def people(self, user="user_id"):
        """Rows about the people themselves (their expenses), for a rule of a group: it only widens.

        :param user: field, or path, to the user
        :return: a ``Domain``, that of no row where the scope doesn't limit
        """
        return Domain(user, "in", sorted(self.people_ids)) if self.is_limited else Domain.FALSE

    def partners(self):
        """Rows of ``res.partner``: who is no customer at all, and the customers in scope.

        :return: a ``Domain`` on two columns of the row itself
        """
        if not self.is_limited:
            return Domain.TRUE
        return Domain("lifecycle", "=", False) | self.users("scope_user_id")

    def customer(self, partner="partner_id", *, parent=None, user=None, unless=None):
        """Rows of a customer: seen exactly when the customer is.

        A row without a customer is seen with its parent document, and without either with its
        salesperson.

        :param partner: many2one to ``res.partner``
        :param parent: many2one to a document that has a rule of its own
        :param user: many2one to the salesperson
        :param unless: domain of rows that show no customer and are left to Odoo's own rules
        :return: a ``Domain``
        """
        if not self.is_limited:
            return Domain.TRUE
        path = _CustomerPath(self, partner, parent, user)
        return Domain.OR(
            [Domain(unless or [(0, "=", 1)]), Domain.custom(to_sql=path.to_sql, predicate=path.matches)]
        )

    def documents(self, model="res_model", res_id="res_id"):
        """Rows that point to any record by the name of its model and its id.

        :param model: field that holds the name
        :param res_id: field that holds the id
        :return: a ``Domain``
        """
        if not self.is_limited:
            return Domain.TRUE
        path = _DocumentPath(model, res_id)
        return Domain.custom(to_sql=path.to_sql)

    def events(self):
        """Rows of ``calendar.event``: of people in scope, one's own, and those that show no customer.

        :return: a ``Domain``
        """
        if not self.is_limited:
            return Domain.TRUE
        leads = Domain("opportunity_id", "=", False) | Domain("opportunity_id", "any", self.users())
        harmless = Domain("partner_ids", "not any", ~self.partners()) & leads & self.documents()
        mine = Domain("partner_ids", "in", [self.partner_id])
        return Domain("user_id", "in", sorted(self.user_ids)) | mine | harmless


UNLIMITED = CustomerScope()
"""The scope of whom the rules leave alone."""


@dataclass(frozen=True)
class _CustomerPath:
    """How a row leads to a customer, in SQL for searches and in Python for records at hand.

    The condition is an ``EXISTS`` with the alternatives inside it: PostgreSQL makes a join of it, or
    looks up the customers of the few rows of a page, whichever is cheaper.
    """

    scope: CustomerScope
    partner: str
    parent: str | None
    user: str | None

    def to_sql(self, model, alias, query):
        partner = model._field_to_sql(alias, self.partner, query)
        seen = self._partner_sql(model, partner)
        if model._fields[self.partner].required:
            return seen
        return SQL("(%s OR (%s IS NULL AND %s))", seen, partner, self._without_sql(model, alias, query))

    def _partner_sql(self, model, partner):
        partners = model.env["res.partner"]
        customers = Query(model.env, "p2it_customer", partners._table_sql)
        condition = self.scope.partners().optimize_full(partners)
        customers.add_where(condition._to_sql(partners, "p2it_customer", customers))
        customers.add_where(SQL("%s = %s", SQL.identifier("p2it_customer", "id"), partner))
        return SQL("EXISTS %s", customers.subselect(SQL("1")))

    def _without_sql(self, model, alias, query):
        """:return: the condition of a row that has no customer"""
        own = SQL("FALSE")
        if self.user:
            own = self.scope.users(self.user).optimize_full(model)._to_sql(model, alias, query)
        if not self.parent:
            return own
        parent = model._field_to_sql(alias, self.parent, query)
        seen = _visible_sql(model, model._fields[self.parent].comodel_name, parent)
        return SQL("(%s OR (%s IS NULL AND %s))", seen, parent, own)

    def matches(self, record):
        if partner := record[self.partner]:
            return not partner.lifecycle or self._has_owner(partner.scope_user_id)
        if self.parent and record[self.parent]:
            return record[self.parent].sudo(False).has_access("read")
        return bool(self.user) and self._has_owner(record[self.user])

    def _has_owner(self, user):
        return user.id in self.scope.user_ids if user else self.scope.sees_unassigned


@dataclass(frozen=True)
class _DocumentPath:
    """How a row leads to a document by name and id: seen when the document is."""

    model: str
    res_id: str

    def to_sql(self, model, alias, query):
        names = model.env["ir.rule"]._get_customer_models()
        res_model = model._field_to_sql(alias, self.model, query)
        res_id = model._field_to_sql(alias, self.res_id, query)
        seen = [SQL("(%s = %s AND %s)", res_model, name, _visible_sql(model, name, res_id)) for name in names]
        free = SQL("(%s IS NULL OR %s NOT IN %s)", res_model, res_model, names)
        return SQL("(%s)", SQL(" OR ").join([free, *seen]))


def _visible_sql(model, comodel_name, res_id):
    """:return: whether the user sees the record of ``comodel_name`` that ``res_id`` means"""
    comodel = model.env[comodel_name].sudo(False)
    if not comodel.has_access("read"):
        return SQL("FALSE")
    visible = comodel._search(Domain.TRUE, active_test=False)
    if visible.is_empty():
        return SQL("FALSE")
    visible.add_where(SQL("%s = %s", SQL.identifier(comodel._table, "id"), res_id))
    return SQL("EXISTS %s", visible.subselect(SQL("1")))
