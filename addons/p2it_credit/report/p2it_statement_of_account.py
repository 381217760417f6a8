from typing import NamedTuple

from odoo import api, models
from odoo.exceptions import AccessError
from odoo.fields import Domain
from odoo.tools import SQL, float_round

from ..domain.ageing import BUCKETS
from ..domain.customer_statement import Entry, Statement, make_statement
from ..domain.plain_text import strip_marks

_OPEN_ITEMS = """
    SELECT item.id,
           item.balance - COALESCE(taken.amount, 0) + COALESCE(given.amount, 0),
           item.amount_currency - COALESCE(taken.amount_currency, 0) + COALESCE(given.amount_currency, 0)
      FROM account_move_line item
      LEFT JOIN LATERAL (
            SELECT SUM(amount) AS amount, SUM(debit_amount_currency) AS amount_currency
              FROM account_partial_reconcile
             WHERE debit_move_id = item.id AND max_date <= %(until)s
      ) taken ON TRUE
      LEFT JOIN LATERAL (
            SELECT SUM(amount) AS amount, SUM(credit_amount_currency) AS amount_currency
              FROM account_partial_reconcile
             WHERE credit_move_id = item.id AND max_date <= %(until)s
      ) given ON TRUE
     WHERE item.id IN %(items)s
"""


class Section(NamedTuple):
    """The account of one customer.

    :param partner: the customer, in its language
    :param Statement statement: the account; an entry's ``key`` is its journal item
    :param list on_the_way: :class:`Entry` of payments that made no entry in the books yet; ``key`` is the
        payment
    """

    partner: models.BaseModel
    statement: Statement
    on_the_way: list


