import datetime
import hashlib

from odoo import api, fields, models

OUTCOMES = [
    ("accepted", "Accepted"),
    ("known", "Already Known"),
    ("conflict", "Told Differently"),
    ("malformed", "Not Understood"),
    ("missing", "No Signature"),
    ("wrong", "Wrong Signature"),
    ("stale", "Out of Time"),
    ("unknown", "Unknown Address"),
    ("too_large", "Too Large"),
    ("too_many", "Too Many Calls"),
    ("failed", "Failed"),
]
SIGNED = ("accepted", "known", "conflict", "malformed", "failed", "too_many")
_KEEP_DAYS = 180


class P2itBankWebhookLog(models.Model):
    """One call of a webhook and what became of it. It keeps no body: only its fingerprint and size."""

    _name = "p2it.bank.webhook.log"
    _description = "Call of a Webhook"
    _order = "id desc"

    endpoint_id = fields.Many2one(
        "p2it.bank.endpoint", string="Webhook", readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(related="endpoint_id.company_id", store=True, index=True)
    outcome = fields.Selection(OUTCOMES, required=True, readonly=True)
    address = fields.Char(string="From", readonly=True)
    note = fields.Char(readonly=True)
    size = fields.Integer(string="Bytes", readonly=True, aggregator="sum")
    fingerprint = fields.Char(readonly=True, help="SHA-256 of the body, to compare it with the caller's.")

    _recent_index = models.Index("(create_date)")

    @api.model
    def _write_down(self, endpoint_id, outcome, address, body=b"", note="", size=0):
        """Keep a call in a transaction of its own, so that it stays whatever becomes of the call."""
        with self.env.registry.cursor() as cr:
            self.with_env(self.env(cr=cr)).create(
                {
                    "endpoint_id": endpoint_id or False,
                    "outcome": outcome,
                    "address": (address or "")[:64],
                    "note": note[:200],
                    "size": size or len(body),
                    "fingerprint": hashlib.sha256(body).hexdigest() if body else False,
                }
            )

    @api.model
    def _count_signed(self, endpoint):
        """:return: how many calls with the right signature an endpoint had in the last minute"""
        return self.search_count(
            [("endpoint_id", "=", endpoint.id), ("outcome", "in", SIGNED), *self._get_recent_domain()]
        )

    @api.model
    def _count_unsigned(self, address):
        """:return: how many calls without came from an address in the last minute"""
        return self.search_count(
            [("address", "=", address), ("outcome", "not in", SIGNED), *self._get_recent_domain()]
        )

    @api.model
    def _get_recent_domain(self):
        return [("create_date", ">", fields.Datetime.now() - datetime.timedelta(minutes=1))]

    @api.autovacuum
    def _gc_old(self):
        limit = fields.Datetime.now() - datetime.timedelta(days=_KEEP_DAYS)
        self.search([("create_date", "<", limit)], limit=10000).unlink()
