from odoo import api, models
from odoo.tools.mail import email_normalize_all


class MailMail(models.Model):
    """Extends ``mail.mail``: templates and mass mailings about quotations."""

    _inherit = "mail.mail"

    @api.model_create_multi
    def create(self, vals_list):
        mails = super().create(vals_list)
        # A notice of a message that is there already was judged when it was posted.
        own = (mail for mail, vals in zip(mails, vals_list, strict=True) if not vals.get("mail_message_id"))
        about = self.union(*own).filtered(lambda mail: mail.model == "sale.order" and mail.res_id)
        if about and self.env["p2it.approval.type"]._has_gate("quotation"):
            leaving = about.filtered(lambda mail: mail._has_outsiders())
            self.env["sale.order"].browse(leaving.mapped("res_id"))._check_may_leave()
        return mails

    def _has_outsiders(self):
        """:return: whether somebody who is no internal user receives it"""
        addresses = email_normalize_all(f"{self.email_to or ''},{self.email_cc or ''}")
        # sudo: users are looked up by their address, whoever sends
        users = self.env["res.users"].sudo()
        known = users.search([("share", "=", False), ("email_normalized", "in", addresses)])
        return bool(
            self.recipient_ids.filtered("partner_share")
            or set(addresses) - set(known.mapped("email_normalized"))
        )
