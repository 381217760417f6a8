from odoo import api, models
from odoo.addons.p2it_approvals.values import is_other_value
from odoo.exceptions import UserError

_SOLD_BY = ("user_id", "team_id")
"""By whom and through what an order was sold: whose commission it is, and by which rule."""


class P2itApprovalFigures(models.AbstractModel):
    """Extends ``p2it.approval.figures``: commission is paid by these figures, whether anybody approves or
    not.
    """

    _inherit = "p2it.approval.figures"

    @api.model
    def _is_gated(self):
        """Override of `p2it_approvals`."""
        return super()._is_gated() or self.env["p2it.commission.plan"]._has_any_in_force()


class SaleOrder(models.Model):
    """Extends ``sale.order``: when and by whom a confirmed order was sold stays, where commission is paid."""

    _inherit = "sale.order"

    @api.model
    def _is_kept(self):
        """Override of `p2it_approvals`."""
        return super()._is_kept() or self.env["p2it.commission.plan"]._has_any_in_force()

    def write(self, vals):
        self._check_sold_by(vals)
        return super().write(vals)

    def _check_sold_by(self, vals):
        """:raise UserError: for who hands on a confirmed order and is no sales administrator"""
        names = [name for name in _SOLD_BY if name in vals]
        if not names or self.env.su or self.env.user.has_group("sales_team.group_sale_manager"):
            return
        confirmed = self.sudo().filtered(  # sudo: the state counts, whoever reads
            lambda order: order.state == "sale"
            and any(is_other_value(order, name, vals[name]) for name in names)
        )
        if confirmed and self.env["p2it.commission.plan"]._has_any_in_force():
            raise UserError(
                self.env._(
                    "%(order)s is confirmed: commission is paid by its salesperson and sales team, so only a "
                    "sales administrator changes them. Ask one.",
                    order=confirmed[0].name,
                )
            )
