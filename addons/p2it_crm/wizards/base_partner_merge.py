from odoo import models


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        """Override of `base`, which moves everything in SQL: nobody merges what is hidden from them."""
        self.env["res.partner"].browse(partner_ids).exists().check_access("write")
        return super()._merge(partner_ids, dst_partner, extra_checks)

    def _update_values(self, src_partners, dst_partner):
        """Override of `base` to let the lifecycle follow the events that SQL moved over."""
        result = super()._update_values(src_partners, dst_partner)
        dst_partner.invalidate_recordset(["lifecycle_event_ids"])
        for name in ("lifecycle", "account_date", "account_user_id"):
            self.env.add_to_compute(dst_partner._fields[name], dst_partner)
        return result
