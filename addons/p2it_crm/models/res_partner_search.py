from odoo import api, models
from odoo.tools import SQL

from ..domain.search import MAX_CONTACTS
from .p2it_search_setup import get_fill


class ResPartner(models.Model):
    """Extends ``res.partner`` with the smart search; accounts come first."""

    _name = "res.partner"
    _inherit = ["res.partner", "p2it.search.mixin"]

    _search_rank = "lifecycle"
    _search_rank_first = "account"
    _search_fill_columns = (
        "record.email",
        "record.street",
        "record.street2",
        "record.city",
        "state.name",
        "record.zip",
    )

    @api.depends(
        "name",
        "complete_name",
        "child_ids.name",
        "child_ids.active",
        "ref",
        "vat",
        "company_registry",
        "phone",
        "email",
        "street",
        "street2",
        "city",
        "zip",
        "state_id.name",
    )
    def _compute_search_text(self):
        return super()._compute_search_text()

    def _get_search_name(self):
        return self.name or self.complete_name or ""

    def _get_search_parts(self):
        parts = super()._get_search_parts()
        contacts = self.child_ids.sorted(lambda contact: contact._origin.id)[:MAX_CONTACTS]
        parts["names"] = [self.complete_name, *(contact.name for contact in contacts)]
        parts["codes"] = [self.ref, self.vat, self.company_registry]
        parts["phones"] = [self.phone]
        parts["others"] = [
            self.email,
            self.street,
            self.street2,
            self.city,
            self.state_id.name,
            self.zip,
        ]
        return parts

    @api.model
    def _get_exact_columns(self, query):
        return {**super()._get_exact_columns(query), "ref": query.codes, "vat": query.codes}

    @api.model
    def _get_rank_terms(self):
        """Override: a customer before its contacts, which are found by its name, too."""
        return [*super()._get_rank_terms(), SQL("%s IS NOT NULL", self._get_search_column("parent_id"))]

    @api.model
    def _get_search_fill(self):
        """:return: the statement that fills what is plain; the twin of ``_get_search_parts``"""
        joins = SQL(
            """
            LEFT JOIN res_country_state AS state ON state.id = record.state_id
            LEFT JOIN (
                SELECT parent_id, count(*) AS count, bool_or(name LIKE '%%|%%') AS has_bar,
                       string_agg(NULLIF(name, ''), ' | ' ORDER BY id) AS names
                  FROM res_partner
                 WHERE active AND parent_id IS NOT NULL
                 GROUP BY parent_id
                 ) AS contacts ON contacts.parent_id = record.id
            """
        )
        return get_fill(
            "res_partner",
            SQL("COALESCE(NULLIF(record.name, ''), record.complete_name)"),
            ("record.complete_name", "contacts.names"),
            ("record.ref", "record.vat", "record.company_registry"),
            self._search_fill_columns,
            joins,
            SQL("COALESCE(contacts.count, 0) <= %s AND contacts.has_bar IS NOT TRUE", MAX_CONTACTS),
        )
