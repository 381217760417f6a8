from contextlib import contextmanager

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

_COMPOSING = "p2it_approvals.composing"
"""Where a cursor keeps that a message comes from the composer, a template or a link, not from the chatter."""


class SaleOrder(models.Model):
    """Extends ``sale.order``: a quotation that lacks its approval does not leave the company."""

    _inherit = "sale.order"

    may_leave = fields.Boolean(
        string="May Leave the Company",
        compute="_compute_may_leave",
        search="_search_may_leave",
        help="No approval of the quotation is lacking.",
    )

    def _compute_may_leave(self):
        held = self._get_held("quotation")
        for order in self:
            order.may_leave = order not in held

    @api.model
    def _search_may_leave(self, operator, value):
        if operator != "in":
            return NotImplemented
        kinds = self.env["p2it.approval.type"]
        if not kinds._has_gate("quotation"):
            return Domain.TRUE
        domain = Domain.TRUE
        if self.env.user.share:
            # The portal's rule: only the customer's own documents are looked at.
            customer = self.env.user.partner_id.commercial_partner_id
            domain = Domain("partner_id", "child_of", customer.ids)
        # sudo: whether an approval is lacking does not depend on who looks
        held = self.sudo().search(domain)._get_held("quotation")
        return Domain("id", "not in", held.ids)

    def _check_may_leave(self):
        """:raise RedirectWarning: for a quotation whose approval is lacking"""
        self.env["p2it.approval.type"]._check_gate_open(self, "quotation")

    # ---- messages ----

    @contextmanager
    def _composing(self):
        """While a message is made from a template, a link or the composer: it tells of the quotation."""
        cache = self.env.cr.cache
        before = cache.get(_COMPOSING)
        cache[_COMPOSING] = True
        try:
            yield
        finally:
            cache[_COMPOSING] = before

    def message_post_with_source(self, source_ref, **kwargs):
        with self._composing():
            return super().message_post_with_source(source_ref, **kwargs)

    def _notify_get_recipients(self, message, msg_vals=False, **kwargs):
        """Refuse to tell outsiders of a held quotation; what somebody writes by hand may be said."""
        recipients = super()._notify_get_recipients(message, msg_vals=msg_vals, **kwargs)
        outside = [data for data in recipients if data.get("share") or not data.get("active", True)]
        if outside and (self.env.cr.cache.get(_COMPOSING) or message.sudo().attachment_ids):
            self._check_may_leave()
        return recipients

    def _notify_get_recipients_groups(self, message, model_description, msg_vals=False):
        groups = super()._notify_get_recipients_groups(message, model_description, msg_vals=msg_vals)
        if self and self._get_held("quotation"):
            for name, _match, data in groups:
                if name in ("portal_customer", "portal", "follower", "customer"):
                    data["has_button_access"] = False
        return groups

    def _notify_by_email_prepare_rendering_context(
        self,
        message,
        msg_vals=False,
        model_description=False,
        force_email_company=False,
        force_email_lang=False,
        force_record_name=False,
    ):
        context = super()._notify_by_email_prepare_rendering_context(
            message,
            msg_vals=msg_vals,
            model_description=model_description,
            force_email_company=force_email_company,
            force_email_lang=force_email_lang,
            force_record_name=force_record_name,
        )
        if self and self._get_held("quotation"):
            context["subtitles"] = context.get("subtitles", [])[:1]  # the second one is the amount
        return context

    def _send_order_notification_mail(self, mail_template, allow_deferred_sending=True):
        """Payments and timers send by themselves: what may not leave is noted instead, and stops nothing."""
        if self._get_held("quotation"):
            self._message_log(
                body=self.env._("“%s” was not sent: the quotation lacks its approval.", mail_template.name)
            )
            return None
        if allow_deferred_sending:
            return super()._send_order_notification_mail(mail_template)
        return super()._send_order_notification_mail(mail_template, allow_deferred_sending=False)

    def action_quotation_sent(self):
        orders = self
        if self.env.context.get("p2it_pass_over_held"):
            # The key only leaves documents out: with it less happens, never more.
            orders -= self._get_held("quotation")
        return super(SaleOrder, orders).action_quotation_sent()

    def _message_sms(
        self,
        body,
        subtype_id=False,
        partner_ids=False,
        number_field=False,
        sms_numbers=None,
        sms_pid_to_number=None,
        **kwargs,
    ):
        self._check_may_leave()
        return super()._message_sms(
            body,
            subtype_id=subtype_id,
            partner_ids=partner_ids,
            number_field=number_field,
            sms_numbers=sms_numbers,
            sms_pid_to_number=sms_pid_to_number,
            **kwargs,
        )

    def _sms_get_recipients_info(self, force_field=False, partner_fallback=True):
        self._check_may_leave()
        return super()._sms_get_recipients_info(force_field=force_field, partner_fallback=partner_fallback)

    # ---- data ----

    @api.model
    def _get_thread_with_access(self, thread_id, **kwargs):
        """An old link's token opens no chatter of a held quotation."""
        thread = super()._get_thread_with_access(thread_id, **kwargs)
        if thread and self.env.user.share and thread.sudo()._get_held("quotation"):
            return self.browse()
        return thread

    def export_data(self, fields_to_export):
        """A list of quotations is work inside; with their lines it would be the quotation itself.

        :raise UserError: naming those that lack their approval
        """
        if any(path.startswith("order_line/") for path in fields_to_export):
            self._check_lines_leave()
        return super().export_data(fields_to_export)

    def _check_lines_leave(self):
        held = self._get_held("quotation")
        if held:
            raise UserError(
                self.env._(
                    "The lines of quotations that lack their approval are not exported: %(orders)s. Ask for "
                    "the approval, or leave these quotations out.",
                    orders=", ".join(held[:10].mapped("name")) + (" …" if len(held) > 10 else ""),
                )
            )


class SaleOrderLine(models.Model):
    """Extends ``sale.order.line``: lines of a held quotation are not exported."""

    _inherit = "sale.order.line"

    def export_data(self, fields_to_export):
        self.order_id._check_lines_leave()
        return super().export_data(fields_to_export)
