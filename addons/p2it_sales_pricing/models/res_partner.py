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
        copy=False,
        help="Price rules and promotions for these groups hold for this customer too. Where two groups are "
        "equally near, the customer's own group goes first, then these by name.",
    )

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        # Not the values are judged: a default in the context or of one's own names none.
        if any(partner.price_group_ids for partner in partners):
            self._check_may_give_prices()
        return partners

    def write(self, vals):
        if "price_group_ids" not in vals:
            return super().write(vals)
        before = {partner: partner.price_group_ids for partner in self}
        result = super().write(vals)
        if any(partner.price_group_ids != groups for partner, groups in before.items()):
            self._check_may_give_prices()
        return result

    def _check_may_give_prices(self):
        """:raise AccessError: when somebody gives a customer other prices who does not set prices"""
        if self.env.su or self.env.user.has_group("sales_team.group_sale_manager"):
            return
        raise AccessError(
            self.env._(
                "Only a sales administrator gives a customer the prices of further groups. Ask one, or "
                "leave “Prices of Further Groups” as it is."
            )
        )
