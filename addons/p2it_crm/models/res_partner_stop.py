from odoo import api, fields, models
from odoo.exceptions import UserError


class ResPartner(models.Model):
    """Extends ``res.partner``: a customer is closed by an agreed stop-care request, and reopened by hand."""

    _name = "res.partner"
    _inherit = ["res.partner", "p2it.stop.care.target"]

    stop_care_ids = fields.One2many("p2it.stop.care", "partner_id", string="Stop-Care Requests")

    @api.model
    def _get_stop_care_fields(self):
        """Add what makes somebody a contact or a supplier only, who are archived as ever."""
        return super()._get_stop_care_fields() | {
            *("parent_id", "is_company", "supplier_rank", "customer_rank", "customer_group_id"),
        }

    def _get_stop_care_companies(self):
        """Ask for customers only: contacts and suppliers are no target, unless they were one before."""
        target = self.sudo()  # sudo: the lifecycle, for whatever partner it is
        is_customer = target.lifecycle in ("prospect", "account") and target.commercial_partner_id == target
        if is_customer or (target.stop_care_company_id and target.lifecycle != "stopped"):
            return super()._get_stop_care_companies()
        return self.env["res.company"]

    def write(self, vals):
        if "active" in vals and not vals["active"]:
            self._check_may_close()
        if self._get_stop_care_fields().isdisjoint(vals) or not self._is_pointing_limited():
            return super().write(vals)
        customers = self.filtered(lambda partner: partner.lifecycle and partner._get_stop_care_companies())
        result = super().write(vals)
        customers._check_still_customers()
        return result

    def _check_still_customers(self):
        """:raise UserError: for those who no longer are customers, and so left every list of customers"""
        gone = self.filtered(lambda partner: not partner.lifecycle)
        if gone:
            raise UserError(
                self.env._(
                    "“%(customer)s” would be no customer any more, and vanish from the lists of customers. "
                    "Use “Stop Care” on it, or ask an administrator. Nothing was changed.",
                    customer=gone[0].display_name,
                )
            )

    def _check_may_close(self):
        """:raise UserError: for customers that would vanish without a reason and an agreement"""
        if self.env.su:
            return
        guarded = self.filtered(lambda partner: partner._get_stop_care_companies())
        if guarded:
            raise UserError(
                self.env._(
                    "“%(customer)s” can't be archived or deleted like this. Use “Stop Care” on it: give a "
                    "reason and a note, and a manager above you agrees.",
                    customer=guarded[0].display_name,
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_only_with_agreement(self):
        if not self.env.user.has_group("p2it_crm.group_administrator"):
            self._check_may_close()

    def _stop_care(self, request):
        """Close a customer: keep the fact, and tell it.

        :param request: the agreed ``p2it.stop.care``
        """
        self.ensure_one()
        self._add_closing_event("stopped")
        body = self.env._(
            "Care was stopped (%(reason)s): %(note)s", reason=request.reason_id.name, note=request.note
        )
        self._message_log(body=body)

    def _add_closing_event(self, kind):
        # sudo: the lifecycle is written by what happened, after the caller has checked it
        self.env["p2it.lifecycle.event"].sudo().create(
            {
                "partner_id": self.id,
                "kind": kind,
                "trigger": "manual",
                "user_id": self.env.uid,
                "company_id": self.env.company.id,
            }
        )

    def action_stop_care(self):
        """Open a request to close this customer.

        :return: a window action
        """
        self.ensure_one()
        return self.env["p2it.stop.care"]._get_request_action(partner=self.commercial_partner_id)

    def action_reopen(self):
        """Take up care again.

        :return: ``True``
        :raise UserError: when care is not stopped
        """
        for customer in self.commercial_partner_id:
            customer._check_may_convert()
            customer._lock_lifecycle()
            customer.invalidate_recordset(["lifecycle"])
            if customer.lifecycle != "stopped":
                raise UserError(self.env._("Care for “%(name)s” is not stopped.", name=customer.display_name))
            customer._add_closing_event("reopened")
            customer._message_log(body=self.env._("Reopened by %(user)s.", user=self.env.user.name))
        return True
