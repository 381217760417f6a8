import string

from odoo import api, fields, models
from odoo.exceptions import ValidationError

_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)
_DECIDING = frozenset(
    ("ref", "company_id", "parent_id", "customer_rank", "customer_group_id", "supplier_rank", "is_company")
)


class ResPartner(models.Model):
    """Extends ``res.partner`` with customer codes: given by the company's sequence, never twice.

    The key is unique in the database, so that two people at once can't give one code to two
    customers. Customers of companies that don't number theirs have none.
    """

    _inherit = "res.partner"

    customer_code_key = fields.Char(
        copy=False,
        prefetch=False,
        readonly=True,
        groups=fields.NO_ACCESS,
        export_string_translation=False,
    )
    _customer_code_key_uniq = models.UniqueIndex(
        "(customer_code_key) WHERE customer_code_key IS NOT NULL",
        "The customer code belongs to another customer. Enter another one, or leave it empty to get "
        "the next.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        partners._assign_customer_codes()
        return partners

    def write(self, vals):
        result = super().write(vals)
        if not _DECIDING.isdisjoint(vals):
            self._assign_customer_codes()
        return result

    def _write_unchecked(self, vals):
        """Write what the numbering itself gives, which need not be looked at once more."""
        return super().write(vals)

    def _convert_to_account(self, trigger, details=None, tell=True):
        """Extends the conversion: an account has a code."""
        converted = super()._convert_to_account(trigger, details, tell)
        converted._assign_customer_codes()
        return converted

    def _get_numbering_company(self):
        """:return: the company whose setting and sequence count, empty when it doesn't number"""
        company = (self.company_id or self.env.company).sudo()  # sudo: a setting is no secret
        return company if company.use_customer_code else company.browse()

    def _is_numbered_customer(self):
        """:return: whether it is a customer of its own, by more than being in the address book"""
        return bool(
            not self.parent_id
            and self.lifecycle
            and (self.customer_rank > 0 or self.customer_group_id or self.lifecycle == "account")
        )

    def _get_customer_code_key(self):
        code = (self.ref or "").strip().translate(_LOWER)
        return f"{self.company_id.id or 0}:{code}" if code else False

    def _assign_customer_codes(self):
        """Number the customers that have no code, and guard the codes of those that have.

        :raise ValidationError: naming the codes that another customer has
        """
        # sudo: the code follows from the company's setting, not from what the user may write
        numbered = self.sudo().filtered(lambda partner: partner._get_numbering_company())
        customers = numbered.filtered(lambda partner: partner._is_numbered_customer())
        missing = customers.filtered(lambda partner: not (partner.ref or "").strip())
        for company, partners in missing.grouped(lambda partner: partner._get_numbering_company()).items():
            for partner, code in zip(partners, company._draw_customer_codes(len(partners)), strict=True):
                partner._write_unchecked({"ref": code})
        keys = {partner: partner._get_customer_code_key() for partner in customers}
        changed = {partner: key for partner, key in keys.items() if partner.customer_code_key != key}
        customers._check_customer_codes(changed)
        for partner, key in changed.items():
            partner._write_unchecked({"customer_code_key": key})
        (numbered - customers).filtered("customer_code_key").customer_code_key = False

    def _check_customer_codes(self, keys):
        """:raise ValidationError: before the database does, in words that name the codes"""
        if not keys:
            return
        others = self.with_context(active_test=False).search_fetch(
            [("customer_code_key", "in", list(keys.values())), ("id", "not in", self.ids)],
            ["customer_code_key"],
        )
        taken = set(others.mapped("customer_code_key"))
        seen, twice = set(), []
        for partner, key in keys.items():
            if key in taken or key in seen:
                twice.append(partner.ref)
            seen.add(key)
        if twice:
            raise ValidationError(
                self.env._(
                    "The customer code %(codes)s belongs to another customer, maybe one you don't see. "
                    "Enter another one, or leave it empty to get the next. Nothing was saved.",
                    codes=", ".join(sorted(set(twice))),
                )
            )
