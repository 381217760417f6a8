from collections import defaultdict
from decimal import Decimal
from typing import NamedTuple

from odoo import api, fields, models

from ..domain.credit_check import LIMIT, Case, find_reasons, is_covered
from ..domain.credit_turns import Turns


class Go(NamedTuple):
    """How orders are judged together.

    :param dict more: ``{order: how much more it would be after a change, in its currency}``
    :param bool alone: whether each is judged as if it alone were to be confirmed
    :param list passed: ``(id of the order, its accounts, amount, currency)`` of what passed in another
        branch of the company, as far as it is not owed yet
    """

    more: dict
    alone: bool
    passed: list


class Figures(NamedTuple):
    """Amounts of one order in the company's currency.

    :param float total: taxes included, with what a change would add
    :param float paid: what has come for it
    :param float open_amount: what of it is not yet invoiced, with what a change would add
    """

    total: float
    paid: float
    open_amount: float


class Verdict(NamedTuple):
    """What was found about one order.

    :param order: ``sale.order``
    :param currency: of all amounts: that of the order's company
    :param tuple reasons: ``(Reason, Term, id of the contact whose account it is)`` that hold it
    :param tuple released: the same, as far as people have released them
    :param dict exposures: ``{id of the account: Exposure}``, without the orders judged
    :param dict standings: ``{id of the account: Standing}``
    :param terms: :class:`Terms` of the customer
    :param float open_amount: what of the order is not yet invoiced
    :param float paid: what has come for it
    :param float total: taxes included
    """

    order: object
    currency: object
    reasons: tuple
    released: tuple
    exposures: dict
    standings: dict
    terms: object
    open_amount: float
    paid: float
    total: float


def _decimal(amount):
    return Decimal(str(amount or 0))


