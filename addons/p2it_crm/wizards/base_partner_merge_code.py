from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Extends the merging of contacts with their customer codes."""

    _inherit = "base.partner.merge.automatic.wizard"

    def _update_values(self, src_partners, dst_partner):
        """Override of `base`: for a moment both have the code, which is unique."""
        src_partners.sudo().customer_code_key = False  # sudo: the key is nobody's to write
        src_partners.flush_recordset(["customer_code_key"])
        result = super()._update_values(src_partners, dst_partner)
        src_partners.sudo().customer_code_key = False  # sudo: as above
        return result
