from odoo import api, models
from odoo.tools import SQL

from .p2it_search_setup import get_fill


class CrmLead(models.Model):
    """Extends ``crm.lead`` with the smart search, by what it holds and by its customer."""

    _name = "crm.lead"
    _inherit = ["crm.lead", "p2it.search.mixin"]

    _search_fill_names = (
        "record.name",
        "record.partner_name",
        "record.contact_name",
        "customer.complete_name",
    )
    _search_fill_codes = ("customer.ref", "customer.vat")
    _search_fill_columns = (
        "record.email_from",
        "record.street",
        "record.street2",
        "record.city",
        "state.name",
        "record.zip",
    )

    @api.depends(
        "name",
        "partner_name",
        "contact_name",
        "partner_id.complete_name",
        "partner_id.ref",
        "partner_id.vat",
        "phone",
        "email_from",
        "street",
        "street2",
        "city",
        "zip",
        "state_id.name",
    )
    def _compute_search_text(self):
        return super()._compute_search_text()

    def _get_search_name(self):
        return self.name or ""

    def _get_search_parts(self):
        parts = super()._get_search_parts()
        customer = self.partner_id
        parts["names"] = [self.name, self.partner_name, self.contact_name, customer.complete_name]
        parts["codes"] = [customer.ref, customer.vat]
        parts["phones"] = [self.phone]
        parts["others"] = [
            self.email_from,
            self.street,
            self.street2,
            self.city,
            self.state_id.name,
            self.zip,
        ]
        return parts

    @api.model
    def _get_search_fill(self):
        """:return: the statement that fills what is plain; the twin of ``_get_search_parts``"""
        joins = SQL(
            """
            LEFT JOIN res_partner AS customer ON customer.id = record.partner_id
            LEFT JOIN res_country_state AS state ON state.id = record.state_id
            """
        )
        return get_fill(
            "crm_lead",
            SQL("record.name"),
            self._search_fill_names,
            self._search_fill_codes,
            self._search_fill_columns,
            joins,
        )