class P2itCreditCheck(models.AbstractModel):
    """Judges orders by their customers' terms, all of them together."""

    _name = "p2it.credit.check"
    _description = "Credit Check"

    @api.model
    def _judge(self, orders, more=None, alone=False):
        """Judge orders, one after the other: what the one takes is gone for the next.

        The number of queries does not depend on the number of orders or of their lines.

        :param orders: ``sale.order``, quotations or confirmed, as they are in a form, too
        :param dict more: ``{order: how much more it would be after a change, in its currency}``
        :param bool alone: judge each as if it alone were to be confirmed
        :return: ``{order: Verdict}``, without those of customers without terms
        """
        verdicts = {}
        if not self.env["p2it.credit.policy"]._has_any():
            return verdicts
        # sudo: what is owed does not depend on who asks
        passed = defaultdict(list)
        for company, own in orders.sudo().grouped("company_id").items():
            debtee = company or self.env.company.sudo()
            in_turn = own.sorted(lambda order: order._origin.id or float("inf"))
            go = Go(more or {}, alone, passed[debtee.root_id])
            verdicts.update(self._judge_for_company(debtee, in_turn, go))
        return {order: verdicts[order.sudo()] for order in orders if order.sudo() in verdicts}

    @api.model
    def _judge_for_company(self, company, orders, go):
        family = self.env["p2it.credit.family"]
        (orders.partner_id | orders.partner_invoice_id).mapped("commercial_partner_id")  # read at once
        customers = {order: self._get_customers(order) for order in orders}
        partners = self.env["res.partner"].union(*customers.values())
        members = family._get_members(partners)
        terms = family._get_terms(members, partners, company)
        customers = {
            order: [partner for partner in found if partner.id in terms and terms[partner.id].is_set]
            for order, found in customers.items()
        }
        orders = orders.filtered(lambda order: customers[order])
        concerned = {partner.id: terms[partner.id] for order in orders for partner in customers[order]}
        if not orders:
            return {}
        exposures = self.env["p2it.credit.exposure"]._get(
            members, concerned, company, company.currency_id, orders._origin
        )
        return self._judge_in_turn(company, orders, customers, concerned, exposures, go)

    @api.model
    def _get_customers(self, order):
        """:return: the commercial entities that will owe for an order: who orders, and who is invoiced"""
        return (order.partner_id | order.partner_invoice_id)._origin.commercial_partner_id

    @api.model
    def _judge_in_turn(self, company, orders, customers, terms, exposures, go):
        convert = self.env["p2it.credit.exposure"]._make_converter(company, company.currency_id)
        paid, releases = orders._get_credit_paid(), self._get_releases(orders)
        own_terms = {order: [terms[partner.id] for partner in customers[order]] for order in orders}
        opened = {order: self._get_open_amount(order, exposures, convert) for order in orders}
        turns, verdicts = self._begin_turns(exposures, own_terms, opened, go, convert), {}
        for order in orders:
            added = convert(order.currency_id.id, go.more.get(order, 0))
            figures = Figures(
                convert(order.currency_id.id, order.amount_total) + added,
                convert(order.currency_id.id, paid[order]),
                opened[order] + added,
            )
            verdict = self._judge_order(order, own_terms[order], exposures, turns, figures, releases)
            verdicts[order] = verdict
            if not verdict.reasons and not go.alone:
                accounts = set(verdict.exposures)
                turns.take(order._origin.id, accounts, figures.open_amount)
                beyond = added if order.state == "sale" else figures.open_amount
                go.passed.append((order._origin.id, accounts, beyond, company.currency_id))
        return verdicts

    @api.model
    def _begin_turns(self, exposures, own_terms, opened, go, convert):
        """:return: the turns, with what is owed whatever is found, and what passed in another branch"""
        turns = Turns(exposures)
        for order, terms in own_terms.items():
            for own in terms if self._counts_anyway(order, terms[0]) else ():
                turns.count(order._origin.id, own.get_accounts(), opened[order])
        for order_id, accounts, amount, currency in tuple(go.passed):
            turns.take(order_id, accounts & exposures.keys(), convert(currency.id, amount))
        return turns

    @api.model
    def _judge_order(self, order, own_terms, exposures, turns, figures, releases):
        """:return: :class:`Verdict` of an order when it is its turn"""
        accounts = set().union(*(own.get_accounts() for own in own_terms))
        standings = turns.get_standings(order._origin.id, accounts)
        found = []
        for own in own_terms:
            found += self._judge_one(order, own, exposures, standings, figures)
        held, released = self._split_released(order, found, figures.total, releases)
        return Verdict(
            order=order,
            currency=order.company_id.currency_id or self.env.company.currency_id,
            reasons=tuple(held),
            released=tuple(released),
            exposures={account: exposures[account] for account in accounts},
            standings=standings,
            terms=own_terms[0],
            open_amount=figures.open_amount,
            paid=figures.paid,
            total=figures.total,
        )

    @api.model
    def _counts_anyway(self, order, terms):
        """:return: whether an order is owed whatever is found: confirmed, or a quotation that counts"""
        if order.state == "sent":
            return terms.drafts != "none"
        return order.state == "sale" or (order.state == "draft" and terms.drafts == "all")

    @api.model
    def _get_open_amount(self, order, exposures, convert):
        """:return: what of an order is not yet invoiced; of what a form shows, that much more or less"""
        saved, order_id = order._origin, order._origin.id
        known = next((found.orders[order_id] for found in exposures.values() if order_id in found.orders), 0)
        more = order.amount_total - (saved.amount_total if saved else 0)
        return max(known + convert(order.currency_id.id, more), 0.0)

    @api.model
    def _judge_one(self, order, terms, exposures, standings, figures):
        """:return: ``[(Reason, Term, account)]`` for one of the customers that an order concerns"""
        case = self._make_case(order.company_id, terms, exposures, standings, figures)
        by_kind = {"overdue": terms.overdue, "prepayment": terms.prepayment}
        result = []
        for reason in find_reasons(case):
            term = terms.limits[reason.key] if reason.kind == LIMIT else by_kind[reason.kind]
            result.append((reason, term, terms.get_account(term)))
        return result

    @api.model
    def _make_case(self, company, terms, exposures, standings, figures):
        late, percent = terms.overdue, terms.prepayment
        limits = tuple(
            (
                position,
                _decimal(self._get_amount(term, term.values, company)),
                _decimal(standings[terms.get_account(term)].owed),
            )
            for position, term in enumerate(terms.limits)
        )
        return Case(
            open_amount=_decimal(figures.open_amount),
            total=_decimal(figures.total),
            paid=_decimal(figures.paid),
            limits=limits,
            overdue=_decimal(exposures[terms.get_account(late)].overdue if late else 0),
            overdue_allowed=_decimal(self._get_amount(late, late.values[1], company)) if late else None,
            prepayment_percent=_decimal(percent.values) if percent else None,
            precision=_decimal(company.currency_id.rounding),
        )

    @api.model
    def _get_amount(self, term, amount, company):
        """:return: an amount of a policy in the company's currency, by today's rate"""
        # sudo: terms hold for who may not read them
        currency = self.env["p2it.credit.policy"].sudo().browse(term.policy.key).currency_id
        if not amount or currency == company.currency_id:
            return amount
        today = fields.Date.context_today(self)
        return currency._convert(amount, company.currency_id, company, today)

    @api.model
    def _get_releases(self, orders):
        """:return: ``{id of the order: [(customers, whose debts, Release)]}``"""
        found = defaultdict(list)
        # sudo: a release holds for who may not read it
        for row in self.env["p2it.credit.release"].sudo().search([("order_id", "in", orders._origin.ids)]):
            found[row.order_id.id].append(row._read_release())
        return found

    @api.model
    def _split_released(self, order, found, total, releases):
        """:return: two lists of reasons: those that hold, and those that people have released"""
        today = fields.Date.context_today(self)
        customers = self._get_customers(order).sorted("id").ids
        own = defaultdict(list)
        for ids, debtor, release in releases.get(order._origin.id, ()):
            if ids == customers:
                own[debtor].append(release)
        tolerance = _decimal(order.company_id.credit_release_tolerance)
        precision = _decimal(order.company_id.currency_id.rounding)
        covered = [
            (reason, term, account)
            for reason, term, account in found
            if is_covered(reason, _decimal(total), own[account], today, tolerance, precision)
        ]
        return [row for row in found if row not in covered], covered
