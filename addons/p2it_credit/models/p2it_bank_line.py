import hashlib

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from ..domain.bank_book import normalise_reference
from ..domain.payer_name import squeeze
from .p2it_bank_messages import render_hint, render_reasons

STATES = [
    ("new", "New"),
    ("unmatched", "Nothing Found"),
    ("proposed", "Proposed"),
    ("matched", "Matched"),
    ("confirmed", "Confirmed"),
    ("ignored", "Ignored"),
]
OPEN = ("new", "unmatched", "proposed", "matched")
_TOLD = (
    *("company_id", "journal_id", "identity", "content_key", "bank_reference", "date", "amount"),
    *("currency_id", "payer_name", "payer_account", "memo", "source", "import_id", "endpoint_id"),
)


class P2itBankLine(models.Model):
    """A credit that the bank told of, and whose money it is.

    What the bank told is never changed. A line it sends again is recognised by its reference or, where it
    has none, by everything else in it: the database keeps it once, whoever brings it.
    """

    _name = "p2it.bank.line"
    _description = "Line of the Bank"
    _order = "date desc, id desc"
    _rec_name = "memo"

    company_id = fields.Many2one("res.company", required=True, index=True, readonly=True)
    journal_id = fields.Many2one(
        "account.journal", string="Received In", required=True, index=True, readonly=True, ondelete="restrict"
    )
    identity = fields.Char(required=True, readonly=True, help="By which the same line is recognised.")
    content_key = fields.Char(readonly=True, index="btree_not_null")
    bank_reference = fields.Char(readonly=True, index="btree_not_null")
    date = fields.Date(required=True, readonly=True, index=True)
    amount = fields.Monetary(required=True, readonly=True)
    currency_id = fields.Many2one("res.currency", required=True, readonly=True)
    payer_name = fields.Char(string="Paid By", readonly=True)
    payer_account = fields.Char(string="Payer's Account", readonly=True)
    memo = fields.Char(string="Text of the Transfer", readonly=True)
    source = fields.Selection([("file", "File"), ("webhook", "Webhook")], required=True, readonly=True)
    import_id = fields.Many2one("p2it.import", string="File", readonly=True, index="btree_not_null")
    endpoint_id = fields.Many2one("p2it.bank.endpoint", string="Webhook", readonly=True)

    state = fields.Selection(STATES, string="Status", required=True, readonly=True, default="new", index=True)
    score = fields.Integer(readonly=True, aggregator="avg", help="From 0 to 100.")
    is_certain = fields.Boolean(
        string="Certain", readonly=True, help="Found by itself, with proof and nothing against it."
    )
    is_manual = fields.Boolean(
        string="Chosen by a Person", readonly=True, help="Never changed by matching again."
    )
    partner_id = fields.Many2one("res.partner", string="Customer", readonly=True, index=True)
    transfer_id = fields.Many2one(
        "p2it.bank.transfer", string="Transfer", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    allocation_ids = fields.One2many("p2it.bank.line.allocation", "line_id", string="For Orders")
    order_names = fields.Char(string="Orders", compute="_compute_order_names")
    unallocated = fields.Monetary(
        string="On Account", compute="_compute_order_names", help="What no order gets of it."
    )
    proposal_ids = fields.One2many("p2it.bank.line.proposal", "line_id", string="Proposals")
    event_ids = fields.One2many("p2it.bank.line.event", "line_id", string="History")
    reason_data = fields.Json(readonly=True)
    reason = fields.Text(string="Why", compute="_compute_reason")
    hint = fields.Char(string="What Counts Most", compute="_compute_reason")
    has_conflict = fields.Boolean(
        string="Told Differently",
        readonly=True,
        help="The bank has told of the same reference again, with another amount or date.",
    )
    confirmed_by_id = fields.Many2one("res.users", string="Confirmed By", readonly=True)
    confirmed_date = fields.Datetime(string="Confirmed On", readonly=True)

    _identity_unique = models.UniqueIndex(
        "(company_id, journal_id, identity)", "The bank has told of this line already."
    )
    # A recorded transfer is the money of one line.
    _transfer_unique = models.UniqueIndex(
        "(transfer_id) WHERE transfer_id IS NOT NULL",
        "This transfer belongs to another line of the bank already.",
    )
    _open_index = models.Index(
        "(company_id, date) WHERE state IN ('new', 'unmatched', 'proposed', 'matched')"
    )

    @api.depends("allocation_ids.amount", "allocation_ids.order_id", "amount", "state")
    def _compute_order_names(self):
        for line in self:
            allocations = line.allocation_ids
            line.order_names = ", ".join(allocations.order_id.mapped("name")) or False
            is_decided = line.state in ("matched", "confirmed")
            line.unallocated = line.amount - sum(allocations.mapped("amount")) if is_decided else 0.0

    @api.depends("reason_data")
    @api.depends_context("lang")
    def _compute_reason(self):
        for line in self:
            line.reason = render_reasons(self.env, line.reason_data)
            line.hint = render_hint(self.env, line.reason_data)

    @api.depends("bank_reference", "payer_name", "memo")
    def _compute_display_name(self):
        for line in self:
            line.display_name = " · ".join(
                filter(None, (line.bank_reference, line.payer_name, line.memo))
            ) or self.env._("Line of the bank")

    def _check_accountant(self):
        """:raise AccessError: when the user is no accountant"""
        if not self.env.su and not self.env.user.has_group("p2it_credit.group_accountant"):
            raise AccessError(
                self.env._(
                    "Only accountants match and confirm the bank's lines. Nothing was changed. Ask an "
                    "accountant, or an administrator for the role."
                )
            )
        self.check_access("read")

    # Taking in what the bank tells

    @api.model
    def _prepare_told_vals(self, journal, told, source, **origin):
        """Put what the bank told into values, with the key by which the line is recognised.

        :param told: dictionary of date, amount, bank_reference, payer_name, payer_account, memo
        :param str source: ``file`` or ``webhook``
        :return: values for :meth:`_take_in`
        :rtype: dict
        """
        currency = journal.currency_id or journal.company_id.currency_id
        amount = currency.round(float(told["amount"]))
        reference = normalise_reference(told.get("bank_reference"))
        texts = (squeeze(told.get(name)) for name in ("payer_name", "payer_account", "memo"))
        content = "\x1f".join((str(told["date"]), f"{amount:.4f}", *texts))
        digest = hashlib.sha256(content.encode()).hexdigest()[:40]
        return {
            **{name: told.get(name) or False for name in ("payer_name", "payer_account", "memo")},
            "company_id": journal.company_id.id,
            "journal_id": journal.id,
            "currency_id": currency.id,
            "date": told["date"],
            "amount": amount,
            "bank_reference": told.get("bank_reference") or False,
            "identity": self._get_reference_identity(reference) if reference else f"C:{digest}",
            "content_key": digest,
            "source": source,
            **origin,
        }

    @api.model
    def _get_reference_identity(self, reference):
        """:return: by which the line of a reference in one way of writing is recognised"""
        return f"R:{reference}"

    @api.model
    def _find_known(self, vals_list):
        """:return: ``{(company, journal, identity): line}`` of those the bank has told of before"""
        identities = [vals["identity"] for vals in vals_list]
        journals = {vals["journal_id"] for vals in vals_list}
        lines = self.search([("identity", "in", identities), ("journal_id", "in", list(journals))])
        return {(line.company_id.id, line.journal_id.id, line.identity): line for line in lines}

    @api.model
    def _take_in(self, vals_list):
        """Keep lines that are new. The database decides: of any who bring the same one, one succeeds.

        :param vals_list: of :meth:`_prepare_told_vals`, no two with the same identity
        :return: the new lines
        :raise psycopg2.errors.SerializationFailure: when another transaction has just kept one of them; the
            caller's transaction is repeated and then knows it
        """
        if not vals_list:
            return self.browse()
        columns = SQL(", ").join(map(SQL.identifier, _TOLD))
        rows = SQL(", ").join(
            SQL(
                "(%s, 'new', 0, %s, %s, now() at time zone 'UTC', now() at time zone 'UTC')",
                SQL(", ").join(
                    SQL("%s", None if vals.get(name) is False else vals.get(name)) for name in _TOLD
                ),
                self.env.uid,
                self.env.uid,
            )
            for vals in vals_list
        )
        # ON CONFLICT: a line another transaction has committed meanwhile is no error but a repetition.
        found = self.env.execute_query(
            SQL(
                "INSERT INTO p2it_bank_line"
                " (%s, state, score, create_uid, write_uid, create_date, write_date)"
                " VALUES %s ON CONFLICT (company_id, journal_id, identity) DO NOTHING RETURNING id",
                columns,
                rows,
            )
        )
        return self.browse([row[0] for row in found])

    def _differs(self, vals):
        """:return: whether the bank now tells another amount or date under the same reference"""
        self.ensure_one()
        is_amount = self.currency_id.compare_amounts(self.amount, vals["amount"]) == 0
        return not is_amount or self.date != fields.Date.to_date(vals["date"])

    def _note_conflict(self, vals):
        """Keep beside the line what the bank tells differently; the line stays as it is."""
        self.ensure_one()
        self.has_conflict = True
        self._log(
            "conflict",
            self.env._(
                "Told again with %(amount)s on %(date)s instead of %(known_amount)s on %(known_date)s.",
                amount=self.currency_id.format(vals["amount"]),
                date=vals["date"],
                known_amount=self.currency_id.format(self.amount),
                known_date=self.date,
            ),
        )

    def _log(self, kind, note=""):
        """Write what happened into the history of the lines."""
        # sudo: nobody writes the history but the server
        self.env["p2it.bank.line.event"].sudo().create(
            [
                {"line_id": line.id, "kind": kind, "note": note or False, "user_id": self.env.uid}
                for line in self
            ]
        )
