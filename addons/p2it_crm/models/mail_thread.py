from odoo import models


class MailThread(models.AbstractModel):
    """Extends ``mail.thread``: recipients and followers are told by name to who sees the thread."""

    _inherit = "mail.thread"

    def message_subscribe(self, partner_ids=None, subtype_ids=None):
        self._check_partners_visible(partner_ids)
        return super().message_subscribe(partner_ids=partner_ids, subtype_ids=subtype_ids)

    def message_post(self, *, partner_ids=None, **kwargs):
        self._check_partners_visible(partner_ids)
        return super().message_post(partner_ids=partner_ids, **kwargs)

    def message_notify(self, *, partner_ids=False, **kwargs):
        self._check_partners_visible(partner_ids)
        return super().message_notify(partner_ids=partner_ids, **kwargs)

    def _check_partners_visible(self, partner_ids):
        """:raise AccessError: when a recipient is hidden from the user"""
        if not partner_ids or not self._is_pointing_limited():
            return
        hidden = self._get_hidden_pointed("res.partner", {i for i in partner_ids if isinstance(i, int)})
        if hidden:
            raise self.env["ir.rule"]._make_access_error("read", hidden)
