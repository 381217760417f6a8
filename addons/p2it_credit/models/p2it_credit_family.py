from typing import NamedTuple

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..domain.credit_terms import Bounds, Level, find_limits, find_term

_CLIMB_AND_DESCEND = """
    WITH RECURSIVE up AS (
        SELECT id, parent_id FROM res_partner WHERE id IN %(partners)s
         UNION
        SELECT p.id, p.parent_id FROM res_partner p JOIN up ON p.id = up.parent_id
    ), down AS (
        SELECT id, parent_id, commercial_partner_id, customer_group_id, id AS top
          FROM res_partner WHERE id IN (SELECT id FROM up WHERE parent_id IS NULL)
         UNION
        SELECT p.id, p.parent_id, p.commercial_partner_id, p.customer_group_id, down.top
          FROM res_partner p JOIN down ON p.parent_id = down.id
    )
    SELECT id, parent_id, commercial_partner_id, customer_group_id, top FROM down
"""


class Member(NamedTuple):
    """A contact in the tree of companies, branches and people.

    :param int id: of the contact
    :param int parent: contact above
    :param int company: its commercial entity
    :param int group: its customer group
    :param int top: the topmost company
    """

    id: int
    parent: int
    company: int
    group: int
    top: int


class Terms(NamedTuple):
    """What holds for one customer in one company.

    :param int top: the topmost company of the customer
    :param tuple limits: :class:`Term` of each limit that holds
    :param overdue: :class:`Term` or ``None``
    :param prepayment: :class:`Term` or ``None``
    :param str drafts: which quotations count: ``none``, ``sent`` or ``all``
    """

    top: int
    limits: tuple
    overdue: object
    prepayment: object
    drafts: str

    @property
    def is_set(self):
        """:return: whether anything is checked at all"""
        return bool(self.limits or self.overdue or self.prepayment)

    def get_account(self, term):
        """:return: id of the contact whose debts a term is about, with everybody below"""
        return term.account or self.top

    def get_accounts(self):
        """:return: ids of the contacts whose debts count"""
        terms = (*self.limits, *filter(None, (self.overdue,)))
        return {self.get_account(term) for term in terms} or {self.top}


class P2itCreditFamily(models.AbstractModel):
    """Companies with their branches and contacts, and the terms that hold for each."""

    _name = "p2it.credit.family"
    _description = "Customer with Branches and Contacts"

    @api.model
    def _get_members(self, partners):
        """Read the whole trees that contacts are part of, in one query.

        :param partners: any contacts
        :return: ``{id: Member}``
        """
        if not partners.ids:
            return {}
        self.env["res.partner"].flush_model(["parent_id", "commercial_partner_id", "customer_group_id"])
        rows = self.env.execute_query(SQL(_CLIMB_AND_DESCEND, partners=tuple(partners.ids)))
        return {row[0]: Member(*row) for row in rows}

    @api.model
    def _get_terms(self, members, partners, company, day=None):
        """Tell which terms hold for customers.

        :param dict members: of :meth:`_get_members`
        :param partners: contacts among them
        :param company: ``res.company`` to which they owe
        :param date day: today without it
        :return: ``{id of the contact: Terms}``
        """
        day = day or fields.Date.context_today(self)
        paths = {partner.id: _get_path(members, partner.id) for partner in partners if partner.id in members}
        groups = self._get_groups(members, paths)
        policies = self._find_policies(set().union(*paths.values()), groups, company)
        return {
            partner_id: _make_terms(
                members[partner_id].top, _get_levels(path, groups[partner_id], policies), day
            )
            for partner_id, path in paths.items()
        }

    @api.model
    def _get_groups(self, members, paths):
        """:return: ``{contact: ids of its group and those above it, the nearest first}``"""
        own = {
            partner_id: next((members[member].group for member in path if members[member].group), None)
            for partner_id, path in paths.items()
        }
        # sudo: which terms hold does not depend on who may read groups
        groups = self.env["p2it.customer.group"].sudo().browse(set(filter(None, own.values())))
        above = {
            group.id: [int(part) for part in reversed(group.parent_path.split("/")[:-1])] for group in groups
        }
        return {partner_id: above.get(group_id, []) for partner_id, group_id in own.items()}

    @api.model
    def _find_policies(self, partner_ids, groups, company):
        """:return: ``{("partner" | "group" | "company", id): [Policy]}`` of all that may hold"""
        group_ids = set().union(*groups.values())
        target = Domain.OR(
            [
                Domain("partner_id", "in", sorted(partner_ids)),
                Domain("group_id", "in", sorted(group_ids)),
                Domain("partner_id", "=", False) & Domain("group_id", "=", False),
            ]
        )
        companies = Domain("company_id", "in", [False, *company.sudo().parent_ids.ids, company.id])
        # sudo: terms hold for who may not read them
        policies = self.env["p2it.credit.policy"].sudo()
        found = policies.search_fetch(target & companies, policies._get_term_fields(), order="id")
        result = {}
        for record, policy in found._read_policies().items():
            if record.partner_id:
                key = ("partner", record.partner_id.id)
            else:
                key = ("group", record.group_id.id) if record.group_id else ("company", False)
            result.setdefault(key, []).append(policy)
        return result

    @api.model
    def _get_bounds(self, terms, company):
        """:return: what somebody with these terms is held to, in the company's currency"""
        get_amount = self.env["p2it.credit.check"]._get_amount
        limits = [get_amount(term, term.values, company) for term in terms.limits]
        late = terms.overdue
        return Bounds(
            min(limits, default=None),
            late and (late.values[0], get_amount(late, late.values[1], company)),
            terms.prepayment and terms.prepayment.values,
        )

    @api.model
    def _get_company_terms(self, company):
        """:return: the terms of a customer of whom nothing is known"""
        policies = self._find_policies(set(), {0: []}, company)
        return _make_terms(0, _get_levels([], [], policies), fields.Date.context_today(self))

    @api.model
    def _get_companies_with_terms(self):
        """:return: those at work, and those that have terms of their own"""
        # sudo: terms hold for who may not read them, in whatever company they work
        rows = (
            self.env["p2it.credit.policy"].sudo()._read_group([("company_id", "!=", False)], ["company_id"])
        )
        return self.env.companies.sudo().union(*(company for (company,) in rows))

    @api.model
    def _get_below(self, members, account):
        """:return: ids of a contact and everybody below it"""
        below = {account}
        while True:
            more = {member.id for member in members.values() if member.parent in below} - below
            if not more:
                return sorted(below)
            below |= more


def _get_path(members, partner_id):
    """:return: ids of a contact's commercial entity and the companies above it, the nearest first"""
    path, current = [], members[partner_id].company
    while current in members and current not in path:
        path.append(current)
        parent = members[current].parent
        current = members[parent].company if parent in members else None
    return path


def _get_levels(path, groups, policies):
    levels = [Level(member, tuple(policies.get(("partner", member), ()))) for member in path]
    levels += [Level(None, tuple(policies.get(("group", group), ()))) for group in groups]
    levels.append(Level(None, tuple(policies.get(("company", False), ()))))
    return [level for level in levels if level.policies]


def _make_terms(top, levels, day):
    drafts = find_term(levels, "draft", day)
    return Terms(
        top,
        tuple(find_limits(levels, day)),
        find_term(levels, "overdue", day),
        find_term(levels, "prepayment", day),
        drafts.values if drafts else "none",
    )
