from odoo import api, models
from odoo.exceptions import UserError

_ADDRESS = ("street", "street2", "city", "state_id", "zip", "country_id", "area_id")
_POSITION = ("partner_latitude", "partner_longitude")
_PARTNER = "res.partner"


class ResPartner(models.Model):
    """Extends ``res.partner``: customers are compared side by side and merged by `base`'s own wizard."""

    _name = "res.partner"
    _inherit = ["res.partner", "p2it.merge.target"]

    @api.model
    def _get_merge_rows(self):
        return {
            **self._prepare_merge_rows("name", "ref", "vat", "phone", "email", "website"),
            "address": (self.env._("Address"), _ADDRESS),
            "position": (self.env._("Position"), _POSITION),
            **self._prepare_merge_rows(
                *("is_company", "customer_group_id", "user_id", "industry_id", "function", "lang", "comment")
            ),
        }

    @api.model
    def _get_merge_facts(self):
        on_this = [("res_model", "=", _PARTNER)]
        return [
            (self.env._("Contacts and addresses"), _PARTNER, "parent_id", []),
            (self.env._("Quotations and orders"), "sale.order", "partner_id", []),
            (self.env._("Invoices"), "account.move", "partner_id", []),
            (self.env._("Leads"), "crm.lead", "partner_id", []),
            (self.env._("Care"), "p2it.care", "partner_id", []),
            (self.env._("Samples"), "p2it.sample", "partner_id", []),
            (self.env._("Activities"), "mail.activity", "res_id", on_this),
            (self.env._("Files"), "ir.attachment", "res_id", on_this),
        ]

    def _get_merge_kept(self):
        """Override: an account before a prospect, then who was there first."""
        return self.sorted(lambda partner: (partner.lifecycle != "account", not partner.active, partner.id))[
            :1
        ]

    def _get_merge_owner(self):
        return self.scope_user_id

    def _check_may_merge_compared(self):
        """Extends the check: nobody gets at somebody's login, or at a company's address, by merging."""
        result = super()._check_may_merge_compared()
        # sudo: users and companies behind the partners, whoever sees them
        partners = self.sudo().with_context(active_test=False)
        if (partners.user_ids or partners.ref_company_ids) and not self.env.is_system():
            raise UserError(
                self.env._(
                    "One of these belongs to a user or to a company of this database. Only a system "
                    "administrator merges them. Nothing was changed."
                )
            )
        self._check_customers_may_merge()
        return result

    def _check_customers_may_merge(self):
        """Merging is no way to stop care, nor around a decision on it that is being waited for.

        :raise UserError: saying what to do first
        """
        # sudo: the lifecycle, and requests of whoever
        customers = self.sudo()
        if len({customer.lifecycle == "stopped" for customer in customers}) > 1:
            raise UserError(
                self.env._(
                    "Care was stopped for one of these and not for the other. Reopen the one, or stop care "
                    "for the other, then merge. Nothing was changed."
                )
            )
        waiting = customers.stop_care_ids.filtered(lambda request: request.state == "requested")
        if waiting:
            raise UserError(
                self.env._(
                    "Stopping care for “%(customer)s” was asked for and not decided yet. Decide it first, "
                    "then merge. Nothing was changed.",
                    customer=waiting[0].partner_id.display_name,
                )
            )
        self._check_same_customer(customers)

    @api.model
    def _check_same_customer(self, customers):
        """Where closing needs an agreement, all but one would vanish without any.

        What makes two the same is written by their salesperson, so it takes somebody above, too.

        :raise UserError: for strangers, and for who could not agree to close one of them
        """
        guarded = any(one._get_stop_care_companies() for one in customers)
        if self.env.su or not guarded or self.env.user.has_group("p2it_crm.group_administrator"):
            return
        if not any(
            key(customers[0]) and all(key(one) == key(customers[0]) for one in customers)
            for key in _SAME_KEYS
        ):
            raise UserError(
                self.env._(
                    "Nothing says that these are one customer: tax code, phone, e-mail and name all differ. "
                    "Correct what is wrong first, or use “Stop Care” to close one. Nothing was changed."
                )
            )
        for owner in customers.scope_user_id:
            above = owner._get_users_above()
            if self.env.user not in above:
                raise UserError(
                    self.env._(
                        "Merging closes all customers but one, and closing needs an agreement. Ask a manager "
                        "above %(owner)s to merge them: %(managers)s.",
                        owner=owner.name,
                        managers=", ".join(above.mapped("name")) or self.env._("an administrator"),
                    )
                )

    def _merge_compared(self, kept):
        wizard = self.env["base.partner.merge.automatic.wizard"]
        # sudo: the rights on each record were checked; deleting what was merged needs more than those
        wizard.sudo()._merge(self.ids, kept.sudo(), extra_checks=False)
        return kept

    def _get_merge_vals(self, names):
        """Override: an address brings its own pin, else Odoo takes the pin away."""
        if set(names) == set(_ADDRESS):
            names = (*names, *_POSITION)
        return super()._get_merge_vals(names)


_SAME_KEYS = (
    lambda partner: (partner.vat or "").strip("/ "),
    lambda partner: partner.phone_key,
    lambda partner: partner.email_normalized,
    lambda partner: partner.name_key,
)
"""Any of these being equal on all makes them one customer."""
