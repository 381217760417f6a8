from datetime import timedelta

from odoo import api, fields, models
from odoo.addons.p2it_approvals.values import is_other_value
from odoo.exceptions import UserError

_SOLD_BY = ("user_id", "team_id", "partner_id")
"""By whom, through what and to whom an order was sold: whose commission it is, and by which rule."""

_TEAM_OF = {*_SOLD_BY, "state"}
"""With what the sales team of an order changes, or counts from now on."""

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
        orders.filtered(lambda order: order.state == "sale")._check_confirmed_now()
        orders._check_own_team()
        return orders

    def write(self, vals):
        self._check_sold_by(vals)
        before = self.browse()
        if vals.get("state") == "sale":
            before = self.sudo().filtered(lambda order: order.state == "sale")  # sudo: whoever reads
        result = super().write(vals)
        if vals.get("state") == "sale":
            (self - before)._check_confirmed_now()
        if not _TEAM_OF.isdisjoint(vals):
            self._check_own_team()
        return result

    @api.model
    def _is_sold_for_commission(self):
        """:return: whether it is somebody who sells, where commission is paid"""
        return (
            not self.env.su
            and not self.env.user.has_group("sales_team.group_sale_manager")
            and self.env["p2it.commission.plan"]._has_any_in_force()
        )

    def _check_own_team(self):
        """Keep who sells from orders of a team that rules pay and that isn't the salesperson's.

        Already of quotations: a customer who signs one confirms it with nobody's rights.

        :raise UserError: for who is no sales administrator
        """
        if not self or not self._is_sold_for_commission():
            return
        paid = self.env["p2it.commission.rule"]._get_asked("team_id")
        # sudo: the team counts, whoever reads
        orders = self.sudo().filtered(lambda order: order.user_id and order.team_id in paid)
        own = {user: self._get_teams_of(user) for user in orders.user_id}
        wrong = orders.filtered(lambda order: order.team_id not in own[order.user_id])
        if wrong:
            raise UserError(
                self.env._(
                    "%(order)s: commission is paid by the sales team, and %(person)s is not in %(team)s. "
                    "Choose the own team, or ask a sales administrator.",
                    order=wrong[0].name,
                    person=wrong[0].user_id.name,
                    team=wrong[0].team_id.name,
                )
            )

    @api.model
    def _get_teams_of(self, user):
        """:return: teams that a salesperson is in or leads, else the one that Odoo gives who has none"""
        teams = self.env["crm.team"].sudo().with_context(default_team_id=False)  # sudo: whoever reads
        led = teams.search([("user_id", "=", user.id)])
        return user.crm_team_ids | led or teams._get_default_team_id(user_id=user.id)

    def _check_confirmed_now(self):
        """:raise UserError: for who confirms an order into another month than this one, round the button"""
        if not self or not self._is_sold_for_commission():
            return
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
