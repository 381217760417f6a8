from odoo import api, fields, models


class ResCompany(models.Model):
    _inherit = "res.company"

    account_on_quotation = fields.Boolean(
        string="A Quotation Makes an Account",
        default=True,
        help="A prospect becomes an account as soon as a quotation is made for it.",
    )
    account_on_sample = fields.Boolean(
        string="A Sample Makes an Account",
        default=True,
        help="A prospect becomes an account as soon as a sample is designed for it.",
    )
    account_on_purchase = fields.Boolean(
        string="A Purchase Makes an Account",
        default=True,
        help="A prospect becomes an account as soon as an order is confirmed or an invoice posted.",
    )

    stop_care_required = fields.Boolean(
        string="Closing Needs an Agreement",
        help="Leads and customers are closed only by a stop-care request that a manager above agrees to.",
    )
    stop_care_attempts = fields.Integer(
        string="Unsuccessful Attempts Needed",
        default=3,
        help="How many unsuccessful care entries must be recorded before care can be stopped.",
    )
    care_reminder = fields.Boolean(
        string="Remind Salespeople to Record Care",
        help="On working days, who has recorded nothing is reminded in the afternoon.",
    )

    _stop_care_attempts_not_negative = models.Constraint(
        "CHECK(stop_care_attempts >= 0)", "The number of attempts can't be negative."
    )

    @api.model_create_multi
    def create(self, vals_list):
        companies = super().create(vals_list)
        companies._load_areas_of_country()
        return companies

    def write(self, vals):
        result = super().write(vals)
        if "country_id" in vals:
            self._load_areas_of_country()
        return result

    def _load_areas_of_country(self):
        """Give a company in Vietnam the areas of Vietnam; companies elsewhere get none."""
        if "VN" in self.mapped("country_id.code"):
            self.env["p2it.area"]._load_vietnam_areas()

    def _get_account_triggers(self):
        """Hook: what makes a prospect of this company an account.

        :return: set of values of ``p2it.lifecycle.event.trigger``
        """
        self.ensure_one()
        company = self.sudo()  # settings are readable for whoever makes the document
        return {
            trigger for trigger in ("quotation", "sample", "purchase") if company[f"account_on_{trigger}"]
        }
