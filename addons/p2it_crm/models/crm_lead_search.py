from odoo import api, models
from odoo.tools import SQL

from .p2it_search_setup import PHONE, codes, is_plain, join_parts, words


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
        texts = (*self._search_fill_names, *self._search_fill_codes, *self._search_fill_columns)
        return SQL(
            """
            UPDATE crm_lead SET search_name = filled.name, search_text = filled.text
              FROM (
                SELECT record.id, %(name)s AS name, %(text)s AS text
                  FROM crm_lead AS record
             LEFT JOIN res_partner AS customer ON customer.id = record.partner_id
             LEFT JOIN res_country_state AS state ON state.id = record.state_id
                 WHERE record.search_text IS NULL AND %(is_plain)s
                   ) AS filled
             WHERE filled.id = crm_lead.id
            """,
            name=words("record.name")[0],
            text=join_parts(
                *words(*self._search_fill_names),
                *codes(*self._search_fill_codes),
                SQL("COALESCE(%s, '')", PHONE),
                *words(*self._search_fill_columns),
            ),
            is_plain=is_plain(*texts),
        )
