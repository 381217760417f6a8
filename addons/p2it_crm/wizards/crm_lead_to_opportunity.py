from odoo import models


class CrmLead2opportunityPartner(models.TransientModel):
    """Extends ``crm.lead2opportunity.partner``, and so the one for many leads, which inherits it."""

    _inherit = "crm.lead2opportunity.partner"

    def _convert_and_allocate(self, leads, user_ids, team_id=False):
        """Override of `crm`, which writes each lead by itself, to keep the history in one batch."""
        with leads._deferring_history():
            return super()._convert_and_allocate(leads, user_ids, team_id)
