import secrets
import time

from odoo import api, fields, models
from odoo.addons.p2it_crm.domain.dates import parse_date
from odoo.exceptions import AccessError, UserError, ValidationError

from ..domain.webhook_body import BodyError, check_signature, read_body

_SECRET_BYTES = 32
MAX_BYTES = 256 * 1024
_MAY_READ = "base.group_system,p2it_credit.group_manager"


class P2itBankEndpoint(models.Model):
    """An address at which a bank tells of money that came, signed with a secret of its own."""

    _name = "p2it.bank.endpoint"
    _description = "Webhook of a Bank"
    _inherit = ["p2it.guard.mixin"]
    _order = "name"

    name = fields.Char(required=True)
    active = fields.Boolean(default=True, help="An archived webhook refuses every call.")
    company_id = fields.Many2one("res.company", required=True, default=lambda self: self.env.company)
    journal_id = fields.Many2one(
        "account.journal",
        string="Received In",
        required=True,
        domain="[('type', '=', 'bank'), ('company_id', '=', company_id)]",
        help="The bank account of ours that it tells of.",
    )
    provider_id = fields.Many2one("p2it.bank.provider", string="Wording", required=True, ondelete="restrict")
    token = fields.Char(readonly=True, copy=False)
    url = fields.Char(string="Address", compute="_compute_url")
    secret = fields.Char(
        readonly=True,
        copy=False,
        groups=_MAY_READ,
        help="Signs the calls: HMAC-SHA256 of “timestamp.body”.",
    )
    former_secret = fields.Char(readonly=True, copy=False, groups=_MAY_READ)
    former_until = fields.Datetime(
        string="Former Secret Valid Until",
        readonly=True,
        copy=False,
        help="While the bank is told the new one, the former one holds for a day.",
    )
    rate_limit = fields.Integer(
        string="Calls a Minute", default=120, required=True, help="More are refused, to be sent again later."
    )
    log_ids = fields.One2many("p2it.bank.webhook.log", "endpoint_id", string="Calls")

    _token_unique = models.UniqueIndex("(token)", "The address is taken. Save again.")
    _rate_positive = models.Constraint("CHECK(rate_limit > 0)", "At least one call a minute must be allowed.")

    @api.model
    def _get_guarded_fields(self):
        return super()._get_guarded_fields() | {"token", "secret", "former_secret", "former_until"}

    @api.depends("token")
    def _compute_url(self):
        for endpoint in self:
            endpoint.url = f"{endpoint.get_base_url()}/p2it_credit/bank_webhook/{endpoint.token}"

    @api.constrains("journal_id", "company_id")
    def _check_journal(self):
        for endpoint in self.sudo():  # sudo: the kind of a journal is no secret
            journal = endpoint.journal_id
            if journal.type != "bank" or journal.company_id != endpoint.company_id:
                raise ValidationError(
                    self.env._(
                        "“%(journal)s” is no bank account of %(company)s. Choose another one.",
                        journal=journal.display_name,
                        company=endpoint.company_id.name,
                    )
                )

    @api.model_create_multi
    def create(self, vals_list):
        endpoints = super().create(vals_list)
        for endpoint in endpoints.sudo():  # sudo: address and secret are the server's
            endpoint.write(
                {"token": secrets.token_urlsafe(16), "secret": secrets.token_urlsafe(_SECRET_BYTES)}
            )
        return endpoints

    @api.ondelete(at_uninstall=False)
    def _unlink_except_used(self):
        # sudo: whether it has brought any, no more
        if self.env["p2it.bank.line"].sudo().search_count([("endpoint_id", "in", self.ids)], limit=1):
            raise UserError(self.env._("It has brought lines of the bank. Archive it instead."))

    def action_rotate_secret(self):
        """Make a new secret; the former one holds for a day, until the bank knows the new one.

        :return: ``True``
        """
        if not self.env.user.has_groups(_MAY_READ):
            raise AccessError(
                self.env._("Only credit managers and administrators replace the secret. Ask one of them.")
            )
        self.check_access("write")
        for endpoint in self.sudo():  # sudo: secrets are guarded
            endpoint.write(
                {
                    "former_secret": endpoint.secret,
                    "former_until": fields.Datetime.add(fields.Datetime.now(), days=1),
                    "secret": secrets.token_urlsafe(_SECRET_BYTES),
                }
            )
        return True

    def action_forget_former(self):
        """Let the former secret hold no more, at once: it has leaked, or the bank knows the new one.

        :return: ``True``
        """
        self.check_access("write")
        self.sudo().write({"former_secret": False, "former_until": False})  # sudo: secrets are guarded
        return True

    def _check_call(self, timestamp, signature, body):
        """:return: ``""`` for a call signed rightly and of now, else ``missing``, ``stale`` or ``wrong``"""
        self.ensure_one()
        known = [self.secret]
        if self.former_until and self.former_until > fields.Datetime.now():
            known.append(self.former_secret)
        return check_signature(known, timestamp, signature, body, int(time.time()))

    def _receive(self, body):
        """Take in what a call tells, and match what is new.

        :param bytes body: of a call whose signature is right
        :return: one result for each item: ``new``, ``known``, ``conflict``, ``debit``, ``other_account``
        :rtype: list of str
        :raise BodyError: when it can't be understood; nothing is kept then
        """
        self.ensure_one()
        items = read_body(body, self.provider_id._get_mapping(), parse_date)
        lines = self.env["p2it.bank.line"]
        results, fresh = [], {}
        vals_list = [self._prepare_vals(item) for item in items]
        known = lines._find_known([vals for vals in vals_list if vals])
        for item, vals in zip(items, vals_list, strict=True):
            results.append(self._decide(item, vals, known, fresh))
        made = lines._take_in(list(fresh.values()))
        made._match()
        made._confirm_alone()
        return results

    def _prepare_vals(self, item):
        if item.skipped or self._is_other_account(item.values["account"]):
            return None
        if item.values["date"] > fields.Date.add(fields.Date.context_today(self), days=2):
            raise BodyError("future", date=str(item.values["date"]))
        lines = self.env["p2it.bank.line"]
        return lines._prepare_told_vals(self.journal_id, item.values, "webhook", endpoint_id=self.id)

    def _is_other_account(self, account):
        own = self.journal_id.bank_account_id.sanitized_acc_number
        told = "".join(filter(str.isalnum, account)).upper()
        return bool(own and told and own != told)

    def _decide(self, item, vals, known, fresh):
        if not vals:
            return item.skipped or "other_account"
        key = vals["company_id"], vals["journal_id"], vals["identity"]
        line = known.get(key)
        if line and line._differs(vals):
            line._note_conflict(vals)
            return "conflict"
        if line:
            return "known"
        if key in fresh:
            first = fresh[key]
            same = (first["amount"], first["date"]) == (vals["amount"], vals["date"])
            return "known" if same else "conflict"
        fresh[key] = vals
        return "new"
