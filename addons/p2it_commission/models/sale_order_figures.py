from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.p2it_approvals.values import is_other_value
from odoo.exceptions import UserError

_SOLD_BY = ("user_id", "team_id", "partner_id")
"""By whom, through what and to whom an order was sold: whose commission it is, and by which rule."""

_NOW = timedelta(days=1)
"""How far the date of an order may be from the moment of its confirmation, wherever it is confirmed."""


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

    @api.model_create_multi
    def create(self, vals_list):
        orders = super().create(vals_list)
        orders.filtered(lambda order: order.state == "sale")._check_confirmed()
        return orders

    def write(self, vals):
        self._check_sold_by(vals)
        before = self.browse()
        if vals.get("state") == "sale":
            before = self.sudo().filtered(lambda order: order.state == "sale")  # sudo: whoever reads
        result = super().write(vals)
        if vals.get("state") == "sale":
            (self - before)._check_confirmed()
        return result

    @api.model
    def _is_sold_for_commission(self):
        """:return: whether it is somebody who sells, where commission is paid"""
        return (
            not self.env.su
            and not self.env.user.has_group("sales_team.group_sale_manager")
            and self.env["p2it.commission.plan"]._has_any_in_force()
        )

    def _check_confirmed(self):
        """:raise UserError: for who confirms an order as something for which commission pays more"""
        if self and self._is_sold_for_commission():
            self._check_confirmed_now()
            self._check_own_team()

    def _check_own_team(self):
        """:raise UserError: for an order of a team that rules pay, and in which its salesperson is not"""
        paid = self.env["p2it.commission.rule"]._get_asked_today("team_id")
        for order in self.sudo().filtered(lambda order: order.team_id in paid):  # sudo: whoever reads
            teams = self.env["crm.team"].sudo().with_context(default_team_id=False)
            own = teams._get_default_team_id(user_id=order.user_id.id)
            if order.team_id not in order.user_id.crm_team_ids | own:
                raise UserError(
                    self.env._(
                        "%(order)s: commission is paid by the sales team, and %(person)s is not in %(team)s. "
                        "Choose the own team, or ask a sales administrator to confirm.",
                        order=order.name,
                        person=order.user_id.name or "–",
                        team=order.team_id.name,
                    )
                )

    def _check_confirmed_now(self):
        """:raise UserError: for who confirms an order into another month than this one, round the button"""
        now = fields.Datetime.now()
        wrong = self.sudo().filtered(lambda order: abs(order.date_order - now) > _NOW)  # sudo: whoever reads
        if wrong:
            raise UserError(
                self.env._(
                    "%(order)s: an order is of the day on which it is confirmed. Confirm it by its button, "
                    "or ask a sales administrator to enter an earlier one.",
                    order=wrong[0].name,
                )
            )

    def _check_sold_by(self, vals):
        """:raise UserError: for who hands on a confirmed order and is no sales administrator"""
        names = [name for name in _SOLD_BY if name in vals]
        if not names or not self._is_sold_for_commission():
            return
        confirmed = self.sudo().filtered(  # sudo: the state counts, whoever reads
            lambda order: order.state == "sale"
            and any(is_other_value(order, name, vals[name]) for name in names)
        )
        if confirmed:
            raise UserError(
                self.env._(
                    "%(order)s is confirmed: commission is paid by its salesperson, sales team and customer, "
                    "so only a sales administrator changes them. Ask one.",
                    order=confirmed[0].name,
                )
            )
