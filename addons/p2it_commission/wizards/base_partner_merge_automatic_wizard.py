from odoo import api, models
from odoo.tools import SQL


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Customers that are merged take their entries along, which no foreign key tells `base`."""

    _inherit = "base.partner.merge.automatic.wizard"

    @api.model
    def _update_foreign_keys(self, src_partners, dst_partner):
        """Override of `base` to move the ledger's entries, too."""
        result = super()._update_foreign_keys(src_partners, dst_partner)
        if src_partners:
            self.env.cr.execute(
                SQL(
                    "UPDATE p2it_commission_entry SET partner_id = %s WHERE partner_id IN %s",
                    dst_partner.id,
                    src_partners._ids,
                )
            )
            self.env["p2it.commission.entry"].invalidate_model(["partner_id"])
            self.env["p2it.commission.touched"]._mark("partner", dst_partner._ids)
        return result
