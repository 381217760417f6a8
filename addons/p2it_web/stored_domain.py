"""The domain that somebody saved as text, as of now and for whoever reads it."""

import pytz
from odoo import fields
from odoo.fields import Domain

from .domain.domain_text import read_domain


def read_stored_domain(records, text):
    """Read a domain that people write; it is parsed, never run.

    :param records: any records, in the reader's environment: its user, companies and time zone count
    :param str text: as the domain editor saves it
    :rtype: Domain
    :raise DomainTextError: when the text is no domain
    """
    env = records.env
    names = {
        "uid": env.uid,
        "company_id": env.company.id,
        "current_company_id": env.company.id,
        "allowed_company_ids": env.companies.ids,
        "company_ids": env.companies.ids,
    }
    now = fields.Datetime.context_timestamp(records, fields.Datetime.now())

    def to_utc(moment):
        return now.tzinfo.localize(moment).astimezone(pytz.utc).replace(tzinfo=None)

    return Domain(read_domain(text, names, now.replace(tzinfo=None), to_utc))
