from odoo import api, fields, models

from ..domain.bank_book import normalise_account


class P2itPayerAccount(models.Model):
    """An account a customer has paid from, learned from lines of the bank that were confirmed.

    What people type into a transfer teaches nothing: it would let them steer other customers' money. One that
    was used for two customers is no evidence for either.
    """

    _name = "p2it.payer.account"
    _description = "Account of a Payer"
    _order = "last_date desc, id desc"
    _rec_name = "account"

    account = fields.Char(required=True, index=True)
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    payer_name = fields.Char(string="Last Paid By")
    last_date = fields.Date(string="Last Paid On")
    active = fields.Boolean(default=True, help="Archive an account that must not tell who paid.")
    is_shared = fields.Boolean(
        string="Used for Several Customers",
        compute="_compute_is_shared",
        help="Then it does not tell who paid.",
    )

    _owner_unique = models.UniqueIndex(
        "(company_id, account, partner_id)", "This account is known for the customer already."
    )

    @api.depends("account", "company_id", "partner_id")
    def _compute_is_shared(self):
        owners = {
            (company.id, account): count
            for company, account, count in self._read_group(
                [("account", "in", self.mapped("account"))],
                ["company_id", "account"],
                ["partner_id:count_distinct"],
            )
        }
        for record in self:
            record.is_shared = owners.get((record.company_id.id, record.account), 0) > 1

    @api.model
    def _learn(self, lines):
        """Remember from which accounts customers have paid.

        :param lines: ``p2it.bank.line``, confirmed; those without an account teach nothing
        """
        wanted = {}
        for line in lines.sorted("date"):
            if key := self._get_key(line):
                wanted[key] = line
        if not wanted:
            return
        accounts = {account for _company, account, _partner in wanted}
        known = {
            (record.company_id, record.account, record.partner_id): record
            for record in self.with_context(active_test=False).search([("account", "in", list(accounts))])
        }
        for key, line in wanted.items():
            vals = {"last_date": line.date, "payer_name": line.payer_name}
            if key in known:
                known[key].write(vals)
        self.create(
            [
                {
                    "company_id": key[0].id,
                    "account": key[1],
                    "partner_id": key[2].id,
                    "last_date": line.date,
                    "payer_name": line.payer_name,
                }
                for key, line in wanted.items()
                if key not in known
            ]
        )

    @api.model
    def _get_key(self, line):
        """:return: (company, account, customer) of a confirmed line, or ``None`` without an account"""
        account = normalise_account(line.payer_account)
        if not account:
            return None
        return line.company_id, account, line.transfer_id.partner_id.commercial_partner_id

    @api.model
    def _forget(self, lines):
        """Forget accounts of money that was reversed, where nothing else that stands has taught them.

        :param lines: ``p2it.bank.line`` of the reversed transfers
        """
        for key in filter(None, map(self._get_key, lines)):
            company, account, customer = key
            others = lines.search(
                [
                    ("company_id", "=", company.id),
                    ("payer_account", "!=", False),
                    ("transfer_id.state", "=", "confirmed"),
                    ("transfer_id.partner_id.commercial_partner_id", "=", customer.id),
                ]
            )
            if key not in map(self._get_key, others):
                self.with_context(active_test=False).search(
                    [
                        ("company_id", "=", company.id),
                        ("account", "=", account),
                        ("partner_id", "=", customer.id),
                        ("active", "=", True),
                    ]
                ).unlink()

    @api.model
    def _get_owners(self, accounts, company):
        """:return: ``{account: customers who paid from it}``"""
        if not accounts:
            return {}
        return dict(
            self._read_group(
                [("account", "in", list(accounts)), ("company_id", "=", company.id)],
                ["account"],
                ["partner_id:recordset"],
            )
        )
