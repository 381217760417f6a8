from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain
from odoo.tools import SQL, email_normalize, sql


class ResPartner(models.Model):
    """Extends ``res.partner`` with whose customer it is, on the row that the record rule reads."""

    _inherit = "res.partner"

    scope_user_id = fields.Many2one(
        "res.users",
        string="Customer Of",
        compute="_compute_scope_user_id",
        store=True,
        index=True,
        help="The salesperson of the company a contact belongs to. It decides who sees the contact.",
    )

    # Whoever is no customer is open to all: the rule's other arm next to the index above.
    _scope_free_idx = models.Index("(id) WHERE lifecycle IS NULL")

    def _auto_init(self):
        """Fill the new column at once: computed row by row, a million customers would take an hour."""
        if not sql.column_exists(self.env.cr, "res_partner", "scope_user_id"):
            sql.create_column(self.env.cr, "res_partner", "scope_user_id", "int4")
            self.env.cr.execute(
                SQL(
                    """
                    UPDATE res_partner partner
                       SET scope_user_id = customer.user_id
                      FROM res_partner customer
                     WHERE customer.id = partner.commercial_partner_id
                       AND customer.user_id IS NOT NULL
                    """
                )
            )
        return super()._auto_init()

    @api.depends("commercial_partner_id.user_id", "user_id")
    def _compute_scope_user_id(self):
        for partner in self:
            partner.scope_user_id = (partner.commercial_partner_id or partner).user_id

    @api.model_create_multi
    def create(self, vals_list):
        """Make who creates a customer its salesperson: else it would vanish from their sight."""
        if not self.env.su and self.env.user._is_scope_limited() and not self.env.user._may_assign():
            vals_list = [self._add_salesperson(vals) for vals in vals_list]
        partners = super().create(vals_list)
        partners._hold_companies()
        return partners

    def write(self, vals):
        if vals.get("parent_id"):
            self._check_parent_not_below(vals["parent_id"])
        result = super().write(vals)
        if vals.get("parent_id"):
            self._hold_companies()
        return result

    def _check_parent_not_below(self, parent):
        """Refuse a circle before it is written.

        Odoo refuses it afterwards. By then what follows from the company, stored fields of leads among
        it, is computed round and round.

        :param parent: id or record of the new parent
        :raise ValidationError: when the parent is one of these partners or below one of them
        """
        above = self.browse(parent.id if isinstance(parent, models.BaseModel) else parent).sudo()
        seen = set()  # sudo: who is above whom, whoever may read them
        while above and above.id not in seen:
            if above.id in self._ids:
                raise ValidationError(
                    self.env._(
                        "“%(partner)s” can't belong to somebody who belongs to it. Choose another company.",
                        partner=above.display_name,
                    )
                )
            seen.add(above.id)
            above = above.parent_id

    def _hold_companies(self):
        """Write the rows of the companies these contacts joined, so that nothing else does meanwhile.

        Who gives a company to another salesperson at the same moment doesn't see the new contact, and
        would leave it with the former one. This way the later of the two fails on the row, and Odoo
        runs it once more.
        """
        companies = self.commercial_partner_id - self
        if companies:
            self.env.cr.execute(
                SQL(
                    """
                    WITH company AS (SELECT id FROM res_partner WHERE id IN %s ORDER BY id FOR UPDATE)
                    UPDATE res_partner SET write_date = write_date FROM company
                     WHERE res_partner.id = company.id
                    """,
                    companies._ids,
                )
            )

    def action_explain_visibility(self):
        """Tell a manager who can see this customer, and why.

        :return: a window action
        :raise AccessError: for who is no manager or doesn't see the customer
        """
        self.ensure_one()
        self.check_access("read")
        return self.env["p2it.visibility.explain"]._explain(self, self.scope_user_id, not self.lifecycle)

    @api.model
    def _add_salesperson(self, vals):
        if vals.get("user_id") or vals.get("parent_id") or vals.get("supplier_rank"):
            return vals
        return {**vals, "user_id": self.env.uid}

    @api.depends_context("uid")
    def _compute_same_vat_partner_id(self):
        """Override of `base`, which names a hidden partner with the same tax code or number."""
        result = super()._compute_same_vat_partner_id()
        names = ("same_vat_partner_id", "same_company_registry_partner_id")
        found = self.browse().concat(*(partner[name] for partner in self for name in names))
        hidden = found.sudo(False) - found.sudo(False)._filtered_access("read")
        for partner in self if hidden else ():
            for name in names:
                if partner[name].id in hidden._ids:
                    partner[name] = False
        return result

    @api.model
    def _get_hidden_emails(self, emails):
        """:return: those of the normalised e-mails that only partners hidden from the user have"""
        if self.env.su or not emails or not self.env.user._is_scope_limited():
            return set()
        domain = Domain("email_normalized", "in", list(emails))
        # sudo: to learn what must not be created once more; nothing of it is shown
        known = set(self.sudo().search(domain).mapped("email_normalized"))
        return known - set(self.search(domain).mapped("email_normalized")) if known else set()

    @api.model
    def _find_or_create_from_emails(
        self,
        emails,
        ban_emails=None,
        filter_found=None,
        additional_values=None,
        no_create=False,
        sort_key=None,
        sort_reverse=True,
    ):
        """Override of `mail` to neither show hidden partners nor create them once more."""
        wanted = {email_normalize(email, strict=False) for email in emails if email} - {False}
        hidden = self._get_hidden_emails(wanted)
        if hidden:
            ban_emails = [*(ban_emails or []), *hidden]
        return super()._find_or_create_from_emails(
            emails,
            ban_emails=ban_emails,
            filter_found=filter_found,
            additional_values=additional_values,
            no_create=no_create,
            sort_key=sort_key,
            sort_reverse=sort_reverse,
        )

    @api.model
    def find_or_create(self, email, assert_valid_email=False):
        """Override of `mail` to not create a hidden partner once more.

        :raise UserError: when the e-mail is that of a customer hidden from the user
        """
        if self._get_hidden_emails({email_normalize(email or "", strict=False)} - {False}):
            raise UserError(
                self.env._(
                    "A contact with the e-mail %(email)s exists already, but isn't among your customers. "
                    "Ask your manager to assign it to you. Nothing was created.",
                    email=email,
                )
            )
        return super().find_or_create(email, assert_valid_email=assert_valid_email)