class P2itStatementOfAccount(models.AbstractModel):
    """Reads customers' accounts over a period, for the paper and the spreadsheet."""

    _name = "p2it.statement.of.account"
    _description = "Statement of Account"

    @api.model
    def _get_sections(self, partners, company, date_from, date_to, with_branches=False):
        """Read the accounts of customers, by a number of queries that doesn't depend on theirs.

        :param partners: contacts; each stands for the company it belongs to
        :param company: ``res.company`` to which they owe, with its branches
        :param date_from: first day of the period
        :param date_to: last day of the period; what is open is told as of this day
        :param with_branches: whether companies below a customer are part of its account
        :return: list of :class:`Section`, by the customers' names
        :raise AccessError: for somebody who doesn't see one of the customers
        """
        customers = partners.commercial_partner_id
        # sudo: whose items are read is checked right below, companies below a customer included
        members = self._get_members(customers.sudo(), with_branches)
        self._check_may_read(self.env["res.partner"].concat(*members.values()), company)
        items = self._read_items(members, company, date_from, date_to)
        by_name = sorted(members, key=lambda customer: (strip_marks(customer.name).lower(), customer.id))
        return [
            self._make_section(customer, members[customer], items, company, date_to) for customer in by_name
        ]

    @api.model
    def _get_members(self, customers, with_branches):
        """:return: ``{customer: all companies whose items are its account}``"""
        if not with_branches:
            return {customer: customer for customer in customers}
        tree = self.env["p2it.credit.family"]._get_members(customers)
        above = {member: set(_climb(tree, member)) for member in tree}
        tops = customers.filtered(lambda customer: not above[customer.id] & set(customers.ids))
        return {
            top: customers.browse(
                sorted(m for m in tree if tree[m].company == m and (m == top.id or top.id in above[m]))
            )
            for top in tops
        }

    @api.model
    def _check_may_read(self, customers, company):
        """Keep to whom the customers are shown: the books are closed to salespeople but for these.

        :raise AccessError: naming what to do
        """
        user = self.env.user
        own_companies = user._get_company_ids()
        if company.id not in own_companies:
            raise AccessError(
                self.env._("You don't work in the company %s: ask somebody who does.", company.sudo().name)
            )
        self.env["res.partner"].browse(customers.ids).check_access("read")
        if any(map(user.has_group, ("account.group_account_invoice", "account.group_account_readonly"))):
            return
        scope = user._get_customer_scope()
        if not scope.is_limited and user.has_group("sales_team.group_sale_salesman_all_leads"):
            return
        owners = {*scope.user_ids, *([False] if scope.sees_unassigned else [])} or {user.id}
        # sudo: whose customers they are
        if any(customer.scope_user_id.id not in owners for customer in customers.sudo()):
            raise AccessError(
                self.env._(
                    "You make statements of account for your own customers only. Ask an accountant, or your "
                    "manager to assign the customer to you."
                )
            )

    # ---- items ----

    @api.model
    def _read_items(self, members, company, date_from, date_to):
        """:return: ``{"opening", "items", "open", "payments"}``, each by contact's company"""
        companies = self.env["res.partner"].concat(*members.values())
        domain = self._get_items_domain(companies, company, date_to)
        # sudo: checked above; salespeople see of the books what their customers see
        lines = self.env["account.move.line"].sudo()
        before = lines._read_group(domain & Domain("date", "<", date_from), ["partner_id"], ["balance:sum"])
        found = lines.search(domain & Domain("date", ">=", date_from), order="date, move_name, id")
        opening = {}
        for partner, amount in before:
            owner = partner.commercial_partner_id
            opening[owner] = opening.get(owner, 0) + amount
        return {
            "opening": opening,
            "items": found.grouped(lambda line: line.partner_id.commercial_partner_id),
            "open": self._read_open(lines, domain, date_to),
            "payments": self._read_payments(companies, company, date_to),
        }

    @api.model
    def _get_items_domain(self, customers, company, date_to):
        return Domain(
            [
                ("partner_id.commercial_partner_id", "in", customers.ids),
                ("account_id.account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
                ("company_id", "in", self._get_branch_ids(company)),
                ("date", "<=", date_to),
            ]
        )

    @api.model
    def _get_branch_ids(self, company):
        """:return: ids of a company and its branches, as far as the user works there"""
        branches = company.sudo().search([("id", "child_of", company.ids)])
        return sorted(set(branches.ids).intersection(self.env.user._get_company_ids()))

    @api.model
    def _read_open(self, lines, domain, date_to):
        """:return: ``{company of a contact: {item: (open, open in its currency)}}`` at the end of a day"""
        # What was settled before the day has no part any more: most items of a long history.
        settled_later = Domain("reconciled", "=", False) | Domain(
            ["|", ("matched_debit_ids.max_date", ">", date_to), ("matched_credit_ids.max_date", ">", date_to)]
        )
        items = lines.search(domain & settled_later, order="date, move_name, id")
        if not items:
            return {}
        self.env["account.partial.reconcile"].flush_model()
        rows = self.env.execute_query(SQL(_OPEN_ITEMS, until=date_to, items=tuple(items.ids)))
        residuals = {row[0]: row[1:] for row in rows}
        found = {}
        for item in items:
            residual, in_currency = residuals[item.id]
            residual = float(item.company_currency_id.round(residual))
            if residual:
                owner = item.partner_id.commercial_partner_id
                found.setdefault(owner, {})[item] = (residual, float(in_currency))
        return found

    @api.model
    def _read_payments(self, customers, company, date_to):
        """:return: ``{company of a contact: payments that made no entry and are not matched yet}``"""
        # sudo: as for the items
        payments = (
            self.env["account.payment"]
            .sudo()
            .search(
                [
                    ("partner_id.commercial_partner_id", "in", customers.ids),
                    ("partner_type", "=", "customer"),
                    ("company_id", "child_of", company.ids),
                    ("state", "=", "in_process"),
                    ("move_id", "=", False),
                    ("date", "<=", date_to),
                ],
                order="date, id",
            )
        )
        return payments.grouped(lambda payment: payment.partner_id.commercial_partner_id)

    @api.model
    def _make_section(self, customer, companies, items, company, date_to):
        currency = company.sudo().currency_id
        lang = customer.lang or self.env.lang
        lines = [line for member in companies for line in items["items"].get(member, ())]
        still_open = {}
        for member in companies:
            still_open.update(items["open"].get(member, {}))
        payments = [payment for member in companies for payment in items["payments"].get(member, ())]
        statement = make_statement(
            sum(items["opening"].get(member, 0) for member in companies),
            [_make_entry(line, lang) for line in sorted(lines, key=lambda line: (line.date, line.id))],
            [_make_entry(line, lang, *residual) for line, residual in still_open.items()],
            date_to,
            lambda amount: float_round(amount, precision_rounding=currency.rounding),
        )
        on_the_way = [
            Entry(
                payment.with_context(lang=lang),
                payment.date,
                payment.date,
                -payment.amount_company_currency_signed,
            )
            for payment in payments
        ]
        return Section(customer.with_context(lang=lang), statement, on_the_way)

    # ---- words ----

    @api.model
    def _get_bucket_labels(self):
        """:return: ``{step of ageing: its name in the language at work}``"""
        names = self.env["p2it.aged.receivable"].fields_get([name for name, *_days in BUCKETS], ["string"])
        return {name: names[name]["string"] for name, *_days in BUCKETS}

    @api.model
    def _get_address(self, partner):
        """:return: a contact's address on one line, without its name"""
        lines = partner._display_address(without_company=True).splitlines()
        return ", ".join(line.strip() for line in lines if line.strip())

    @api.model
    def _get_kind(self, line):
        """:return: what an item is, in the line's language"""
        move, env = line.move_id, line.env
        if move.move_type in ("out_invoice", "out_receipt"):
            return env._("Invoice")
        if move.move_type == "out_refund":
            return env._("Credit note")
        if move.origin_payment_id or move.statement_line_id:
            return env._("Payment") if line.balance < 0 else env._("Repayment")
        return env._("Other entry")

    @api.model
    def _get_text(self, line):
        """:return: what helps the customer to recognise an item"""
        move = line.move_id
        if move.is_sale_document(include_receipts=True):
            parts = (move.invoice_origin, move.ref)
        elif move.origin_payment_id:
            parts = (move.origin_payment_id.memo,)
        else:
            parts = (move.statement_line_id.payment_ref or line.name or move.ref,)
        return ", ".join(dict.fromkeys(part for part in parts if part))


def _climb(tree, partner_id):
    """:return: ids of the contacts above one, in the tree that the family of customers is"""
    parent = tree[partner_id].parent
    while parent in tree:
        yield parent
        parent = tree[parent].parent


def _make_entry(line, lang, residual=0.0, residual_currency=0.0):
    return Entry(
        key=line.with_context(lang=lang),
        date=line.date,
        due_date=line.date_maturity or line.date,
        amount=line.balance,
        residual=residual,
        residual_currency=residual_currency,
    )
