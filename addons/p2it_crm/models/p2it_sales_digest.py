import logging

import psycopg2
from odoo import api, fields, models
from odoo.tools import is_html_empty

_logger = logging.getLogger(__name__)


class ResUsers(models.Model):
    """Extends ``res.users`` with the wish to have the hints by e-mail."""

    _inherit = "res.users"

    wants_sales_hints = fields.Boolean(
        string="Sales Hints Every Week",
        help="On Monday, by e-mail: customers who stopped ordering, areas that fall, and what else the "
        "figures say about what you are responsible for.",
    )

    @property
    def SELF_READABLE_FIELDS(self):  # noqa: N802  (Odoo's name)
        return [*super().SELF_READABLE_FIELDS, "wants_sales_hints"]

    @property
    def SELF_WRITEABLE_FIELDS(self):  # noqa: N802  (Odoo's name)
        return [*super().SELF_WRITEABLE_FIELDS, "wants_sales_hints"]


class P2itSalesHint(models.AbstractModel):
    """Extends ``p2it.sales.hint``: sent every week to who wants them."""

    _inherit = "p2it.sales.hint"

    @api.model
    def _cron_send_digests(self):
        """Send each person who wishes it what the person may know; one mail of trouble stops no other."""
        group = self.env.ref("p2it_crm.group_salesperson")
        users = self.env["res.users"].search(
            [("wants_sales_hints", "=", True), ("all_group_ids", "in", group.ids), ("email", "!=", False)]
        )
        progress = self.env["ir.cron"]
        progress._commit_progress(remaining=len(users))
        for user in users:
            try:
                with self.env.cr.savepoint():
                    self._send_digest(user)
            except psycopg2.OperationalError:
                raise  # Odoo repeats what collided with others
            except Exception:
                _logger.exception("Sales hints of %s", user.login)
            progress._commit_progress(1)

    @api.model
    def _send_digest(self, user):
        """:return: the mail, none when there is nothing to tell"""
        reader = self.with_user(user).with_context(
            lang=user.lang, tz=user.tz, allowed_company_ids=(user.company_id | user.company_ids).ids
        )
        body = reader._make_digest()
        mails = self.env["mail.mail"].sudo()  # sudo: nobody writes mails by hand here
        if is_html_empty(body):
            return mails
        return mails.create(
            {
                "subject": reader.env._("What your sales figures say this week"),
                "body_html": body,
                "email_to": user.email_formatted,
                "email_from": user.company_id.email_formatted or user.email_formatted,
                "auto_delete": True,
            }
        )

    @api.model
    def _make_digest(self):
        """:return: HTML of the reader's hints, empty without any"""
        hints = self.get_hints()
        if not hints:
            return ""
        return self.env["ir.qweb"]._render(
            "p2it_crm.sales_digest",
            {
                "hints": hints,
                "user": self.env.user,
                "url": f"{self.env.company.get_base_url()}/odoo/sales-hints",
            },
        )
