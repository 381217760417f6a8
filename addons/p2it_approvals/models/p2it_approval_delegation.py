from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..domain.chain import get_replaced


class P2itApprovalDelegation(models.Model):
    """Somebody's approvals lent to another person for some dates, those already waiting included.

    Nobody may delete one, for it explains decisions: it is archived.
    """

    _name = "p2it.approval.delegation"
    _description = "Approval Delegation"
    _order = "date_from desc, id desc"

    user_id = fields.Many2one(
        "res.users",
        string="Instead Of",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
        ondelete="restrict",
        index=True,
    )
    delegate_id = fields.Many2one(
        "res.users",
        string="Decides",
        required=True,
        domain=[("share", "=", False)],
        ondelete="restrict",
        index=True,
    )
    date_from = fields.Date(string="From", required=True, default=fields.Date.context_today)
    date_to = fields.Date(string="To", help="The last day. Empty: until it is ended.")
    type_ids = fields.Many2many("p2it.approval.type", string="Only These", help="Empty: all approvals.")
    active = fields.Boolean(default=True)

    @api.constrains("user_id", "delegate_id", "date_from", "date_to")
    def _check_delegation(self):
        for delegation in self:
            if delegation.user_id == delegation.delegate_id:
                raise ValidationError(self.env._("Choose somebody else: nobody replaces himself."))
            if delegation.date_to and delegation.date_to < delegation.date_from:
                raise ValidationError(self.env._("The last day is before the first."))

    @api.model_create_multi
    def create(self, vals_list):
        delegations = super().create(vals_list)
        delegations._check_giver()
        return delegations

    def write(self, vals):
        self._check_giver()
        result = super().write(vals)
        self._check_giver()
        return result

    def _check_giver(self):
        """:raise AccessError: for who lends what is not the own"""
        if self.env.su or self.env.user.has_group("p2it_approvals.group_administrator"):
            return
        if self.user_id - self.env.user:
            raise AccessError(
                self.env._("Lend your own approvals. An administrator of approvals lends those of others.")
            )

    @api.model
    def _get_givers(self, user, kind=None):
        """Find whom a user replaces today: who lent their approvals, and who is away and named the user.

        :param kind: the approval type; without one, whoever is replaced for any
        :return: ids of users
        :rtype: frozenset
        """
        # sudo: who replaces whom is decided here for everybody
        rows = self.sudo().search([("delegate_id", "=", user.id)])
        today = fields.Date.context_today(self)
        absent = frozenset(user._get_absent_givers().ids)
        if kind is None:
            return absent.union(
                row.user_id.id
                for row in rows
                if row.date_from <= today and (not row.date_to or today <= row.date_to)
            )
        return absent | get_replaced([_Row(row) for row in rows], user.id, today, kind.id)


class _Row:
    """A delegation as the pure rules read it."""

    def __init__(self, delegation):
        self.giver, self.taker = delegation.user_id.id, delegation.delegate_id.id
        self.start, self.end = delegation.date_from, delegation.date_to or None
        self.types = frozenset(delegation.type_ids.ids)
