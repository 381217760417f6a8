from odoo import api, fields, models

from ..domain.bank_book import normalise_account


class P2itPayerAccount(models.Model):
    """An account a customer has paid from, learned from transfers that were confirmed.

    One that was used for two customers is no evidence for either.
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
    def _learn(self, transfers):
        """Remember from which accounts customers have paid.

        :param transfers: confirmed ones; those without an account teach nothing
        """
        wanted = {}
        for transfer in transfers.sorted("date"):
            account = normalise_account(transfer.payer_account)
            if account:
                key = transfer.company_id, account, transfer.partner_id.commercial_partner_id
                wanted[key] = transfer
        if not wanted:
            return
        accounts = {account for _company, account, _partner in wanted}
        known = {
            (record.company_id, record.account, record.partner_id): record
            for record in self.with_context(active_test=False).search([("account", "in", list(accounts))])
        }
        for key, transfer in wanted.items():
            vals = {"last_date": transfer.date, "payer_name": transfer.payer_name}
            if key in known:
                known[key].write(vals)
        self.create(
            [
                {
                    "company_id": key[0].id,
                    "account": key[1],
                    "partner_id": key[2].id,
                    "last_date": transfer.date,
                    "payer_name": transfer.payer_name,
                }
                for key, transfer in wanted.items()
                if key not in known
            ]
        )

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
