import re

from odoo import api, fields, models
from odoo.exceptions import ValidationError

_PATH = re.compile(r"[A-Za-z_][\w]*(\.[A-Za-z_][\w]*)*")
_PATHS = (
    *("list_path", "reference_path", "date_path", "amount_path", "text_path"),
    *("payer_name_path", "payer_account_path", "account_path", "direction_path"),
)


class P2itBankProvider(models.Model):
    """How a bank, or a service such as SePay or Casso, words what it sends to a webhook."""

    _name = "p2it.bank.provider"
    _description = "Wording of a Webhook"
    _order = "name"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True)
    list_path = fields.Char(
        string="List", help="Where the list of transactions is, such as data; empty if the body is one."
    )
    reference_path = fields.Char(string="Bank Reference", help="Names of JSON, such as data.tid.")
    date_path = fields.Char(string="Date", required=True)
    amount_path = fields.Char(string="Amount", required=True)
    text_path = fields.Char(string="Text of the Transfer")
    payer_name_path = fields.Char(string="Paid By")
    payer_account_path = fields.Char(string="Payer's Account")
    account_path = fields.Char(
        string="Our Account", help="Compared with the account of the journal, if told."
    )
    direction_path = fields.Char(string="In or Out")
    credit_value = fields.Char(
        string="Says “In” By", help="What stands there for money that came in, such as in."
    )

    @api.constrains(*_PATHS)
    def _check_paths(self):
        for provider in self:
            for name in _PATHS:
                if provider[name] and not _PATH.fullmatch(provider[name]):
                    raise ValidationError(
                        self.env._(
                            "“%(path)s” is not a path. Write names of JSON with dots between, such as "
                            "data.tid.",
                            path=provider[name],
                        )
                    )

    def _get_mapping(self):
        """:return: what :func:`~..domain.webhook_body.read_body` needs
        :rtype: dict
        """
        self.ensure_one()
        return {name: self[name] or "" for name in (*_PATHS, "credit_value")}
