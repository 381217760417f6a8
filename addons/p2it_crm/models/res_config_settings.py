from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    account_on_quotation = fields.Boolean(related="company_id.account_on_quotation", readonly=False)
    account_on_sample = fields.Boolean(related="company_id.account_on_sample", readonly=False)
    account_on_purchase = fields.Boolean(related="company_id.account_on_purchase", readonly=False)

    stop_care_required = fields.Boolean(related="company_id.stop_care_required", readonly=False)
    stop_care_attempts = fields.Integer(related="company_id.stop_care_attempts", readonly=False)
    care_reminder = fields.Boolean(related="company_id.care_reminder", readonly=False)

    def action_load_vietnam_areas(self):
        """Load Vietnam's provinces and wards, for a company elsewhere that sells there.

        :return: a notification that says how many are new
        """
        self.check_access("write")
        count = len(self.env["p2it.area"]._load_vietnam_areas())
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("%(count)s areas of Vietnam were added.", count=count),
            },
        }
