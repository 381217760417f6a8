from odoo import SUPERUSER_ID, api
from odoo.addons.p2it_crm.models.p2it_search_setup import fill_search_texts


def migrate(cr, version):
    """Give the customers and leads that are there the text by which they are found."""
    fill_search_texts(api.Environment(cr, SUPERUSER_ID, {}))
