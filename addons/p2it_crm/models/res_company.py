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
