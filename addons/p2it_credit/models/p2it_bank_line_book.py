from collections import defaultdict

from odoo import api, fields, models

from ..domain.bank_book import (
    BankLine,
    Book,
    Customer,
    Order,
    Transfer,
    normalise_account,
    normalise_reference,
)
from ..domain.bank_evidence import get_keys
from ..domain.order_codes import get_shape, split_runs
from ..domain.payer_name import get_payer_key
from ..domain.transfer_code import find_codes as find_transfer_codes

_PAYABLE = ("draft", "sent", "sale")
_SHAPE_SAMPLE = 50
_TWIN_DAYS = 1
"""By so many days a bank's statement and its calls may differ."""


class P2itBankLine(models.Model):
    """Extends ``p2it.bank.line`` with what its matcher must know, in a constant number of queries.

    Only what the lines can be about is read: orders whose number may be in a text, customers with a payer's
    name or account, their unpaid orders, transfers of the same amount or reference.
    """

    _inherit = "p2it.bank.line"

    def _load_book(self):
        """:return: (the lines as the matcher sees them, what is known), of one company
        :rtype: tuple
        """
        company = self.company_id
        company.ensure_one()
        coded = self._find_coded_orders()
        owners = self.env["p2it.payer.account"]._get_owners(self._get_accounts(), company)
        payers = self._find_payers()
        transfers = self._find_transfers()
        customers = payers.commercial_partner_id.union(*owners.values())
        orders = self._find_orders(coded, customers, transfers)
        customers |= orders.partner_id.commercial_partner_id
        # A branch may pay for another: whose money it is, the head of the customer tells.
        heads = (customers | orders.partner_id | transfers.partner_id)._get_family_heads()
        book = Book(
            self._prepare_orders(orders, heads),
            self._prepare_customers(customers, heads),
            self._prepare_transfers(transfers, heads),
            {
                account: frozenset(heads[partner.id].id for partner in partners)
                for account, partners in owners.items()
            },
            self._find_shapes(company),
        )
        for order_id, amount in self._get_promised(orders).items():
            book.reserve([(order_id, _to_units(amount, orders.browse(order_id).currency_id))])
        return self._prepare_lines(coded), book

    def _get_accounts(self):
        return {normalise_account(line.payer_account) for line in self} - {""}

    def _prepare_lines(self, coded):
        twins = self._find_twins()
        return [
            BankLine(
                id=line.id,
                amount=_to_units(line.amount, line.currency_id),
                currency=line.currency_id.name,
                date=line.date,
                reference=line.bank_reference or "",
                payer_name=line.payer_name or "",
                payer_account=line.payer_account or "",
                text=line.memo or "",
                coded=tuple(coded.get(line.id, ())),
                has_twin=line.id in twins,
                is_glued=any(code.is_glued for code in find_transfer_codes(line.memo)),
            )
            for line in self
        ]

    def _find_coded_orders(self):
        """Find the orders whose transfer codes are in the lines' texts.

        :return: ``{id of a line: ids of orders, in the order of the text}``
        :rtype: dict
        """
        found = {line.id: [one.code for one in find_transfer_codes(line.memo)] for line in self}
        codes = {code for own in found.values() for code in own}
        if not codes:
            return {}
        orders = self.env["sale.order"].search(
            [("transfer_code", "in", list(codes)), ("company_id", "in", self.company_id.ids)]
        )
        by_code = {order.transfer_code: order.id for order in orders}
        return {line_id: [by_code[code] for code in own if code in by_code] for line_id, own in found.items()}

    def _find_twins(self):
        """:return: ids of the lines whose money may have come by another way too"""
        return self._find_told_by_another_way() | self._find_told_without_reference()

    def _find_told_without_reference(self):
        """:return: ids of the lines that came with a reference and without, by files of other columns"""
        told = defaultdict(set)
        for key, reference in self._read_group(
            [
                ("journal_id", "in", self.journal_id.ids),
                ("content_key", "in", list(set(self.mapped("content_key")))),
                ("state", "!=", "ignored"),
            ],
            ["content_key", "bank_reference"],
        ):
            told[key].add(bool(reference))
        return {line.id for line in self if len(told[line.content_key]) > 1}

    def _find_told_by_another_way(self):
        """Files and calls word the payer and the text differently, and may tell neighbouring days.

        :return: ids of the lines of an account and an amount that came by a file and by a call
        """
        ways = defaultdict(set)
        for journal, amount, source, day in self._read_group(
            [
                ("journal_id", "in", self.journal_id.ids),
                ("amount", "in", list(set(self.mapped("amount")))),
                ("date", ">=", fields.Date.subtract(min(self.mapped("date")), days=_TWIN_DAYS)),
                ("date", "<=", fields.Date.add(max(self.mapped("date")), days=_TWIN_DAYS)),
                ("state", "!=", "ignored"),
            ],
            ["journal_id", "amount", "source", "date:day"],
        ):
            ways[journal, amount].add((source, day))
        return {
            line.id
            for line in self
            if any(
                source != line.source and abs((fields.Date.to_date(day) - line.date).days) <= _TWIN_DAYS
                for source, day in ways[line.journal_id, line.amount]
            )
        }

    def _find_payers(self):
        """:return: customers and their contacts that have the name of a payer"""
        keys = {get_payer_key(line.payer_name) for line in self} - {""}
        return (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search(
                [
                    ("payer_key", "in", list(keys)),
                    ("company_id", "in", [False, *self.company_id.ids]),
                    ("commercial_partner_id.active", "=", True),
                    ("partner_share", "=", True),
                ]
            )
        )

    def _find_transfers(self):
        """:return: transfers of the same amount or reference that no line belongs to yet"""
        transfers = self.env["p2it.bank.transfer"]
        references = {normalise_reference(line.bank_reference) for line in self} - {""}
        found = transfers.search(
            [
                ("company_id", "in", self.company_id.ids),
                ("state", "in", ("recorded", "confirmed")),
                "|",
                ("amount", "in", list({line.amount for line in self})),
                ("bank_reference_key", "in", list(references)),
            ]
        )
        taken = self.search([("transfer_id", "in", found.ids), ("id", "not in", self.ids)])
        return found - taken.transfer_id

    def _find_orders(self, coded, customers, transfers):
        """:return: orders that the lines can be for"""
        keys = set().union(*(get_keys(line.memo) for line in self))
        amounts = list({line.amount for line in self})
        unpaid = [("state", "in", _PAYABLE), ("amount_total", ">", 0)]
        # Years of orders that are invoiced and paid lack nothing.
        open_ones = [
            "|",
            ("invoice_status", "!=", "invoiced"),
            ("order_line.invoice_lines.move_id.payment_state", "in", ("not_paid", "partial")),
        ]
        orders = self.env["sale.order"].with_context(active_test=False)
        company = [("company_id", "in", self.company_id.ids)]
        return (
            orders.search([*company, ("bank_key", "in", list(keys))])
            | orders.browse(order_id for ids in coded.values() for order_id in ids)
            | transfers.line_ids.order_id
            | orders.search([*company, *unpaid, *open_ones, ("partner_id", "child_of", customers.ids)])
            | orders.search([*company, *unpaid, ("amount_total", "in", amounts)])
        )

    def _prepare_orders(self, orders, heads):
        lacks = orders._get_bank_lacks()
        return {
            order.id: Order(
                id=order.id,
                name=order.name,
                customer=heads[order.partner_id.id].id,
                lacks=_to_units(lacks[order.id], order.currency_id),
                currency=order.currency_id.name,
                date=min(filter(None, (order.date_order, order.create_date))).date(),
                is_closed=order.state not in _PAYABLE,
            )
            for order in orders
        }

    @api.model
    def _prepare_customers(self, customers, heads):
        """:return: customers by all names they pay under: those of their branches and contacts too"""
        people = (
            self.env["res.partner"]
            .with_context(active_test=False)
            .search_fetch([("commercial_partner_id", "in", customers.ids)], ["name", "commercial_partner_id"])
        )
        names = defaultdict(set)
        for person in people.filtered("name"):
            names[heads[person.commercial_partner_id.id].id].add(person.name)
        return {head_id: Customer(head_id, tuple(sorted(found))) for head_id, found in names.items()}

    @api.model
    def _prepare_transfers(self, transfers, heads):
        return {
            transfer.id: Transfer(
                id=transfer.id,
                customer=heads[transfer.partner_id.id].id,
                amount=_to_units(transfer.amount, transfer.currency_id),
                currency=transfer.currency_id.name,
                date=transfer.date,
                reference=transfer.bank_reference or "",
                orders=tuple(
                    (part.order_id.id, _to_units(part.amount, transfer.currency_id))
                    for part in transfer.line_ids
                ),
                is_confirmed=transfer.state == "confirmed",
            )
            for transfer in transfers
        }

    @api.model
    def _find_shapes(self, company):
        """:return: how the numbers of the company's last orders look"""
        orders = self.env["sale.order"].search_fetch(
            [("company_id", "=", company.id)], ["name"], order="id desc", limit=_SHAPE_SAMPLE
        )
        return frozenset(get_shape(split_runs(order.name)) for order in orders)

    def _get_promised(self, orders):
        """:return: ``{id of an order: what other lines will bring it}``, of those that are matched"""
        return {
            order.id: amount
            for order, amount in self.env["p2it.bank.line.allocation"]._read_group(
                [
                    ("order_id", "in", orders.ids),
                    ("line_id.state", "=", "matched"),
                    ("line_id", "not in", self.ids),
                ],
                ["order_id"],
                ["amount:sum"],
            )
        }


def _to_units(amount, currency):
    """:return: an amount in the currency's smallest unit"""
    return round(amount / currency.rounding)
