from odoo import api, models
from odoo.exceptions import AccessError

from ..domain.credit_terms import are_laxer
from .p2it_credit_family import Terms

_DECIDING = frozenset(("customer_group_id", "parent_id", "is_company", "commercial_partner_id"))
"""What decides whose terms hold for a customer."""


class ResPartner(models.Model):
    """Extends ``res.partner``: who sells to a customer gives it no laxer terms by moving it.

    Judged on what is there afterwards, in each company that has terms: defaults and lines count as well.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        placed = partners.filtered(lambda partner: partner.parent_id or partner.customer_group_id)
        if placed and self._is_terms_guarded():
            placed._check_terms_not_laxer(placed._get_terms_before_creation())
        return partners

    def write(self, vals):
        if _DECIDING.isdisjoint(vals) or not self._is_terms_guarded():
            return super().write(vals)
        before = self._get_terms_by_company()
        result = super().write(vals)
        self._check_terms_not_laxer(before)
        return result

    def _is_terms_guarded(self):
        """:return: whether it is somebody who may not decide about terms, and there are any"""
        return (
            not self.env.su
            and self.env["p2it.credit.policy"]._has_any()
            and not self.env.user.has_group("p2it_credit.group_manager")
            and not self.env.user.has_group("p2it_crm.group_administrator")
        )

    def _get_terms_by_company(self):
        """:return: ``{company: {id of the contact: Terms}}``"""
        family = self.env["p2it.credit.family"]
        members = family._get_members(self)
        return {
            company: family._get_terms(members, self, company)
            for company in family._get_companies_with_terms()
        }

    def _get_terms_before_creation(self):
        """:return: the same: terms of the company above, or of a customer of whom nothing is known"""
        family = self.env["p2it.credit.family"]
        result = self.parent_id._get_terms_by_company()
        for company, terms in result.items():
            unknown = family._get_company_terms(company)
            result[company] = {partner.id: terms.get(partner.parent_id.id, unknown) for partner in self}
        return result

    def _check_terms_not_laxer(self, before):
        """:raise AccessError: for who would give a customer laxer terms, or take its debts out of a limit"""
        get_bounds = self.env["p2it.credit.family"]._get_bounds
        for company, after in self._get_terms_by_company().items():
            for partner in self:
                new, old = after[partner.id], before[company][partner.id]
                if are_laxer(get_bounds(new, company), get_bounds(old, company)):
                    raise AccessError(
                        self.env._(
                            "“%s” would be allowed to owe more by this change of group or company. Ask a "
                            "credit manager to make it.",
                            partner.display_name,
                        )
                    )
                if old.limits and old.top not in (0, partner.id, new.top) and partner._owes(company):
                    raise AccessError(
                        self.env._(
                            "“%s” still owes: what it owes would no longer count for the company it leaves. "
                            "Ask a credit manager to make the change.",
                            partner.display_name,
                        )
                    )

    def _owes(self, company):
        """:return: whether a contact itself, with everybody below it, owes anything to a company"""
        family, exposure = self.env["p2it.credit.family"], self.env["p2it.credit.exposure"]
        own = {self.id: Terms(self.id, (), None, None, "none")}
        owed = exposure._get(family._get_members(self), own, company, company.currency_id)
        return company.currency_id.compare_amounts(owed[self.id].total, 0) > 0
