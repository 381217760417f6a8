from odoo import SUPERUSER_ID, api
from odoo.addons.p2it_crm.models.p2it_search_setup import install_extensions


def migrate(cr, version):
    """Install the extensions that the search's indexes need."""
    install_extensions(api.Environment(cr, SUPERUSER_ID, {}))
