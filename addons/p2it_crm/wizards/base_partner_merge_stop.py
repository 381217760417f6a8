from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Extends the merging of contacts: it is no way around stop-care, and moved pins say so."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Override of `base` to keep customers open or closed as they are."""
        if not self.env.su:
            self.env["res.partner"].browse(partner_ids).exists()._check_customers_may_merge()
        with self.env["res.partner"]._finding_pins("merge"):
            return super()._merge(partner_ids, dst_partner, extra_checks)
