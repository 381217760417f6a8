from odoo import api, fields, models
from odoo.exceptions import AccessError


class ResPartner(models.Model):
    """A customer can have the prices of more than one group."""

    _inherit = "res.partner"

    price_group_ids = fields.Many2many(
        "p2it.customer.group",
        "p2it_partner_price_group_rel",
        "partner_id",
        "group_id",
        string="Prices of Further Groups",
        help="Price rules and promotions for these groups hold for this customer too. Where two groups are "
        "equally near, the customer's own group goes first, then these by name.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        self._check_price_groups_allowed(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        self._check_price_groups_allowed([vals])
        return super().write(vals)

    def _check_price_groups_allowed(self, vals_list):
        """:raise AccessError: when somebody gives a customer other prices who does not set prices"""
        touched = any(vals.get("price_group_ids") for vals in vals_list)
        if touched and not (self.env.su or self.env.user.has_group("sales_team.group_sale_manager")):
            raise AccessError(
                self.env._(
                    "Only a sales administrator gives a customer the prices of further groups. Ask one, or "
                    "leave “Prices of Further Groups” as it is."
                )
            )
